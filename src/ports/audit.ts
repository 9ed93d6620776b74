/** Who did, or was refused, what: kept for good, one line of JSON each, never changed. */
export interface Audit {
  /** Resolves once the line is written; a line that cannot be written is told to `onError`, and holds nothing up. */
  write(entry: { readonly event: string; readonly who: string; readonly [key: string]: unknown }): Promise<void>;
}
