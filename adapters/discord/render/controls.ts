import { decisionsOn, type OfferedDecision } from "../../../src/cockpit/answer/decide.ts";
import { OFFERED_KEYS } from "../../../src/cockpit/answer/keys.ts";
import { tokenOf } from "../../../src/cockpit/answer/token.ts";
import type { Ask, Question } from "../../../src/cockpit/state.ts";
import { clip } from "../../../src/support/clip.ts";

/** Discord's own limits. */
const ROW = 5;
const ROWS = 5;
const BUTTON_LABEL = 80;
const OPTION_LABEL = 100;
const OPTIONS = 25;

const STRING_SELECT = 3;
const BUTTON = 2;
const PRIMARY = 1;
const SECONDARY = 2;
const SUCCESS = 3;
const DANGER = 4;

/** Buttons for what is decided, or answered by one option; menus and a button to send them for the rest. */
export function renderControls(question: Question, project: string): readonly object[] {
  const { kind, asks, call } = question;
  const decisions = decisionsOn(kind, call?.rules ?? []);
  if (decisions.length > 0) return rows(decisions.map((one) => decisionButton(one, `${project}:${tokenOf(question)}`)));
  if (kind === "screen") return rows(keyButtons(question, `${project}:${tokenOf(question)}`));
  if (kind !== "choices" || asks.length === 0 || asks.some(({ options }) => options.length === 0)) return [];
  const value = `${project}:${tokenOf(question)}`;
  const [only] = asks;
  if (only !== undefined && asks.length === 1 && !only.multiple && only.options.length <= ROW * ROWS)
    return rows(
      only.options.map(({ label }, at) => button(numbered(label, at, BUTTON_LABEL), `pick:${value}:${at + 1}`)),
    );
  if (asks.length >= ROWS || asks.some(({ options }) => options.length > OPTIONS)) return [];
  const send = { type: BUTTON, style: PRIMARY, label: "Send this answer", custom_id: `chosen:${value}:${asks.length}` };
  return [...asks.map((ask, at) => row([menu(ask, at, value)])), row([send])];
}

/** What the screen offers by number, and the keys that may settle it else. */
function keyButtons({ asks }: Question, value: string): readonly object[] {
  const options = asks[0]?.options.slice(0, 9) ?? [];
  return [
    ...options.map(({ label }, at) => button(numbered(label, at, BUTTON_LABEL), `pick:${value}:${at + 1}`)),
    ...OFFERED_KEYS.map(({ words, label }) => button(label, `pick:${value}:${words}`)),
  ];
}

/** One that wants a reason opens a form. */
function decisionButton({ code, words, asksWhy }: OfferedDecision, value: string): object {
  const label = asksWhy ? `${words}, and say why …` : words;
  return {
    type: BUTTON,
    style: (asksWhy ? undefined : STYLES[code]) ?? SECONDARY,
    label,
    custom_id: `${asksWhy ? "reason" : "pick"}:${value}:${code}`,
  };
}

const STYLES: Readonly<Partial<Record<OfferedDecision["code"], number>>> = {
  once: SUCCESS,
  approve: SUCCESS,
  deny: DANGER,
  reject: DANGER,
};

function button(label: string, id: string): object {
  return { type: BUTTON, style: SECONDARY, label, custom_id: id };
}

function menu({ text, options, multiple }: Ask, at: number, value: string): object {
  return {
    type: STRING_SELECT,
    custom_id: `choose:${value}:${at}`,
    placeholder: clip(text, 150) || `Question ${at + 1}`,
    min_values: 1,
    max_values: multiple ? options.length : 1,
    options: options.map(({ label, description }, index) => ({
      label: numbered(label, index, OPTION_LABEL),
      value: String(index + 1),
      ...(description && { description: clip(description, OPTION_LABEL) }),
    })),
  };
}

/** The number that the text has, too: "2" in the thread is the same answer. */
function numbered(label: string, at: number, limit: number): string {
  return clip(`${at + 1}. ${label.replace(/\s+/g, " ")}`, limit);
}

function rows(buttons: readonly object[]): readonly object[] {
  const starts = Array.from({ length: Math.ceil(buttons.length / ROW) }, (_, at) => at * ROW);
  return starts.map((start) => row(buttons.slice(start, start + ROW)));
}

function row(components: readonly object[]): object {
  return { type: 1, components };
}
