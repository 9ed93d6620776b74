import { isAbsolute, join } from "node:path";
import { type Document, isMap, isNode, isPair, isScalar, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { BridgeError } from "../errors.ts";
import type { ChatPlatform } from "../ports/ports.ts";
import { clip } from "../support/clip.ts";
import type { Files } from "./host.ts";
import { type FileSettings, fileSchemaOf } from "./schema.ts";

export type Env = Readonly<Record<string, string | undefined>>;
export type KeyPath = readonly PropertyKey[];

export interface ConfigFile {
  /** Null where there is none. */
  readonly path: string | null;
  readonly settings: FileSettings;
  /** What stands under that platform's name. */
  chat(platform: string): Readonly<Record<string, unknown>>;
  /** The error for what only shows when the rest is known; `key` is where it stands in the file. */
  reject(key: KeyPath, sentence: string): BridgeError;
}

/** A file of that name in the working directory is nobody's settings: it may come with what somebody has cloned. */
export function unreadHere({ path }: Pick<ConfigFile, "path">, { files, cwd }: Places): string | null {
  const here = join(cwd, "cockpit.yaml");
  if (path !== null || files.real(here) === null) return null;
  return `${here} is not read: settings are those in ~/.config/luzia-cockpit/cockpit.yaml or /etc/luzia-cockpit/cockpit.yaml, or where COCKPIT_CONFIG says.`;
}

export interface Places {
  readonly files: Files;
  readonly home: string;
  /** The working directory. */
  readonly cwd: string;
}

/** Finds and checks cockpit.yaml; where there is none, everything has its default. */
export function readConfigFile(env: Env, places: Places, platforms: readonly ChatPlatform[]): ConfigFile {
  const found = find(env, places);
  if (found === null)
    return {
      path: null,
      settings: {},
      chat: () => ({}),
      reject: (_, sentence) => new BridgeError("bad-config", sentence),
    };
  const { path, source } = found;
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines });
  const fail = (offset: number, sentence: string): BridgeError =>
    new BridgeError("bad-config", `${path}, line ${lines.linePos(offset).line}: ${sentence}`);

  const [fault] = document.errors;
  if (fault !== undefined) throw fail(fault.pos[0], `this is not YAML (${fault.message.split(/ at line |\n/)[0]}).`);
  const content = readContent(document, (sentence) => fail(0, sentence));
  const checked = fileSchemaOf(platforms).safeParse(content);
  if (!checked.success) {
    const { key, sentence } = explain(checked.error.issues, content);
    throw fail(offsetOf(document, key), sentence);
  }
  const settings = checked.data;
  return {
    path,
    settings,
    chat: (platform) => Reflect.get(settings, platform) ?? {},
    reject: (key, sentence) => fail(offsetOf(document, key), sentence),
  };
}

function find(env: Env, { files, home, cwd }: Places): { path: string; source: string } | null {
  const asked = env.COCKPIT_CONFIG
    ? join(env.COCKPIT_CONFIG.startsWith("/") ? "" : cwd, env.COCKPIT_CONFIG)
    : undefined;
  const usual = [
    join(baseDirectory(env.XDG_CONFIG_HOME, join(home, ".config")), "luzia-cockpit/cockpit.yaml"),
    "/etc/luzia-cockpit/cockpit.yaml",
  ];
  for (const path of asked === undefined ? usual : [asked]) {
    const source = read(path, files);
    if (source === null) continue;
    const fault = files.fault(path);
    if (fault !== null)
      throw new BridgeError(
        "bad-config",
        `${path} is not read, since others than you could change it: ${fault}. Make it, and the directories it is in, yours alone to write.`,
      );
    return { path, source };
  }
  if (asked === undefined) return null;
  throw new BridgeError("bad-config", `There is no ${asked}. COCKPIT_CONFIG names it: correct or unset it.`);
}

/** One that is not absolute is to be ignored, says its specification. */
export function baseDirectory(given: string | undefined, usual: string): string {
  return given !== undefined && isAbsolute(given) ? given : usual;
}

function read(path: string, files: Files): string | null {
  try {
    return files.read(path);
  } catch (error) {
    throw new BridgeError(
      "bad-config",
      `${path} cannot be read. Make it a file that the user who runs cockpit can read.`,
      error,
    );
  }
}

function readContent(document: Document, fail: (sentence: string) => BridgeError): unknown {
  try {
    return document.toJS() ?? {};
  } catch {
    // The only thing the parser leaves for here are aliases: unknown ones, or so many that they fill the memory.
    throw fail("an alias (*name) in it leads nowhere, or there are too many of them.");
  }
}

/** The first fault as a sentence, and where it stands. */
function explain(issues: readonly z.core.$ZodIssue[], content: unknown): { key: KeyPath; sentence: string } {
  const [issue] = issues;
  if (issue === undefined) return { key: [], sentence: "this is not a configuration." };
  if (issue.code === "unrecognized_keys") {
    const key = [...issue.path, issue.keys[0] ?? ""];
    return { key, sentence: `${dotted(key)} is not a setting. ${issue.message}` };
  }
  const name = issue.path.length === 0 ? "this" : dotted(issue.path);
  // The fault of a map's key is wrapped; its own text is inside.
  const expected = issue.code === "invalid_key" ? (issue.issues[0]?.message ?? issue.message) : issue.message;
  const found = issue.code === "invalid_key" ? "is named so" : `is ${show(valueAt(content, issue.path), issue.path)}`;
  return { key: issue.path, sentence: `${name} ${found}; expected ${expected}.` };
}

function dotted(path: KeyPath): string {
  return path
    .map((step, index) => (typeof step === "number" ? `[${step + 1}]` : `${index > 0 ? "." : ""}${String(step)}`))
    .join("");
}

function show(value: unknown, path: KeyPath): string {
  if (value === undefined) return "missing";
  if (value === null) return "empty";
  // What stands there may be a secret.
  if (path.includes("environment")) return `a ${typeof value}`;
  if (typeof value === "object") return Array.isArray(value) ? "a list" : "a map";
  return clip(JSON.stringify(value), 41);
}

function valueAt(content: unknown, path: KeyPath): unknown {
  let value = content;
  for (const step of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}

/** Where the key stands; where it is missing, the nearest thing around it that is there. */
function offsetOf(document: Document, key: KeyPath): number {
  for (let length = key.length; length > 0; length -= 1) {
    const parent = document.getIn(key.slice(0, length - 1), true);
    const step = key[length - 1];
    const pair = isMap(parent)
      ? parent.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === step)
      : undefined;
    const node = pair?.key ?? document.getIn(key.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}
