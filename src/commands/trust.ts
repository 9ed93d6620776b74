import { createHash } from "node:crypto";
import { fenced } from "../cockpit/fenced.ts";
import { BridgeError } from "../errors.ts";
import type { Inventory } from "../ports/ports.ts";
import { refuseUnlessApprover } from "./authority.ts";
import type { Context, Input, Told } from "./command.ts";
import { dataOf, holdsFrom } from "./show.ts";

/** Characters of what a chat shows before it asks: nobody trusts what they were not shown. */
const SHOWN = 1_200;

const MOST_FAULTS = 20;

/** Shows what a project brings that would run, or be allowed, unasked; and asks whether it may. */
export async function trust(context: Context, input: Input): Promise<Told> {
  const project = input.argument("project");
  if (input.flag("all")) return trustAll(context, project, input.flag("forget"));
  if (project === "") throw new BridgeError("bad-input", "Say which project: trust <project>.");
  if (input.flag("forget")) return forget(context, project);
  const { bridge } = context;
  const { items, faults } = await bridge.inventory(project);
  const known = (await bridge.look(project))?.trusted ?? [];
  const isTrusted = ({ key }: Inventory["items"][number]) => known.includes(key);
  const asked = pageOf(
    items.filter((one) => !isTrusted(one)),
    context.by === undefined ? Number.POSITIVE_INFINITY : SHOWN,
  );
  const seen = input.option("seen");
  if (seen === undefined || asked.length === 0) return shown(project, { items, faults }, asked, isTrusted);
  refuseUnlessApprover(context, project, "trust what it brings");
  if (seen !== printOf(asked)) {
    const told = shown(project, { items, faults }, asked, isTrusted);
    return {
      ...told,
      text: `What ${project} brings has changed since you looked, so nothing is trusted yet.\n${told.text}`,
    };
  }
  const keys = [...items.filter(isTrusted), ...asked].map(({ key }) => key);
  const cockpit = await bridge.trust(project, keys);
  const left = items.length - keys.length;
  const more = left === 0 ? "" : ` ${left} more wait to be looked at: "trust ${project}".`;
  const what = asked.length === 1 ? "one thing" : `${asked.length} things`;
  return { text: `${project} is trusted with ${what} more ${holdsFrom(cockpit)}.${more}`, data: dataOf(cockpit) };
}

function shown(
  project: string,
  { items, faults }: Pick<Inventory, "items" | "faults">,
  asked: Inventory["items"],
  isTrusted: (item: Inventory["items"][number]) => boolean,
): Told {
  const trusted = items.filter(isTrusted);
  const data = {
    project,
    items: items.map((item) => ({ ...item, trusted: isTrusted(item) })),
    faults: faults.map((fault) => ({ ...fault })),
    ...(asked.length > 0 && { seen: printOf(asked) }),
  };
  const broken = [
    ...faults.slice(0, MOST_FAULTS).map(({ text }) => `It cannot be used: ${text}.`),
    ...(faults.length > MOST_FAULTS ? [`And ${faults.length - MOST_FAULTS} more that cannot be used.`] : []),
  ];
  if (items.length === 0)
    return {
      text: [`${project} brings nothing that would run, or be allowed, without being asked about.`, ...broken].join(
        "\n",
      ),
      data,
    };
  const untrusted = items.length - trusted.length;
  const listed = (list: Inventory["items"]) => fenced(list.map(({ text }) => text).join("\n"));
  if (asked.length === 0 && untrusted > 0)
    return {
      text: [
        `${project} brings ${untrusted === 1 ? "a thing" : `${untrusted} things`} that would run, or be allowed, without anybody being asked, too long to be shown here: \`cockpit trust ${project}\` on the bot's machine shows all of it.`,
        ...broken,
      ].join("\n"),
      data,
    };
  if (asked.length === 0)
    return {
      text: [
        `${project} is trusted with all that it brings:`,
        listed(trusted),
        ...broken,
        `"trust ${project} --forget" takes that back.`,
      ].join("\n"),
      data,
    };
  const more = untrusted - asked.length;
  return {
    text: [
      `${project} brings things that would run, or be allowed, in its container without anybody being asked${trusted.length > 0 ? `; ${trusted.length} of them are trusted already, and these are new` : ""}:`,
      listed(asked),
      ...(more > 0 ? [`${more} more come after these.`] : []),
      ...broken,
    ].join("\n"),
    data,
    confirm: {
      question: `Trust ${project} with ${asked.length === 1 ? "this" : `these ${asked.length}`}?`,
      call: { command: "trust", arguments: { project }, options: { seen: [printOf(asked)] } },
    },
  };
}

async function forget(context: Context, project: string): Promise<Told> {
  refuseUnlessApprover(context, project, "trust what it brings");
  const cockpit = await context.bridge.trust(project, []);
  return { text: `${project} is trusted with nothing of its own ${holdsFrom(cockpit)}.`, data: dataOf(cockpit) };
}

/** Whoever has the machine may do so; a chat may not. */
async function trustAll({ by, trustedRoot }: Context, project: string, isForgotten: boolean): Promise<Told> {
  if (by !== undefined)
    throw new BridgeError(
      "bad-input",
      "All projects of a root are trusted on the bot's machine only: cockpit trust --all.",
    );
  if (project !== "") throw new BridgeError("bad-input", "--all is for all projects of the root: leave the name out.");
  const root = await trustedRoot.set(!isForgotten);
  const text = isForgotten
    ? `What the projects in ${root} bring is asked about again, from each one's next start on.`
    : `All projects in ${root} are trusted with whatever they bring, now and later, from each one's next start on.`;
  return { text, data: { root, trusted: !isForgotten } };
}

/** What there is room for; what there never is room for is left out. */
function pageOf(items: Inventory["items"], room: number): Inventory["items"] {
  let left = room;
  return items.filter(({ text }) => {
    if (text.length >= room) return false;
    left -= text.length + 1;
    return left >= 0;
  });
}

function printOf(items: Inventory["items"]): string {
  const keys = items.map(({ key }) => key).sort();
  return createHash("sha256").update(JSON.stringify(keys)).digest("hex").slice(0, 16);
}
