import type { Decision, Prompt, Question } from "../state.ts";
import { choose } from "./choose.ts";
import { decide } from "./decide.ts";

/**
 * What Claude is given of a prompt: the author's words, signed. A question in words is answered by just that; the dialog
 * of a structured one is gone with the freeze, so it is quoted, and Claude is told what was decided and what that means
 * now. A prompt that is being delivered is looked for in Claude's record by this text: what it makes of the same prompt
 * must not change while one may be under way, not with an update of ours either.
 */
export function promptText(prompt: Prompt): string {
  const { answers, decision = null, kind, text, author } = prompt;
  if (kind === "command") return text;
  if (answers === undefined || answers.kind === "text") return signed(prompt);
  const answer = decision === null ? (chosenIn(answers, prompt) ?? signed(prompt)) : decided(answers, decision, author);
  return [opening(answers), quote(answers.text), "", "The answer:", answer, "", closing(answers, decision)].join("\n");
}

/** In a chat several people talk to one Claude; from the machine only one does. */
function signed({ by, author, text }: Prompt): string {
  if (by === undefined) return text;
  return text === "" || text.startsWith("\n") ? `${author}:${text}` : `${author}: ${text}`;
}

/** The answer in a line, for people: who gave it, and what was chosen. */
export function shortAnswer(question: Question, text: string, author: string): string {
  const decision = decide(question, text);
  if (decision !== null) return decided(question, decision, author);
  const chosen = choose(question.asks, text);
  return `${author}: ${chosen === null ? text : chosen.map((labels) => labels.join(", ")).join(" · ")}`;
}

/** What was chosen by a number or a letter, in full, each with what it was asked of. */
function chosenIn({ asks }: Question, { by, author, text }: Prompt): string | null {
  const chosen = choose(asks, text);
  if (chosen === null) return null;
  const lines = asks.map(({ text: asked }, at) => `- ${asked} → ${(chosen[at] ?? []).join("; ")}`);
  return [...(by === undefined ? [] : [`${author}: `]), ...lines].join("\n");
}

/** A decision in a sentence. */
function decided({ kind, call }: Question, { verdict, scope, acceptsEdits, reason }: Decision, author: string): string {
  const because = reason === undefined ? "." : `: ${reason}`;
  if (kind === "plan") {
    if (verdict === "deny") return `${author} did not approve the plan${because}`;
    return `${author} approved the plan${acceptsEdits ? ", and accepts edits of files without being asked" : ""}.`;
  }
  if (verdict === "deny") return `${author} did not allow it${because}`;
  const rules = (call?.rules ?? []).join(", ");
  if (scope === "session") return `${author} allowed it for this session (${rules}).`;
  return scope === "always"
    ? `${author} allowed it always, in this project (${rules}).`
    : `${author} allowed it, this once.`;
}

function opening({ kind }: Question): string {
  switch (kind) {
    case "permission":
      return "Before the session was paused you asked for permission:";
    case "plan":
      return "Before the session was paused you asked for approval of this plan:";
    default:
      return "Before the session was paused you asked:";
  }
}

function closing({ kind }: Question, decision: Decision | null): string {
  const allowed = decision?.verdict === "allow";
  if (kind === "permission")
    return allowed
      ? "(The tool has not run. Call it again now, exactly as it was: it will run without being asked about.)"
      : "(The tool did not run. Do not call it again; go by the answer.)";
  if (kind === "plan")
    return allowed
      ? "(Plan mode is over: carry the plan out now, without asking for approval again.)"
      : "(Do not carry it out. Change it by the answer, and ask for approval again.)";
  return "(The question on the screen is closed; do not ask it again.)";
}

function quote(text: string): string {
  return text
    .split("\n")
    .map((line) => `> ${line}`)
    .join("\n");
}
