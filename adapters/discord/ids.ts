import { createHash } from "node:crypto";
import { compareNumbers, type MessageIds, messageRefs } from "../chat/ids.ts";

/** Milliseconds since 1970 at which Discord's ids begin. */
const EPOCH = 1_420_070_400_000n;

/** The id that a message of that moment (milliseconds since 1970) would have. */
export function idAt(ms: number): string {
  return String((BigInt(Math.floor(ms)) - EPOCH) << 22n);
}

/** Milliseconds since 1970. */
export function timeOf(id: string): number {
  return Number((BigInt(id) >> 22n) + EPOCH);
}

export const discordIds: MessageIds = {
  ...messageRefs("discord", (id) => /^\d+$/.test(id)),
  isAfter: (one, other) => compareNumbers(one, other) > 0,
  before: (id) => String(BigInt(id) - 1n),
  timeOf,
};

/** A key in the 25 characters that Discord takes. */
export function nonce(key: string): string {
  return createHash("sha256").update(key).digest("hex").slice(0, 24);
}
