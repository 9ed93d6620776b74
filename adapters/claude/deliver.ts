import { promptText } from "../../src/cockpit/answer/answer.ts";
import { keyOf } from "../../src/cockpit/answer/keys.ts";
import type { Prompt, Session } from "../../src/cockpit/state.ts";
import { asBridgeError, BridgeError } from "../../src/errors.ts";
import type { Clock, Delivered, Due, Home } from "../../src/ports/ports.ts";
import { plain } from "../../src/support/printable.ts";
import { fateOf, handIn, hasDialog, isAside, isPermit, permit, revoke } from "./dialog/dialog.ts";
import { SENT, TYPING } from "./homes.ts";
import type { Live } from "./live.ts";
import { fromCursor, type RecordPosition } from "./record/lines.ts";
import { type Found, isOf, lookUp } from "./record/lookup.ts";
import { readStatus, type Status } from "./record/status.ts";
import type { Entry } from "./record/transcript.ts";
import { createInput } from "./terminal/input.ts";
import { pressOne } from "./terminal/keys.ts";
import { readScreen } from "./terminal/screens.ts";
import { optionsOn, printOf } from "./terminal/shown.ts";
import { isSame } from "./text.ts";

/** A prompt that Claude's record is to show; told of every entry in order. */
export interface Expectation {
  readonly met: boolean;
  /** `place`: where the record stands after it. */
  see(entry: Entry, place: RecordPosition): Promise<void>;
  /** For who has found it in the record otherwise. Confirmed once, whoever comes first. */
  meet(): Promise<void>;
}

export function createExpectation({ prompt, mark, confirm }: Due, session: Session): Expectation {
  const from = fromCursor(mark, session.id);
  let met: Promise<void> | null = null;
  let confirmed = false;
  const meet = (): Promise<void> => {
    met ??= confirm().then(() => {
      confirmed = true;
    });
    return met;
  };
  return {
    get met() {
      return confirmed;
    },
    meet,
    async see(entry, place) {
      // The same words, said before: what is told of late may lie before the mark.
      const isBefore = entry.type !== "decided" && place.session === from.session && place.offset <= from.offset;
      if (!isBefore && isOf(entry, prompt)) await meet();
    },
  };
}

export interface Delivering {
  readonly live: Live;
  readonly home: Home;
  readonly session: Session;
  readonly prompt: Prompt;
  readonly mark: string;
  readonly expectation: Expectation;
  /** It went in as the launch argument, so that it may be under way. */
  readonly launched: boolean;
  /** Aborts once something goes before it. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Milliseconds from a key, or from a screen that takes none, to a sign of the prompt. */
  readonly limit: number;
}

/** Claude takes its launch argument within a second of its prompt; this is when it surely did not (milliseconds). */
const LAUNCH_GRACE = 15_000;

/** Types the prompt when the screen takes it, and waits for the record. */
export async function deliver(parts: Delivering): Promise<Delivered> {
  const { run } = parts.home;
  try {
    const outcome = await bring(parts);
    if (outcome !== "unknown") await run.remove(SENT);
    return outcome;
  } catch (error) {
    await run.remove(SENT);
    throw error;
  }
}

/**
 * Whether Enter was pressed for it, by this bot or one that was killed since: its record comes up to 440 ms later
 * (measured). Where it still stands on the line, the key was not pressed, or has no effect when it is pressed again.
 */
async function wasSent({ live, home, session, prompt, mark, clock }: Delivering): Promise<boolean> {
  if (!(await isNoted(home, prompt, mark))) return false;
  return unlessGone(async () => !(await createInput(live.terminal, home, session, prompt, clock).stands()));
}

/** Bytes: an id of a chat's, and a place in the record. */
const SENT_MOST = 10_000;

/** Whether its key was the last that was about to be pressed. */
async function isNoted({ run }: Home, prompt: Prompt, mark: string): Promise<boolean> {
  return (await run.read(SENT, SENT_MOST))?.toString("utf8") === signOf(prompt, mark);
}

function signOf({ id }: Prompt, mark: string): string {
  return JSON.stringify([id, mark]);
}

async function bring(parts: Delivering): Promise<Delivered> {
  if (parts.prompt.answers?.kind === "screen") return pressKey(parts);
  const fate = parts.prompt.answers === undefined ? null : await fateOf(parts.home, parts.prompt.answers);
  if (fate === "asking" || fate === "closed") return handOver(parts);
  if (isPermit(parts.prompt)) await permit(parts.home, parts.prompt);
  // Another turn than the one that was to use it.
  else if ((await readStatus(parts.home.config))?.status === "idle") await revoke(parts.home);
  const { live, prompt, expectation, clock, limit } = parts;
  let launching = parts.launched;
  let typed = await wasSent(parts);
  // What was accepted before is no sign of this one, though its words be the same: it is read in the first look.
  const { follower } = live;
  if (follower.status === null && !follower.stopped && !live.gone) await follower.looked();
  const before = live.relay.submitted;
  const text = promptText(prompt);
  const isAccepted = () => live.relay.submitted > before && isSame(live.relay.lastSubmitted, text);
  let deadline = clock.now() + (launching ? LAUNCH_GRACE : limit);
  for (;;) {
    if (expectation.met) return "delivered";
    if (live.gone) return afterTheEnd(parts);
    if (live.follower.stopped || parts.signal.aborted) return "unknown";
    const state = await found(parts);
    if (state === "heard") {
      await inOrder(live, expectation);
      return "delivered";
    }
    if (typeof state === "object") {
      await putAway(parts);
      return state;
    }
    // Claude at rest would have it by now. At work it may be held back, by a hook of the project's at the session's start,
    // or at the prompt itself, for as long as that takes; and a launch that is under way is never typed as well.
    const isUnderWay = launching || typed || state === "queued" || isAccepted();
    if (isUnderWay) {
      if (live.follower.status?.status !== "idle") deadline = clock.now() + (launching ? LAUNCH_GRACE : limit);
    } else if (await unlessGone(() => live.hands.run(() => type(parts, isAccepted)))) {
      typed = true;
      deadline = clock.now() + limit;
    }
    // Under a dialog Claude takes nothing in, for as long as people think it over.
    const asks = live.follower.status?.status === "waiting" && (await hasDialog(parts.home));
    if (asks || live.follower.isShown) deadline = clock.now() + limit;
    if (clock.now() > deadline) {
      if (!launching && typed) throw noSign(prompt);
      if (!launching) live.follower.wonder();
      // Claude came up without it: a launch from an earlier start, with the same words.
      launching = false;
      deadline = clock.now() + limit;
    }
    await live.follower.looked();
  }
}

/**
 * What the record shows is confirmed where the reports come to it: the end of the turn before it is told first. Two looks
 * see all that was on disk when it was found; what they pass by was read before.
 */
export async function inOrder(live: Pick<Live, "follower">, expectation: Expectation): Promise<void> {
  for (let looks = 0; looks < 2 && !expectation.met; looks += 1) await live.follower.looked();
  await expectation.meet();
}

/** What a hook has refused, Claude puts back on its line: there it would stand in the way of what comes next. */
export async function putAway({
  live,
  home,
  session,
  prompt,
  clock,
}: Pick<Delivering, "live" | "home" | "session" | "prompt" | "clock">): Promise<void> {
  await unlessGone(async () => {
    await live.hands.run(() => createInput(live.terminal, home, session, prompt, clock).discard());
    return true;
  });
}

/** How long the screen may take to change after a key (milliseconds); some keys change nothing. */
const KEY_SHOWS = 1_500;
const KEY_POLL = 50;

/** The one key that somebody pressed goes in only if the screen is still the very one that they saw. */
async function pressKey({ live, home, prompt, mark, expectation, clock, signal }: Delivering): Promise<Delivered> {
  const { answers, text } = prompt;
  const key = answers === undefined ? null : keyOf(answers, text);
  const print = answers?.screen?.print;
  if (key === null || print === undefined) return "forestalled";
  const isSent = await wasPressed(home, prompt, mark);
  if (live.gone && !isSent) return "absent";
  const isThere = async () => printOf(await live.view()) === print;
  // Killed behind its key, or before it: nobody knows, so it is not pressed again, and what stands there is asked anew.
  const pressed = isSent || (await live.hands.run(press).catch(ended));
  if (!pressed && (live.follower.stopped || signal.aborted)) return "unknown";
  await live.follower.pressed();
  if (!pressed) return "forestalled";
  await expectation.meet();
  return "delivered";

  async function press(): Promise<boolean> {
    if (signal.aborted || live.follower.stopped || !(await isThere())) return false;
    await home.run.write(SENT, signOf(prompt, mark));
    if (key === null || print === undefined) return false;
    if ("choose" in key) await moveTo(key.choose, print, live, clock);
    else await pressAndSee(key, print, live, clock);
    return true;
  }

  /** Some keys end Claude. Where only we have left it, the next bot looks whether the key was pressed. */
  async function ended(error: unknown): Promise<boolean> {
    if (asBridgeError(error).code !== "claude-exited") throw error;
    return !live.follower.stopped && (await wasPressed(home, prompt, mark));
  }
}

/** Whether its key went in, or was just about to. */
export async function wasPressed(home: Home, prompt: Prompt, mark: string): Promise<boolean> {
  return prompt.answers?.kind === "screen" && isNoted(home, prompt, mark);
}

/** Resolves with the screen after it. */
async function pressAndSee(
  key: Parameters<typeof pressOne>[0],
  print: string,
  live: Live,
  clock: Clock,
): Promise<string> {
  await live.terminal.command(pressOne(key));
  const until = clock.now() + KEY_SHOWS;
  for (;;) {
    const view = await live.view();
    if (printOf(view) !== print || clock.now() > until) return view;
    await clock.after(KEY_POLL);
  }
}

/** Enter is pressed where the caret is seen at the option, and nowhere else; where it does not get there, people are asked anew. */
async function moveTo(place: number, print: string, live: Live, clock: Clock): Promise<void> {
  let view = await live.view();
  const offered = optionsOn(plain(view)).options;
  for (let moves = 0; moves < 2 * offered.length; moves += 1) {
    const { options, caret } = optionsOn(plain(view));
    if (JSON.stringify(options) !== JSON.stringify(offered)) return;
    const now = moves === 0 ? print : printOf(view);
    if (caret === place) return void (await pressAndSee({ press: "Enter" }, now, live, clock));
    view = await pressAndSee({ press: caret < place ? "Down" : "Up" }, now, live, clock);
  }
}

/** To a dialog that stands: its hook takes the answer in, and no key is pressed. */
async function handOver({ live, home, prompt, expectation, signal, clock, limit }: Delivering): Promise<Delivered> {
  const deadline = clock.now() + limit;
  const { answers } = prompt;
  for (let given = false; answers !== undefined; ) {
    if (expectation.met) return "delivered";
    const fate = await fateOf(home, answers);
    if (fate === "answered") {
      await expectation.meet();
      return "delivered";
    }
    if (live.gone || fate === "gone") return "absent";
    if (live.follower.stopped || signal.aborted) return "unknown";
    // Its hook also ends with its Claude: only one that goes on has had it settled on its screen.
    if (fate === "closed" && isAwake(await readStatus(home.config))) return "forestalled";
    // Answered on the screen a moment ago, it waits no more, and its hook does not know it yet: the last look may not, either.
    const isOpen = async () => (await isAside(home, answers)) || (await readStatus(home.config))?.status === "waiting";
    if (!given && fate === "asking" && (await isOpen())) {
      await handIn(home, prompt);
      given = true;
    }
    if (clock.now() > deadline) throw notTaken(prompt);
    await live.follower.looked();
  }
  return "absent";
}

function isAwake(status: Status | null): boolean {
  return status !== null && status.status !== "waiting";
}

function notTaken({ author }: Prompt): BridgeError {
  return new BridgeError(
    "not-delivered",
    `The answer of ${author} was handed in, but Claude has not taken it. It is kept; "output" shows the screen, "start" tries again.`,
  );
}

/** What Claude has queued or accepted it takes sooner or later, however long its turn is: while it lives, we wait. */
function found({ home, session, prompt, mark }: Delivering): Promise<Found> {
  return lookUp(home, session, prompt, mark);
}

/** What the record shows of a prompt whose Claude is gone, once all that it did is reported. */
async function afterTheEnd(parts: Delivering): Promise<Delivered> {
  await parts.live.drained;
  const state = await found(parts);
  if (typeof state === "object") return state;
  if (state !== "heard") return "absent";
  await parts.expectation.meet();
  return "delivered";
}

/** Whether keys went in; where Claude ends under them, some may have, and the record says what became of it. */
async function unlessGone(typed: () => Promise<boolean>): Promise<boolean> {
  try {
    return await typed();
  } catch (error) {
    if (asBridgeError(error).code !== "claude-exited") throw error;
    return true;
  }
}

/** How long a dialog may take to open after its tool's hook has let it through (milliseconds). */
const DIALOG_LAG = 300;

/** Resolves with false, and no key pressed, where the screen is not surely a prompt. */
async function type(
  { live, home, session, prompt, mark, clock, signal }: Delivering,
  isTaken: () => boolean,
): Promise<boolean> {
  // The keys of somebody else may have come before ours.
  if (signal.aborted || live.follower.stopped) return false;
  if (!(await takesText(live, home))) return false;
  // Claude queues text, but what it makes of a queued command is not known.
  if (prompt.kind === "command" && (await readStatus(home.config))?.status !== "idle") return false;
  // From here on the PreToolUse hook holds every tool, so that no dialog opens under the keys.
  await home.run.write(TYPING, "");
  try {
    if ((await readStatus(home.config))?.status !== "idle") await clock.after(DIALOG_LAG);
    const input = createInput(live.terminal, home, session, prompt, clock);
    if (!(await takesText(live, home)) || !(await input.fill()) || !(await takesText(live, home))) return false;
    await home.run.write(SENT, signOf(prompt, mark));
    await input.send(isTaken);
    return true;
  } finally {
    await home.run.remove(TYPING);
  }
}

/** The session file and the screen must both say so. */
async function takesText(live: Live, home: Home): Promise<boolean> {
  const status = await readStatus(home.config);
  if (status === null || status.status === "waiting") return false;
  const { kind } = readScreen(await live.screen());
  if (kind === "dialog" && !(await hasDialog(home))) live.follower.wonder();
  // A search is what a bot leaves behind that was killed in the middle of one: `fill` ends it.
  return kind === "prompt" || kind === "search";
}

function noSign({ author }: Prompt): BridgeError {
  return new BridgeError(
    "not-delivered",
    `The message of ${author} was typed, but Claude's record does not show it. It is kept; "output" shows the screen, "start" tries again.`,
  );
}
