import { z } from "zod";
import type { Ask, Cockpit, Delivery, Phase, Prompt, Question, Session } from "../../src/cockpit/state.ts";

/** Every key of `T`, optional ones too: a field that is added to the type and not here does not compile. */
type Shape<T> = Record<keyof T, z.ZodType>;
type Option = Ask["options"][number];

const list = <T extends z.ZodType>(item: T) => z.array(item).readonly();

const session = z.object({ id: z.string().min(1), started: z.boolean() } satisfies Shape<Session>);

const option = z.object({ label: z.string(), description: z.string().exactOptional() } satisfies Shape<Option>);
const ask = z.object({ text: z.string(), options: list(option), multiple: z.boolean() } satisfies Shape<Ask>);

const question = z.object({
  id: z.string(),
  kind: z.enum(["text", "choices", "permission", "plan"]),
  text: z.string(),
  sentence: z.string(),
  asks: list(ask),
  since: z.number(),
} satisfies Shape<Question>);

const wholePrompt = z.object({
  id: z.string(),
  author: z.string(),
  by: z.string().exactOptional(),
  text: z.string(),
  kind: z.enum(["text", "command"]),
  answers: question.exactOptional(),
  at: z.number(),
  tries: z.number(),
} satisfies Shape<Prompt>);

/** Answers were once kept with no more than their question's id. */
const prompt = z.preprocess((value) => {
  if (typeof value !== "object" || value === null || !("answers" in value) || typeof value.answers !== "string")
    return value;
  const { answers: _, ...rest } = value;
  return rest;
}, wholePrompt);

const delivery = z.object({ prompt: z.string(), mark: z.string().nullable() } satisfies Shape<Delivery>);

const held = { held: z.boolean() };
const phase = z.discriminatedUnion("name", [
  z.object({ name: z.literal("frozen"), ...held }),
  z.object({ name: z.enum(["thawing", "idle", "working"]) }),
  z.object({ name: z.literal("freezing"), ...held }),
]);

export const cockpitSchema = z.object({
  project: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
  session,
  phase,
  inbox: list(prompt),
  delivery: delivery.nullable(),
  question: question.nullable(),
  cursor: z.string().nullable(),
  delivered: z.string().nullable(),
  asker: z.string().nullable().default(null),
  seen: list(z.string()),
  trouble: z.string().nullable(),
  since: z.number(),
} satisfies Shape<Cockpit>) satisfies z.ZodType<Cockpit>;

/** The other way round: what the type allows, the schema lets in. A phase that only the type knows does not compile. */
type Missing = Exclude<Phase["name"] | Prompt["kind"] | Question["kind"], SchemaNames>;
type SchemaNames = z.output<typeof phase>["name"] | z.output<typeof prompt>["kind"] | z.output<typeof question>["kind"];
true satisfies [Missing] extends [never] ? true : Missing;
