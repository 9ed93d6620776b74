/**
 * What a language says when it asks, as patterns over a sentence's words: in lower case, single spaces between them,
 * `<` before the first and `>` behind the last. Each is matched from the begin of a word to the end of one, save in
 * Chinese and Japanese, which have no spaces.
 */
export interface Signs {
  /** Letters or small words that hardly any other language has: without one of them it is not looked for at all. */
  readonly cue: string;
  /** It puts spaces between its words. */
  readonly spaced: boolean;
  /** A question that proposes something or lets the person choose: it stays open, whatever is said behind it. */
  readonly proposal: readonly string[];
  /** In a question: it is put to the person, or about what the speaker is to do. */
  readonly person: readonly string[];
  /** A question that politeness asks: anything else, what next, how can I help; a wish for an object that is not named. */
  readonly pleasantry: readonly string[];
  /** A question that the speaker goes on to answer: why it failed, what changed, how it works. */
  readonly explanation: readonly string[];
  /** No question, and still asks to choose. */
  readonly choice: readonly string[];
  /** No question, and still asks for a yes. */
  readonly approval: readonly string[];
  /** No question, and still asks for what only the person has, knows or can do. */
  readonly input: readonly string[];
  /** An offer or an invitation that need not be answered. */
  readonly courtesy: readonly string[];
  /** A condition under which something is wrong still: what is asked for then is asked for in that case only. */
  readonly trouble: readonly string[];
  /** The speaker waits with the next step for what is said: where it stands, politeness is none. */
  readonly before: readonly string[];
  /** Stands between two ways to go. */
  readonly or: readonly string[];
  /** All there is of a way to go: any but those named before it. */
  readonly another: readonly string[];
  /** Begins a sentence that goes on with the one before it. */
  readonly sequel: readonly string[];
  /** Says that the speaker could not find something out: the question before it is a real one. */
  readonly unknown: readonly string[];
  /** Begins with a yes or a no: the question before it is answered. */
  readonly answer: readonly string[];
  /** Begins a sentence that takes up the question before it. */
  readonly followUp: readonly string[];
}

/** Patterns for one thing and another in either order, with a few words between them; for languages with spaces. */
export function near(one: string, other: string): readonly string[] {
  return [`${one}(?: \\S+){0,9}? ${other}`, `${other}(?: \\S+){0,5}? ${one}`];
}
