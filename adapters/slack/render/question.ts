import { fenced } from "../../../src/cockpit/fenced.ts";
import type { Ask, Question, QuestionKind } from "../../../src/cockpit/state.ts";
import { keysHint } from "../../chat/asks.ts";
import { renderControls } from "./controls.ts";
import { escaped } from "./escape.ts";
import { clip, excerpt, inCode, oneLine } from "./excerpt.ts";
import { inOnePost } from "./long.ts";
import { pings } from "./mention.ts";
import { asMrkdwn } from "./plain.ts";
import { type About, context, type KnownBlock, type Rendered, section } from "./post.ts";

/** Leaves room in the post for what stands around it. */
const BODY = 8_000;
const SENTENCE = 1_500;
const STOPPED = "Answer in this thread, whenever you like: while it waits, the container is stopped and costs nothing.";

const ASKS: Readonly<Record<QuestionKind, string>> = {
  text: "asks:",
  choices: "asks you to choose:",
  permission: "asks for permission:",
  plan: "asks for approval of this plan:",
  screen: "waits for a key at its terminal:",
};

/** Pings those it is for, by nothing but `mentions`. The numbers of options are the ones that Claude is quoted. */
export function renderQuestion(question: Question, about: About): Rendered {
  const { kind } = question;
  const { project, mentions } = about;
  const who = pings(mentions);
  const body = bodyOf(question, about);
  const file = { name: `${project}-${kind === "text" ? "question" : kind}.md`, title: `What ${project} asks` };
  const { blocks, ...rest } = inOnePost(body, BODY, file);
  const head = `${who && `${who} `}*${escaped(project)}* ${ASKS[kind]}${quoted(question)}`;
  const post = {
    text: `${who && `${who} `}${escaped(project)} asks: ${excerpt(question.sentence)}`,
    blocks: [section(head), ...blocks, ...closing(question, about)],
  };
  // The file holds Claude's own words, without the marks that only a post needs.
  return { posts: [post], ...(rest.file && { file: { ...rest.file, content: body } }) };
}

/** How to answer, or that somebody did. */
function closing(question: Question, { project, outcome }: About): readonly KnownBlock[] {
  if (outcome !== undefined) return [context(`:ballot_box_with_check: ${clip(oneLine(outcome), SENTENCE, escaped)}`)];
  return [...renderControls(question, project), context([...howTo(question), STOPPED].join("\n"))];
}

/** A question in words has just been said in full; what is asked by a dialog has not. */
function bodyOf(question: Question, { whole = false }: About): string {
  switch (question.kind) {
    case "text":
      return whole ? question.text : "";
    case "choices":
      return question.asks.length === 0 ? question.text : question.asks.map(askText).join("\n\n");
    case "permission":
      return permissionText(question.text);
    case "plan":
      return question.text;
    case "screen":
      return fenced(question.text, "");
  }
}

/** The sentence, where it says more than what follows it. */
function quoted({ kind, sentence, text }: Question): string {
  if (kind !== "text" && kind !== "permission") return "";
  return `\n${clip(oneLine(sentence) || oneLine(text), SENTENCE, (words) => `> ${asMrkdwn(words)}`)}`;
}

function askText({ text, options, multiple }: Ask, index: number, asks: readonly Ask[]): string {
  const listed = options.map(({ label, description }, at) => {
    const about = description ? `: ${oneLine(description)}` : "";
    return `${at + 1}. ${strong(oneLine(label))}${about}`;
  });
  return [
    asks.length > 1 ? `**Question ${index + 1} of ${asks.length}**\n` : "",
    `${text}\n`,
    multiple ? "_Several may be chosen._\n" : "",
    ...listed,
  ]
    .filter((line) => line !== "")
    .join("\n");
}

/** A label with marks of its own keeps those. */
function strong(label: string): string {
  return /[*_`]/.test(label) || label === "" ? label : `**${label}**`;
}

/** The tool, and what it would be called with. */
function permissionText(text: string): string {
  const [tool = "", ...input] = text.split("\n");
  if (input.length === 0) return fenced(tool, "");
  return `**${tool}**\n\n${fenced(input.join("\n"), languageOf(input[0] ?? ""))}`;
}

function languageOf(first: string): string {
  return first.startsWith("{") ? "json" : first.startsWith("--- ") ? "diff" : "";
}

/** The rule that would be kept, for those who allow for longer than once. */
function lasting(call: Question["call"]): readonly string[] {
  const rules = call?.rules ?? [];
  return rules.length === 0
    ? []
    : [`For this session, or always: ${rules.map((rule) => inCode(escaped(oneLine(rule)))).join(", ")}`];
}

function howTo({ kind, asks, call }: Question): readonly string[] {
  if (kind === "plan") return ["Say yes, no, or what to change."];
  if (kind === "screen") return [keysHint("“text:”")];
  if (kind === "permission") return [...lasting(call), "Say yes, no, or what to do instead."];
  if (kind === "text" || !asks.some(({ options }) => options.length > 0)) return [];
  if (asks.length > 1) return ["Give a number for each question, in order, such as 1, 2; or use your own words."];
  return asks[0]?.multiple
    ? ["Give one number or more, such as 1, 3; or use your own words."]
    : ["Give a number, or use your own words."];
}
