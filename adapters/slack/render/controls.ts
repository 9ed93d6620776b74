import type { types } from "@slack/bolt";
import { decisionsOn, type OfferedDecision } from "../../../src/cockpit/answer/decide.ts";
import { OFFERED_KEYS } from "../../../src/cockpit/answer/keys.ts";
import { tokenOf } from "../../../src/cockpit/answer/token.ts";
import type { Ask, Question } from "../../../src/cockpit/state.ts";
import { clip, oneLine } from "./excerpt.ts";
import type { KnownBlock } from "./post.ts";

/** Slack's own limits. */
const BUTTONS = 25;
const LABEL = 75;
const OPTIONS = 100;

/** One press answers; `cockpit_pick:<number>`, or the code of a decision. */
export const PICK = "cockpit_pick";
/** What is chosen in a menu is sent by a button of its own. */
export const CHOOSE = "cockpit_choose";
export const SEND_CHOICE = "cockpit_send_choice";

/** A decision whose reason a form asks for; `cockpit_reason:<code>`. */
export const REASON = "cockpit_reason";

/** Buttons for what is decided, or answered by one option; menus and a button to send them for the rest. */
export function renderControls(question: Question, project: string): readonly KnownBlock[] {
  const { kind, asks, call } = question;
  const decisions = decisionsOn(kind, call?.rules ?? []);
  if (decisions.length > 0) {
    const value = `${project} ${tokenOf(question)}`;
    return [{ type: "actions", elements: decisions.map((decision) => decisionButton(decision, value)) }];
  }
  if (kind === "screen") return [{ type: "actions", elements: keyButtons(question, project) }];
  if (kind !== "choices" || asks.length === 0 || asks.some(({ options }) => options.length === 0)) return [];
  const value = `${project} ${tokenOf(question)}`;
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

/** What the screen offers by number, and the keys that may settle it else. */
function keyButtons(question: Question, project: string): types.Button[] {
  const value = `${project} ${tokenOf(question)}`;
  const options = question.asks[0]?.options.slice(0, 9) ?? [];
  const keys = OFFERED_KEYS.map(
    ({ words, label }): types.Button => ({
      type: "button",
      action_id: `${PICK}:${words}`,
      value: `${value} ${words}`,
      text: plain(label),
    }),
  );
  return [...options.map(({ label }, at) => pickButton(label, at + 1, value)), ...keys];
}

function decisionButton({ code, words, asksWhy }: OfferedDecision, value: string): types.Button {
  const style = STYLES[code];
  return {
    type: "button",
    action_id: `${asksWhy ? REASON : PICK}:${code}`,
    value: `${value} ${code}`,
    text: plain(asksWhy ? `${words}, and say why …` : words),
    ...(style !== undefined && !asksWhy && { style }),
  };
}

const STYLES: Readonly<Partial<Record<OfferedDecision["code"], "primary" | "danger">>> = {
  once: "primary",
  approve: "primary",
  deny: "danger",
  reject: "danger",
};

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
