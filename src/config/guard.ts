import { dirname } from "node:path";
import type { Project } from "../ports/ports.ts";
import { engineSockets } from "../support/places.ts";
import type { ConfigFile, KeyPath } from "./file.ts";
import type { Files } from "./host.ts";
import type { Settings } from "./schema.ts";

/** What is the bot's own on this machine: no container may change it. */
export interface Own {
  /** Nor may one see it: the daemon's socket is in it. */
  readonly state: string;
  /** The settings' file; null where there is none. */
  readonly file: string | null;
  /** Where the program itself is. */
  readonly program: string;
}

type Mount = Project["mounts"][number];

export interface Candidate {
  readonly slug: string;
  /** Links followed. */
  readonly directory: string;
  readonly mounts: readonly Mount[];
}

/**
 * Why a directory cannot be a project's, by name; those that can are not in it. What a container can write, it can
 * replace with a link, and the next start would follow that on the host. So nothing that is handed to a container may
 * lie inside what another one can write, and nothing of the bot's own.
 */
export function faultsOf(candidates: readonly Candidate[], own: Own, files: Files): ReadonlyMap<string, string> {
  const real = (path: string): string => files.real(path) ?? path;
  const guarded = [
    { what: "the bot's state", path: real(own.state) },
    { what: "the bot itself", path: real(own.program) },
    ...(own.file === null ? [] : [{ what: "the bot's settings", path: real(own.file) }]),
  ];
  const faults = new Map<string, string>();
  for (const { slug, directory } of candidates) {
    const fault = ownFault(directory, guarded, real);
    if (fault !== null) faults.set(slug, fault);
  }
  // What is refused for its own sake is in no container, and keeps nobody else from being a project.
  const sound = candidates.filter(({ slug }) => !faults.has(slug));
  const writable = new Map<string, string>();
  for (const { slug, mounts } of sound)
    for (const { source, readOnly } of mounts) if (!readOnly) writable.set(real(source), `what ${slug} mounts`);
  for (const { slug, directory } of sound) writable.set(directory, `the directory of ${slug}`);

  const around = (path: string): string | undefined => {
    const outer = upwards(path)
      .slice(1)
      .find((up) => writable.has(up));
    return outer === undefined ? undefined : writable.get(outer);
  };

  function faultOf({ slug, directory, mounts }: Candidate): string | null {
    const outer = around(directory);
    if (outer !== undefined)
      return `it lies inside ${outer}, whose container could put anything in its place. Move it out of there`;
    for (const { source } of mounts) {
      const within = around(real(source));
      if (within === undefined) continue;
      // Its own container stands still when the mount is made: what is no link then is none.
      if (within === `the directory of ${slug}` && files.real(source) === source) continue;
      return `its mount of ${source} lies inside ${within}, whose container could put anything in its place`;
    }
    return null;
  }

  for (const candidate of sound) {
    const fault = faultOf(candidate);
    if (fault !== null) faults.set(candidate.slug, fault);
  }
  return faults;
}

interface Guarded {
  readonly what: string;
  readonly path: string;
}

/** Why it can be nobody's project, whatever others there are. */
function ownFault(directory: string, guarded: readonly Guarded[], real: (path: string) => string): string | null {
  const path = real(directory);
  const held = guarded.find((one) => isIn(one.path, path));
  if (held !== undefined) return `${held.what} (${held.path}) is in it, and its container could change that`;
  const around = guarded.find((one) => isIn(path, one.path));
  return around === undefined ? null : `it lies in ${around.what} (${around.path})`;
}

/** Who holds the engine's socket, or the daemon's, is master of this machine: no mount may bring them in, nor a directory they are in. */
export function refuseMounts(file: ConfigFile, files: Files, engineSocket: string | undefined, own: Own): void {
  const real = (path: string): string => files.real(path) ?? path;
  const sockets = [...engineSockets, ...(engineSocket === undefined ? [] : [engineSocket])];
  const engine = holders(sockets, real);
  const state = holders([own.state], real);
  const writable = holders([own.program, ...(own.file === null ? [] : [own.file])], real);
  for (const [key, { source, readOnly }] of mountsIn(file)) {
    const brings = (guarded: ReadonlySet<string>) => guarded.has(source) || guarded.has(real(source));
    const why = brings(engine)
      ? "would bring in the engine's socket"
      : brings(state) || isIn(real(source), real(own.state))
        ? `would bring in the bot's state (${own.state})`
        : !readOnly && (brings(writable) || isIn(real(source), real(own.program)))
          ? "would let a container change the bot or its settings"
          : null;
    if (why !== null) throw file.reject(key, `the mount of ${source} ${why}; expected another source.`);
  }
}

function mountsIn({ settings }: ConfigFile): readonly (readonly [KeyPath, Mount])[] {
  const named = Object.entries(settings.projects ?? {}).map(([slug, own]): readonly [KeyPath, Settings | undefined] => [
    ["projects", slug],
    own,
  ]);
  return [[["defaults"], settings.defaults] as const, ...named].flatMap(([key, own]) =>
    (own?.mounts ?? []).map((mount, index) => [[...key, "mounts", index], mount] as const),
  );
}

/** The paths, and every directory that they are in. */
function holders(paths: readonly string[], real: (path: string) => string): ReadonlySet<string> {
  return new Set(paths.flatMap((path) => [...upwards(path), ...upwards(real(path))]));
}

/** The path itself first. */
function upwards(path: string): readonly string[] {
  return path === dirname(path) ? [path] : [path, ...upwards(dirname(path))];
}

function isIn(path: string, directory: string): boolean {
  return upwards(path).includes(directory);
}
