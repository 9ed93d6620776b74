import { posix } from "node:path";
import jsonc from "jsonc-parser";
import { z } from "zod";
import { BridgeError } from "../../../src/errors.ts";
import { places } from "../../../src/support/places.ts";
import type { Described, Feature, FirstCommand, Source, Variable, VolumeMount } from "./described.ts";
import { type Known, plain, shellWord } from "./variables.ts";

export interface About {
  /** Where the file is, from the project's directory on. */
  readonly path: string;
  readonly slug: string;
  /** Whether a variable of the machine's reaches the agent anyway. */
  readonly passes: (name: string) => boolean;
  /** Whether a variable is the agent's, or the image's, alone to have. */
  readonly isOurs: (name: string) => boolean;
  /** Why nothing may be mounted there; null where it may. */
  readonly taken: (target: string) => string | null;
}

const words = z.union([z.string(), z.array(z.string())]);
const command = z.union([words, z.record(z.string(), words)]);
const mount = z.union([
  z.string(),
  z.looseObject({ type: z.string(), source: z.string().optional(), target: z.string() }),
]);
const shape = z.looseObject({
  image: z.string().optional(),
  dockerFile: z.string().optional(),
  context: z.string().optional(),
  build: z
    .looseObject({
      dockerfile: z.string().optional(),
      context: z.string().optional(),
      target: z.string().optional(),
      args: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
  containerEnv: z.record(z.string(), z.string()).optional(),
  remoteEnv: z.record(z.string(), z.string().nullable()).optional(),
  mounts: z.array(mount).optional(),
  features: z.record(z.string(), z.unknown()).optional(),
  onCreateCommand: command.optional(),
  updateContentCommand: command.optional(),
  postCreateCommand: command.optional(),
  remoteUser: z.string().optional(),
  containerUser: z.string().optional(),
});
type Devcontainer = z.infer<typeof shape>;

/** What is done, or has no meaning where nobody's editor is connected. */
const QUIET = new Set([
  ...Object.keys(shape.shape),
  ..."$schema name customizations extensions settings shutdownAction overrideCommand userEnvProbe waitFor init".split(
    " ",
  ),
  ..."updateRemoteUserUID portsAttributes otherPortsAttributes overrideFeatureInstallOrder".split(" "),
]);

/** Why not, where there is more to say than that it is not done. */
const WHY: Readonly<Record<string, string>> = {
  initializeCommand: "it would run on the bot's own machine",
  runArgs: "what a container may do stands in cockpit.yaml alone",
  privileged: "no cockpit has powers over its machine",
  capAdd: "no cockpit has powers over its machine",
  securityOpt: "no cockpit has powers over its machine",
  dockerComposeFile: "a cockpit is one container",
  workspaceMount: `the project is at ${places.workspace}`,
  workspaceFolder: `the project is at ${places.workspace}`,
  forwardPorts: "nobody's editor is connected",
  appPort: "nobody's editor is connected",
  postStartCommand: "only what comes before the first start is run",
  postAttachCommand: "nobody's editor is connected",
};

const MOST_MOUNTS = 20;

export function isVariable(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}

/** What a devcontainer.json asks for, and sentences on what of it is not done. Throws `bad-config` where it is none. */
export function readDevcontainer(text: string, about: About): Described {
  const asked = parse(text, about);
  const lacks: string[] = [];
  const lack = (what: string, why = "") =>
    lacks.push(`${about.path}: ${what} is left out${why === "" ? "" : `, for ${why}`}.`);
  const known: Known = {
    containerWorkspaceFolder: places.workspace,
    containerWorkspaceFolderBasename: posix.basename(places.workspace),
    localWorkspaceFolder: places.workspace,
    localWorkspaceFolderBasename: about.slug,
    devcontainerId: about.slug,
  };
  const unknown = (key: string) => (reference: string) =>
    lack(`${reference} in ${key}`, "it is not known here: cockpit.yaml names what is passed on (environment)");
  for (const key of Object.keys(asked)) if (!QUIET.has(key)) lack(key, Object.hasOwn(WHY, key) ? WHY[key] : "");
  for (const key of ["remoteUser", "containerUser"] as const)
    if (asked[key] === "root")
      lack(`${key} root`, "in a cockpit nobody is root: what needs it goes under setup in cockpit.yaml");
  return {
    from: sourceOf(asked, about, (value, key) => plain(value, known, unknown(key))),
    environment: variablesIn(asked, about, known, { unknown, lack }),
    first: ["onCreateCommand", "updateContentCommand", "postCreateCommand"].flatMap((name) =>
      commandsIn(name, asked[name] as z.infer<typeof command> | undefined),
    ),
    volumes: volumesIn(asked, about, (value) => plain(value, known, unknown("mounts")), lack),
    features: featuresIn(asked, about, lack),
    lacks,
  };
}

function parse(text: string, { path }: About): Devcontainer {
  const errors: jsonc.ParseError[] = [];
  const content: unknown = jsonc.parse(text, errors, { allowTrailingComma: true });
  const [fault] = errors;
  if (fault !== undefined) {
    const line = text.slice(0, fault.offset).split("\n").length;
    throw bad(path, `line ${line} is no JSON (${jsonc.printParseErrorCode(fault.error)})`);
  }
  const checked = shape.safeParse(content);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw bad(path, `${issue?.path.join(".") || "it"} is not as the specification of devcontainers has it`);
}

function sourceOf(
  { image, dockerFile, context, build }: Devcontainer,
  { path }: About,
  read: (value: string, key: string) => string,
): Source | null {
  const file = build?.dockerfile ?? dockerFile;
  const at = (place: string, key: string) => {
    const found = posix.join(posix.dirname(path), read(place, key));
    if (found.startsWith("/") || found === ".." || found.startsWith("../"))
      throw bad(path, `${key} (${place}) leads out of the project`);
    return found;
  };
  if (file !== undefined) {
    const args = Object.entries(build?.args ?? {}).map(([name, value]) => [name, read(value, "build.args")] as const);
    return {
      kind: "build",
      path: at(file, "build.dockerfile"),
      context: at(build?.context ?? context ?? ".", "build.context"),
      args: Object.fromEntries(args),
      ...(build?.target !== undefined && { target: build.target }),
    };
  }
  if (image === undefined) return null;
  const name = read(image, "image");
  if (!/^[a-z0-9][\w.:/@-]*$/i.test(name)) throw bad(path, `image (${name}) is no image's name`);
  return { kind: "image", name };
}

interface Complaints {
  readonly unknown: (key: string) => (reference: string) => void;
  readonly lack: (what: string, why?: string) => void;
}

function variablesIn(
  { containerEnv = {}, remoteEnv = {} }: Devcontainer,
  { passes, isOurs }: About,
  known: Known,
  { unknown, lack }: Complaints,
): Variable[] {
  const both = [
    ...Object.entries(containerEnv).map((entry) => ["containerEnv", ...entry] as const),
    ...Object.entries(remoteEnv).map((entry) => ["remoteEnv", ...entry] as const),
  ];
  return both.flatMap(([key, name, value]) => {
    if (!isVariable(name) || isOurs(name)) {
      lack(`${name} in ${key}`, "that variable is the cockpit's own: environment in cockpit.yaml may set it");
      return [];
    }
    return [{ name, word: value === null ? null : shellWord(value, known, passes, unknown(key)) }];
  });
}

function commandsIn(name: string, asked: z.infer<typeof command> | undefined): FirstCommand[] {
  if (asked === undefined) return [];
  if (typeof asked === "string" || Array.isArray(asked)) return [{ name, argv: argvOf(asked) }];
  return Object.entries(asked).map(([part, one]) => ({ name: `${name} ${part}`, argv: argvOf(one) }));
}

function argvOf(asked: z.infer<typeof words>): readonly string[] {
  return typeof asked === "string" ? ["/bin/sh", "-c", asked] : asked;
}

function volumesIn(
  { mounts = [] }: Devcontainer,
  { taken }: About,
  read: (value: string) => string,
  lack: Complaints["lack"],
): VolumeMount[] {
  const found = new Map<string, VolumeMount>();
  for (const asked of mounts) {
    const { type, source = "", target } = mountOf(asked);
    const at = read(target);
    const shown = `the mount at ${at}`;
    if (type === "bind") lack(shown, "directories of the bot's machine are named under mounts in cockpit.yaml");
    else if (type !== "volume") lack(shown, `it is a ${type || "mount of no type"}, and only volumes are made`);
    else if (!posix.isAbsolute(at) || posix.normalize(at) !== at || at === "/") lack(shown, "that is no plain path");
    else if (found.has(at)) lack(shown, "there is another one");
    else if (found.size >= MOST_MOUNTS) lack(shown, `there are ${MOST_MOUNTS} before it`);
    else {
      const why = taken(at);
      if (why !== null) lack(shown, why);
      else found.set(at, { name: volumeName(read(source) || at), target: at });
    }
  }
  return [...found.values()];
}

/** A directory's name, of the project's own. */
export function volumeName(source: string): string {
  const name = source.replace(/[^A-Za-z0-9_.-]+/g, "-").replace(/^[-.]+/, "");
  return name.slice(0, 100) || "volume";
}

function mountOf(asked: z.infer<typeof mount>): { type: string; source?: string | undefined; target: string } {
  if (typeof asked !== "string") return asked;
  const parts = new Map(
    asked.split(",").map((part) => {
      const [key = "", ...value] = part.split("=");
      return [key.trim(), value.join("=").trim()] as const;
    }),
  );
  const first = (...keys: string[]) => keys.map((key) => parts.get(key)).find((value) => value !== undefined);
  return {
    type: first("type") ?? "volume",
    source: first("source", "src"),
    target: first("target", "dst", "destination") ?? "",
  };
}

function featuresIn({ features = {} }: Devcontainer, { path }: About, lack: Complaints["lack"]): Feature[] {
  return Object.entries(features).flatMap(([name, options]) => {
    const place = posix.join(posix.dirname(path), name);
    if (!name.startsWith("./") || place.startsWith("..")) {
      lack(
        `the feature ${name}`,
        "only features in the project itself are installed (setup in cockpit.yaml can do the same)",
      );
      return [];
    }
    return [{ path: place, options: optionsOf(options) }];
  });
}

function optionsOf(options: unknown): Feature["options"] {
  if (typeof options === "string") return { version: options };
  if (typeof options !== "object" || options === null) return {};
  return Object.fromEntries(Object.entries(options).map(([key, value]) => [key, String(value)]));
}

function bad(path: string, problem: string): BridgeError {
  return new BridgeError("bad-config", `${path}: ${problem}. Correct it, and say it again.`);
}
