import { isAbsolute, normalize, posix } from "node:path";
import { z } from "zod";
import { agent } from "../agent.ts";
import type { ChatPlatform } from "../ports/ports.ts";
import { nearest } from "../support/nearest.ts";
import { isPersonId } from "../support/person-id.ts";
import { isReserved, reservedTargets } from "../support/places.ts";

/** A project's name: it becomes part of paths, container names and labels. */
export const SLUG = /^[a-z0-9][a-z0-9-]{0,62}$/;

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;
const MEMORY = /^(\d+(?:\.\d+)?)([kmgt])(?:i?b)?$/i;
const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/;
const MEMORY_UNITS: Readonly<Record<string, number>> = { k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };
const DURATION_UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Claude does not start in less. */
const LEAST_MEMORY = 256 * 2 ** 20;

const NOTIFY = ["questions", "turn-end"] as const;
const PRIORITIES = ["high", "normal", "low"] as const;
const TRUST = ["asked", "all"] as const;
const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
const BUILDERS = ["auto", "buildkit", "legacy"] as const;

// Every `error` below completes the sentence "<key> is <value>; expected ...".

const text = (expected: string) => z.string(expected).min(1, expected);
const path = z
  .string("an absolute path, or one that begins with ~/")
  .refine((value) => isAbsolute(value) || value.startsWith("~/"), "an absolute path, or one that begins with ~/");
const choice = <const T extends readonly string[]>(values: T) => z.enum(values, `one of ${values.join(", ")}`);

function quantity(pattern: RegExp, units: Readonly<Record<string, number>>, least: number, expected: string) {
  return z.string(expected).transform((value, context) => {
    const [, number, unit] = pattern.exec(value.trim()) ?? [];
    const amount = Math.round(Number(number) * (units[unit?.toLowerCase() ?? ""] ?? Number.NaN));
    if (amount >= least && amount <= Number.MAX_SAFE_INTEGER) return amount;
    context.addIssue({ code: "custom", message: expected });
    return z.NEVER;
  });
}

const memory = quantity(MEMORY, MEMORY_UNITS, LEAST_MEMORY, "an amount of memory like 2g or 512m, of 256m or more");
const disk = quantity(MEMORY, MEMORY_UNITS, 2 ** 30, "an amount of disk like 20g, of 1g or more");
const duration = quantity(DURATION, DURATION_UNITS, 1, "a time like 60s or 5m");

const GRACE = "a time like 60s or 5m, or 0s for none";
const grace = quantity(DURATION, DURATION_UNITS, 0, GRACE);
/** A timer takes no more. */
const LONGEST = 20 * 24 * 3_600_000;
const LASTING = "a time like 30m or 8h, 20 days (480h) at most";
const lasting = quantity(DURATION, DURATION_UNITS, 1000, LASTING).refine((value) => value <= LONGEST, LASTING);
const IDLE = "a time like 30m, or never";
const idle = z.union([z.literal("never").transform(() => null), lasting], IDLE);
const FREEZE_MODES = ["stop", "pause", "pause-then-stop"] as const;

const REMINDING = "a time like 4h, from 1m to 20 days (480h)";
const reminding = quantity(DURATION, DURATION_UNITS, 60_000, REMINDING).refine((value) => value <= LONGEST, REMINDING);
const remindAfter = z.union([z.literal("never").transform(() => null), reminding], `${REMINDING}, or never`);

const TIME_OF_DAY = 'a time of day in quotes, like "22:00"';
/** Minutes after midnight. */
const timeOfDay = z
  .string(TIME_OF_DAY)
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, TIME_OF_DAY)
  .transform((value) => 60 * Number(value.slice(0, 2)) + Number(value.slice(3)));
const ZONE = "the name of a time zone, like Europe/Berlin";
const zone = z.string(ZONE).refine(isZone, ZONE);

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

const MOUNT = "/source:/target, /source:/target:ro, or a map of source, target and read-only";
const CLEAN_PATH = "an absolute path without . or .. in it";
const isClean = (value: string): boolean => isAbsolute(value) && normalize(value).replace(/(.)\/$/, "$1") === value;

const mount = z
  .union(
    [
      z
        .string()
        .regex(/^[^:]+:[^:]+(:(ro|rw))?$/)
        .transform((value) => {
          const [source = "", target = "", mode] = value.split(":");
          return { source, target, readOnly: mode === "ro" };
        }),
      z
        .strictObject({ source: z.string(), target: z.string(), "read-only": z.boolean().default(false) })
        .transform((value) => ({ source: value.source, target: value.target, readOnly: value["read-only"] })),
    ],
    MOUNT,
  )
  .refine(({ source }) => isClean(source), `its source to be ${CLEAN_PATH}`)
  .refine(({ target }) => isClean(target), `its target to be ${CLEAN_PATH}`)
  .refine(
    ({ target }) => !isReserved(target, agent.image),
    `another target than ${reservedTargets(agent.image).join(", ")}: the cockpit needs those`,
  );

const environment = z.record(
  z.string().regex(VARIABLE, "the name of an environment variable"),
  z.string("text: put it in quotes").refine((value) => !value.includes("\0"), "text without NUL characters"),
  "a map of names and values",
);

const ANYONE =
  "a list of the ids of members, groups or roles with their platform, like slack:U0123ABCD or slack:S0123ABCD";

const MEMBER = "a member's id with its platform, like slack:U0123ABCD";

type Platforms = readonly Pick<ChatPlatform, "name" | "settings" | "isId">[];

const IMAGE = "the name of an image, like python:3.12-bookworm";
const INSIDE = "a path from the project's directory, without . or .. in it";
const inside = z.string(INSIDE).refine((value) => isInside(value), INSIDE);
const CONTEXT = "a directory from the project's own, or . for that";

function isInside(value: string): boolean {
  return value !== "" && !value.startsWith("/") && value.split("/").every((name) => !["", ".", ".."].includes(name));
}

/** Where a project's image comes from. Only a project's own settings say that it is the project itself. */
const ownImage = {
  dockerfile: z
    .union(
      [
        inside.transform((path) => ({ path, context: posix.dirname(path) })),
        z
          .strictObject({ path: inside, context: z.union([inside, z.literal(".")], CONTEXT).optional() })
          .transform(({ path, context }) => ({ path, context: context ?? posix.dirname(path) })),
      ],
      `${INSIDE}; or a map of path and context (${CONTEXT})`,
    )
    .optional(),
  devcontainer: z.union([z.boolean(), inside], `true, or ${INSIDE}`).optional(),
};

const COMMITTERS = ["host", "none"] as const;
const GIT = "host, none, or a map of name and email";
const line = z.string(GIT).regex(/^[^\p{Cc}<>]*\S[^\p{Cc}<>]*$/u, "one line, without < and >");

const SOURCES = ["image", "dockerfile", "devcontainer"] as const;

/** What a project may have of its own, and all have by default. */
function projectSettings(platforms: Platforms) {
  const id = (expected: string) => z.string(expected).refine((value) => isPersonId(value, platforms), expected);
  const members = z.array(id(MEMBER), "a list of members");
  return {
    memory: memory.optional(),
    cpus: z.number("a number of cores, like 2 or 1.5").min(0.1, "a number of cores, 0.1 or more").optional(),
    pids: z.int("a whole number of processes").min(64, "64 processes or more: Claude needs about that many").optional(),
    disk: disk.optional(),
    user: text("auto, or a uid:gid like 1000:1000")
      .regex(/^(auto|\d+:\d+)$/, "auto, or a uid:gid like 1000:1000")
      .refine((value) => !/^0+:/.test(value), "a user other than root")
      .optional(),
    model: text("the name of a model").optional(),
    "permission-mode": choice(agent.modes.all).optional(),
    owners: members.optional(),
    approvers: z.array(id(ANYONE), ANYONE).optional(),
    git: z.union([choice(COMMITTERS), z.strictObject({ name: line, email: line }, GIT)], GIT).optional(),
    notify: choice(NOTIFY).optional(),
    priority: choice(PRIORITIES).optional(),
    trust: choice(TRUST).optional(),
    freeze: map({
      grace: z
        .union(
          [
            grace.transform((all) => ({ text: all, choices: all, permission: all, plan: all, screen: all })),
            map({
              text: grace.optional(),
              choices: grace.optional(),
              permission: grace.optional(),
              plan: grace.optional(),
              screen: grace.optional(),
            }),
          ],
          `${GRACE}; or a map of text, choices, permission, plan, screen and such times`,
        )
        .optional(),
      idle: idle.optional(),
      mode: choice(FREEZE_MODES).optional(),
      pause: lasting.optional(),
    }).optional(),
    reminders: map({
      after: remindAfter.optional(),
      again: reminding.optional(),
      escalate: map({ after: reminding.optional(), to: members.optional() }).optional(),
      // Taken as a whole, and told of to the key: a union would only say that none of it fits.
      quiet: z
        .preprocess(
          (value) => (value === "never" ? null : value),
          map({ from: timeOfDay, to: timeOfDay, zone }).nullable(),
        )
        .optional(),
    }).optional(),
    mounts: z.array(mount, "a list of mounts").optional(),
    environment: environment.optional(),
    image: text(IMAGE)
      .regex(/^[a-z0-9][\w.:/@-]*$/, IMAGE)
      .optional(),
    setup: z.array(text("a command"), "a list of commands").optional(),
    timeouts: map({ thaw: duration.optional(), deliver: duration.optional(), freeze: duration.optional() }).optional(),
  };
}

/** A map with these keys and no others. For an unknown key, the message is the hint. */
function map<T extends z.core.$ZodLooseShape>(shape: T) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys" ? hint(issue.keys[0] ?? "", known) : `a map of ${known.join(", ")}`,
  });
}

function hint(unknown: string, known: readonly string[]): string {
  const meant = nearest(unknown, known);
  return meant === undefined ? `Known there: ${known.join(", ")}.` : `Did you mean ${meant}?`;
}

const SLOTS = "a number of cockpits that may run at once, or auto";

function count(expected: string) {
  return z.int(expected).min(1, expected);
}

const general = {
  root: path.optional(),
  state: path.optional(),
  socket: path.optional(),
  log: map({ level: choice(LOG_LEVELS).optional() }).optional(),
  docker: map({
    socket: text("a path, unix:///path, tcp://host:port or ssh://user@host").optional(),
    base: text("the name of an image").optional(),
    node: z.string('a version of Node.js in quotes, like "20", or "" for none').optional(),
    builder: choice(BUILDERS).optional(),
  }).optional(),
  zone: zone.optional(),
  slots: z.union([z.literal("auto"), count(SLOTS)], SLOTS).optional(),
  queue: map({
    "per-user": count("a number of cockpits, 1 or more").optional(),
    "tasks-per-user": count("a number of tasks, 1 or more").optional(),
    starting: count("a number of cockpits, 1 or more").optional(),
  }).optional(),
  claude: map({
    environment: z
      .array(
        z.string("the name of an environment variable").regex(VARIABLE, "the name of an environment variable"),
        "a list of names",
      )
      .optional(),
    "second-opinion": text("the name of a small model").optional(),
    "ask-by-choices": z.boolean("true or false").optional(),
  }).optional(),
};

/** All that may stand in the file: each platform has a key of its own. */
export function fileSchemaOf(platforms: Platforms) {
  const settings = projectSettings(platforms);
  const projects = {
    defaults: map(settings).optional(),
    projects: z
      .record(
        z.string().regex(SLUG, "a name of small letters, digits and dashes, 63 at most"),
        // `musica:` with nothing after it names a project and leaves its settings as they are.
        z.preprocess(
          (value) => value ?? {},
          map({ directory: path.optional(), ...ownImage, ...settings }).superRefine((value, context) => {
            const [first, second] = SOURCES.filter((key) => value[key] !== undefined);
            if (second === undefined) return;
            context.addIssue({ code: "custom", path: [second], message: `no ${second} where there is ${first}` });
          }),
        ),
        "a map of project names",
      )
      .optional(),
  };
  const chats = platforms.map(({ name, settings: own }) => [name, map(own).optional()] as const);
  // What they have is checked here, and read by themselves alone.
  const shape: typeof general & typeof projects = { ...general, ...Object.fromEntries(chats), ...projects };
  return map(shape);
}

export type FileSettings = z.output<ReturnType<typeof fileSchemaOf>>;
export type Settings = NonNullable<FileSettings["defaults"]>;
/** What only a project has. */
export type OwnSettings = NonNullable<FileSettings["projects"]>[string];
export type LogLevel = (typeof LOG_LEVELS)[number];
export type Builder = (typeof BUILDERS)[number];
