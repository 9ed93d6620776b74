import { type ClaudeState, FRESH, UNCHANGED } from "../../src/cockpit/state.ts";
import { unsigned } from "../../src/cockpit/unsigned.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * A cockpit's record as it is kept now, from one of an earlier version; what is none is handed on as it is. Until
 * November 2026 what only a living Claude has stood beside the phase, under other names, also where none lived, and the
 * words of a chat were kept signed: "author: words".
 */
export function carriedOver(record: unknown): unknown {
  return isFields(record) && "planning" in record ? withMode(record) : ofPhase(record);
}

/** Of a session's settings, only whether Claude plans was kept in one version. */
function withMode({ planning, ...record }: Fields): Fields {
  return { sessionSettings: { ...UNCHANGED, mode: planning === true ? "plan" : null }, ...record };
}

function ofPhase(record: unknown): unknown {
  if (!isFields(record) || !isFields(record.phase) || "overrides" in record) return record;
  const { choice, inbox, tasks, ...rest } = record;
  return {
    ...rest,
    phase: phaseOf(record, record.phase),
    overrides: choice,
    inbox: each(inbox, promptOf),
    tasks: each(tasks, withWords),
  };
}

function phaseOf(record: Fields, { paused, ...phase }: Fields): Fields {
  const lives = paused === true || (phase.name !== "frozen" && phase.name !== "queued");
  return lives ? { ...phase, claude: claudeOf(record) } : phase;
}

/** The earliest versions kept none of it. */
function claudeOf(record: Fields): Record<keyof ClaudeState, unknown> {
  return {
    expectsTurn: record.begins ?? FRESH.expectsTurn,
    catchingUp: record.behind ?? FRESH.catchingUp,
    dialog: record.dialog ?? FRESH.dialog,
    queuedDialogs: record.later ?? FRESH.queuedDialogs,
    background: record.background ?? FRESH.background,
    needsRestart: record.stale ?? FRESH.needsRestart,
  };
}

/**
 * An answer was kept as Claude would get it, with what the person wrote beside it; the earliest versions kept no more than
 * its question's id, so that it stays as Claude was to get it.
 */
function promptOf({ words, ...prompt }: Fields): Fields {
  const { answers, by: _, ...rest } = prompt;
  if (typeof answers === "string") return rest;
  if (prompt.kind !== "text") return prompt;
  return withWords(typeof words === "string" ? { ...prompt, text: words } : prompt);
}

function withWords(kept: Fields): Fields {
  const { text, author, by } = kept;
  if (typeof text !== "string" || typeof author !== "string" || by === undefined) return kept;
  return { ...kept, text: unsigned(text, author) };
}

function each(list: unknown, of: (one: Fields) => Fields): unknown {
  return Array.isArray(list) ? list.map((one) => (isFields(one) ? of(one) : one)) : list;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
