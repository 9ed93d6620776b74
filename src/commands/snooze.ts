import { BridgeError } from "../errors.ts";
import type { Context, Input, Told } from "./command.ts";
import { span } from "./show.ts";

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 24 * 3_600_000 };
const USUAL = "4h";
/** Milliseconds: a year. What is to be forgotten for longer is better withdrawn. */
const LONGEST = 365 * 24 * 3_600_000;

/** Puts reminders of the open question off. */
export async function snooze(context: Context, input: Input): Promise<Told> {
  const { bridge, clock } = context;
  const name = input.argument("project");
  const time = spanOf(input.argument("time") || USUAL);
  const project = (await bridge.look(name))?.project;
  const until = clock.now() + time;
  if (project === undefined || !(await context.snooze(project, until)))
    throw new BridgeError(
      "no-question",
      `${name} has no open question, so there is nothing to snooze. "board" shows what waits.`,
    );
  return {
    text: `Nobody is reminded of ${project}'s question for ${span(time)}. It stays open, and an answer is taken at any time.`,
    data: { project, until: new Date(until).toISOString() },
  };
}

function spanOf(words: string): number {
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?)\s*([mhd])$/i.exec(words.trim()) ?? [];
  const time = Math.round(Number(number) * (UNITS[unit.toLowerCase()] ?? Number.NaN));
  if (time > 0 && time <= LONGEST) return time;
  throw new BridgeError(
    "bad-input",
    `${JSON.stringify(words)} is no time to snooze for. Say it like 30m, 2h or 3d; 365d is the most.`,
  );
}
