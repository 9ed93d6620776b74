/** Whole messages of one language, written for these tests. */
export interface Examples {
  /** They wait for a person. */
  readonly awaiting: readonly string[];
  readonly settled: readonly string[];
  /** Pairs that look alike: the first waits for a person, the second does not. */
  readonly alike: readonly (readonly [string, string])[];
}
