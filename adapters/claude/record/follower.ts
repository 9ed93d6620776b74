import type { Clock, Home } from "../../../src/ports/ports.ts";
import { plain } from "../../../src/support/printable.ts";
import { dialogsOf, letGo } from "../dialog/dialog.ts";
import { CONVERSATIONS, HOOKS, SESSIONS, UNHEARD } from "../homes.ts";
import { readScreen, type Screen } from "../terminal/screens.ts";
import { keepShown, printOf, readShown, type Shown, screenQuestion } from "../terminal/shown.ts";
import type { Relay } from "./relay.ts";
import { readStatus, type Status } from "./status.ts";

/** How long Claude's own status must contradict what its hooks told before it is believed (milliseconds). */
const SETTLE = 1_500;
/** How long it rests after a look: some milliseconds, and some times as long as the look took. */
const REST = { least: 10, times: 3 } as const;
/** How often Claude is looked at where the file system tells nothing (milliseconds). */
const POLL = 400;

/** What the screen says against what was told. */
const OTHER_SCREEN = "another screen";
const SETTLED = "the screen is settled";
/** After so many doublings it is a quarter of an hour between two tellings of a screen that never rests. */
const RESTLESS_MOST = 9;

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
  /** Whether people were asked about what its screen shows, and nothing has settled that yet. */
  readonly isShown: boolean;
  /** Keys cannot go in, and nobody knows why: asks people about the screen, if it stays as it is. */
  wonder(): void;
  /** A key of theirs was pressed, or none was any more: what stands there then is asked about anew. */
  pressed(): Promise<void>;
}

export interface FollowerParts {
  readonly home: Home;
  readonly relay: Relay;
  readonly clock: Clock;
  /** The visible screen with its colours: looked at when Claude waits for something no hook told of. */
  readonly view: () => Promise<string>;
  readonly onError: (error: unknown) => void;
  /** Milliseconds since some moment, by a clock that nobody sets: how long a look takes. */
  readonly uptime?: () => number;
}

export function createFollower({
  home,
  relay,
  clock,
  view,
  onError,
  uptime = () => performance.now(),
}: FollowerParts): Follower {
  let status: Status | null = null;
  let stopped = false;
  /** Whether Claude was seen to wait with the dialog that was told last: its status comes later than its hook. */
  let hasWaited = false;
  let isFirst = true;
  /** Which dialog that was. */
  let lastAsked = "";
  /** The dialogs that stood when their end came into sight: one that opens since is another matter. */
  let ending: readonly string[] | null = null;
  /** Which screen people were asked about; and what is on it now, where that matters. */
  let shown: Shown | null = null;
  let seen: { readonly view: string; readonly print: string; readonly kind: Screen["kind"] } | null = null;
  let wonders = false;
  /** How often in a row the screen changed with nobody's key, so that it is told ever less often. */
  let restless = 0;
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
      const began = uptime();
      await look().catch(onError);
      const waiters = waiting;
      waiting = [];
      for (const resolve of waiters) resolve();
      // A container that changes its files without end costs no more than a part of the time.
      if (!stopped) await clock.after(Math.max(REST.least, REST.times * (uptime() - began))).catch(() => undefined);
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
    const former = isFirst ? await readShown(home) : null;
    if (isFirst) await relay.tell({ type: "current" });
    shown = former ?? shown;
    isFirst = false;
    status = await readStatus(home.config);
    await listen();
    await lookAtScreen();
    // A bot that was killed before it was told of tells it again, under the same name.
    if (former !== null && seen?.print === former.print)
      await relay.tell({ type: "asked", question: screenQuestion(seen.view, former) });
    if (relay.lastAsked !== lastAsked) hasWaited = false;
    lastAsked = relay.lastAsked;
    hasWaited = relay.asking && (hasWaited || status?.status === "waiting");
    ending = contradiction() === "closed" ? (ending ?? (await dialogsOf(home))) : null;
    if (stopped || !contradicts()) return;
    if (doubt.sign === OTHER_SCREEN) await askAboutScreen();
    else if (doubt.sign === SETTLED || (shown !== null && doubt.sign === "closed")) await closed();
    else if (hasWaited && status?.status !== "waiting") await closed();
    else if (status?.status === "busy") await relay.tell({ type: "turnStarted" });
    else if (status?.status === "idle") await relay.tell({ type: "wentIdle" });
  }

  /** Only where something is wrong: Claude is not up, waits for what nobody told of, or takes no keys. */
  async function lookAtScreen(): Promise<void> {
    const matters = shown !== null || wonders || status === null || isUntold();
    // What a hook holds has been told of, or will be.
    if (!matters || stopped || (shown === null && (await dialogsOf(home)).length > 0)) {
      seen = null;
      return;
    }
    const now = await view().catch(() => null);
    if (now === null) return;
    seen = { view: now, print: printOf(now), kind: readScreen(plain(now)).kind };
    if (seen.kind === "prompt") wonders = false;
  }

  /** Claude waits, and no hook has told for what. */
  function isUntold(): boolean {
    return status?.status === "waiting" && !(relay.asking && shown === null);
  }

  function screenSign(): string {
    if (seen === null) return "";
    const isFree = seen.kind === "prompt" && status !== null && status.status !== "waiting";
    if (shown !== null) return isFree ? SETTLED : seen.print === shown.print ? "" : OTHER_SCREEN;
    if (isFree) return "";
    return isUntold() || wonders || (status === null && seen.kind === "dialog") ? OTHER_SCREEN : "";
  }

  async function askAboutScreen(): Promise<void> {
    if (seen === null) return;
    const { print } = seen;
    if (shown !== null) restless += 1;
    const since = clock.now();
    const question = screenQuestion(seen.view, { id: `${relay.place.session}:screen-${since}`, since });
    shown = { print, id: question.id, since };
    // First: a bot that is killed in between asks once more, and never the same twice under two names.
    await keepShown(home, shown);
    await relay.tell({ type: "asked", question });
    doubt = { sign: "", since, told: false };
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
    if (shown !== null) await keepShown(home, null);
    shown = null;
    wonders = false;
    restless = 0;
    await relay.tell({ type: "closed" });
  }

  /** Hooks and status come by different ways, either first: a contradiction counts once it has stood for a while. */
  function contradicts(): boolean {
    const now = clock.now();
    const sign = contradiction();
    if (sign !== doubt.sign) doubt = { sign, since: now, told: false };
    const wait = sign === OTHER_SCREEN ? SETTLE * 2 ** Math.min(restless, RESTLESS_MOST) : SETTLE;
    if (sign === "" || doubt.told || now - doubt.since < wait) return false;
    doubt = { ...doubt, told: true };
    return true;
  }

  function contradiction(): string {
    const onScreen = screenSign();
    if (onScreen !== "") return onScreen;
    if (hasWaited && status !== null && status.status !== "waiting") return "closed";
    if (status?.status === "busy" && !relay.turnOpen) return "busy";
    return status?.status === "idle" && relay.turnOpen ? "idle" : "";
  }

  return {
    get status() {
      return status;
    },
    get stopped() {
      return stopped;
    },
    get isShown() {
      return shown !== null;
    },
    wonder() {
      wonders = true;
    },
    async pressed() {
      if (shown !== null) shown = { ...shown, print: "" };
      restless = 0;
      await keepShown(home, null);
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
