import { z } from "zod";
import type { Ask, Question, ToolCall } from "../../../src/cockpit/state.ts";
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
  const call: ToolCall = { tool, input: json.safeParse(input).data ?? null, rules: [] };
  if (tool === "AskUserQuestion") {
    const read = choices.safeParse(input);
    if (read.success) return { ...choice(read.data.questions.map(toAsk), id, since), call };
  }
  if (tool === "ExitPlanMode") {
    const read = plan.safeParse(input);
    const text = read.success ? read.data.plan : "(the plan is on Claude's screen)";
    return { id, kind: "plan", text, sentence: "Claude asks for approval of its plan.", asks: [], call, since };
  }
  const short = summary(tool, input);
  return {
    id,
    kind: "permission",
    text: callText(tool, input),
    sentence: `May Claude use ${tool}${short && `: ${short}`}?`,
    asks: [],
    call: { ...call, rules: rulesFor(tool, input, suggestions) },
    since,
  };
}

const json = z.json();

function toAsk({ question, multiSelect, options }: z.infer<typeof choices>["questions"][number]): Ask {
  return {
    text: question,
    multiple: multiSelect ?? false,
    options: options.map(({ label, description }) => ({ label, ...(description && { description }) })),
  };
}

function choice(asks: readonly Ask[], id: string, since: number): Question {
  const text = asks.map(askText).join("\n\n");
  return { id, kind: "choices", text, sentence: asks[0]?.text ?? "Claude asks you to choose.", asks, since };
}

function askText({ text, options, multiple }: Ask): string {
  const listed = options.map(
    ({ label, description }, index) => `${index + 1}. ${label}${description ? `: ${description}` : ""}`,
  );
  return [multiple ? `${text} (several may be chosen)` : text, ...listed].join("\n");
}
