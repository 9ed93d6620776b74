/** Tokens of the model. */
export interface Tokens {
  /** Read anew, what went into the cache included. */
  readonly input: number;
  readonly output: number;
  /** Read from the cache. */
  readonly cached: number;
}

export interface Spent {
  readonly tokens: Tokens;
  /** As Claude has counted it, when it last ended; null before that. */
  readonly dollars: number | null;
  /** What came after that count. */
  readonly since: Tokens;
}

/** What a project's Claude has used. */
export interface Usage {
  /** The last turn, or the one under way. */
  readonly turn: Tokens;
  readonly session: Spent;
  /** All its conversations. */
  readonly project: Spent;
}
