import { isCancel, multiselect, note, select, text } from "@clack/prompts";
import { z } from "zod";
import { decisionsOn } from "../cockpit/answer/decide.ts";
import { OFFERED_KEYS } from "../cockpit/answer/keys.ts";
import { BridgeError } from "../errors.ts";

/** Where the person sits. */
export interface Terminal {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
}

/** What is needed of a question as `status` tells it. */
const asked = z.object({
  kind: z.enum(["text", "choices", "permission", "plan", "screen"]),
  text: z.string(),
  sentence: z.string(),
  asks: z.array(
    z.object({
      text: z.string(),
      multiple: z.boolean(),
      options: z.array(z.object({ label: z.string(), description: z.string().optional() })),
    }),
  ),
  call: z.object({ rules: z.array(z.string()) }).nullish(),
});

type Asked = z.infer<typeof asked>;
type AskedOne = Asked["asks"][number];

const OWN_WORDS = 0;

/**
 * Lets a person at a terminal answer a question by picking; resolves with the answer in words. Rejects with
 * `no-question`, or with `not-confirmed` where they leave it.
 */
export async function pickAnswer(project: string, question: unknown, terminal: Terminal): Promise<string> {
  const { data } = asked.safeParse(question);
  if (data === undefined)
    throw new BridgeError(
      "no-question",
      `${project} has no open question. "send ${project} …" tells it something all the same.`,
    );
  switch (data.kind) {
    case "text":
      return write(data.sentence, terminal);
    case "choices":
      return choose(data.asks, terminal);
    case "screen":
      return press(data, terminal);
    default:
      return decide(data, terminal);
  }
}

/** What the screen offers by number, and the keys that may settle it else. */
async function press({ text: whole, sentence, asks: [ask] }: Asked, terminal: Terminal): Promise<string> {
  note(whole, sentence, terminal);
  const numbers = (ask?.options ?? []).map(({ label }, at) => ({ value: `${at + 1}`, label }));
  const keys = OFFERED_KEYS.map(({ words, label }) => ({ value: words, label }));
  const options = [...numbers, ...keys, { value: "", label: "Type something …" }];
  const picked = taken(await select({ message: sentence, options, ...terminal }));
  return picked === "" ? `text: ${await write("What?", terminal)}` : picked;
}

/** A line a question, as in a chat: places, or words of one's own. */
async function choose(asks: readonly AskedOne[], terminal: Terminal): Promise<string> {
  const lines: string[] = [];
  for (const ask of asks) lines.push(ask.multiple ? await several(ask, terminal) : await one(ask, terminal));
  return lines.join("\n");
}

async function one({ text: message, options }: AskedOne, terminal: Terminal): Promise<string> {
  if (options.length === 0) return write(message, terminal);
  const offered = [...options.map(offer), { value: OWN_WORDS, label: "Something else …" }];
  const picked = taken(await select({ message, options: offered, ...terminal }));
  return picked === OWN_WORDS ? write(message, terminal) : place(picked);
}

async function several({ text: message, options }: AskedOne, terminal: Terminal): Promise<string> {
  const offered = [...options.map(offer), { value: OWN_WORDS, label: "Something else …" }];
  const picked = taken(await multiselect({ message, options: offered, required: true, ...terminal }));
  return picked.includes(OWN_WORDS) ? write(message, terminal) : picked.map(place).join(", ");
}

function place(number: number): string {
  return `[${number}]`;
}

function offer({ label, description }: AskedOne["options"][number], at: number) {
  return { value: at + 1, label, ...(description && { hint: description }) };
}

/** All of it is shown first: nobody allows what they have not seen. */
async function decide({ kind, text: whole, sentence, call }: Asked, terminal: Terminal): Promise<string> {
  const rules = call?.rules ?? [];
  note(rules.length === 0 ? whole : `${whole}\n\nThe rule: ${rules.join(", ")}`, sentence, terminal);
  const decisions = decisionsOn(kind, rules);
  const options = decisions.map(({ words, asksWhy }, value) => ({
    value,
    label: asksWhy ? `${words}, and say why …` : words,
  }));
  const picked = decisions[taken(await select({ message: sentence, options, ...terminal }))];
  if (picked === undefined || !picked.asksWhy) return picked?.words ?? "";
  return `${picked.words}: ${await write("Why, or what instead?", terminal)}`;
}

async function write(message: string, terminal: Terminal): Promise<string> {
  const validate = (words: string | undefined) =>
    words?.trim() ? undefined : "Write something, or leave with Ctrl-C.";
  return taken(await text({ message, validate, ...terminal }));
}

function taken<T>(picked: T): Exclude<T, symbol> {
  if (isKept(picked)) return picked;
  throw new BridgeError("not-confirmed", "Nothing was answered: the question stays open.");
}

function isKept<T>(picked: T): picked is Exclude<T, symbol> {
  return !isCancel(picked);
}
