import { z } from "zod";
import { type Item, textOf } from "./item.ts";

/** Claude's settings of a project's own, as far as they do nothing by themselves: everything else in them is shown. */
const HARMLESS: ReadonlySet<string> = new Set([
  "$schema",
  "model",
  "effortLevel",
  "alwaysThinkingEnabled",
  "outputStyle",
  "language",
  "attribution",
  "includeCoAuthoredBy",
  "includeGitInstructions",
  "companyAnnouncements",
  "spinnerVerbs",
  "spinnerTipsEnabled",
  "showTurnDuration",
  "prefersReducedMotion",
  "respectGitignore",
  "disabledMcpjsonServers",
  // Ours goes before it, and the trusted ones are switched on by name.
  "disableAllHooks",
]);
/** Of `permissions`: these only take something away. */
const TAKES_AWAY: ReadonlySet<string> = new Set(["deny", "ask", "disableBypassPermissionsMode", "disableAutoMode"]);

export const record = z.record(z.string(), z.unknown());
const hooks = z.record(
  z.string(),
  z.array(
    z.looseObject({ matcher: z.string().optional(), hooks: z.array(z.looseObject({ type: z.string().optional() })) }),
  ),
);

/** Null where it is no settings at all. */
export function settingsOf(content: unknown): readonly Item[] | null {
  const settings = record.safeParse(content ?? {}).data;
  if (settings === undefined) return null;
  return Object.entries(settings).flatMap(([name, value]): readonly Item[] => {
    if (HARMLESS.has(name)) return [];
    if (name === "hooks") return hooksOf(value, "");
    if (name === "permissions") return permissionsOf(value);
    if (name === "env") return entries(value, (key, held) => `variable ${key}: ${textOf(held)}`);
    return [{ text: `setting ${name}: ${commandOf(value)}`, whole: JSON.stringify(value) }];
  });
}

export function hooksOf(value: unknown, of: string): readonly Item[] {
  const read = hooks.safeParse(value);
  if (!read.success) return [{ text: `${of}hooks: ${textOf(value)}`, whole: JSON.stringify(value) }];
  return Object.entries(read.data).flatMap(([event, groups]) =>
    groups.flatMap(({ matcher, hooks: commands }) =>
      commands.map((command): Item => {
        const where = matcher === undefined || matcher === "" ? event : `${event} (${matcher})`;
        return { text: `${of}hook ${where}: ${commandOf(command)}`, whole: JSON.stringify([matcher, command]) };
      }),
    ),
  );
}

export function serversOf(content: unknown): Readonly<Record<string, unknown>> {
  return z.looseObject({ mcpServers: record }).safeParse(content).data?.mcpServers ?? {};
}

export function serverItem(name: string, server: unknown, of = ""): Item {
  return { text: `${of}MCP server ${name}: ${commandOf(server)}`, whole: JSON.stringify(server) };
}

function permissionsOf(value: unknown): readonly Item[] {
  const given = record.safeParse(value).data;
  if (given === undefined) return [{ text: `permissions: ${textOf(value)}` }];
  return Object.entries(given).flatMap(([name, held]): readonly Item[] => {
    if (TAKES_AWAY.has(name)) return [];
    const what = name === "allow" ? "allowed without asking" : `permission ${name}`;
    return Array.isArray(held)
      ? held.map((one) => ({ text: `${what}: ${textOf(one)}` }))
      : [{ text: `${what}: ${textOf(held)}` }];
  });
}

function entries(value: unknown, text: (key: string, held: unknown) => string): readonly Item[] {
  const read = record.safeParse(value).data ?? { "": value };
  return Object.entries(read).map(([key, held]) => ({ text: text(key, held) }));
}

const runnable = z.looseObject({
  type: z.string().optional(),
  command: z.string().optional(),
  args: z.array(z.string()).optional(),
  url: z.string().optional(),
  prompt: z.string().optional(),
});

/** The command or the address in plain words, and whatever else there is beside it: nobody trusts what they were not shown. */
function commandOf(value: unknown): string {
  const read = runnable.safeParse(value).data;
  if (read === undefined) return textOf(value);
  const { type: _, command, args = [], url, prompt, ...more } = read;
  const main = command !== undefined ? [command, ...args].join(" ") : (url ?? prompt);
  if (main === undefined) return textOf(value);
  const beside = { ...more, ...(command !== undefined && { url }), ...(main !== prompt && { prompt }) };
  const rest = JSON.stringify(beside);
  return rest === "{}" ? main : `${main} ${rest}`;
}
