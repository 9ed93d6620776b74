import type { QueuePosition } from "../cockpit/slots/places.ts";
import type { Cockpit } from "../cockpit/state.ts";
import type { Context, Input, Told } from "./command.ts";
import { dataOf, neverStarted, span, stateWord, statusOf, stranger, untrusted } from "./show.ts";

export async function start({ bridge, tell, by }: Context, input: Input): Promise<Told> {
  const name = input.argument("project");
  if (input.flag("new")) await bridge.renew(name);
  const progress = (line: string) => tell({ text: `  ${line}`, data: { type: "progress", text: line } });
  // In a chat nobody sits and waits: the thread shows what becomes of it.
  const cockpit = await bridge.start(name, progress, by === undefined);
  if (cockpit.phase.name === "queued")
    return {
      text: `${cockpit.project} waits for a slot: ${bridge.place(cockpit.project)?.text ?? "it is in line"}. It starts by itself.`,
      data: dataOf(cockpit),
    };
  const asks = cockpit.question === null ? "" : `\nIt asks: ${cockpit.question.sentence}`;
  const without = cockpit.withheld === 0 ? "" : `\nIt ${untrusted(cockpit)}.`;
  return {
    text: `Started cockpit ${cockpit.project} · session ${cockpit.session.id}${asks}${without}`,
    data: dataOf(cockpit),
  };
}

export async function status({ bridge, clock, projects, misnamed }: Context, input: Input): Promise<Told> {
  const name = input.argument("project");
  if (name !== "") return statusOfOne(await bridge.look(name), name, clock.now(), bridge.place(name));
  const cockpits = [...(await bridge.list())].sort((a, b) => a.project.localeCompare(b.project));
  const known = new Set(cockpits.map((cockpit) => cockpit.project));
  const told = [
    ...cockpits.map((cockpit) => statusOf(cockpit, clock.now(), bridge.place(cockpit.project))),
    ...(await bridge.orphans()).map(stranger),
    ...projects()
      .filter(({ slug }) => !known.has(slug))
      .map(neverStarted),
    ...misnamed().map(({ name: wrong, reason }) => ({
      text: `${wrong} · not a project: ${reason}`,
      data: { project: wrong, status: "bad-name", reason },
    })),
  ];
  return together(told, "There are no projects yet. Make a directory under the root, or name one in cockpit.yaml.");
}

export async function interrupt({ bridge, author }: Context, input: Input): Promise<Told> {
  const name = input.argument("project");
  const ended = await bridge.interrupt(name, author);
  const text =
    ended === "turn"
      ? `Interrupted ${name}. It waits for what you say next.`
      : `${name}'s question is withdrawn: nobody need answer it. Claude waits for what you say next.`;
  return { text, data: { project: name, interrupted: ended } };
}

export async function stop({ bridge, clock }: Context, input: Input): Promise<Told> {
  const cockpit = await bridge.stop(input.argument("project"));
  return {
    text: `${cockpit.project} is ${stateWord(cockpit)} (${span(clock.now() - cockpit.since)}). "send" or "start" resumes it.`,
    data: dataOf(cockpit),
  };
}

export async function remove({ bridge, schedules }: Context, input: Input): Promise<Told> {
  const name = input.argument("project");
  // First what would make it anew, should its time come meanwhile.
  await schedules.forget(name);
  await bridge.remove(name);
  return {
    text: `Removed the cockpit of ${name}. Its files are untouched.`,
    data: { project: name, status: "removed" },
  };
}

function statusOfOne(cockpit: Cockpit | undefined, name: string, now: number, place: QueuePosition | null): Told {
  return cockpit
    ? statusOf(cockpit, now, place)
    : { text: `${name} · never started. "start ${name}" starts it.`, data: { project: name, status: "never-started" } };
}

function together(told: readonly Told[], nothing: string): Told {
  return {
    text: told.length === 0 ? nothing : told.map(({ text }) => text).join("\n"),
    data: told.map(({ data }) => data),
  };
}
