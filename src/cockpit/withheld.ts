import { fenced } from "./fenced.ts";
import type { Withheld } from "./report.ts";
import type { Cockpit } from "./state.ts";
import { type Step, warn } from "./step.ts";

/** How many of them a notice shows, and how much of each. */
const SHOWN = 8;
const LONGEST = 300;

/** People are told once of what Claude goes without, and again when that is something else. */
export function launchPrepared(state: Cockpit, { items, faults, lacks, print }: Withheld): Step {
  const next = state.withheld === items.length ? state : { ...state, withheld: items.length };
  if (items.length + faults.length + lacks.length === 0) return [next, []];
  return [next, [warn(`withheld:${print}`, [...untrusted(state, items), ...faulty(faults), ...lacks].join("\n\n"))]];
}

function untrusted({ project, trusted }: Cockpit, items: readonly string[]): readonly string[] {
  if (items.length === 0) return [];
  const brings = trusted.length === 0 ? `${project} brings` : `${project} now also brings`;
  return [
    `${brings} things of its own that would run, or be allowed, without anybody being asked:\n${listed(items)}`,
    `Claude works without its settings until somebody has looked at them: "trust ${project}" shows all and asks.`,
  ];
}

function faulty(faults: readonly string[]): readonly string[] {
  if (faults.length === 0) return [];
  return [`Claude goes on without settings of the project's own that cannot be used:\n${listed(faults)}`];
}

function listed(texts: readonly string[]): string {
  const shown = texts
    .slice(0, SHOWN)
    .map((text) => (text.length > LONGEST ? `${text.slice(0, LONGEST).toWellFormed()}…` : text));
  const more = texts.length > SHOWN ? [`… and ${texts.length - SHOWN} more`] : [];
  return fenced([...shown, ...more].join("\n"));
}
