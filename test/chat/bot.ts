import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { keepFile } from "../../adapters/files/attachments.ts";
import { createAudit } from "../../adapters/files/audit.ts";
import { createHomes } from "../../adapters/host/homes.ts";
import { type Bridge, createBridge } from "../../src/bridge/bridge.ts";
import type { Policies } from "../../src/chat/access.ts";
import { createOutbox } from "../../src/chat/outbox.ts";
import { createPeople } from "../../src/chat/people.ts";
import { AT_ONCE, type FreezePolicy } from "../../src/cockpit/freeze-policy.ts";
import { type Limits, NO_LIMITS } from "../../src/cockpit/slots/standing.ts";
import type { Cockpit } from "../../src/cockpit/state.ts";
import type { Reminded, ReminderRules } from "../../src/cockpit/waiting/reminders.ts";
import type { Caller, Context, Preferences } from "../../src/commands/command.ts";
import { BridgeError } from "../../src/errors.ts";
import { createLog } from "../../src/log/log.ts";
import { platforms } from "../../src/platforms.ts";
import type { ChatAdapter, Clock, Message, People, Project } from "../../src/ports/ports.ts";
import { createSchedules, type Schedule } from "../../src/schedules.ts";
import { isPersonId } from "../../src/support/person-id.ts";
import { createWaitingRoom } from "../../src/waiting/waiting.ts";
import { type Act, type ClaudeWorld, createClaudeWorld } from "../core/claude.ts";
import { musica, TIMEOUTS } from "../core/stage.ts";
import { temporaryDirectory } from "../fakes/directory.ts";
import { createFakeEngine } from "../fakes/engine.ts";
import { createMemoryFeed, type MemoryFeed } from "../fakes/feed.ts";
import { fakePicture } from "../fakes/picture.ts";
import { createMemoryRecords } from "../fakes/records.ts";
import { createMemoryStore } from "../fakes/store.ts";

export interface Bot {
  readonly bridge: Bridge;
  readonly people: People;
  /** Ends it; what it stood on outlives it. */
  close(): Promise<void>;
}

/** All that a bot stands on, and bots on it: the shipped parts above the ports, on an engine and a Claude in memory. */
export interface Ground {
  readonly claude: ClaudeWorld;
  readonly feed: MemoryFeed;
  readonly directory: string;
  bot(chats: readonly ChatAdapter[]): Promise<Bot>;
  /** What Claude has heard, once it is so much. */
  heard(project: string, times: number): Promise<readonly string[]>;
  /** The first message of the feed that fits, once it is there. */
  told(project: string, fits: (message: Message) => boolean): Promise<Message>;
  /** The lines of the audit log. */
  audit(): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

export interface GroundOptions {
  readonly clock: Clock;
  readonly projects: readonly string[];
  readonly policies: Policies;
  readonly script: (text: string) => readonly Act[];
  readonly project?: Partial<Project>;
  readonly rules?: FreezePolicy;
  readonly reminding?: ReminderRules;
  readonly limits?: Limits;
}

/** Where a test is about something else. */
const NEVER: ReminderRules = { after: null, again: 1, escalate: { after: 1, to: [] }, quiet: null };

const NO_TOKENS = { input: 0, output: 0, cached: 0 };
const NOTHING = { tokens: NO_TOKENS, dollars: null, since: NO_TOKENS };

export function createGround({
  clock,
  projects,
  policies,
  script,
  project: own,
  rules = AT_ONCE,
  reminding = NEVER,
  limits = NO_LIMITS,
}: GroundOptions): Ground {
  const claude = createClaudeWorld({ engine: createFakeEngine(), clock, script });
  const feed = createMemoryFeed();
  const directory = temporaryDirectory();
  const disks = {
    store: new Map<string, string>(),
    cursors: new Map<string, string>(),
    cards: new Map<string, string>(),
    people: new Map<string, string>(),
    schedules: new Map<string, string>(),
    reminders: new Map<string, string>(),
  };
  const auditPath = join(directory, "audit.jsonl");
  const all = projects.map((slug): Project => ({ ...musica, slug, ...own }));

  function project(name: string): Project {
    const found = all.find(({ slug }) => slug === name);
    if (found === undefined) throw new BridgeError("unknown-project", `There is no project ${name}.`);
    return found;
  }

  const owners = (name: string) => project(name).owners;

  return {
    claude,
    feed,
    directory,
    async bot(chats) {
      const log = createLog({ level: "silent", destination: new PassThrough().resume(), secrets: [] });
      const audit = createAudit(auditPath, clock, (error) => {
        throw error;
      });
      const bridge = createBridge({
        engine: claude.engine,
        agent: claude.agent(),
        store: createMemoryStore(disks.store),
        feed,
        clock,
        log,
        timeouts: () => TIMEOUTS,
        policy: () => rules,
        project,
        limits: () => limits,
        onChange: (cockpit: Cockpit) => {
          outbox.changed(cockpit);
          waiting.changed();
        },
        onRemove: () => waiting.changed(),
      });
      const schedules = createSchedules({
        records: createMemoryRecords<readonly Schedule[]>(disks.schedules),
        clock,
        log,
        zone: "UTC",
        waiting: () => [],
        enqueue: (name, task) => bridge.queue(name, { ...task, priority: "normal" }, false),
        tell: (name, key, text) => feed.post(name, key, { type: "notice", level: "warn", text }),
      });
      const outbox = createOutbox({
        chats,
        bridge,
        feed,
        cursors: createMemoryRecords<number>(disks.cursors),
        cards: createMemoryRecords<string>(disks.cards),
        clock,
        log,
        owners,
      });
      const waiting = createWaitingRoom({
        chats,
        bridge,
        feed,
        records: createMemoryRecords<Reminded>(disks.reminders),
        clock,
        log,
        owners,
        rules: () => reminding,
      });
      const context: Omit<Context, Caller> = {
        bridge,
        feed,
        picture: fakePicture,
        clock,
        audit,
        preferences: createMemoryRecords<Preferences>(disks.people),
        trustedRoot: { set: async () => "/projects" },
        schedules,
        quota: null,
        projects: () => all,
        misnamed: () => [],
        owners,
        isMember: (id) => isPersonId(id, platforms),
        projectFile: async (_, path) => ({ name: path, path, bytes: 1, read: async () => Buffer.from("x") }),
        usage: async () => ({ turn: NO_TOKENS, session: NOTHING, project: NOTHING }),
        links: waiting.links,
        snooze: waiting.snooze,
        attachFile: async (_, __, path) => path,
      };
      const people = createPeople({
        policies,
        log,
        context,
        checkProject: (name) => project(name).slug,
        approvers: (name) => project(name).approvers,
        prepare: (slug, name) => outbox.prepare(slug, name),
        opened: (slug) => {
          outbox.opened(slug);
          waiting.changed();
        },
        keepFile: (name, event, file, at) => keepFile(createHomes(directory).of(name).run, event, file, at),
      });
      await bridge.open();
      await schedules.open();
      await outbox.open();
      waiting.open();
      await Promise.all(chats.map((chat) => chat.open(people)));
      return {
        bridge,
        people,
        async close() {
          await schedules.close();
          await waiting.close();
          await Promise.all(chats.map((chat) => chat.close()));
          await outbox.close();
          await bridge.close();
        },
      };
    },
    heard: (name, times) =>
      until(() => {
        const heard = claude.heard(name);
        return heard.length >= times ? heard : undefined;
      }),
    told: (name, fits) => until(() => feed.read(name).find(fits)),
    async audit() {
      const text = await readFile(auditPath, "utf8").catch(() => "");
      return text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
    },
  };
}

/** Turn by turn of the event loop: all here is in memory, but for files whose number of turns nobody knows. */
async function until<T>(look: () => T | undefined): Promise<T> {
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    await setImmediate();
  }
}
