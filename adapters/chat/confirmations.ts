import { createHash } from "node:crypto";
import { createMemory } from "./memory.ts";

/** How many questions before a deed are remembered. */
const REMEMBERED = 200;
/** Milliseconds: who says yes later has something else in mind than what was asked. */
const EXPIRY = 10 * 60_000;

/** What was asked before a deed, as the button below it has it. */
export interface Confirmations {
  /** The button's id for these words. */
  idFor(words: string): string;
  isOurs(id: string): boolean;
  /** Whether the button of that message is pressed for the first time. */
  isFirst(message: string): boolean;
  /** What was confirmed by pressing that button. `asked`, `pressed`: milliseconds since 1970, by one clock. */
  confirmed(id: string, asked: number, pressed: number): Confirmed;
}

export type Confirmed =
  | { readonly words: string }
  /** It is not to be done, and that is what the person is told. */
  | { readonly words: null; readonly text: string };

/** `limit`: characters that a button's id may have on the platform. */
export function createConfirmations(limit: number): Confirmations {
  /** By the mark in the button's id, words that are too long for it. */
  const asked = new Map<string, string>();
  const pressed = createMemory(REMEMBERED);

  return {
    idFor(words) {
      const whole = `confirmed:${words}`;
      if (whole.length <= limit) return whole;
      const mark = createHash("sha256").update(words).digest("hex").slice(0, 32);
      asked.set(mark, words);
      for (const old of [...asked.keys()].slice(0, Math.max(0, asked.size - REMEMBERED))) asked.delete(old);
      return `remembered:${mark}`;
    },
    isOurs: (id) => /^(confirmed|remembered):/.test(id),
    isFirst: (message) => pressed.isNew(message),
    confirmed(id, at, pressedAt) {
      if (pressedAt - at > EXPIRY)
        return { words: null, text: "That was asked too long ago, so it was not done. Give the command again." };
      const rest = id.slice(id.indexOf(":") + 1);
      const words = id.startsWith("confirmed:") ? rest : asked.get(rest);
      if (words === undefined)
        return { words: null, text: "I do not remember what I asked there. Give the command again." };
      return { words };
    },
  };
}
