import type { Spent, Tokens, Usage } from "../ports/ports.ts";
import { columns } from "../support/columns.ts";
import type { Told } from "./command.ts";

/** What a project's Claude has used, as a table. */
export function costOf(project: string, { turn, session, project: whole }: Usage): Told {
  const rows = [
    ["", "input", "cached", "output", "cost"],
    ["last turn", ...tokens(turn), ""],
    ["conversation", ...tokens(session.tokens), dollars(session)],
    ["project", ...tokens(whole.tokens), dollars(whole)],
  ];
  const isLate = whole.since.output > 0 || session.since.output > 0;
  const late = isLate ? ["Claude counts dollars when it ends: what came since its last stop is not in them."] : [];
  return {
    text: [`${project} has used (tokens)`, ...columns(rows, true), ...late].join("\n"),
    data: { project, turn: { ...turn }, session: plain(session), all: plain(whole) },
  };
}

function tokens({ input, cached, output }: Tokens): readonly string[] {
  return [input, cached, output].map(short);
}

function short(count: number): string {
  if (count < 1_000) return String(count);
  return count < 1_000_000 ? `${(count / 1_000).toFixed(1)}k` : `${(count / 1_000_000).toFixed(2)}M`;
}

function dollars({ dollars: counted, since }: Spent): string {
  if (counted === null) return since.output > 0 ? "not counted yet" : "";
  return `$${counted.toFixed(counted < 1 ? 3 : 2)}${since.output > 0 ? "+" : ""}`;
}

function plain({ tokens: used, dollars: counted, since }: Spent) {
  return { tokens: { ...used }, dollars: counted, since: { ...since } };
}
