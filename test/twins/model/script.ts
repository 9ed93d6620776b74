import type { Reply } from "./reply.ts";
import type { RequestView } from "./view.ts";

export type Script = (request: RequestView) => Reply | Promise<Reply>;

export interface Rule {
  /** A string must be part of the last human text or of a tool's result that just came; a pattern must match one. */
  readonly when: string | RegExp | ((request: RequestView) => boolean);
  readonly reply: Reply | Script;
  /** Serves one request, then steps aside for the rules after it. */
  readonly once?: boolean;
}

/** The first rule that fits answers; `fallback` answers the rest. */
export function scripted(rules: readonly Rule[], fallback: Reply | Script): Script {
  const spent = new Set<Rule>();
  return (request) => {
    const rule = rules.find((candidate) => !spent.has(candidate) && fits(candidate, request));
    if (rule?.once) spent.add(rule);
    const reply = rule?.reply ?? fallback;
    return typeof reply === "function" ? reply(request) : reply;
  };
}

function fits({ when }: Rule, request: RequestView): boolean {
  if (typeof when === "function") return when(request);
  const texts = [
    ...request.toolResults.map(({ text }) => text),
    ...(request.lastText === "" ? [] : [request.lastText]),
  ];
  // `search` and not `test`: a pattern with the flag "g" would remember where it stood.
  return texts.some((text) => (typeof when === "string" ? text.includes(when) : text.search(when) >= 0));
}
