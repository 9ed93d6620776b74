import { join } from "node:path";
import { readUsage } from "../../adapters/claude/record/usage.ts";
import { keepPath } from "../../adapters/files/attachments.ts";
import { createWorkspace } from "../../adapters/host/workspace.ts";
import type { Bridge } from "../bridge/bridge.ts";
import type { Caller, Context } from "../commands/command.ts";
import type { Schedules } from "../schedules.ts";
import type { WaitingRoom } from "../waiting/waiting.ts";
import { filesOf, type HallParts, type TrustedRoot } from "./bridge.ts";
import { picture } from "./picture.ts";

export interface ContextParts extends HallParts {
  readonly bridge: Bridge;
  readonly schedules: Schedules;
  readonly trustedRoot: TrustedRoot;
  readonly waiting: WaitingRoom;
}

/** What commands work with, whoever gives them. */
export function contextOf(parts: ContextParts): Omit<Context, Caller> {
  const { config, clock, bridge, schedules, waiting } = parts;
  const { audit, feed, homes, store } = parts.ground;
  const { project } = config;
  return {
    bridge,
    feed,
    clock,
    audit,
    preferences: store.records("people"),
    schedules,
    trustedRoot: parts.trustedRoot,
    quota: config.queue.tasksPerUser,
    projects: config.projects,
    misnamed: config.skipped,
    owners: config.owners,
    isMember: config.isMember,
    async projectFile(name, path) {
      const { directory } = project(name);
      const workspace = createWorkspace(directory);
      const found = await workspace.look(path);
      return { ...found, path: join(directory, found.path), read: (most) => workspace.read(found.path, most) };
    },
    async usage(name) {
      const { slug } = project(name);
      const session = (await bridge.look(slug))?.session.id ?? "";
      return readUsage(homes.of(slug).config, session);
    },
    picture,
    links: waiting.links,
    snooze: waiting.snooze,
    attachFile: async (name, event, path) => keepPath(filesOf(parts, name), event, path),
  };
}
