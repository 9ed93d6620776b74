import { describe, expect, it } from "vitest";
import type { BoardEntry } from "../../src/ports/ports.ts";
import { snowflake } from "../twins/discord/index.ts";
import { ANN, GENERAL, setDiscordStage } from "./stage.ts";

const entry = (project: string, change: Partial<BoardEntry> = {}): BoardEntry => ({
  project,
  question: {
    id: `q-${project}`,
    kind: "text",
    text: "?",
    sentence: `Which of ${project}, @everyone?`,
    asks: [],
    since: Date.UTC(2026, 0, 1),
  },
  to: ["discord:100000000000000001"],
  thread: null,
  ...change,
});

describe("the pinned board", () => {
  it("is one message, edited in place, with links, and pings nobody", async () => {
    const stage = await setDiscordStage();
    const { twin, chat } = stage;
    const thread = await stage.openThread("musica");
    await chat.board.put({ entries: [entry("musica", { thread })] });
    await chat.board.put({ entries: [entry("musica", { thread }), entry("overbits")] });
    const [pin, ...others] = twin.pins(GENERAL);
    expect(others).toEqual([]);
    expect(pin?.shown).toContain("overbits");
    expect(JSON.stringify(pin)).toContain((await chat.board.link(thread)) ?? "no link");
    expect(pin?.pings).toEqual([]);
    await chat.board.put({ entries: [] });
    expect(twin.pins(GENERAL)[0]?.shown).toContain("Nothing waits for anybody.");
  });

  it("is found again by the next bot, and by one that was killed before it had noted it", async () => {
    const stage = await setDiscordStage();
    await stage.openThread("musica");
    await stage.chat.board.put({ entries: [entry("musica")] });
    await stage.stop();
    const again = await stage.restart();
    await again.board.put({ entries: [entry("overbits")] });
    stage.notes.clear();
    await stage.stop();
    await (await stage.restart()).board.put({ entries: [entry("admin")] });
    const pins = stage.twin.pins(GENERAL);
    expect(pins.map(({ shown }) => /admin/.test(shown))).toEqual([true]);
  });

  it("is made anew where somebody has deleted it", async () => {
    const stage = await setDiscordStage();
    await stage.openThread("musica");
    await stage.chat.board.put({ entries: [entry("musica")] });
    const [pin] = stage.twin.pins(GENERAL);
    await stage.twin.erase({ channel: GENERAL, id: pin?.id ?? "" });
    await stage.chat.board.put({ entries: [entry("overbits")] });
    expect(stage.twin.pins(GENERAL).map(({ shown }) => /overbits/.test(shown))).toEqual([true]);
  });

  it("where nobody has set its channel, tells nothing there of what is asked in another", async () => {
    const own = snowflake(298);
    const stage = await setDiscordStage();
    const { twin, chat, root } = stage;
    twin.channel(own, { name: "private" });
    await twin
      .slash({ user: ANN, channel: own, command: "cockpit start", options: { project: "secret" } })
      .catch(() => undefined);
    await twin.until(() => root("secret") !== "");
    await stage.openThread("musica");
    await chat.board.put({ entries: [entry("secret"), entry("musica")] });
    const [pin] = twin.pins(GENERAL);
    expect(pin?.shown).toContain("musica");
    expect(pin?.shown).not.toContain("secret");
    expect(pin?.shown).toContain("And 1 in other channels");
    await chat.board.put({ entries: [entry("secret")] });
    expect(twin.pins(GENERAL)[0]?.shown).toContain("Nothing waits here.");
  });

  it("moves with its channel, and leaves nothing behind", async () => {
    const own = snowflake(299);
    const stage = await setDiscordStage();
    stage.twin.channel(own, { name: "board" });
    await stage.openThread("musica");
    await stage.chat.board.put({ entries: [entry("musica")] });
    await stage.stop();
    const moved = stage.make({ channel: own });
    await moved.open(stage.people);
    await moved.board.put({ entries: [entry("overbits")] });
    expect(stage.twin.pins(own).map(({ shown }) => /overbits/.test(shown))).toEqual([true]);
    expect(stage.twin.pins(GENERAL)).toEqual([]);
    expect(stage.twin.messages(GENERAL).filter((one) => !one.deleted && /musica, @/.test(one.shown))).toEqual([]);
    await moved.close();
  });

  it("is there, and not pinned, where the bot may not pin; that is said once", async () => {
    const stage = await setDiscordStage();
    await stage.openThread("musica");
    stage.twin.permit(GENERAL, stage.twin.bot.id, { deny: ["PinMessages"] });
    await stage.chat.board.put({ entries: [entry("musica")] });
    await stage.chat.board.put({ entries: [entry("overbits")] });
    expect(stage.twin.pins(GENERAL)).toEqual([]);
    expect(stage.twin.messages(GENERAL).filter(({ shown }) => /overbits/.test(shown))).toHaveLength(1);
    expect(stage.log.filter((line) => /Pin Messages/.test(line))).toHaveLength(1);
  });

  it("is nowhere where the bot may not write; that is said once", async () => {
    const stage = await setDiscordStage();
    await stage.openThread("musica");
    stage.twin.permit(GENERAL, stage.twin.bot.id, { deny: ["SendMessages"] });
    await stage.chat.board.put({ entries: [entry("musica")] });
    await stage.chat.board.put({ entries: [entry("overbits")] });
    expect(stage.log.filter((line) => /the board was not written/.test(line))).toHaveLength(1);
    stage.twin.permit(GENERAL, stage.twin.bot.id, { deny: ["ViewChannel"] });
    await stage.chat.board.put({ entries: [entry("admin")] });
    expect(stage.log.filter((line) => /the board has no place/.test(line))).toHaveLength(1);
  });

  it("says nothing while nothing has ever waited, and counts what there is no room for", async () => {
    const stage = await setDiscordStage();
    await stage.openThread("musica");
    const before = stage.twin.messages(GENERAL).length;
    await stage.chat.board.put({ entries: [] });
    expect(stage.twin.messages(GENERAL)).toHaveLength(before);
    const question = { ...entry("p").question, sentence: "x".repeat(400) };
    await stage.chat.board.put({ entries: Array.from({ length: 60 }, (_, at) => entry(`p${at}`, { question })) });
    expect(stage.twin.pins(GENERAL)[0]?.shown).toMatch(/And \d+ more/);
  });
});

describe("a direct message on Discord", () => {
  it("to somebody who takes none is refused with a sentence", async () => {
    const { twin, chat } = await setDiscordStage();
    twin.user("100000000000000009", { name: "shy", dms: false });
    await expect(chat.direct.tell("discord:100000000000000009", "k", "hello")).rejects.toThrow(
      /takes no direct messages/,
    );
  });
});
