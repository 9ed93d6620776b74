const discordEpoch = 1_420_070_400_000;

/** Readable ids for people, channels and roles: as long as Discord's, and older than all that the twin makes. */
export function snowflake(number: number): string {
  return String(100_000_000_000_000_000n + BigInt(number));
}

/** The first id of that millisecond. */
export function snowflakeAt(ms: number): bigint {
  return BigInt(Math.max(0, Math.floor(ms) - discordEpoch)) << 22n;
}

export function isSnowflake(value: unknown): value is string {
  return typeof value === "string" && /^\d{17,20}$/.test(value);
}
