import { setImmediate } from "node:timers/promises";
import { BridgeError } from "../../../src/errors.ts";
import type { Volume } from "../../../src/ports/ports.ts";
import { HOOKS } from "../homes.ts";
import { type Hook, parseHook } from "./hooks.ts";

export interface Spooled {
  /** The file's name. */
  readonly name: string;
  readonly hook: Hook;
}

/** The hook events that wait to be handled. */
export interface Spool {
  /** The next of them, oldest first; `last` is the one that was handled last before a restart. */
  next(last: string): Promise<readonly Spooled[]>;
  /** It is handled, and saved as handled. */
  done(name: string): Promise<void>;
}

/** As hook.sh names them; whatever else is there is nobody's event. */
const NAME = /^\d{6,20}(?:-\d+)?\.json$/;
/** Bytes of one event: it carries what a tool was given, or has answered. */
const EVENT_MOST = 8 * 2 ** 20;
/** Of what is handled in one go: as many events, or as many bytes, as nobody notices. */
const BATCH = { events: 1_000, bytes: 16 * 2 ** 20 } as const;
const NAMES_MOST = 10_000;

/**
 * What is handled is removed, so that its name need not be compared with others': names are made by a clock, which may
 * be set back, or by somebody who wants theirs to be the last. `onOdd` is told of an event that cannot be read.
 */
export function createSpool(cockpit: Volume, onOdd: (sentence: string) => Promise<void>): Spool {
  /** Handled, and still there: a directory that lets nobody remove anything. */
  const handled = new Set<string>();

  async function done(name: string): Promise<void> {
    handled.add(name);
    await cockpit.remove(`${HOOKS}/${name}`).then(
      () => handled.delete(name),
      () => undefined,
    );
  }

  async function read(name: string): Promise<{ readonly bytes: number; readonly hook: Hook | null }> {
    const path = `${HOOKS}/${name}`;
    const size = await cockpit.size(path);
    const content = await cockpit.read(path, EVENT_MOST);
    if (content === null && size > EVENT_MOST)
      await onOdd(`An event of Claude's has ${Math.ceil(size / 2 ** 20)} MB, which none has: it was left out.`);
    return { bytes: content?.length ?? 0, hook: content === null ? null : parseHook(content.toString("utf8")) };
  }

  return {
    done,
    async next(last) {
      const names = (await cockpit.list(HOOKS, NAMES_MOST)).filter(
        (name) => !name.startsWith(".") && !handled.has(name),
      );
      const spooled: Spooled[] = [];
      let bytes = 0;
      for (const name of names) {
        if (spooled.length === BATCH.events || bytes > BATCH.bytes) break;
        const found = name === last || !NAME.test(name) ? null : await read(name);
        bytes += found?.bytes ?? 0;
        // Others have their turn.
        if ((found?.bytes ?? 0) > 2 ** 16) await setImmediate();
        if (found?.hook) spooled.push({ name, hook: found.hook });
        else await done(name);
      }
      return spooled;
    },
  };
}

/** Whether it is a record, or an event, beyond what is read. */
export function isTooLarge(error: unknown): boolean {
  return error instanceof BridgeError && error.code === "too-large";
}
