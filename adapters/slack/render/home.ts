import type { types } from "@slack/bolt";
import { isFor } from "../../../src/cockpit/audience.ts";
import type { BoardEntry } from "../../../src/ports/ports.ts";
import { ownIds } from "../../../src/support/person-id.ts";
import { ASKS, type LinkedEntry } from "../../chat/asks.ts";
import { dateToken } from "./card.ts";
import { renderControls } from "./controls.ts";
import { escaped } from "./escape.ts";
import { clip, oneLine } from "./excerpt.ts";
import { pings } from "./mention.ts";
import { asMrkdwn } from "./plain.ts";
import { context, header, type KnownBlock, section } from "./post.ts";

/** Of the link that opens a thread: Slack tells of it as of any button. */
export const OPEN = "cockpit_open";

/** Slack takes a hundred blocks in a view; an entry takes three at most. */
const SHOWN = 30;

/** Of all that waits, what one person is shown: first what waits for them. */
export function shownTo<Entry extends BoardEntry>(entries: readonly Entry[], user: string): readonly Entry[] {
  const mine = entries.filter((entry) => isTheirs(entry, user));
  const others = entries.filter((entry) => !isTheirs(entry, user));
  return [...mine, ...others].slice(0, SHOWN);
}

function isTheirs({ to }: BoardEntry, user: string): boolean {
  return isFor(to, `slack:${user}`);
}

/** What that person is shown, of `all` that waits. */
export function renderHome(shown: readonly LinkedEntry[], user: string, all: number = shown.length): types.HomeView {
  const mine = shown.filter((entry) => isTheirs(entry, user));
  const others = shown.filter((entry) => !isTheirs(entry, user));
  const part = (title: string, some: readonly LinkedEntry[]): readonly KnownBlock[] =>
    some.length === 0 ? [] : [header(title), ...some.flatMap(entryBlocks)];
  const left = all - shown.length;
  return {
    type: "home",
    blocks: [
      ...(all === 0 ? [section("*Nothing waits for anybody.* What Claude asks shows up here.")] : []),
      ...part("Waiting for you", mine),
      ...part(mine.length === 0 ? "Waiting" : "Waiting for others", others),
      ...(left > 0 ? [context(`And ${left} more: \`/cockpit board\` lists them all.`)] : []),
    ],
  };
}

export function renderRefusal(sentence: string): types.HomeView {
  return { type: "home", blocks: [section(clip(sentence, 2_900, escaped))] };
}

/** What came of a button, for the one who pressed it. */
export function renderOutcome(text: string): types.ModalView {
  return {
    type: "modal",
    title: { type: "plain_text", text: "Cockpit" },
    close: { type: "plain_text", text: "Close" },
    blocks: [section(clip(text, 2_900, escaped))],
  };
}

function entryBlocks(entry: LinkedEntry): readonly KnownBlock[] {
  const { project, question, to, link } = entry;
  const whom = pings(ownIds(to, "slack")) || "whoever may answer";
  const head = `*${clip(project, 100, escaped)}* ${ASKS[question.kind]} · for ${whom} · since ${dateToken(question.since)}`;
  const sentence = clip(oneLine(question.sentence) || "…", 1_500, (words) => `> ${asMrkdwn(words)}`);
  const text: types.MrkdwnElement = { type: "mrkdwn", text: `${head}\n${sentence}` };
  const shown: KnownBlock = { type: "section", text, ...(link !== null && { accessory: opener(project, link) }) };
  return [shown, ...controls(entry)];
}

function opener(project: string, url: string): types.Button {
  return {
    type: "button",
    action_id: `${OPEN}:${project}`,
    text: { type: "plain_text", text: "Open the thread", emoji: false },
    url,
  };
}

/** One press answers. What takes menus, or must be read in full before it is allowed, is answered in the thread. */
function controls({ project, question }: LinkedEntry): readonly KnownBlock[] {
  if (question.kind !== "choices") return [];
  const blocks = renderControls(question, project);
  return blocks.every(({ type }) => type === "actions") ? blocks : [];
}
