import { z } from "zod";
import { plain } from "../../../src/support/printable.ts";
import { claude } from "../profile.ts";
import { parseBounded } from "./json.ts";

/** What is read out of one line of Claude's transcript. Everything else in it is noise to us. */
export type Entry =
  | { readonly type: "said"; readonly id: string; readonly text: string }
  | {
      readonly type: "did";
      readonly id: string;
      readonly tool: string;
      readonly toolUse: string;
      readonly input: unknown;
    }
  /** Human text in Claude's hands: a prompt, or one it took out of its own queue in mid-turn. */
  | { readonly type: "heard"; readonly texts: readonly string[] }
  /** Not of the transcript, but of the hook that handed an answer in; `ask` is the file that told of the dialog. */
  | { readonly type: "decided"; readonly ask: string }
  | { readonly type: "queued"; readonly text: string }
  | { readonly type: "unqueued"; readonly text: string | null }
  | { readonly type: "command"; readonly name: string }
  | { readonly type: "interrupted" }
  /** The mode that Claude is in from here on. */
  | { readonly type: "mode"; readonly mode: string }
  /** A person has given Claude a directory to work in beside the project's, or taken it away; a path in the container. */
  | { readonly type: "directory"; readonly path: string; readonly isAdded: boolean }
  /** A hook of the project's has kept a prompt from Claude; `reason` is what it said. */
  | { readonly type: "refused"; readonly text: string; readonly reason: string }
  /** A hook has ended the turn that a prompt was to begin. */
  | { readonly type: "barred"; readonly reason: string }
  /** A Stop hook has sent Claude back to work, at what seemed the end of a turn. */
  | { readonly type: "heldUp" }
  /** The model refuses, or does not answer; `at`: milliseconds since 1970. */
  | { readonly type: "failed"; readonly at: number }
  | { readonly type: "turnOver" };

const block = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  name: z.string().optional(),
  id: z.string().optional(),
  input: z.unknown().optional(),
});

const line = z.looseObject({
  type: z.string(),
  subtype: z.string().optional(),
  uuid: z.string().optional(),
  isMeta: z.boolean().optional(),
  origin: z.looseObject({ kind: z.string().optional() }).nullish(),
  isSidechain: z.boolean().optional(),
  isApiErrorMessage: z.boolean().optional(),
  timestamp: z.string().optional(),
  operation: z.string().optional(),
  permissionMode: z.string().optional(),
  content: z.unknown().optional(),
  attachment: z.looseObject({ type: z.string(), prompt: z.unknown().optional() }).optional(),
  message: z.looseObject({ model: z.string().optional(), content: z.unknown() }).optional(),
});

type Line = z.infer<typeof line>;

/** What is of no type that is read here is not parsed at all. */
const KNOWN = /"(?:assistant|user|attachment|queue-operation|system|permission-mode)"/;
const COMMAND = /<command-name>(\/[^<]*)<\/command-name>/;

/** The command that a text stands for: one of the project's own is on record as somebody's prompt, with its words after it. */
export function commandIn(text: string): string | undefined {
  return COMMAND.exec(text)?.[1];
}

/** As the record has it (2.1.330); before the reason of a command that ended with 2 stands the command. */
const REFUSED =
  /^UserPromptSubmit operation blocked by hook:\n(?:\[[\s\S]*?\]: )?([\s\S]*?)\n+Original prompt: ([\s\S]*)$/;
const BARRED = /^Operation stopped by hook: ([\s\S]*)$/;
const SENT_BACK = /^Stop hook feedback:/;
/** What a command of Claude's own has answered. */
const OUTPUT = /^<local-command-stdout>([\s\S]*)<\/local-command-stdout>$/;
const ADDED = /^Added (\/.+?) as a working directory(?: |\.|$)/;
const REMOVED = /^Removed directory ([~/].*) from workspace$/;
const INTERRUPTED = /^\[Request interrupted by user/;

/** What one line tells; nothing for noise, and for a line that was cut off. */
export function parseLine(json: string): readonly Entry[] {
  if (!KNOWN.test(json)) return [];
  const parsed = line.safeParse(readJson(json));
  if (!parsed.success || parsed.data.isSidechain) return [];
  const record = parsed.data;
  switch (record.type) {
    case "assistant":
      return assistant(record);
    case "user":
      return user(record);
    case "attachment":
      return record.attachment?.type === "queued_command"
        ? [{ type: "heard", texts: textsOf(record.attachment.prompt) }]
        : [];
    case "queue-operation":
      return queueOperation(record);
    case "system":
      return system(record);
    case "permission-mode":
      return record.permissionMode === undefined ? [] : [{ type: "mode", mode: record.permissionMode }];
    default:
      return [];
  }
}

function readJson(json: string): unknown {
  try {
    return parseBounded(json);
  } catch {
    return null;
  }
}

/** What the API's failures and a resume put in under Claude's name is not Claude's. */
function assistant({ uuid = "", message, isApiErrorMessage, timestamp = "" }: Line): Entry[] {
  const at = Date.parse(timestamp);
  if (isApiErrorMessage) return Number.isNaN(at) ? [] : [{ type: "failed", at }];
  if (message === undefined || message.model === "<synthetic>") return [];
  return blocksOf(message.content).flatMap((part, index): Entry[] => {
    if (part === null) return [];
    const id = index === 0 ? uuid : `${uuid}.${index}`;
    if (part.type === "text" && part.text?.trim()) return [{ type: "said", id, text: part.text }];
    if (part.type !== "tool_use") return [];
    return [{ type: "did", id, tool: part.name ?? "", toolUse: part.id ?? "", input: part.input }];
  });
}

/** What a person wrote is what they wrote, also where it looks like the CLI's own marks. */
function user({ message, isMeta, content, origin }: Line): Entry[] {
  const texts = textsOf(message?.content ?? content);
  if (texts.length === 0) return [];
  if (origin?.kind === "human") return [{ type: "heard", texts }];
  if (texts.some((text) => INTERRUPTED.test(text))) return [{ type: "interrupted" }];
  if (isMeta && texts.some((text) => SENT_BACK.test(text))) return [{ type: "heldUp" }];
  const command = texts.map(commandIn).find((name) => name !== undefined);
  if (command !== undefined) return [{ type: "command", name: command }];
  if (isMeta) return [];
  const output = texts.map((text) => OUTPUT.exec(text)?.[1]).find((one) => one !== undefined);
  return output !== undefined ? directoriesIn(output) : [{ type: "heard", texts }];
}

/** As 2.1.330 tells of `/add-dir`, and of what `/permissions` took away: one line each. */
function directoriesIn(output: string): Entry[] {
  return plain(output)
    .split("\n")
    .flatMap((told): Entry[] => {
      const added = ADDED.exec(told)?.[1];
      const path = added ?? REMOVED.exec(told)?.[1];
      return path === undefined ? [] : [{ type: "directory", path: fromHome(path), isAdded: added !== undefined }];
    });
}

function fromHome(path: string): string {
  return path.replace(/^~(?=\/|$)/, claude.image.userHome);
}

function queueOperation({ operation, content }: Line): Entry[] {
  const text = textsOf(content)[0] ?? null;
  if (operation === "enqueue") return text === null ? [] : [{ type: "queued", text }];
  return [{ type: "unqueued", text }];
}

function system({ subtype, content }: Line): Entry[] {
  if (subtype === "turn_duration") return [{ type: "turnOver" }];
  const [told = ""] = textsOf(content);
  if (subtype === "informational") return informational(told);
  const command = commandIn(told);
  return subtype === "local_command" && command !== undefined ? [{ type: "command", name: command }] : [];
}

function informational(told: string): Entry[] {
  const [, reason, text] = REFUSED.exec(told) ?? [];
  if (reason !== undefined && text !== undefined) return [{ type: "refused", reason: reason.trim(), text }];
  const barred = BARRED.exec(told)?.[1];
  return barred === undefined ? [] : [{ type: "barred", reason: barred.trim() }];
}

function textsOf(content: unknown): readonly string[] {
  if (typeof content === "string") return [content];
  return blocksOf(content).flatMap((part) => (part?.type === "text" && part.text !== undefined ? [part.text] : []));
}

/** Parts of a message: the API's have a handful. */
const BLOCKS_MOST = 1_000;

/** Null is one that is none; a list of more than any message has is none as a whole. */
function blocksOf(content: unknown): readonly (z.infer<typeof block> | null)[] {
  if (!Array.isArray(content) || content.length > BLOCKS_MOST) return [];
  return content.map((part: unknown) => block.safeParse(part).data ?? null);
}
