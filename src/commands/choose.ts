import { agent } from "../agent.ts";
import type { Overrides } from "../cockpit/state.ts";
import { BridgeError } from "../errors.ts";
import { refuseUnlessApprover } from "./authority.ts";
import type { Context, Input, Told } from "./command.ts";
import { dataOf, holdsFrom } from "./show.ts";

/** As `claude --model` takes them: an alias, or a full name. */
const MODEL = /^[A-Za-z0-9][\w.:/@[\]-]{0,127}$/;

export async function model(context: Context, input: Input): Promise<Told> {
  const project = input.argument("project");
  const wanted = input.argument("model");
  if (wanted === "") {
    const chosen = (await context.bridge.look(project))?.overrides.model;
    const configured = context.projects().find(({ slug }) => slug === project)?.model;
    return shown(project, "model", chosen, configured ?? "Claude's own choice");
  }
  if (!MODEL.test(wanted))
    throw new BridgeError(
      "bad-input",
      `${JSON.stringify(wanted)} is no model's name. Names are like opus, or claude-opus-5-5.`,
    );
  return chosen(context, project, "model", wanted === "default" ? undefined : wanted);
}

export async function mode(context: Context, input: Input): Promise<Told> {
  const project = input.argument("project");
  const wanted = input.argument("mode");
  if (wanted === "") {
    const { overrides, sessionSettings } = (await context.bridge.look(project)) ?? {};
    const configured = context.projects().find(({ slug }) => slug === project)?.permissionMode ?? agent.modes.all[0];
    return shown(project, "mode", sessionSettings?.mode ?? overrides?.permissionMode, configured);
  }
  refuseUnlessApprover(context, project, "change what Claude may do without asking");
  const known = agent.modes.offered.find((name) => name.toLowerCase() === wanted.toLowerCase());
  if (known === undefined && wanted !== "configured")
    throw new BridgeError(
      "bad-input",
      `There is no mode ${wanted}. Known: ${agent.modes.offered.join(", ")}; or configured.`,
    );
  return chosen(context, project, "permissionMode", known);
}

function shown(project: string, what: string, chosen: string | undefined, configured: string): Told {
  const text = chosen === undefined ? `${configured} (as configured)` : `${chosen} (chosen; configured: ${configured})`;
  return {
    text: `${project}'s ${what}: ${text}`,
    data: { project, [what]: chosen ?? configured, chosen: chosen !== undefined },
  };
}

async function chosen(
  { bridge }: Context,
  project: string,
  key: keyof Overrides,
  value: string | undefined,
): Promise<Told> {
  const cockpit = await bridge.choose(project, key, value);
  const what = key === "model" ? "model" : "mode";
  const text =
    value === undefined ? `${project} goes by its configured ${what} again` : `${project}'s ${what} is ${value}`;
  return { text: `${text} ${holdsFrom(cockpit)}.`, data: dataOf(cockpit) };
}

/** What of the project's own may run, in words: its MCP servers, hooks and the like, as it brings them now. */
async function trustedOf({ bridge }: Context, project: string, keys: readonly string[]): Promise<readonly string[]> {
  if (keys.length === 0) return [];
  const { items } = await bridge.inventory(project);
  return items.filter(({ key }) => keys.includes(key)).map(({ text }) => text);
}

export async function rules(context: Context, input: Input): Promise<Told> {
  const { bridge } = context;
  const project = input.argument("project");
  const { allowed = [], trusted = [] } = (await bridge.look(project)) ?? {};
  const number = input.option("forget");
  if (number === undefined) {
    const lines = allowed.map(
      ({ rule, scope }, at) => `${at + 1}. ${rule} · ${scope === "session" ? "for this session" : "always"}`,
    );
    const text = lines.length === 0 ? `Nothing was allowed beyond single calls in ${project}.` : lines.join("\n");
    const own = await trustedOf(context, project, trusted);
    const more =
      own.length === 0
        ? ""
        : `\nOf its own it is trusted with this ("trust ${project} --forget" takes that back):\n${own.map((one) => `- ${one}`).join("\n")}`;
    return { text: `${text}${more}`, data: { project, allowed: allowed.map((one) => ({ ...one })), trusted: own } };
  }
  const found = allowed[Number(number) - 1];
  if (found === undefined)
    throw new BridgeError("bad-input", `There is no rule ${number}. "rules ${project}" lists them by number.`);
  await bridge.forbid(project, found.rule);
  const cockpit = await bridge.look(project);
  return {
    text: `${found.rule} is asked about again${cockpit === undefined ? "" : ` ${holdsFrom(cockpit)}`}.`,
    data: { project, forgotten: found.rule },
  };
}
