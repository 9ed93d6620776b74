import type { types } from "@slack/bolt";
import type { Ask, Question } from "../../../src/cockpit/state.ts";
import { tokenOf } from "../../../src/cockpit/token.ts";
import { clip, oneLine } from "./excerpt.ts";
import type { KnownBlock } from "./post.ts";

/** Slack's own limits. */
const BUTTONS = 25;
const LABEL = 75;
const OPTIONS = 100;

/** One press answers; `cockpit_pick:<number>`. */
export const PICK = "cockpit_pick";
/** What is chosen in a menu is sent by a button of its own. */
export const CHOOSE = "cockpit_choose";
export const SEND_CHOICE = "cockpit_send_choice";

/** Buttons for what is answered by one option; menus and a button to send them for the rest. */
export function renderControls({ id, kind, asks }: Question, project: string): readonly KnownBlock[] {
  if (kind !== "choices" || asks.length === 0 || asks.some(({ options }) => options.length === 0)) return [];
  const value = `${project} ${tokenOf(id)}`;
  const [only] = asks;
  if (only !== undefined && asks.length === 1 && !only.multiple && only.options.length <= BUTTONS)
    return [{ type: "actions", elements: only.options.map(({ label }, at) => pickButton(label, at + 1, value)) }];
  if (asks.some(({ options }) => options.length > OPTIONS)) return [];
  const send = {
    type: "button",
    style: "primary",
    action_id: SEND_CHOICE,
    value,
    text: plain("Send this answer"),
  } as const;
  return [...asks.map(menu), { type: "actions", elements: [send] }];
}

function pickButton(label: string, number: number, value: string): types.Button {
  return { type: "button", action_id: `${PICK}:${number}`, value: `${value} ${number}`, text: labelled(label, number) };
}

function menu({ options, multiple, text }: Ask, at: number): KnownBlock {
  const choices = options.map(({ label }, index) => ({ text: labelled(label, index + 1), value: String(index + 1) }));
  const common = {
    action_id: `${CHOOSE}:${at}`,
    placeholder: plain(multiple ? "One or more" : "One"),
    options: choices,
  };
  return {
    type: "section",
    block_id: `${CHOOSE}:${at}`,
    text: plain(clip(oneLine(text), 300) || `Question ${at + 1}`),
    accessory: multiple ? { type: "multi_static_select", ...common } : { type: "static_select", ...common },
  };
}

/** The number that the text has, too: "2" in the thread is the same answer. */
function labelled(label: string, number: number): types.PlainTextElement {
  return plain(clip(`${number}. ${oneLine(label)}`, LABEL));
}

function plain(text: string): types.PlainTextElement {
  return { type: "plain_text", text, emoji: false };
}
