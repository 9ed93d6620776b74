import type { Message } from "./message.ts";
import type { Cockpit } from "./state.ts";

/** Ids of the people whom a question, or the end of a turn, is for; none: whoever may answer. */
export type Audience = readonly string[];

/** Who asked Claude. */
export function askedBy({ asker }: Pick<Cockpit, "asker">): Audience {
  return asker === null ? [] : [asker];
}

/** Those who are named; where nobody is, those whom it is for then. */
export function namedOr(named: Audience, others: () => Audience): Audience {
  return named.length > 0 ? named : others();
}

/** Where nobody in particular asked Claude, what it asks is for the project's owners. */
export function audienceOf(cockpit: Pick<Cockpit, "asker">, owners: () => Audience): Audience {
  return namedOr(askedBy(cockpit), owners);
}

/** The same of what the core has said to whoever asked: it knows no owners. */
export function addressed(message: Message, owners: () => Audience): Message {
  if (message.type !== "question" && message.type !== "notice") return message;
  if (message.type === "notice" && message.to === undefined) return message;
  return { ...message, to: namedOr(message.to ?? [], owners) };
}

export function isFor(audience: Audience, person: string): boolean {
  return audience.includes(person);
}
