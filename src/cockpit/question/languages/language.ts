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
  /** A question that politeness asks: anything else, what next, how can I help. */
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
  /** Says that the speaker could not find something out: the question before it is a real one. */
  readonly unknown: readonly string[];
  /** Begins with a yes or a no: the question before it is answered. */
  readonly answer: readonly string[];
  /** Begins a sentence that takes up the question before it. */
  readonly followUp: readonly string[];
}
