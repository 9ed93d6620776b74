import { z } from "zod";
import {
  type Allowance,
  type Ask,
  type ClaudeState,
  type Cockpit,
  type Decision,
  type Delivery,
  type Overrides,
  type Phase,
  type Prompt,
  type Question,
  type Session,
  type SessionSettings,
  type ShownScreen,
  type Task,
  type ToolCall,
  UNCHANGED,
} from "../../src/cockpit/state.ts";
import { carriedOver } from "./carried-over.ts";

/** Every key of `T`, optional ones too: a field that is added to the type and not here does not compile. */
type Shape<T> = Record<keyof T, z.ZodType>;
type Option = Ask["options"][number];

const list = <T extends z.ZodType>(item: T) => z.array(item).readonly();

const session = z.object({ id: z.string().min(1), started: z.boolean() } satisfies Shape<Session>);

const option = z.object({ label: z.string(), description: z.string().exactOptional() } satisfies Shape<Option>);
const ask = z.object({ text: z.string(), options: list(option), multiple: z.boolean() } satisfies Shape<Ask>);

const call = z.object({ tool: z.string(), input: z.json(), rules: list(z.string()) } satisfies Shape<ToolCall>);

const question = z.object({
  id: z.string(),
  kind: z.enum(["text", "choices", "permission", "plan", "screen"]),
  text: z.string(),
  sentence: z.string(),
  asks: list(ask),
  call: call.exactOptional(),
  screen: z
    .object({ print: z.string(), view: z.string(), isNumbered: z.boolean() } satisfies Shape<ShownScreen>)
    .exactOptional(),
  since: z.number(),
} satisfies Shape<Question>);

const decision = z.object({
  verdict: z.enum(["allow", "deny"]),
  scope: z.enum(["once", "session", "always"]),
  acceptsEdits: z.boolean().exactOptional(),
  reason: z.string().exactOptional(),
} satisfies Shape<Decision>);

const priority = z.enum(["high", "normal", "low"]);

const prompt = z.object({
  id: z.string(),
  author: z.string(),
  by: z.string().exactOptional(),
  text: z.string(),
  kind: z.enum(["text", "command"]),
  answers: question.exactOptional(),
  decision: decision.exactOptional(),
  task: priority.exactOptional(),
  formerMode: z.string().nullable().exactOptional(),
  mark: z.string().exactOptional(),
  at: z.number(),
  tries: z.number(),
} satisfies Shape<Prompt>);

const delivery = z.object({ prompt: z.string(), mark: z.string().nullable() } satisfies Shape<Delivery>);

const claude = z.object({
  expectsTurn: z.boolean(),
  catchingUp: z.boolean(),
  dialog: z.boolean(),
  queuedDialogs: list(question),
  background: z.boolean(),
  needsRestart: z.boolean(),
} satisfies Shape<ClaudeState>);

const held = { held: z.boolean() };
const phase = z.discriminatedUnion("name", [
  z.object({ name: z.literal("frozen"), ...held, claude: claude.exactOptional() }),
  z.object({ name: z.literal("queued"), asked: z.boolean() }),
  z.object({ name: z.enum(["thawing", "idle", "working"]), claude }),
  z.object({ name: z.literal("freezing"), ...held, claude }),
]);

const task = z.object({
  id: z.string(),
  author: z.string(),
  by: z.string().exactOptional(),
  text: z.string(),
  priority,
  at: z.number(),
} satisfies Shape<Task>);

const allowance = z.object({ rule: z.string(), scope: z.enum(["session", "always"]) } satisfies Shape<Allowance>);
const overrides = z.object({
  model: z.string().exactOptional(),
  permissionMode: z.string().exactOptional(),
} satisfies Shape<Overrides>);

const sessionSettings = z.object({
  configuredMode: z.string().nullable(),
  mode: z.string().nullable(),
  choices: z.number(),
  toldChoices: z.number(),
  directories: list(z.string()),
} satisfies Shape<SessionSettings>);

// What has a default was not kept by earlier versions.
const wholeCockpit = z.object({
  project: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
  session,
  phase,
  inbox: list(prompt),
  delivery: delivery.nullable(),
  tasks: list(task).default([]),
  tasksPaused: z.boolean().default(false),
  question: question.nullable(),
  setAside: question.nullable().default(null),
  cursor: z.string().nullable(),
  delivered: z.string().nullable(),
  asker: z.string().nullable().default(null),
  seen: list(z.string()),
  trouble: z.string().nullable(),
  allowed: list(allowance).default([]),
  trusted: list(z.string()).default([]),
  withheld: z.number().default(0),
  overrides: overrides.default({}),
  sessionSettings: sessionSettings.default(UNCHANGED),
  limitedUntil: z.number().nullable().default(null),
  wakeAt: z.number().nullable().default(null),
  since: z.number(),
} satisfies Shape<Cockpit>) satisfies z.ZodType<Cockpit>;

/** A record of today's, or of an earlier version's: see `carriedOver`. */
export const cockpitSchema = z.preprocess(carriedOver, wholeCockpit);

/** The other way round: what the type allows, the schema lets in. A phase that only the type knows does not compile. */
type Missing = Exclude<Phase["name"] | Prompt["kind"] | Question["kind"], SchemaNames>;
type SchemaNames = z.output<typeof phase>["name"] | z.output<typeof prompt>["kind"] | z.output<typeof question>["kind"];
true satisfies [Missing] extends [never] ? true : Missing;
