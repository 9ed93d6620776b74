import { BridgeError } from "../../src/errors.ts";
import type { Channel, Clock, Home } from "../../src/ports/ports.ts";
import { createSerialQueue, type SerialQueue } from "../../src/support/serial.ts";
import { EXIT, FLAGS } from "./homes.ts";
import { createFollower, type Follower } from "./record/follower.ts";
import type { Relay } from "./record/relay.ts";
import { readStatus } from "./record/status.ts";
import { captureScreen, captureView, pressEscape } from "./terminal/keys.ts";
import { readScreen, refusedSettings, type Screen, savedScreen } from "./terminal/screens.ts";
import { printOf } from "./terminal/shown.ts";
import { CONTROL_ARGV, openTerminal, type Terminal } from "./terminal/terminal.ts";

/** How often a thing that tells nobody of itself is looked at (milliseconds). */
const POLL = 50;

/** A running Claude: its terminal, and what follows its record. */
export interface Live {
  readonly follower: Follower;
  readonly relay: Relay;
  readonly terminal: Terminal;
  /** Who presses keys: one at a time, from the first of a prompt to its Enter. */
  readonly hands: SerialQueue;
  /** Whether its terminal ended by itself. */
  readonly gone: boolean;
  /** Resolves once it is gone, or left, and all that it had on disk until then is reported. */
  readonly drained: Promise<void>;
  /** The visible screen and what is above it, `lines` in all; without `lines`, the visible screen. */
  screen(lines?: number): Promise<string>;
  /** The visible screen with its colours. */
  view(): Promise<string>;
  interrupt(): Promise<void>;
  leave(): Promise<void>;
}

export interface LiveParts {
  readonly home: Home;
  readonly project: string;
  readonly relay: Relay;
  readonly clock: Clock;
  readonly open: (project: string, argv: readonly string[]) => Promise<Channel>;
  readonly onError: (error: unknown) => void;
  /** Milliseconds until Claude must be at its prompt. */
  readonly limit: number;
  /** Aborts when nobody wants it any more. */
  readonly signal: AbortSignal;
}

/** Resolves once Claude stands at its prompt or works. Rejects with `claude-exited` or `claude-stuck`. */
export async function connect(parts: LiveParts): Promise<Live> {
  const deadline = parts.clock.now() + parts.limit;
  const terminal = await openWhenUp(parts, deadline);
  const live = follow(parts, terminal);
  try {
    await untilReady(parts, live, deadline);
    live.armed = true;
    return live;
  } catch (error) {
    await live.leave();
    throw error;
  }
}

/** Right after its start the engine may not yet know a container as running (seen under load); this is when it should (milliseconds). */
const MISSING = 2_000;

/** tmux comes up a moment after its container. */
async function openWhenUp({ open, project, clock, home, signal }: LiveParts, deadline: number): Promise<Terminal> {
  const missingLimit = clock.now() + MISSING;
  for (;;) {
    try {
      return await openTerminal(await open(project, CONTROL_ARGV), clock);
    } catch (error) {
      if (!(error instanceof BridgeError)) throw error;
      const missing = error.code === "container-missing";
      if (missing && clock.now() > missingLimit) throw await exited(home);
      if ((!missing && error.code !== "claude-exited") || clock.now() > deadline) throw error;
      await clock.after(POLL, signal);
    }
  }
}

function follow({ home, relay, clock, onError }: LiveParts, terminal: Terminal): Live & { armed: boolean } {
  let left = false;
  let gone = false;
  const screen = async (lines?: number) => (await terminal.command(captureScreen(lines))).join("\n");
  const view = async () => (await terminal.command(captureView)).join("\n");
  const hands = createSerialQueue();
  const follower = createFollower({ home, relay, clock, view, onError });
  const live = {
    follower,
    relay,
    terminal,
    hands,
    screen,
    view,
    /** Set once it is up: before, an end is a failed start and told as one. */
    armed: false,
    drained: drain(),
    get gone() {
      return gone;
    },
    async interrupt() {
      const isAtWork = async () => ((await readStatus(home.config))?.status ?? "idle") !== "idle";
      // Where it is not up, Escape would answer what its start asks.
      while (!gone && !left && (await isAtWork())) {
        await hands.run(() => terminal.command(pressEscape));
        await clock.after(INTERRUPT_PAUSE);
      }
    },
    async leave() {
      left = true;
      relay.end();
      // First: a terminal that does not answer must not hold up the last look.
      terminal.close();
      await follower.stop();
    },
  };
  async function drain(): Promise<void> {
    await terminal.ended;
    if (left) return;
    gone = true;
    await follower.stop();
    if (live.armed) await relay.pump(true).catch(onError);
  }
  async function tellOfEnd(): Promise<void> {
    await live.drained;
    if (gone && live.armed) await relay.tell({ type: "gone", reason: await exitReason(home) }).catch(onError);
  }
  void tellOfEnd();
  return live;
}

/** Claude takes an Escape in 0.8 s at most (measured); a second one before would clear what a person had typed (milliseconds). */
const INTERRUPT_PAUSE = 1_200;

/** How long a dialog stands before it is one that waits for people: the screen is drawn bit by bit (milliseconds). */
const STANDS = 1_000;

async function untilReady({ home, clock, limit, signal }: LiveParts, live: Live, deadline: number): Promise<void> {
  let dialog = { print: "", since: 0 };
  for (;;) {
    if (live.gone) throw await exited(home);
    const status = await readStatus(home.config);
    if (status !== null && status.status !== "idle") return;
    const screen = await live.screen();
    const { kind } = readScreen(screen);
    if (status !== null && isUp(kind)) return;
    const refused = kind === "dialog" ? refusedSettings(screen) : null;
    if (refused !== null && (await readsProject(home))) throw new BridgeError("settings-refused", refused);
    // People are asked about what stands there (`Follower`), and Claude comes up once they have settled it.
    const print = kind === "dialog" ? printOf(screen) : "";
    if (print !== dialog.print) dialog = { print, since: clock.now() };
    if (print !== "" && clock.now() - dialog.since >= STANDS) return;
    if (clock.now() > deadline) {
      if (screen.trim() !== "") return live.follower.wonder();
      throw new BridgeError(
        "claude-stuck",
        `Waited ${Math.round(limit / 1000)} s for Claude's prompt, and its screen is empty. "stop" and "start" begin it anew.`,
      );
    }
    await clock.after(POLL, signal);
  }
}

/** Bytes of its flags. */
const FLAGS_MOST = 10_000;

/** Whether it was started with settings of the project's own; else what it refuses are the user's, which only people can put right. */
async function readsProject(home: Home): Promise<boolean> {
  const flags = (await home.run.read(FLAGS, FLAGS_MOST)) ?? "";
  return !flags.toString().includes("--setting-sources\0user\0");
}

/** A search is what a bot leaves behind that was killed while it put a prompt in; the next delivery ends it. */
function isUp(kind: Screen["kind"]): boolean {
  return kind === "prompt" || kind === "search";
}

async function exited(home: Home): Promise<BridgeError> {
  return new BridgeError("claude-exited", `Claude did not start: ${await exitReason(home)}.`);
}

/** Bytes of an exit status. */
const EXIT_MOST = 100;

/** What Claude, or what ended it, left behind. */
async function exitReason(home: Home): Promise<string> {
  const code = ((await home.cockpit.read(EXIT, EXIT_MOST)) ?? "").toString().trim();
  if (code === "") return "its container ended";
  if (code === "0") return "it was closed in its terminal";
  if (code === "143") return "it was told to stop";
  if (code === "137") return "it was killed";
  if (!/^\d{1,3}$/.test(code)) return "its container ended";
  const last = (await savedScreen(home.cockpit))?.trim().split("\n").at(-1)?.trim() ?? "";
  return `it ended with status ${code}${last === "" ? "" : ` (${last})`}`;
}
