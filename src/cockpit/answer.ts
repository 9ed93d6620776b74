import { choose } from "./choose.ts";
import type { Question } from "./state.ts";

/**
 * What Claude is given as the answer. A question in words is answered in the person's own words; the dialog of a
 * structured one is gone with the freeze, so it is quoted, and Claude is told that the tool did not run.
 */
export function answerText(question: Question, text: string, author: string): string {
  if (question.kind === "text") return text;
  const answer = chosenIn(question, text, author) ?? text;
  return [opening(question), quote(question.text), "", "The answer:", answer, "", closing(question)].join("\n");
}

/** The answer in a line, for people: who gave it, and what was chosen. */
export function shortAnswer({ asks }: Question, text: string, author: string): string {
  const words = withoutAuthor(text, author);
  const chosen = choose(asks, words);
  return `${author}: ${chosen === null ? words : chosen.map((labels) => labels.join(", ")).join(" · ")}`;
}

/** In a chat it begins with who wrote it. */
function withoutAuthor(text: string, author: string): string {
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

function closing({ kind }: Question): string {
  if (kind === "permission") return "(The tool did not run. If the answer allows it, call it again.)";
  if (kind === "plan") return "(The plan was not approved on the screen; go by the answer.)";
  return "(The question on the screen is closed; do not ask it again.)";
}

function quote(text: string): string {
  return text
    .split("\n")
    .map((line) => `> ${line}`)
    .join("\n");
}
