import type { Clock, Home } from "../../../src/ports/ports.ts";
import { dialogsOf, letGo } from "../dialog/dialog.ts";
import { CONVERSATIONS, HOOKS, SESSIONS, UNHEARD } from "../homes.ts";
import type { Relay } from "./relay.ts";
import { readStatus, type Status } from "./status.ts";

/** How long Claude's own status must contradict what its hooks told before it is believed (milliseconds). */
const SETTLE = 1_500;
/** How long it rests after a look: some milliseconds, and some times as long as the look took. */
const REST = { least: 10, times: 3 } as const;
/** How often Claude is looked at where the file system tells nothing (milliseconds). */
const POLL = 400;

/** When the first hook, that of Claude's start, must have run, once Claude is followed (milliseconds). */
const HEARD_BY = 10_000;
const DEAF =
  "No hook of Claude's runs here: a managed setting, or another version of its CLI, has switched them off. The ends of its turns are known from its record, and its dialogs from its screen alone, without buttons. Whoever manages Claude Code's settings can allow hooks again.";

/** Looks at Claude again whenever its files change, and now and then; keeps reports going out. */
export interface Follower {
  readonly status: Status | null;
  /** Resolves after the next look. */
  looked(): Promise<void>;
  /** Resolves once the look that is under way is over; there is none after it. */
  stop(): Promise<void>;
  readonly stopped: boolean;
}

export interface FollowerParts {
  readonly home: Home;
  readonly relay: Relay;
  readonly clock: Clock;
  /** Reads the screen, for people, when Claude waits for something no hook told of. */
  readonly screen: () => Promise<string>;
  readonly onError: (error: unknown) => void;
}

export function createFollower({ home, relay, clock, screen, onError }: FollowerParts): Follower {
  let status: Status | null = null;
  let stopped = false;
  /** Whether Claude was seen to wait with the dialog that was told last: its status comes later than its hook. */
  let hasWaited = false;
  let isFirst = true;
  /** Which dialog that was. */
  let lastAsked = "";
  /** The dialogs that stood when their end came into sight: one that opens since is another matter. */
  let ending: readonly string[] | null = null;
  /** When it is to be known whether hooks run. */
  let heardBy: number | null = null;
  let isHeard = false;
  let doubt = { sign: "", since: 0, told: false };
  let wake = () => {};
  let waiting: (() => void)[] = [];
  const watches = [
    home.cockpit.watch(HOOKS, () => wake()),
    home.config.watch(CONVERSATIONS, () => wake()),
    home.config.watch(SESSIONS, () => wake()),
  ];
  const loop = run();

  async function run(): Promise<void> {
    while (!stopped) {
      const changed = new Promise<void>((resolve) => {
        wake = resolve;
      });
      // How long it takes, and not what time it is: that may be set on by hours meanwhile, as after a sleep of the machine's.
      const began = performance.now();
      await look().catch(onError);
      const waiters = waiting;
      waiting = [];
      for (const resolve of waiters) resolve();
      // A container that changes its files without end costs no more than a part of the time.
      if (!stopped)
        await clock.after(Math.max(REST.least, REST.times * (performance.now() - began))).catch(() => undefined);
      if (!stopped) await sleepUntil(changed);
    }
    for (const resolve of waiting) resolve();
  }

  async function sleepUntil(changed: Promise<void>): Promise<void> {
    const controller = new AbortController();
    await Promise.race([changed, clock.after(POLL, controller.signal).catch(() => undefined)]);
    controller.abort();
  }

  async function look(): Promise<void> {
    await relay.pump();
    if (isFirst) await relay.tell({ type: "current" });
    isFirst = false;
    status = await readStatus(home.config);
    await listen();
    if (relay.lastAsked !== lastAsked) hasWaited = false;
    lastAsked = relay.lastAsked;
    hasWaited = relay.asking && (hasWaited || status?.status === "waiting");
    ending = contradiction() === "closed" ? (ending ?? (await dialogsOf(home))) : null;
    if (stopped || !contradicts()) return;
    if (hasWaited && status?.status !== "waiting") await closed();
    else if (status?.status === "busy") await relay.tell({ type: "turnStarted" });
    else if (status?.status === "idle") await relay.tell({ type: "wentIdle" });
    else if (status?.status === "waiting") await relay.tell({ type: "puzzled", screen: await screen() });
  }

  /** Told once: without hooks less is known, and later. */
  async function listen(): Promise<void> {
    if (isHeard || status === null) return;
    heardBy ??= clock.now() + HEARD_BY;
    if ((await home.cockpit.read(UNHEARD, 1)) === null) isHeard = true;
    else if (clock.now() > heardBy) {
      isHeard = true;
      await relay.tell({ type: "warned", text: DEAF });
    }
  }

  /** Settled in the terminal: the hook that holds the dialog has nothing to wait for any more. */
  async function closed(): Promise<void> {
    await letGo(home, ending ?? []);
    await relay.tell({ type: "closed" });
  }

  /** Hooks and status come by different ways, either first: a contradiction counts once it has stood for a while. */
  function contradicts(): boolean {
    const now = clock.now();
    const sign = contradiction();
    if (sign !== doubt.sign) doubt = { sign, since: now, told: false };
    if (sign === "" || doubt.told || now - doubt.since < SETTLE) return false;
    doubt = { ...doubt, told: true };
    return true;
  }

  function contradiction(): string {
    if (hasWaited && status !== null && status.status !== "waiting") return "closed";
    if (status?.status === "busy" && !relay.turnOpen) return "busy";
    if (status?.status === "idle" && relay.turnOpen) return "idle";
    return status?.status === "waiting" && !relay.asking ? `waiting since ${status.since}` : "";
  }

  return {
    get status() {
      return status;
    },
    get stopped() {
      return stopped;
    },
    looked() {
      if (stopped) return Promise.resolve();
      return new Promise((resolve) => waiting.push(resolve));
    },
    async stop() {
      stopped = true;
      for (const watch of watches) watch.close();
      wake();
      await loop;
    },
  };
}
