import { createHash } from "node:crypto";
import { promptText } from "../../../src/cockpit/answer/answer.ts";
import type { Prompt, Session } from "../../../src/cockpit/state.ts";
import type { Clock, Home } from "../../../src/ports/ports.ts";
import { HISTORY } from "../homes.ts";
import { readStatus } from "../record/status.ts";
import { clean } from "../text.ts";
import {
  captureScreen,
  leaveCopyMode,
  pressEscape,
  searchHistory,
  stashDraft,
  submit,
  takeFound,
  typeLine,
} from "./keys.ts";
import { readScreen, type Screen } from "./screens.ts";
import type { Terminal } from "./terminal.ts";

/**
 * How a prompt gets into Claude's input line. Not by typing: a leading "/" or "!" would run as a command, "exit"
 * would end Claude, and long text would be tagged as pasted. It is put into Claude's own input history, as the
 * placeholder that Claude itself uses for long text it has folded up, and recalled by a search for its number. What is recalled is
 * taken as typed, to the byte, and as no command (2.1.330). The placeholder's number is the prompt's own, so that
 * the screen proves whose text stands there before Enter is pressed.
 */
export interface Input {
  /** Puts the prompt on the input line. False, with nothing to submit, where the screen does not come to show it. */
  fill(): Promise<boolean>;
  /** Whether the prompt stands on the input line. */
  stands(): Promise<boolean>;
  /** Empties the line, where Claude is at rest and has put the prompt back there. */
  discard(): Promise<void>;
  /** Presses Enter; once more where Claude holds the text back, which it has not where `isTaken`. The line must be filled. */
  send(isTaken: () => boolean): Promise<void>;
}

/** Milliseconds in which Claude shows what a key did: it took 17 to 75 when measured. */
const SHOWN = 2_000;
const FOUND = 700;
const SEARCHES = 4;
const SECOND_LOOK = 800;
const HINT = 300;
/** A look takes 0.3 ms. */
const POLL = 5;

export function createInput(terminal: Terminal, home: Home, session: Session, prompt: Prompt, clock: Clock): Input {
  const sign = signOf(prompt);
  const look = async (): Promise<Screen> => readScreen((await terminal.command(captureScreen())).join("\n"));
  const isFilled = (screen: Screen) => screen.kind === "prompt" && shows(screen.draft, sign);
  const isEmpty = (screen: Screen) => screen.kind === "prompt" && screen.draft === "";

  async function until(holds: (screen: Screen) => boolean, limit = SHOWN): Promise<boolean> {
    const deadline = clock.now() + limit;
    while (!holds(await look())) {
      if (clock.now() > deadline) return false;
      await clock.after(POLL);
    }
    return true;
  }

  /** A draft that a killed bot left is thrown away, a person's is put aside: Claude gives it back after our submit. */
  async function clear(draft: string): Promise<boolean> {
    if (!PLACEHOLDER.test(unbroken(draft)) || (await readStatus(home.config))?.status !== "idle") {
      await terminal.command(stashDraft);
      // What stays is no draft but a hint of Claude's ("Resend your message…"): it goes with the first key.
      await until(isEmpty, HINT);
      return true;
    }
    return empty();
  }

  async function empty(): Promise<boolean> {
    await terminal.command(pressEscape);
    await clock.after(POLL);
    // On an empty line a second Escape would open a dialog.
    if (!isEmpty(await look())) await terminal.command(pressEscape);
    return until(isEmpty);
  }

  /** Claude may still be loading its history, right after its start: then a second search finds it. */
  async function recall(): Promise<void> {
    await home.config.append(HISTORY, historyLine(prompt, session, clock.now()));
    for (let attempt = 0; attempt < SEARCHES; attempt++) {
      await terminal.command(searchHistory);
      if (!(await until(({ kind }) => kind === "search"))) return;
      await terminal.command(typeLine(prompt.kind === "command" ? sign : numberOf(prompt.id)));
      // Found is shown on the line, but only Tab puts it there.
      if (await until((screen) => screen.kind === "search" && shows(screen.found, sign), FOUND)) {
        await terminal.command(takeFound);
        return;
      }
      await terminal.command(pressEscape);
      if (!(await until(isEmpty))) return;
    }
  }

  return {
    async fill() {
      await terminal.command(leaveCopyMode);
      const screen = await look();
      if (screen.kind === "search") await terminal.command(pressEscape);
      if (screen.kind !== "prompt") return false;
      // Left by a bot that was killed before its Enter. What an interrupt has given back has lost its content, and is
      // known by its broken line (seen, 2.1.330): that is put in anew.
      if (isFilled(screen) && !screen.draft.includes("\n")) return true;
      if (screen.draft !== "" && !(await clear(screen.draft))) return false;
      await recall();
      return until(isFilled);
    },
    stands: async () => isFilled(await look()),
    async discard() {
      const screen = await look();
      const isOurs =
        screen.kind === "prompt" &&
        (isFilled(screen) || unbroken(screen.draft) === unbroken(clean(promptText(prompt))));
      if (isOurs && (await readStatus(home.config))?.status === "idle") await empty();
    },
    async send(isTaken) {
      await terminal.command(submit);
      // Where Claude holds a text back for a second look, the same text still stands there. One that it has taken, and
      // that stands there again, was given back by an interrupt: that has lost its content, and is nobody's.
      if (await until((screen) => !isFilled(screen), SECOND_LOOK)) return;
      if (isTaken()) return;
      await terminal.command(submit);
      await until((screen) => !isFilled(screen));
    },
  };
}

function shows(draft: string, sign: string): boolean {
  // The number in front is Claude's own, counted through the session.
  const plain = (text: string) => unbroken(text).replace(/Truncatedtext#\d+/, "Truncatedtext#1");
  return plain(draft) === plain(sign);
}

/** A narrow screen breaks a line anywhere. */
function unbroken(draft: string): string {
  return draft.replace(/\s+/g, "");
}

const PLACEHOLDER = /^\[\.\.\.Truncatedtext#\d+\+[7890]{14}lines\.\.\.\]$/;

/** What stands on the line for the prompt: a command itself, and for all else its placeholder. */
function signOf({ kind, text, id }: Prompt): string {
  return kind === "command" ? text.trim() : placeholder(id);
}

export function placeholder(id: string): string {
  return `[...Truncated text #1 +${numberOf(id)} lines...]`;
}

/** A number of its own for every prompt, the same after a restart. Its digits answer nothing in any dialog, should one open. */
function numberOf(id: string): string {
  const bytes = createHash("sha256").update(id).digest();
  return `9${[...bytes.subarray(0, 13)].map((byte) => "7890"[byte % 4]).join("")}`;
}

export function historyLine(prompt: Prompt, session: Session, timestamp: number): string {
  const content = { id: 1, type: "text", content: clean(promptText(prompt)) };
  const entry = {
    display: signOf(prompt),
    pastedContents: prompt.kind === "command" ? {} : { 1: content },
    timestamp,
    project: "/workspace",
    sessionId: session.id,
  };
  return `${JSON.stringify(entry)}\n`;
}
