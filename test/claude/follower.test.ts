import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { createFollower } from "../../adapters/claude/record/follower.ts";
import { fromCursor } from "../../adapters/claude/record/lines.ts";
import { createRelay } from "../../adapters/claude/record/relay.ts";
import { keepShown, printOf } from "../../adapters/claude/terminal/shown.ts";
import type { Report } from "../../src/ports/ports.ts";
import { createManualClock } from "../fakes/clock.ts";
import { createDisk, type Disk, SESSION, wants } from "./lines.ts";

const DIALOG = "────\n Press Enter to continue\n\n Enter to confirm";
const PROMPT = `${"─".repeat(60)}\n❯\u00a0\n${"─".repeat(60)}`;

/** A Claude whose screen is this, and what people are told of it. */
function followed(first: string, disk: Disk = createDisk()) {
  const clock = createManualClock();
  const told: Report[] = [];
  let screen = first;
  const relay = createRelay({
    home: disk.home,
    start: fromCursor(null, SESSION),
    clock,
    isIdle: async () => true,
    report: async (report) => void told.push(report),
    onHeard: async () => {},
  });
  const onError = (error: unknown) => {
    throw error;
  };
  // A look takes no time: on a slow machine it would else rest for longer than the clock here moves on at once.
  const follower = createFollower({
    home: disk.home,
    relay,
    clock,
    view: async () => screen,
    onError,
    uptime: () => 0,
  });
  onTestFinished(() => follower.stop());
  return {
    follower,
    disk,
    show(next: string) {
      screen = next;
    },
    async pass(seconds: number) {
      for (let at = 0; at < seconds; at += 1) {
        const looked = follower.looked();
        await clock.advance(1_000);
        await looked;
      }
    },
    says(status: string) {
      mkdirSync(join(disk.paths.config, "sessions"), { recursive: true });
      writeFileSync(join(disk.paths.config, "sessions", "21.json"), JSON.stringify({ status, statusUpdatedAt: 1 }));
    },
    asked: () => told.flatMap((report) => (report.type === "asked" ? [report.question] : [])),
    closed: () => told.filter(({ type }) => type === "closed").length,
  };
}

it("a dialog before the prompt is asked about once it stands, and once", async () => {
  const { pass, asked } = followed(DIALOG);
  await pass(30);
  expect(asked().map(({ kind, text }) => [kind, text])).toEqual([["screen", DIALOG.trim()]]);
});

it("what still stands after a key is asked about anew, also where the key changed nothing", async () => {
  const { follower, pass, asked } = followed(DIALOG);
  await pass(5);
  await follower.pressed();
  await pass(5);
  const [one, other, ...more] = asked();
  expect([one?.screen?.print === other?.screen?.print, one?.id === other?.id, more]).toEqual([true, false, []]);
});

it("the steps of a person through a menu are asked about as quickly as the first", async () => {
  const { follower, pass, asked, show } = followed(DIALOG);
  for (let step = 1; step <= 6; step += 1) {
    await pass(4);
    expect(asked()).toHaveLength(step);
    await follower.pressed();
    show(`${DIALOG}\n step ${"x".repeat(step)}`);
  }
});

it("a screen that never rests is told of ever less often", async () => {
  const { pass, asked, show } = followed(DIALOG);
  for (let second = 0; second < 120; second += 1) {
    show(`${DIALOG}\n frame ${"x".repeat(second)}`);
    await pass(1);
  }
  expect(asked().length).toBeGreaterThan(2);
  expect(asked().length).toBeLessThan(8);
});

it("what a bot was killed over is told again by the next, under the same name", async () => {
  const disk = createDisk();
  await keepShown(disk.home, { print: printOf(DIALOG), id: "the same", since: 1 });
  const { pass, asked } = followed(DIALOG, disk);
  await pass(30);
  expect(asked().map(({ id, since }) => [id, since])).toEqual([["the same", 1]]);
});

it("is settled once Claude is up and at its prompt", async () => {
  const { pass, show, says, asked, closed } = followed(DIALOG);
  await pass(5);
  show(PROMPT);
  says("idle");
  await pass(5);
  expect([asked().length, closed()]).toEqual([1, 1]);
});

it("what hooks hold is asked by them alone, one after the other", async () => {
  const { disk, pass, says, show, asked } = followed(PROMPT);
  says("busy");
  disk.hook(wants("Bash", { command: "a" }));
  disk.hook(wants("Bash", { command: "b" }));
  mkdirSync(join(disk.paths.cockpit, "asking"), { recursive: true });
  writeFileSync(join(disk.paths.cockpit, "asking", "second"), "");
  says("waiting");
  show("────\n Bash b\n ❯ 1. Yes\n   2. No\n Esc to cancel");
  await pass(3);
  disk.hook({ hook_event_name: "Decided", session_id: SESSION, ask: "first" });
  await pass(20);
  expect(asked().map(({ kind }) => kind)).toEqual(["permission", "permission"]);
});
