import { type ClaudeState, FRESH } from "../../src/cockpit/state.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * A cockpit's record as it is kept now, from one of an earlier version; what is none is handed on as it is. Until
 * November 2026 what only a living Claude has stood beside the phase, under other names, also where none lived.
 */
export function carriedOver(record: unknown): unknown {
  if (!isFields(record) || !isFields(record.phase)) return record;
  const { choice, ...rest } = record;
  return { ...rest, phase: phaseOf(record, record.phase), overrides: rest.overrides ?? choice };
}

function phaseOf(record: Fields, { paused, ...phase }: Fields): Fields {
  const lives = paused === true || (phase.name !== "frozen" && phase.name !== "queued");
  return lives && phase.claude === undefined ? { ...phase, claude: claudeOf(record) } : phase;
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

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
