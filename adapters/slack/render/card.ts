import type { types } from "@slack/bolt";
import type { Card, CardAction, CardAsk } from "../../../src/ports/ports.ts";
import { limitLines, waitingLines } from "../../chat/card.ts";
import { escaped } from "./escape.ts";
import { clip, excerpt, oneLine } from "./excerpt.ts";
import { pings } from "./mention.ts";
import { asMrkdwn } from "./plain.ts";
import { context, HEADER, header, type KnownBlock, type Post, section } from "./post.ts";

const SIGNS: Readonly<Record<string, string>> = {
  frozen: ":snowflake:",
  queued: ":ticket:",
  thawing: ":fire:",
  idle: ":large_green_circle:",
  working: ":hourglass_flowing_sand:",
  freezing: ":ice_cube:",
  removed: ":wastebasket:",
};

/** Slack shows a time to everybody in their own time zone. */
export function dateToken(ms: number): string {
  const fallback = `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return `<!date^${Math.floor(ms / 1000)}^{date_short_pretty} {time}|${fallback}>`;
}

/** `mentions`: Slack ids of those whom the question is for. */
export function renderCard(card: Card, at: (ms: number) => string, mentions: readonly string[]): Post {
  const { project, question, trouble } = card;
  const blocks: KnownBlock[] = [header(clip(project, HEADER)), section(stateLine(card, at, mentions))];
  if (question) blocks.push(section(questionLines(card, at, mentions)));
  if (trouble !== null) blocks.push(section(`:warning: ${clip(trouble, 2_900, escaped)}`));
  for (const line of limitLines(card, at)) blocks.push(context(line));
  const waiting = waitingLines(card);
  if (waiting.length > 0) blocks.push(context(clip(waiting.join("\n"), 1_900, escaped)));
  if (card.actions.length > 0) blocks.push(buttons(card.actions, project));
  const asks = question ? `, asks: ${excerpt(question.sentence)}` : "";
  return { text: `${clip(project, HEADER, escaped)} is ${clip(oneLine(card.state), 60, escaped)}${asks}`, blocks };
}

function stateLine(card: Card, at: (ms: number) => string, mentions: readonly string[]): string {
  const { state, since, question, session } = card;
  const sign = SIGNS[state] ?? ":grey_question:";
  const word = clip(oneLine(state), 60, escaped);
  const isWaiting = state === "frozen" && question !== null;
  const told = isWaiting
    ? `*frozen*: waits for ${pings(mentions) || "an answer"} since ${at(question.since)}`
    : `*${word}* since ${at(since)}`;
  return `${sign} ${told} · session \`${clip(session.slice(0, 8), 60, escaped)}\``;
}

function questionLines({ state, question }: Card, at: (ms: number) => string, mentions: readonly string[]): string {
  if (question === null) return "";
  const quoted = clip(oneLine(question.sentence), 2_000, (words) => `> ${asMrkdwn(words)}`);
  if (state === "frozen") return quoted;
  const to = pings(mentions);
  return `${quoted}\nasked ${at(question.since)}${to && `, for ${to}`}`;
}

export function buttons(actions: readonly CardAction[], project: string): types.ActionsBlock {
  return { type: "actions", elements: actions.map((action, at) => button(action, project, at)) };
}

/** An id stands once in a block. */
function button({ command, rest, label, style, ask }: CardAction, project: string, at: number): types.Button {
  return {
    type: "button",
    action_id: rest === undefined ? `cockpit:${command}` : `cockpit:${command}:${at}`,
    text: { type: "plain_text", text: clip(label, 75), emoji: false },
    value: rest === undefined ? project : `${project} ${rest}`,
    ...(style && { style }),
    ...(ask && { confirm: dialogOf(ask) }),
  };
}

function dialogOf({ title, text, yes, no }: CardAsk): types.ConfirmationDialog {
  return {
    title: { type: "plain_text", text: clip(title, 100) },
    text: { type: "plain_text", text: clip(text, 300) },
    confirm: { type: "plain_text", text: yes },
    deny: { type: "plain_text", text: no },
    style: "danger",
  };
}
