import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import type { Thread } from "../../adapters/chat/threads.ts";
import { wordsFor } from "../../src/cockpit/answer/decide.ts";
import { createLog } from "../../src/log/log.ts";
import type { ChatAdapter } from "../../src/ports/ports.ts";
import { chatAdapterContract } from "../contract/chat-adapter.ts";
import { createFastClock } from "../fakes/fast-clock.ts";
import { createRecordedPeople } from "../fakes/people.ts";
import { fakePicture } from "../fakes/picture.ts";
import { createMemoryRecords } from "../fakes/records.ts";
import { createToyTwin, type ToyMessage } from "../twins/toy.ts";
import { toy } from "./platform.ts";

const CHANNEL = "!general:toy";

chatAdapterContract("the smallest platform", async () => {
  const clock = createFastClock(20);
  const twin = await createToyTwin(clock.now);
  const people = createRecordedPeople();
  const disk = new Map<string, string>();
  const notes = new Map<string, string>();
  const log = createLog({ level: "silent", destination: new PassThrough().resume(), secrets: [] });
  const chat = toy.configure({}, { TOY_URL: twin.url, TOY_ALLOW: "Ann" });
  let bot: ChatAdapter | null = null;

  async function restart(): Promise<ChatAdapter> {
    if (chat === null) throw new Error("not configured");
    const records = <T>(kind?: string) => createMemoryRecords<T>(kind === undefined ? disk : notes);
    bot = await chat.create({ records, commands: [], picture: fakePicture, clock, log });
    await bot.open(people);
    return bot;
  }
  const stop = async () => void (await bot?.close());
  onTestFinished(async () => {
    await stop();
    await twin.close();
  });
  people.answer(async (call) => ({ text: await call.open(call.words.split(" ")[1] ?? "") }));

  const rootOf = (project: string): string => {
    const kept: Thread | null = JSON.parse(disk.get(project) ?? "null");
    return kept?.root ?? "";
  };
  const thread = (project: string) => twin.messages.filter((one) => one.thread === rootOf(project));
  const ours = (project: string) => thread(project).filter(({ user }) => user === undefined);
  const idOf = ({ channel, id }: ToyMessage) => `toy:${encodeURIComponent(channel)}:${encodeURIComponent(id)}`;
  const placeOf = (id: string) => decodeURIComponent(id.split(":")[2] ?? "");
  const answer = async (project: string, text: string) => {
    const question = ours(project).findLast(({ asked }) => asked !== undefined);
    if (question === undefined) throw new Error(`${project} shows no question`);
    twin.answer("Ann", question, text);
  };

  return {
    chat: await restart(),
    people,
    ann: "toy:Ann",
    stop,
    restart,
    cut: twin.cut,
    lose: twin.lose,
    refuse: twin.refuse,
    async openThread(project) {
      twin.write(CHANNEL, undefined, "Ann", `start ${project}`);
      await until(() => rootOf(project) !== "");
      return (await bot?.thread(project)) ?? "";
    },
    write: async (project, text) => idOf(twin.write(CHANNEL, rootOf(project), "Ann", text)),
    edit: async (id, text) => twin.edit(placeOf(id), text),
    erase: async (id) => twin.erase(placeOf(id)),
    read: async (project) => ours(project).map(({ text }) => text),
    card: async (project) => twin.find(rootOf(project)).text,
    pinged: async (project) => [...new Set(ours(project).flatMap(({ to }) => to.map((user) => `toy:${user}`)))],
    async receipt(id, state) {
      const { receipts } = twin.find(placeOf(id));
      await until(() => receipts.includes(state));
    },
    pick: (project, what) => answer(project, wordsFor(String(what))),
    reason: (project, code, words) => answer(project, `${wordsFor(code)}: ${words}`),
    choose: (project, lists) => answer(project, lists.map((list) => list.join(", ")).join("\n")),
    direct: async () => twin.told.filter(({ key }) => !key.startsWith("toy-call:")).map(({ text }) => text),
  };
});

it("stands in CONTRIBUTING.md as it is", () => {
  const root = join(import.meta.dirname, "../..");
  const page = readFileSync(join(root, "CONTRIBUTING.md"), "utf8");
  const code = readFileSync(join(root, "test/toy/platform.ts"), "utf8");
  expect([...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, block]) => block)).toContain(code);
});

/** Turn by turn of the event loop. */
async function until(look: () => boolean): Promise<void> {
  while (!look()) await setImmediate();
}
