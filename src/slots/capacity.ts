import type { Limits } from "../cockpit/slots/standing.ts";
import type { Log } from "../log/log.ts";
import type { Capacity, Clock, Load } from "../ports/ports.ts";

export interface QueueSettings {
  /** How many cockpits may run at once; `auto`: as many as there is memory for. */
  readonly slots: number | "auto";
  readonly starting: number;
  readonly perUser: number | null;
  readonly tasksPerUser: number | null;
}

export interface CapacityWatch {
  /** Resolves once it was measured for the first time, or could not be. */
  open(): Promise<void>;
  limits(): Limits;
  close(): void;
}

const MEGABYTE = 2 ** 20;
/** What a cockpit is taken to need before any was measured (bytes): Claude takes 240 MB idle, its tools the rest. */
const USUAL = 512 * MEGABYTE;
const LEAST = 256 * MEGABYTE;
/** What is measured is a moment's: at work they take more. */
const MARGIN = 1.25;
/** Left to the machine: the greater of the two. */
const RESERVE = { bytes: 1024 * MEGABYTE, share: 0.1 } as const;
/** Milliseconds for which a measure is good. */
const FRESH = 15_000;

/** Bytes that one more cockpit is taken to need: what nine of ten take, and more. */
export function needOf(used: readonly number[]): number {
  const sorted = [...used].sort((a, b) => a - b);
  const high = sorted[Math.ceil(sorted.length * 0.9) - 1];
  return high === undefined ? USUAL : Math.max(LEAST, Math.round(high * MARGIN));
}

/** How many may run, by the memory there is for them. One may always. */
export function limitsOf(load: Load, settings: QueueSettings): Limits {
  const { total, free, used } = load;
  const need = needOf(used);
  const reserve = Math.max(RESERVE.bytes, total * RESERVE.share);
  const taken = used.reduce((sum, bytes) => sum + bytes, 0);
  const ours = (free === null ? total : Math.min(total, free + taken)) - reserve;
  const slots = settings.slots === "auto" ? Math.max(1, Math.floor(ours / need)) : settings.slots;
  // Of the reserve half is for the machine alone, the other half for what runs to grow into.
  const isShort = free !== null && free - need < reserve / 2 && used.length > 0;
  return {
    slots,
    starting: settings.starting,
    perUser: settings.perUser,
    pressure: isShort
      ? `the machine is short of memory (${megabytes(free)} free, and each takes ${megabytes(need)})`
      : null,
  };
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / MEGABYTE)} MB`;
}

export interface CapacityWatchParts {
  readonly capacity: Capacity;
  readonly settings: QueueSettings;
  /** Bytes of memory that are reckoned with until the engine has told what it has. */
  readonly total: number;
  readonly clock: Clock;
  readonly log: Log;
  /** The limits are others than before. */
  readonly onChange: () => void;
}

/** Measures when somebody wants to know, and goes on by itself only while something is in the way. */
export function createCapacityWatch({
  capacity,
  settings,
  total,
  clock,
  log,
  onChange,
}: CapacityWatchParts): CapacityWatch {
  const closing = new AbortController();
  let load: Load | null = null;
  let limits = limitsOf({ total, free: null, used: [] }, settings);
  let measured = Number.NEGATIVE_INFINITY;
  let measuring: Promise<void> | null = null;

  async function measure(): Promise<void> {
    try {
      load = await capacity.measure();
      const before = limits;
      limits = limitsOf(load, settings);
      if (limits.slots !== before.slots || limits.pressure !== before.pressure) {
        log.info({ slots: limits.slots, pressure: limits.pressure }, "slots");
        onChange();
      }
    } catch (error) {
      // What is known of it holds on: an engine that does not answer starts nothing either.
      log.warn({ err: error }, "the engine's memory could not be measured");
    } finally {
      measured = clock.now();
      measuring = null;
      if (limits.pressure !== null || load === null) void again();
    }
  }

  async function again(): Promise<void> {
    await clock.after(FRESH, closing.signal).catch(() => undefined);
    if (!closing.signal.aborted) refresh();
  }

  function refresh(): Promise<void> {
    measuring ??= measure();
    return measuring;
  }

  return {
    open: refresh,
    limits() {
      if (clock.now() - measured >= FRESH && !closing.signal.aborted) void refresh();
      return limits;
    },
    close: () => closing.abort(new Error("the bot is closed")),
  };
}
