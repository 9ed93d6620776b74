import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Cockpit, type Phase, queueStatus } from "../../src/cockpit/state.ts";
import { systemCode } from "../../src/errors.ts";
import { prepareReplacement, type Replacement, setAside, syncDirectory } from "./durable.ts";
import { cockpitSchema } from "./schema.ts";

const STATUS: Readonly<Record<Phase["name"], string>> = {
  frozen: "stopped",
  queued: "stopped",
  thawing: "starting",
  idle: "running",
  working: "running",
  freezing: "stopping",
};

/** One file a project, in the form that other tools read. */
export interface StateFiles {
  prepare(cockpit: Cockpit): Promise<Replacement>;
  /** Null where there is none. */
  read(project: string): Promise<string | null>;
  /** The projects that have one. Drafts that a crash left behind are removed. */
  list(): Promise<readonly string[]>;
  remove(project: string): Promise<void>;
  /** Its new name. */
  setAside(project: string): Promise<string>;
}

export function createStateFiles(directory: string): StateFiles {
  const place = (project: string): string => join(directory, `${project}.json`);
  return {
    prepare: (cockpit) => prepareReplacement(place(cockpit.project), renderState(cockpit)),
    read: (project) => readFile(place(project), "utf8").catch(nullIfMissing),
    async list() {
      const names = await readdir(directory);
      for (const draft of names.filter((name) => /^\..*\.tmp$/.test(name))) await rm(join(directory, draft));
      return names.flatMap((name) => /^([a-z0-9][a-z0-9-]{0,62})\.json$/.exec(name)?.[1] ?? []);
    },
    async remove(project) {
      await rm(place(project), { force: true });
      await syncDirectory(directory);
    },
    setAside: (project) => setAside(place(project)),
  };
}

/** The first six names are read by other tools, in this order; `record` is for us. */
export function renderState(cockpit: Cockpit): string {
  const state = {
    project: cockpit.project,
    session_id: cockpit.session.id,
    status: STATUS[cockpit.phase.name],
    session_started: cockpit.session.started,
    awaiting_response: cockpit.question !== null,
    last_question: cockpit.question?.text ?? null,
    queue_status: queueStatus(cockpit),
    record: cockpit,
  };
  return `${JSON.stringify(state, null, 2)}\n`;
}

/** The project's cockpit from a state file's text; null where it has none that can be used. */
export function parseState(project: string, text: string | null): Cockpit | null {
  return parseCockpit(project, text, "record");
}

/** The project's cockpit from a record as Keyv writes it. */
export function parseRecord(project: string, raw: unknown): Cockpit | null {
  return parseCockpit(project, raw, "value");
}

function parseCockpit(project: string, text: unknown, key: "record" | "value"): Cockpit | null {
  if (typeof text !== "string") return null;
  try {
    const envelope: unknown = JSON.parse(text);
    const held = typeof envelope === "object" && envelope !== null ? Reflect.get(envelope, key) : undefined;
    const cockpit = cockpitSchema.parse(held);
    return cockpit.project === project ? cockpit : null;
  } catch {
    return null;
  }
}

function nullIfMissing(error: unknown): null {
  if (systemCode(error) === "ENOENT") return null;
  throw error;
}
