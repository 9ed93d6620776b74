import { join } from "node:path";
import { agent } from "../agent.ts";
import type { FreezePolicy } from "../cockpit/freeze-policy.ts";
import type { Priority, QuestionKind } from "../cockpit/state.ts";
import type { ReminderRules } from "../cockpit/waiting/reminders.ts";
import { BridgeError } from "../errors.ts";
import type { Committer, Project, ProjectImage } from "../ports/ports.ts";
import { clip } from "../support/clip.ts";
import { nearest } from "../support/nearest.ts";
import { reachable } from "./environment.ts";
import type { ConfigFile } from "./file.ts";
import { faultsOf, type Own, refuseMounts } from "./guard.ts";
import type { Files } from "./host.ts";
import { type OwnSettings, type Settings, SLUG } from "./schema.ts";

export interface Timeouts {
  /** Milliseconds, as are the others. */
  readonly thaw: number;
  readonly deliver: number;
  readonly freeze: number;
}

/** A directory that could be a project and is none. */
export interface Skipped {
  readonly name: string;
  readonly reason: string;
}

/** The disk is looked at on every call: a directory made a moment ago is a project. */
export interface Projects {
  /** Sorted by name. */
  projects(): readonly Project[];
  skipped(): readonly Skipped[];
  /** Rejects with `bad-name` or `unknown-project`, and a sentence that helps. */
  project(name: string): Project;
  /** Of a project that has its own; without a name, everybody's. */
  timeouts(name?: string): Timeouts;
  /** Whom its questions are for where nobody in particular asked Claude; nobody, where there is no such project any more. */
  owners(name: string): readonly string[];
  policy(name: string): FreezePolicy;
  priority(name: string): Priority;
  /** Bytes that its cockpit may have on the disk, beside the project's own directory. */
  disk(name: string): number;
  /** Whether what it brings for Claude (hooks, rules, MCP servers) is trusted as it is, or asked about; null: that was left open. */
  trusts(name: string): "all" | "asked" | null;
  reminders(name: string): ReminderRules;
}

export interface ProjectsOptions {
  readonly root: string;
  /** A path as written, made absolute. */
  readonly place: (path: string) => string;
  readonly files: Files;
  /** Undefined where the engine is not on a unix socket. */
  readonly engineSocket: string | undefined;
  readonly own: Own;
}

export function createProjects(file: ConfigFile, options: ProjectsOptions): Projects {
  const { root } = options;
  const { defaults = {}, projects: named = {} } = file.settings;
  refuseMounts(file, options.files, options.engineSocket, options.own);

  function projectOf(slug: string, directory: string): Project {
    const own = named[slug] ?? {};
    const model = own.model ?? defaults.model;
    const image = imageOf(own, defaults);
    return {
      slug,
      directory,
      limits: {
        memory: own.memory ?? defaults.memory ?? 4 * 2 ** 30,
        cpus: own.cpus ?? defaults.cpus ?? 2,
        pids: own.pids ?? defaults.pids ?? 512,
      },
      mounts: joinMounts(defaults, own),
      user: own.user ?? defaults.user ?? "auto",
      ...(model === undefined ? {} : { model }),
      permissionMode: modeOf(own["permission-mode"] ?? defaults["permission-mode"]),
      approvers: own.approvers ?? defaults.approvers ?? null,
      owners: ownersOf(slug),
      environment: reachable({ ...defaults.environment, ...own.environment }),
      committer: committerOf(own.git ?? defaults.git ?? "host"),
      ...(image && { image }),
    };
  }

  function modeOf(name: string = agent.modes.all[0]): string {
    return agent.modes.aliases[name] ?? name;
  }

  let last: { readonly at: number; readonly look: Look } | null = null;

  /** One project is asked for many times a second, and each look is at all of them. */
  function lookFor(name: string): Look {
    const at = performance.now();
    const isRecent = last !== null && at - last.at < RECENT && last.look.found.has(name);
    if (last === null || !isRecent) last = { at, look: look(file, options) };
    return last.look;
  }

  function ownersOf(slug: string): readonly string[] {
    return named[slug]?.owners ?? defaults.owners ?? [];
  }

  return {
    projects: () => [...look(file, options).found].map(([slug, directory]) => projectOf(slug, directory)),
    skipped: () => look(file, options).skipped,
    project(name) {
      checkName(name);
      const { found, skipped } = lookFor(name);
      const directory = found.get(name);
      if (directory !== undefined) return projectOf(name, directory);
      const reason = skipped.find((one) => one.name === name)?.reason;
      throw new BridgeError(
        "unknown-project",
        reason === undefined ? unknown(name, [...found.keys()], root, file) : `${name} is not a project: ${reason}.`,
      );
    },
    timeouts(name) {
      const own = (name === undefined ? undefined : named[name]?.timeouts) ?? {};
      const all = defaults.timeouts ?? {};
      return {
        thaw: own.thaw ?? all.thaw ?? 90_000,
        deliver: own.deliver ?? all.deliver ?? 60_000,
        freeze: own.freeze ?? all.freeze ?? 30_000,
      };
    },
    owners: (name) => (lookFor(name).found.has(name) ? ownersOf(name) : []),
    priority: (name) => named[name]?.priority ?? defaults.priority ?? "normal",
    disk: (name) => named[name]?.disk ?? defaults.disk ?? 20 * 2 ** 30,
    trusts: (name) => named[name]?.trust ?? defaults.trust ?? null,
    policy(name) {
      const own = named[name];
      const all = defaults.freeze ?? {};
      const { grace, idle, mode, pause } = own?.freeze ?? {};
      return {
        grace: { ...USUAL.grace, ...known(all.grace), ...known(grace) },
        idle: idle === undefined ? (all.idle === undefined ? USUAL.idle : all.idle) : idle,
        mode: mode ?? all.mode ?? USUAL.mode,
        pause: pause ?? all.pause ?? USUAL.pause,
        notify: own?.notify ?? defaults.notify ?? USUAL.notify,
        rationed: true,
      };
    },
    reminders: (name) => remindersOf(named[name]?.reminders, defaults.reminders),
  };
}

/** The project's own source, else everybody's; what is set up for everybody comes first. Null: the usual image. */
function imageOf(own: OwnSettings, defaults: Settings): ProjectImage | null {
  const from = sourceOf(own) ?? sourceOf(defaults);
  const setup = [...(defaults.setup ?? []), ...(own.setup ?? [])];
  return from === null && setup.length === 0 ? null : { from, setup };
}

function sourceOf({ image, dockerfile, devcontainer = false }: OwnSettings): ProjectImage["from"] {
  if (image !== undefined) return { kind: "image", name: image };
  if (dockerfile !== undefined) return { kind: "dockerfile", ...dockerfile };
  return devcontainer === false ? null : { kind: "devcontainer", path: devcontainer === true ? null : devcontainer };
}

function committerOf(git: "host" | "none" | Committer): Project["committer"] {
  return git === "none" ? null : git;
}

/** A person at hand decides on a permission within two minutes; words take longer, and cost nothing while they do. */
const USUAL: FreezePolicy = {
  grace: { text: 0, choices: 0, permission: 120_000, plan: 0, screen: 120_000 },
  idle: 30 * 60_000,
  mode: "stop",
  pause: 10 * 60_000,
  notify: "questions",
  rationed: true,
};

/** A working day's morning, and once a day from then on: more often, people would learn not to look. */
const REMINDING = { after: 4 * 3_600_000, again: 24 * 3_600_000, escalate: 24 * 3_600_000 } as const;

/** Each key is the project's own, else that of the defaults; quiet hours are one key. */
function remindersOf(own: Settings["reminders"] = {}, all: Settings["reminders"] = {}): ReminderRules {
  const { after = all.after, quiet = all.quiet } = own;
  return {
    after: after === undefined ? REMINDING.after : after,
    again: own.again ?? all.again ?? REMINDING.again,
    escalate: {
      after: own.escalate?.after ?? all.escalate?.after ?? REMINDING.escalate,
      to: own.escalate?.to ?? all.escalate?.to ?? [],
    },
    quiet: quiet ?? null,
  };
}

function known(given: Partial<Record<QuestionKind, number | undefined>> = {}): Partial<Record<QuestionKind, number>> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** For how long a look at the root still tells what is there (milliseconds); what it did not find is looked for anew. */
const RECENT = 1_000;

interface Look {
  readonly found: ReadonlyMap<string, string>;
  readonly skipped: readonly Skipped[];
}

function look({ settings }: ConfigFile, options: ProjectsOptions): Look {
  const { root, place, files, own } = options;
  const { defaults = {}, projects: named = {} } = settings;
  const found = new Map<string, string>();
  const skipped: Skipped[] = [];
  for (const entry of files.list(root) ?? []) {
    if (entry.name.startsWith(".") || entry.kind === "other" || Object.hasOwn(named, entry.name)) continue;
    const directory = join(root, entry.name);
    const reason = SLUG.test(entry.name)
      ? entry.kind === "link"
        ? linkFault(directory, options)
        : null
      : `its name ${nameFault(entry.name)}`;
    if (reason === null) found.set(entry.name, files.real(directory) ?? directory);
    else skipped.push({ name: entry.name, reason });
  }
  for (const [slug, { directory: set }] of Object.entries(named)) {
    const directory = set === undefined ? join(root, slug) : place(set);
    if (!files.isDirectory(directory)) {
      skipped.push({ name: slug, reason: `there is no directory ${directory}` });
      continue;
    }
    const real = files.real(directory) ?? directory;
    // Somebody has said which of the two is the project.
    for (const [around, outer] of found) {
      if (Object.hasOwn(named, around) || !real.startsWith(join(outer, "/"))) continue;
      found.delete(around);
      skipped.push({ name: around, reason: `the directory of ${slug}, which the settings name, is in it` });
    }
    found.set(slug, real);
  }
  const candidates = [...found].map(([slug, directory]) => {
    return { slug, directory, mounts: joinMounts(defaults, named[slug] ?? {}) };
  });
  for (const [name, reason] of faultsOf(candidates, own, files)) {
    found.delete(name);
    skipped.push({ name, reason });
  }
  const byName = [...found].sort(([a], [b]) => (a < b ? -1 : 1));
  return { found: new Map(byName), skipped };
}

/** A link is somebody's, not always the user's: out of the root it leads only where the configuration says so. */
function linkFault(link: string, { root, files }: ProjectsOptions): string | null {
  if (!files.isDirectory(link)) return "it is a link that leads to no directory";
  if (files.real(link)?.startsWith(`${files.real(root)}/`)) return null;
  return `it is a link that leaves ${root}. To allow it, name it under projects in cockpit.yaml`;
}

function joinMounts(defaults: Settings, own: Settings): Project["mounts"] {
  const byTarget = new Map([...(defaults.mounts ?? []), ...(own.mounts ?? [])].map((mount) => [mount.target, mount]));
  return [...byTarget.values()];
}

function checkName(name: string): void {
  if (SLUG.test(name)) return;
  const quoted = JSON.stringify(clip(name, 41));
  throw new BridgeError(
    "bad-name",
    `${quoted} cannot be a project's name: it ${nameFault(name)}. Names are like "my-project".`,
  );
}

function nameFault(name: string): string {
  if (name === "") return "is empty";
  if (name.length > 63) return `has ${name.length} characters, and 63 is the most`;
  if (/[/\\]|^\.+$/.test(name)) return "is a path, and names have no slashes or dots";
  if (/\s/.test(name)) return "has a space in it";
  if (/[A-Z]/.test(name)) return "has capitals, and names are in small letters";
  if (/^[-]/.test(name)) return "begins with a dash";
  return "has something else in it than the letters a to z, digits and dashes";
}

function unknown(name: string, slugs: readonly string[], root: string, file: ConfigFile): string {
  const meant = nearest(name, slugs);
  const where = `Projects are the directories in ${root}, and those named in ${file.path ?? "cockpit.yaml"}.`;
  return `There is no project ${name}.${meant === undefined ? "" : ` Did you mean ${meant}?`} ${where}`;
}
