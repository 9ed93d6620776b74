import { fenced } from "../../../src/cockpit/fenced.ts";
import type { Question } from "../../../src/cockpit/state.ts";
import type { Card, CardAction, Message } from "../../../src/ports/ports.ts";
import { clip } from "../../../src/support/clip.ts";
import { keysHint } from "../../chat/asks.ts";
import { limitLines, waitingLines } from "../../chat/card.ts";
import { type FailedTurn, goesOn } from "../../chat/failed.ts";
import { shortened } from "../../chat/shorten.ts";
import { beginningOf, chunksOf } from "../../chat/split.ts";
import type { About, Activity, Rendered } from "../../chat/wire.ts";
import { renderControls } from "./controls.ts";

/** A message as Discord's API takes it. Whom it may ping is always said: Claude's text never does. */
export interface Post {
  readonly content: string;
  readonly embeds?: readonly Embed[];
  readonly components?: readonly object[];
  readonly allowed_mentions: { readonly parse: readonly []; readonly users: readonly string[] };
}

export interface Embed {
  readonly title: string;
  readonly description: string;
  /** 0xRRGGBB */
  readonly color: number;
  readonly footer?: { readonly text: string };
}

/** Characters that Discord takes in a message. */
const LIMIT = 2_000;
/** Characters that Discord takes in an embed's description. */
const DESCRIPTION = 4_096;
/** Room for what is put around a text. */
const TEXT = 1_900;
/** Of a text that is shortened. */
const LINE = 400;
/** What is longer than this many messages goes up as a file, with its beginning before it. */
const MOST = 4;
const STEPS = 8;

/** How many options Discord takes in a select, and how many suggestions. */
export const CHOICES = 25;
/** Characters of a suggestion. */
export const CHOICE = 100;
/** Button styles. */
const STYLES = { primary: 1, secondary: 2, danger: 4 } as const;

/** How a state looks: a sign, and the colour of the card's edge. */
const LOOKS: Readonly<Record<string, { readonly sign: string; readonly color: number }>> = {
  frozen: { sign: "❄️", color: 0x5dade2 },
  queued: { sign: "🎫", color: 0x9b59b6 },
  thawing: { sign: "🔥", color: 0xe67e22 },
  idle: { sign: "🟢", color: 0x2ecc71 },
  working: { sign: "⏳", color: 0xf1c40f },
  freezing: { sign: "🧊", color: 0x5dade2 },
  removed: { sign: "🗑️", color: 0x95a5a6 },
};
const TROUBLE = 0xe74c3c;

export function post(content: string, users: readonly string[] = []): Post {
  return { content: clip(content, LIMIT), allowed_mentions: { parse: [], users: [...new Set(users)] } };
}

export function renderMessage(message: Message, about: About): Rendered<Post> {
  const { project } = about;
  switch (message.type) {
    case "said":
      return long(message.text, project, "");
    case "notice":
      return notice(message, about);
    case "turn":
      return message.state === "failed" ? failed(message, project) : { posts: [] };
    case "question":
      return question(message.question, about);
    default:
      return { posts: [] };
  }
}

/** Pings those whom it is for, and nobody else. */
function notice(
  { text, level, to }: Extract<Message, { type: "notice" }>,
  { project, mentions }: About,
): Rendered<Post> {
  const whom = to === undefined ? [] : mentions;
  const who = whom.map((id) => `<@${id}> `).join("");
  const { posts, ...rest } = long(text, project, `${who}${level === "warn" ? "⚠️ " : ""}`);
  const [first, ...others] = posts;
  if (first === undefined) return { posts, ...rest };
  return { posts: [post(first.content, whom), ...others], ...rest };
}

/** With what people can do about it under it, and when it goes on by itself. */
function failed({ reason, until, actions = [] }: FailedTurn, project: string): Rendered<Post> {
  const when = until === undefined ? "" : `\n${goesOn(time(until), project)}`;
  const { posts, ...rest } = long(`${reason}${when}`, project, "⚠️ ");
  const components = rows(actions.map((action) => button(action, project)));
  return {
    posts: posts.map((one, at) => (at === posts.length - 1 && components.length > 0 ? { ...one, components } : one)),
    ...rest,
  };
}

function long(text: string, project: string, sign: string): Rendered<Post> {
  const chunks = chunksOf(text, TEXT, MOST);
  if (chunks !== null) return { posts: chunks.map((chunk, at) => post(at === 0 ? `${sign}${chunk}` : chunk)) };
  const beginning = beginningOf(text, TEXT - 200);
  return {
    posts: [post(`${sign}${beginning}\n\n*… all of it is in the file.*`)],
    file: { name: `${project}.md`, title: project, content: text },
  };
}

function question(asked: Question, { project, mentions, outcome }: About): Rendered<Post> {
  const { kind, text, sentence, asks, call } = asked;
  const to = mentions.map((id) => `<@${id}> `).join("");
  const head = `${to}**${project}** asks:\n${quote(clip(sentence, 600))}`;
  const hint =
    "-# Answer in this thread, whenever you like: while it waits, the container is stopped and costs nothing.";
  const close = (content: Post): Post =>
    outcome === undefined
      ? { ...content, components: renderControls(asked, project) }
      : { ...content, content: clip(`${content.content}\n☑️ ${clip(outcome, 400)}`, LIMIT), components: [] };
  if (kind === "text") return { posts: [close(post(`${head}\n${hint}`, mentions))] };
  const options = asks.flatMap(({ text: asked, options: given, multiple }) => [
    `**${asked}**${multiple ? " (several may be chosen)" : ""}`,
    ...given.map(({ label, description }, at) => `${at + 1}. ${label}${description ? ` — ${description}` : ""}`),
  ]);
  const rules = (call?.rules ?? []).map((rule) => inline(rule)).join(", ");
  const lasting = kind === "permission" && rules !== "" ? `\n-# For this session, or always: ${rules}` : "";
  const body =
    kind === "screen"
      ? `${fenced(text)}\n-# ${keysHint('"text:"')}`
      : options.length > 0
        ? options.join("\n")
        : kind === "permission"
          ? `${callText(text)}${lasting}`
          : text;
  const rest = long(body, project, "");
  const posts = [post(`${head}\n${hint}`, mentions), ...rest.posts];
  // Under the options, where people read to.
  return { ...rest, posts: posts.map((one, at) => (at === posts.length - 1 ? close(one) : one)) };
}

export function renderCard(card: Card, mentions: readonly string[]): Post {
  const { project, state, since, session, question: asked, trouble } = card;
  const { sign, color } = LOOKS[state] ?? { sign: "❔", color: TROUBLE };
  const whom = mentions.map((id) => `<@${id}>`).join(" ");
  const isWaiting = state === "frozen" && asked !== null;
  const told = isWaiting
    ? `**frozen**: waits for ${whom || "an answer"} since ${time(asked.since)}`
    : `**${clip(state, 60)}** since ${time(since)}`;
  const lines = [
    `${sign} ${told}`,
    ...(asked === null ? [] : [clip(quote(asked.sentence), 1_500)]),
    ...(trouble === null ? [] : [`⚠️ ${clip(trouble, 1_500)}`]),
    ...[...limitLines(card, time), ...waitingLines(card)].map((line) => `-# ${clip(line, 500)}`),
  ];
  const embed: Embed = {
    title: project,
    description: clip(lines.join("\n"), DESCRIPTION),
    color: trouble === null ? color : TROUBLE,
    ...(session !== "" && { footer: { text: `session ${session.slice(0, 8)}` } }),
  };
  return { ...post(""), embeds: [embed], components: rows(card.actions.map((action) => button(action, project))) };
}

export function renderActivity({ steps, total, state, started, ended }: Activity): Post {
  const word = { working: "⏳ **Working**", ended: "✅ **Done**", failed: "⚠️ **Failed**", stopped: "🛑 **Stopped**" }[
    state
  ];
  const took = ended === null ? "" : ` · ${Math.max(1, Math.round((ended - started) / 1000))} s`;
  const shown = steps.slice(-STEPS);
  const left = total - shown.length;
  const lines = shown.map(
    ({ tool, summary }) =>
      `- ${tool}${summary === "" ? "" : ` \`${clip(summary.replaceAll("`", "'").replace(/\s+/g, " "), 150)}\``}`,
  );
  return post(
    [
      `${word} · ${total} step${total === 1 ? "" : "s"}${took}`,
      ...(left > 0 ? [`-# … ${left} before`] : []),
      ...lines,
    ].join("\n"),
  );
}

/** What a command answered: as it is on a terminal, where it has columns. */
export function renderAnswer(text: string): Post {
  const whole = text.trimEnd() || "Done.";
  const lines = whole.split("\n");
  const isTable = lines.filter((line) => /\S {2,}\S|[│┃─━╭╰▔▁]/.test(line)).length > 1;
  const body =
    whole.length <= TEXT
      ? whole
      : shortened(
          lines.map((line) => clip(line, LINE)),
          TEXT,
        ).join("\n");
  return post(isTable ? fenced(body) : body);
}

/** Asked of one person before what cannot be undone; `id` is what the button gives back. */
export function renderConfirmation(question: string, id: string): Post {
  const yes = { type: 2, style: STYLES.danger, label: "Yes, do it", custom_id: id };
  return { ...post(question), components: rows([yes]) };
}

/** What a question sends to those who want it in a direct message, too. */
export function renderDirect(project: string, sentence: string, link: string): Post {
  return post(`**${project}** asks:\n${quote(clip(sentence, 1_500))}\n${link}`);
}

/** The form behind the message command: which project, and what to tell its Claude. `opened`: milliseconds since 1970. */
export function renderForm(projects: readonly string[], text: string, chosen: string | null, opened: number): object {
  const project =
    projects.length <= CHOICES
      ? {
          type: 3,
          custom_id: "project",
          options: projects.map((name) => ({ label: name, value: name, ...(name === chosen && { default: true }) })),
        }
      : { type: 4, custom_id: "project", style: 1, ...(chosen !== null && { value: chosen }) };
  return {
    custom_id: `send:${opened}`,
    title: "Send to a cockpit",
    components: [
      { type: 18, label: "Project", component: project },
      {
        type: 18,
        label: "What to tell Claude",
        component: { type: 4, custom_id: "text", style: 2, ...(text !== "" && { value: clip(text, 4_000) }) },
      },
    ],
  };
}

/** Asks why, or what instead. */
export function renderReason(id: string, words: string): object {
  const component = { type: 4, custom_id: "text", style: 2, max_length: 3_900 };
  return {
    custom_id: id,
    title: clip(words, 45),
    components: [{ type: 18, label: "Why, or what instead?", component }],
  };
}

function button({ command, rest, label, style }: CardAction, project: string): object {
  return {
    type: 2,
    style: STYLES[style ?? "secondary"],
    label: clip(label, 80),
    custom_id: `cockpit:${command} ${project}${rest === undefined ? "" : ` ${rest}`}`.slice(0, 100),
  };
}

/** Rows of five. */
function rows(buttons: readonly object[]): readonly object[] {
  const starts = Array.from({ length: Math.ceil(buttons.length / 5) }, (_, at) => at * 5);
  return starts.map((start) => ({ type: 1, components: buttons.slice(start, start + 5) }));
}

function inline(text: string): string {
  return `\`${text.replaceAll("`", "'")}\``;
}

/** The tool, and what it would be called with. */
function callText(text: string): string {
  const [tool = "", ...input] = text.split("\n");
  if (input.length === 0) return fenced(tool);
  const first = input[0] ?? "";
  const language = first.startsWith("{") ? "json" : first.startsWith("--- ") ? "diff" : "";
  return `**${tool}**\n${fenced(input.join("\n"), language)}`;
}

function quote(text: string): string {
  return text
    .split("\n")
    .map((line) => `> ${line}`)
    .join("\n");
}

function time(ms: number): string {
  return `<t:${Math.floor(ms / 1000)}:f>`;
}
