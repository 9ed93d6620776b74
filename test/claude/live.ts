import type { Live } from "../../adapters/claude/live.ts";
import { createSerialQueue } from "../../src/support/serial.ts";

const never = async (): Promise<never> => {
  throw new Error("It is not asked.");
};

/** A running Claude of which no more is known, and nothing else asked, than what a test puts in. */
export function fakeLive(change: Pick<Live, "follower" | "relay"> & Partial<Live>): Live {
  return {
    hands: createSerialQueue(),
    terminal: { command: never, close: () => {}, ended: new Promise(() => {}) },
    gone: false,
    drained: Promise.resolve(),
    screen: never,
    view: never,
    interrupt: never,
    leave: never,
    ...change,
  };
}
