import { decisionsOn, wordsFor } from "../../src/cockpit/answer/decide.ts";
import type { Person } from "../../src/ports/ports.ts";
import { createRecordedPeople } from "../fakes/people.ts";
import { createMemoryPlatform } from "../fakes/platform.ts";
import { chatAdapterContract } from "./chat-adapter.ts";

const ann: Person = { id: "memory:ann", name: "Ann", groups: [] };

chatAdapterContract("in memory", async () => {
  const platform = createMemoryPlatform();
  const people = createRecordedPeople();
  let bot = platform.adapter();
  await bot.open(people);
  const words = (value: unknown): string => JSON.stringify(value).replaceAll("\\n", "\n");
  return {
    chat: bot,
    people,
    ann: ann.id,
    async openThread(project) {
      platform.openThread(project);
      return (await bot.thread(project)) ?? "";
    },
    cut: () => undefined,
    // Nothing of its own is between it and its platform.
    lose: () => undefined,
    refuse: platform.refuse,
    stop: () => bot.close(),
    async restart() {
      bot = platform.adapter();
      await bot.open(people);
      return bot;
    },
    write: async (project, text) => platform.write(project, ann, text),
    pick: async (project, what) => platform.pick(project, ann, wordsFor(String(what))),
    reason: async (project, code, text) => platform.pick(project, ann, `${wordsFor(code)}: ${text}`),
    choose: async (project, lists) => platform.pick(project, ann, lists.map((list) => list.join(", ")).join("\n")),
    edit: async (id, text) => platform.edit(id, text),
    erase: async (id) => platform.erase(id),
    read: async (project) =>
      platform
        .posts(project)
        .filter(({ type }) => type !== "receipt")
        .map((message) =>
          message.type === "question"
            ? words([message, decisionsOn(message.question.kind, message.question.call?.rules ?? [])])
            : words(message),
        ),
    card: async (project) => words(platform.card(project)),
    pinged: async (project) =>
      platform
        .posts(project)
        .flatMap((message) => (message.type === "question" || message.type === "notice" ? (message.to ?? []) : [])),
    direct: async () => platform.told.map(({ text }) => text),
    async receipt(id, state) {
      if (!platform.receipts(id).includes(state)) throw new Error(`no receipt ${state} on ${id}`);
    },
  };
});
