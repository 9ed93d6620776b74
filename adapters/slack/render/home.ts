import type { types } from "@slack/bolt";
import { isFor } from "../../../src/cockpit/audience.ts";
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

/** Everything that waits, and first what waits for this person. */
export function renderHome(entries: readonly LinkedEntry[], user: string): types.HomeView {
  const mine = entries.filter(({ to }) => isFor(to, `slack:${user}`));
  const others = entries.filter((entry) => !mine.includes(entry));
  const shown = [...mine, ...others].slice(0, SHOWN);
  const part = (title: string, some: readonly LinkedEntry[]): readonly KnownBlock[] => {
    const here = some.filter((entry) => shown.includes(entry));
    return here.length === 0 ? [] : [header(title), ...here.flatMap(entryBlocks)];
  };
  const left = entries.length - shown.length;
  return {
    type: "home",
    blocks: [
      ...(entries.length === 0 ? [section("*Nothing waits for anybody.* What Claude asks shows up here.")] : []),
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
