import type { Bridge } from "../bridge/bridge.ts";
import { createSchedules, type Schedules } from "../schedules.ts";
import type { HallParts } from "./bridge.ts";

/** Schedules whose tasks go into the projects' queues. */
export function schedulesOn({ config, clock, log, ground }: HallParts, bridge: Bridge): Schedules {
  const { store, feed } = ground;
  return createSchedules({
    records: store.records("schedules"),
    clock,
    log,
    zone: config.zone,
    waiting(name) {
      const { tasks = [], inbox = [] } = bridge.known().find((cockpit) => cockpit.project === name) ?? {};
      return [...tasks, ...inbox].map(({ id }) => id);
    },
    enqueue: (name, task) => bridge.queue(name, { ...task, priority: "normal" }, false),
    tell: (name, key, text) => feed.post(name, key, { type: "notice", level: "warn", text }),
  });
}
