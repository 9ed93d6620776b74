import { mine, type Waiting, waitingIn } from "../cockpit/waiting/board.ts";
import { BridgeError } from "../errors.ts";
import type { Context, Input, Told } from "./command.ts";
import { span, whom } from "./show.ts";

/** Every question that waits, oldest first. */
export async function board(context: Context, input: Input): Promise<Told> {
  const person = personOf(context, input);
  const all = waitingIn(context.bridge.known(), context.owners);
  const shown = person === null ? all : mine(all, [person]);
  if (shown.length === 0) return { text: nothing(person, all.length), data: [] };
  const rows = await Promise.all(shown.map((waiting) => row(context, waiting)));
  return { text: rows.map(({ text }) => text).join("\n"), data: rows.map(({ data }) => data) };
}

/** Whose questions are asked for; null: everybody's. */
function personOf(context: Context, input: Input): string | null {
  const named = input.option("for");
  if (named !== undefined) return memberIn(context, named);
  if (!input.flag("mine")) return null;
  if (context.by !== undefined) return context.by;
  throw new BridgeError(
    "bad-input",
    'The terminal does not know who you are in a chat. Say it by your id there: "board --for slack:U0123ABCD".',
  );
}

function memberIn({ isMember }: Context, id: string): string {
  if (isMember(id)) return id;
  throw new BridgeError(
    "bad-input",
    `--for takes a member's id with its platform, like slack:U0123ABCD, and ${JSON.stringify(id)} is none.`,
  );
}

function nothing(person: string | null, others: number): string {
  if (person === null) return "Nothing waits: no project has an open question.";
  const rest = others === 0 ? "" : ` "board" shows what waits for others.`;
  return `Nothing waits for ${person}.${rest}`;
}

async function row({ clock, links }: Context, { project, question, to }: Waiting): Promise<Told> {
  const { id, kind, sentence, since } = question;
  const addresses = await links(project);
  const head = `${project} · ${kind} · waits for ${whom(to)} · ${span(clock.now() - since)}`;
  return {
    text: [head, `  ${sentence}`, ...addresses.map((address) => `  ${address}`)].join("\n"),
    data: {
      project,
      question: id,
      kind,
      sentence,
      to,
      since: new Date(since).toISOString(),
      links: addresses,
    },
  };
}
