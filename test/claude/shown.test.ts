import { describe, expect, it } from "vitest";
import { createExpectation, deliver } from "../../adapters/claude/deliver.ts";
import type { Relay } from "../../adapters/claude/record/relay.ts";
import { keepShown, printOf, readShown, screenQuestion } from "../../adapters/claude/terminal/shown.ts";
import { BridgeError } from "../../src/errors.ts";
import { prompt } from "../core/states.ts";
import { createManualClock } from "../fakes/clock.ts";
import { createDisk } from "./lines.ts";
import { fakeLive } from "./live.ts";

const session = { id: "11111111-0000-4000-8000-000000000000", started: true };

describe("the print of a screen", () => {
  const screen = "────\n Title\n ❯ 1. Yes\n   2. No\n";

  it.each([
    ["colours", "────\n \u001b[1mTitle\u001b[0m\n ❯ 1. Yes\n   2. No\n"],
    ["empty lines at its end", `${screen}\n\n  \n`],
    ["a sign that turns", screen.replace("Title", "Title ✻")],
    ["a dot that blinks", screen.replace(" Title", "● Title")],
  ])("is the same whatever its %s", (_, other) => {
    expect(printOf(other)).toBe(printOf(screen));
  });

  it("is the same while it counts the seconds, and not where a time is what one chooses", () => {
    expect(printOf(`${screen}\nGoing on in 12s`)).toBe(printOf(`${screen}\nGoing on in 9s`));
    expect(printOf("────\nExpires after: 5 min")).not.toBe(printOf("────\nExpires after: 60 min"));
    expect(printOf(" ❯ 1. Allow for 5s")).not.toBe(printOf(" ❯ 1. Allow for 60s"));
  });

  it.each(["────\n Title\n   1. Yes\n ❯ 2. No\n", "────\n Other\n ❯ 1. Yes\n   2. No\n"])(
    "is another for another: %s",
    (other) => {
      expect(printOf(other)).not.toBe(printOf(screen));
    },
  );
});

describe("what people were asked about", () => {
  it("is known to the next bot, and what somebody else left there is not", async () => {
    const { home } = createDisk();
    expect(await readShown(home)).toBeNull();
    await keepShown(home, { print: "p", id: "q", since: 1 });
    expect(await readShown(home)).toEqual({ print: "p", id: "q", since: 1 });
    await home.run.write("shown", "nonsense");
    expect(await readShown(home)).toBeNull();
    await keepShown(home, null);
    expect(await readShown(home)).toBeNull();
  });
});

/** A list that is chosen from by moving; `quirk` may change what a key does. */
function menu(labels: readonly string[], quirk: (key: string, at: number) => number | null = () => null) {
  let at = 0;
  const keys: string[] = [];
  const draw = () =>
    [
      "────",
      " A dialog",
      "",
      ...labels.map((label, row) => ` ${row === at ? "❯" : " "} ${label}`),
      "",
      " Enter to confirm",
    ].join("\n");
  async function command(line: string): Promise<readonly string[]> {
    const key = line.split(" ").at(-1) ?? "";
    keys.push(key);
    at =
      quirk(key, at) ??
      (key === "Down" ? (at + 1) % labels.length : key === "Up" ? (at + labels.length - 1) % labels.length : at);
    if (key === "Enter") labels = ["done"];
    return [];
  }
  return { draw, command, keys };
}

async function answered(words: string, terminal: ReturnType<typeof menu>, change = (view: string) => view) {
  const { home } = createDisk();
  const clock = createManualClock();
  const question = screenQuestion(change(terminal.draw()), { id: "q", since: 0 });
  const one = prompt("k1", { text: words, answers: question });
  const live = fakeLive({
    follower: {
      status: null,
      stopped: false,
      looked: async () => {},
      stop: async () => {},
      isShown: true,
      wonder: () => {},
      pressed: async () => {},
    },
    relay: { submitted: 0, lastSubmitted: "" } as Relay,
    terminal: { command: terminal.command, close: () => {}, ended: new Promise(() => {}) },
    view: async () => terminal.draw(),
  });
  const expectation = createExpectation({ prompt: one, mark: "", confirm: async () => {} }, session);
  const { signal } = new AbortController();
  const parts = { live, home, session, prompt: one, mark: "", expectation, launched: false, signal, limit: 1_000 };
  const outcome = deliver({ ...parts, clock: { ...clock, after: (ms) => clock.advance(ms) } });
  return { outcome: await outcome, keys: terminal.keys };
}

describe("an option without a number", () => {
  it.each([
    ["1", ["Enter"]],
    ["Not now", ["Down", "Down", "Enter"]],
    ["down", ["Down"]],
    ["escape", ["Escape"]],
  ])("is moved to, and Enter is pressed on it: %s", async (words, keys) => {
    expect(await answered(words, menu(["Yes", "Always", "Not now"]))).toEqual({ outcome: "delivered", keys });
  });

  it("is not taken where the caret does not get there", async () => {
    const { outcome, keys } = await answered(
      "Not now",
      menu(["Yes", "Always", "Not now"], (key, at) => (key === "Down" ? at : null)),
    );
    expect([outcome, keys.includes("Enter")]).toEqual(["delivered", false]);
  });

  it("is of the list that the caret stands in", () => {
    const view = "────\n The plan:\n 1. delete all\n 2. go\n\n ❯ Yes\n   No\n\n Enter to confirm";
    const { asks, screen } = screenQuestion(view, { id: "q", since: 0 });
    expect([asks[0]?.options.map(({ label }) => label), screen?.isNumbered]).toEqual([["Yes", "No"], false]);
  });

  it("that ends Claude is delivered, and never pressed again", async () => {
    const exits = menu(["Continue", "Exit"]);
    const { command } = exits;
    exits.command = async (line) => {
      await command(line);
      throw new BridgeError("claude-exited", "Claude's terminal is gone.");
    };
    expect(await answered("1", exits)).toEqual({ outcome: "delivered", keys: ["Enter"] });
  });

  it("is not touched where the screen is another one by now", async () => {
    const elsewhere = (view: string) => view.replace("A dialog", "Another dialog");
    expect(await answered("1", menu(["Yes", "No"]), elsewhere)).toEqual({ outcome: "forestalled", keys: [] });
  });
});
