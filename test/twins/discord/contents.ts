import { type Json, listOf, numberOf, stringOf } from "../json.ts";
import { checkComponents, componentsV2 } from "./components.ts";
import type { Context } from "./context.ts";
import { checkEmbeds } from "./embeds.ts";
import { checkCount, createProblems, type Path, type Problems, refuse } from "./errors.ts";
import { limits } from "./limits.ts";
import { checkAllowed } from "./mentions.ts";
import type { Message, StoredFile } from "./store.ts";
import type { FileInput } from "./views.ts";

/** What a message says, once Discord has nothing against it. */
export interface Contents {
  readonly content: string;
  readonly embeds: readonly Json[];
  readonly components: readonly Json[];
  readonly attachments: readonly StoredFile[];
  readonly flags: number;
  /** As it was sent. */
  readonly allowed: unknown;
  /** An edit that says nothing new calls nobody anew. */
  readonly says: boolean;
}

const flag = { suppressEmbeds: 1 << 2, ephemeral: 1 << 6, silent: 1 << 12 };

export interface Sending {
  readonly channel: string;
  readonly body: Json;
  readonly files: readonly FileInput[];
  /** The message that is edited. */
  readonly before?: Message | undefined;
  /** Where the message is in the body: `data`, in the answer to an interaction. */
  readonly at?: Path;
  readonly mayBeEphemeral?: boolean;
}

/** What an edit leaves out stays as it was. Throws what Discord has against it. */
export function checkedContents(context: Context, sending: Sending): Contents {
  const { body, before, files, at = [] } = sending;
  const problems = createProblems();
  const kept = before?.flags ?? 0;
  const asked = numberOf(body.flags) & (componentsV2 | flag.suppressEmbeds | flag.silent);
  const ephemeral = sending.mayBeEphemeral === true ? numberOf(body.flags) & flag.ephemeral : 0;
  const flags = before === undefined ? asked | ephemeral : kept | (asked & (componentsV2 | flag.suppressEmbeds));
  const v2 = (flags & componentsV2) !== 0;
  const content = body.content === undefined && before !== undefined ? before.content : stringOf(body.content).trim();
  const embeds = body.embeds === undefined ? (before?.embeds ?? []) : listOf(body.embeds);
  const components = body.components === undefined ? (before?.components ?? []) : listOf(body.components);
  const attachments = attached(context, sending, problems);
  if (typeof body.content === "number")
    problems.add([...at, "content"], "STRING_TYPE_CONVERT", "Could not interpret value as string.");
  if (stringOf(body.content).length > limits.content)
    problems.add([...at, "content"], "BASE_TYPE_MAX_LENGTH", `Must be ${limits.content} or fewer in length.`);
  checkEmbeds(problems, embeds, at);
  checkComponents(problems, components, { v2, files: attachments.map(({ name }) => name) }, at);
  checkAllowed(problems, body.allowed_mentions, at.map(String));
  if (v2) checkModern(problems, { content, embeds, body }, at);
  problems.settle();
  if (files.some((file) => file.content.length > limits.file)) throw refuse("tooLarge");
  if (content === "" && embeds.length === 0 && components.length === 0 && attachments.length === 0)
    throw refuse("emptyMessage");
  for (const file of attachments) context.store.files.set(file.id, file);
  const says = body.content !== undefined || (v2 && body.components !== undefined);
  return { content, embeds, components, attachments, flags, allowed: body.allowed_mentions, says };
}

/** What Discord would have against a message without files, a line each. */
export function postProblems(body: Json): readonly string[] {
  const found: string[] = [];
  const problems: Problems = {
    add: (path, _code, message) => void found.push(`${path.join(".")}: ${message}`),
    settle: () => undefined,
  };
  const embeds = listOf(body.embeds);
  const components = listOf(body.components);
  const content = stringOf(body.content);
  if (content.length > limits.content) problems.add(["content"], "", `${content.length} characters`);
  if (content.trim() === "" && embeds.length === 0 && components.length === 0) problems.add([], "", "empty");
  // So JSON writes what is no character.
  if (/\\ud[89a-f]/.test(JSON.stringify(body))) problems.add([], "", "half a character");
  checkEmbeds(problems, embeds);
  checkComponents(problems, components, { v2: false, files: [] });
  checkAllowed(problems, body.allowed_mentions, []);
  return found;
}

/** With the flag of the new components, the message has nothing but them. */
function checkModern(
  problems: Problems,
  { content, embeds, body }: { readonly content: string; readonly embeds: readonly Json[]; readonly body: Json },
  at: Path,
): void {
  const code = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2";
  const message = (field: string) => `The '${field}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2`;
  if (content !== "") problems.add([...at, "content"], code, message("content"));
  if (embeds.length > 0) problems.add([...at, "embeds"], code, message("embeds"));
  if (body.poll !== undefined && body.poll !== null) problems.add([...at, "poll"], code, message("poll"));
}

/** `attachments` names the new files by their numbers, and the old ones that stay by their ids. */
function attached(
  context: Context,
  { channel, body, files, before, at = [] }: Sending,
  problems: Problems,
): readonly StoredFile[] {
  const named = listOf(body.attachments);
  const old = before?.attachments ?? [];
  const stay =
    body.attachments === undefined ? old : old.filter(({ id }) => named.some((one) => String(one.id) === id));
  checkCount(problems, [...at, "attachments"], stay.length + files.length, limits.files);
  const added = files.map((file, index) => {
    const told = named.find((one) => String(one.id) === String(index));
    const name = stringOf(told?.filename) || file.name;
    const description = stringOf(told?.description) || undefined;
    return fileFrom(context, channel, { ...file, name }, description);
  });
  return [...stay, ...added];
}

const types: Readonly<Record<string, string>> = {
  txt: "text/plain; charset=utf-8",
  md: "text/markdown; charset=utf-8",
  json: "application/json; charset=utf-8",
  png: "image/png",
  jpg: "image/jpeg",
  pdf: "application/pdf",
};

export function fileFrom(context: Context, channel: string, file: FileInput, description?: string): StoredFile {
  const extension = file.name.split(".").at(-1)?.toLowerCase() ?? "";
  return {
    id: context.store.id(),
    channel,
    // Discord's own file names have no spaces.
    name: file.name.replaceAll(/\s/g, "_"),
    description,
    contentType: file.contentType || (types[extension] ?? "application/octet-stream"),
    content: file.content,
  };
}
