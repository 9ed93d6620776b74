import { z } from "zod";
import type { Ask, Question, ToolCall } from "../../../src/cockpit/state.ts";
import { clip } from "../../../src/support/clip.ts";
import { rulesFor } from "./rules.ts";
import { summary } from "./summary.ts";
import { callText } from "./tool-call.ts";

const choices = z.looseObject({
  questions: z.array(
    z.looseObject({
      question: z.string(),
      multiSelect: z.boolean().optional(),
      options: z.array(z.looseObject({ label: z.string(), description: z.string().optional() })).default([]),
    }),
  ),
});
const plan = z.looseObject({ plan: z.string() });

/** The structured ask that a PermissionRequest hook tells of. `input` may come from the transcript, which has plans in full. */
export function questionOf(tool: string, input: unknown, id: string, since: number, suggestions?: unknown): Question {
  const call: ToolCall = { tool: clip(tool, NAME), input: keptOf(input), rules: [] };
  if (tool === "AskUserQuestion") {
    const read = choices.safeParse(input);
    if (read.success) return { ...choice(read.data.questions.map(toAsk), id, since), call };
  }
  if (tool === "ExitPlanMode") {
    const read = plan.safeParse(input);
    const text = read.success ? read.data.plan : "(the plan is on Claude's screen)";
    return {
      id,
      kind: "plan",
      text: whole(text),
      sentence: "Claude asks for approval of its plan.",
      asks: [],
      call,
      since,
    };
  }
  const short = summary(tool, input);
  return {
    id,
    kind: "permission",
    text: whole(callText(tool, input)),
    sentence: `May Claude use ${tool}${short && `: ${short}`}?`,
    asks: [],
    call: { ...call, rules: rulesFor(tool, input, suggestions) },
    since,
  };
}

const json = z.json();

/** Characters of a tool's name, and of the sentence that asks. */
const NAME = 200;
const SENTENCE = 4_000;
/** Of what is kept of a call or of its choices, and of what is shown: a large file's worth. */
const KEPT = 200_000;
const SHOWN = 1_000_000;

/** Null where it is more than any state is to hold: what is shown of it says what it is. */
function keptOf(input: unknown): ToolCall["input"] {
  const read = json.safeParse(input).data ?? null;
  return JSON.stringify(read).length <= KEPT ? read : null;
}

/** All of it, or how much of it is missing: nobody is to take a part for the whole. */
function whole(text: string): string {
  if (text.length <= SHOWN) return text;
  return `${clip(text, SHOWN)}\n(${text.length - SHOWN} characters more: look at Claude's screen before you decide.)`;
}

function toAsk({ question, multiSelect, options }: z.infer<typeof choices>["questions"][number]): Ask {
  return {
    text: question,
    multiple: multiSelect ?? false,
    options: options.map(({ label, description }) => ({ label, ...(description && { description }) })),
  };
}

function choice(asks: readonly Ask[], id: string, since: number): Question {
  const text = whole(asks.map(askText).join("\n\n"));
  const sentence = clip(asks[0]?.text ?? "Claude asks you to choose.", SENTENCE);
  // More than anybody chooses from is answered in words.
  return { id, kind: "choices", text, sentence, asks: JSON.stringify(asks).length <= KEPT ? asks : [], since };
}

function askText({ text, options, multiple }: Ask): string {
  const listed = options.map(
    ({ label, description }, index) => `${index + 1}. ${label}${description ? `: ${description}` : ""}`,
  );
  return [multiple ? `${text} (several may be chosen)` : text, ...listed].join("\n");
}
