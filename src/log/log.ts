import pino from "pino";
import pretty from "pino-pretty";
import { printable, printableIn } from "../support/printable.ts";
import { createRedactor } from "./redact.ts";

export type Log = pino.Logger;

export interface LogOptions {
  readonly level: pino.LevelWithSilent;
  /** Lines for people instead of JSON. Left out, it is so where the destination is a terminal. */
  readonly pretty?: boolean;
  readonly destination: NodeJS.WritableStream & { readonly isTTY?: boolean };
  /** Values that must not appear anywhere, whatever they look like. */
  readonly secrets: readonly string[];
  /** What the tokens of chats look like, whosever they are. */
  readonly tokens?: readonly RegExp[];
}

/** A log in which no secret appears, and nothing that the terminal it is read on would act on. Redaction is done on the finished line, so that no way around it is left. */
export function createLog({ level, destination, secrets, tokens = [], ...options }: LogOptions): Log {
  const forPeople = options.pretty ?? destination.isTTY === true;
  const redact = createRedactor(secrets, tokens);
  const stream = forPeople
    ? pretty({ destination, colorize: destination.isTTY === true, ignore: "pid,hostname" })
    : destination;
  return pino(
    {
      level,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: pino.stdSerializers.errWithCause, error: pino.stdSerializers.errWithCause },
      hooks: { streamWrite: (line) => redactLine(line, redact) },
    },
    stream,
  );
}

function redactLine(line: string, redact: (value: unknown) => unknown): string {
  try {
    return `${JSON.stringify(printableIn(redact(JSON.parse(line))))}\n`;
  } catch {
    return printable(`${redact(line)}`);
  }
}

/** Tells of each attempt that failed and will be made again. */
export function logFailures(log: Log): (error: unknown, what: string) => void {
  return (error, what) => log.error({ err: error }, `${what} failed; trying again`);
}
