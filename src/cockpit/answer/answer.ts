import type { Decision, Question } from "../state.ts";
import { choose } from "./choose.ts";
import { decide } from "./decide.ts";

/**
 * What Claude is given as the answer. A question in words is answered in the person's own words; the dialog of a
 * structured one is gone with the freeze, so it is quoted, and Claude is told what was decided and what that means now.
 */
export function answerText(question: Question, text: string, author: string): string {
  if (question.kind === "text") return text;
  const decision = decisionOn(question, text, author);
  const answer = decision === null ? (chosenIn(question, text, author) ?? text) : decided(question, decision, author);
  return [opening(question), quote(question.text), "", "The answer:", answer, "", closing(question, decision)].join(
    "\n",
  );
}

/** What the words decide, where permission or approval was asked. */
export function decisionOn(question: Question, text: string, author: string): Decision | null {
  return decide(question, withoutAuthor(text, author));
}

/** The answer in a line, for people: who gave it, and what was chosen. */
export function shortAnswer(question: Question, text: string, author: string): string {
  const decision = decisionOn(question, text, author);
  if (decision !== null) return `${decided(question, decision, author)}`;
  const words = withoutAuthor(text, author);
  const chosen = choose(question.asks, words);
  return `${author}: ${chosen === null ? words : chosen.map((labels) => labels.join(", ")).join(" · ")}`;
}

/** In a chat it begins with who wrote it. */
export function withoutAuthor(text: string, author: string): string {
  return text.startsWith(`${author}: `) ? text.slice(author.length + 2) : text;
}

/** What was chosen by a number or a letter, in full, each with what it was asked of. */
function chosenIn({ asks }: Question, text: string, author: string): string | null {
  const words = withoutAuthor(text, author);
  const by = words === text ? "" : `${author}: `;
  const chosen = choose(asks, words);
  if (chosen === null) return null;
  const lines = asks.map(({ text: asked }, at) => `- ${asked} → ${(chosen[at] ?? []).join("; ")}`);
  return `${by}\n${lines.join("\n")}`.trim();
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
