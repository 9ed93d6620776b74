import type { Json } from "../cockpit/state.ts";
import { BridgeError } from "../errors.ts";
import type { Schedule } from "../schedules.ts";
import { clipLine } from "../support/clip.ts";
import type { Context, Input, Told } from "./command.ts";
import { unquoted } from "./parse.ts";

/** How much of a task is shown where all are listed. */
const SHOWN = 80;

/** Adds a task that comes back by the clock, lists them, or changes one. */
export async function schedule(context: Context, input: Input): Promise<Told> {
  const project = input.argument("project");
  const change = ["pause", "resume", "remove"].find((name) => input.option(name) !== undefined);
  if (change !== undefined) return changed(context, project, change, input.option(change) ?? "");
  const cron = input.argument("cron");
  return cron === "" ? listed(context, project) : added(context, project, cron, input);
}

async function added(
  { schedules, bridge, event, author, by }: Context,
  project: string,
  cron: string,
  input: Input,
): Promise<Told> {
  const words = unquoted(input.argument("task")).trim();
  if (words === "")
    throw new BridgeError(
      "bad-input",
      `There is no task. Write the times in quotes and then the task: schedule ${project} "0 9 * * 1-5" "Run the tests".`,
    );
  // It is checked that there is such a project before anything is kept for it.
  await bridge.look(project);
  const zone = input.option("zone");
  const one = await schedules.add(project, {
    id: event,
    cron,
    ...(zone !== undefined && { zone }),
    words,
    author,
    ...(by !== undefined && { by }),
  });
  return { text: `Scheduled for ${project}, ${nextWord(one)}.`, data: dataOf(one) };
}

async function listed({ schedules }: Context, project: string): Promise<Told> {
  const all = await schedules.list(project);
  const text =
    all.length === 0
      ? `Nothing is scheduled for ${project}. schedule ${project} "0 9 * * 1-5" "…" adds a task on weekdays at nine.`
      : all.map((one, at) => `${at + 1}. ${lineOf(one)}`).join("\n");
  return { text, data: { project, schedules: all.map(dataOf) } };
}

async function changed({ schedules }: Context, project: string, name: string, word: string): Promise<Told> {
  const number = Number(word);
  if (!Number.isInteger(number) || number < 1)
    throw new BridgeError("bad-input", `--${name} takes a schedule's number. "schedule ${project}" lists them.`);
  if (name === "remove") {
    const one = await schedules.remove(project, number);
    return { text: `No longer scheduled: ${shortened(one.words)}`, data: dataOf(one) };
  }
  const one = await schedules.pause(project, number, name === "pause");
  return { text: `${shortened(one.words)} · ${nextWord(one)}`, data: dataOf(one) };
}

function lineOf(one: Schedule): string {
  return `${one.cron} (${one.zone}) · ${nextWord(one)} · ${shortened(one.words)} · by ${one.author}`;
}

function nextWord({ next, paused, zone }: Schedule): string {
  if (paused) return "paused";
  if (next === null) return "never again";
  const time = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
  return `next ${time.format(next)} (${zone})`;
}

function shortened(text: string): string {
  return clipLine(text, SHOWN);
}

function dataOf({ id, cron, zone, words, author, next, paused }: Schedule): { readonly [key: string]: Json } {
  return { id, cron, zone, text: words, author, next: next === null ? null : new Date(next).toISOString(), paused };
}
