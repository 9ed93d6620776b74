/** Whole messages of one language, written for these tests. */
export interface Examples {
  /** They wait for a person. */
  readonly awaiting: readonly string[];
  readonly settled: readonly string[];
}
