import { type Logger, LogLevel } from "@slack/bolt";
import type { ChatLog } from "../../src/ports/ports.ts";

export type SlackLogger = Logger;

/** Slack's clients write into our log, a level lower than they think: what matters we tell ourselves. */
export function createLogger(log: ChatLog): SlackLogger {
  const text = (words: readonly unknown[]) => words.map(String).join(" ");
  return {
    debug: () => undefined,
    info: (...words) => log.debug(text(words)),
    warn: (...words) => log.info(text(words)),
    error: (...words) => log.warn(text(words)),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}
