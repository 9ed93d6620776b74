import { audienceOf, isFor } from "../audience.ts";
import type { Cockpit, Question } from "../state.ts";

/** A question that waits, and for whom. */
export interface Waiting {
  readonly project: string;
  readonly question: Question;
  /** Ids of the people it waits for; none: whoever may answer. */
  readonly to: readonly string[];
}

/**
 * Every question that waits, oldest first. `owners`: whom a project's questions are for where nobody in particular
 * asked Claude.
 */
export function waitingIn(
  cockpits: readonly Cockpit[],
  owners: (project: string) => readonly string[],
): readonly Waiting[] {
  return cockpits
    .flatMap(({ project, question, asker }): Waiting[] =>
      question === null ? [] : [{ project, question, to: audienceOf({ asker }, () => owners(project)) }],
    )
    .sort(byAge);
}

/** Those that wait for one of these people by name. */
export function mine<T extends Pick<Waiting, "to">>(entries: readonly T[], people: readonly string[]): readonly T[] {
  return entries.filter(({ to }) => people.some((person) => isFor(to, person)));
}

function byAge(one: Waiting, other: Waiting): number {
  return one.question.since - other.question.since || (one.project < other.project ? -1 : 1);
}
