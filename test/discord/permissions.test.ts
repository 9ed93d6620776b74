import { describe, expect, it } from "vitest";
import { BridgeError } from "../../src/errors.ts";
import { CARD } from "../contract/chat-adapter.ts";
import { isCall, opened, said } from "./scene.ts";
import { ALL, ANN, type DiscordStage, GENERAL, setDiscordStage } from "./stage.ts";

describe("what the bot may not do", () => {
  it.each([
    ["SendMessages", "Send Messages"],
    ["SendMessagesInThreads", "Send Messages in Threads"],
    ["CreatePublicThreads", "Create Public Threads"],
    ["EmbedLinks", "Embed Links"],
    ["AttachFiles", "Attach Files"],
    ["AddReactions", "Add Reactions"],
    ["ReadMessageHistory", "Read Message History"],
    ["ViewChannel", "View Channels"],
  ] as const)("%s: is named to the one who starts", async (permission, name) => {
    const stage = await setDiscordStage({ twin: { permissions: ALL } });
    stage.twin.permit(GENERAL, stage.twin.bot.id, { deny: [permission] });
    const refused = await refusal(stage);
    expect(refused).toContain(`I lack ${name}`);
    expect(refused).toContain("Edit Channel, Permissions");
    expect(stage.twin.messages(GENERAL).filter(({ only }) => only === undefined)).toEqual([]);
  });

  it("is named all at once, and can be given", async () => {
    const stage = await setDiscordStage({ twin: { permissions: ["ViewChannel", "UseApplicationCommands"] } });
    expect(await refusal(stage)).toContain(
      "I lack Send Messages, Send Messages in Threads, Create Public Threads, Embed Links, Attach Files, Add Reactions, Read Message History in this channel.",
    );
    stage.twin.permit(GENERAL, stage.twin.bot.id, { allow: ALL });
    expect(await stage.openThread("musica")).not.toBe("");
  });

  async function refusal(stage: DiscordStage): Promise<string> {
    let told = "";
    stage.people.answer(async (call) => {
      try {
        return { text: await call.open("musica") };
      } catch (error) {
        told = error instanceof BridgeError ? error.message : String(error);
        return { text: told };
      }
    });
    await stage.twin.slash({ user: ANN, channel: GENERAL, command: "cockpit start", options: { project: "musica" } });
    await stage.people.next(isCall(/^start/));
    stage.people.answer(async (call) => ({ text: await call.open("musica") }));
    return told;
  }
});

describe("what the bot may not do any more", () => {
  const card = (stage: DiscordStage) => ({ channel: GENERAL, id: stage.root("musica") });

  it("is named on the card, and all is said once it may again", async () => {
    const stage = await opened({ twin: { permissions: ALL } });
    await stage.chat.show(stage.thread, CARD);
    stage.twin.permit(GENERAL, stage.twin.bot.id, { deny: ["SendMessagesInThreads"] });
    await expect(stage.chat.post(stage.thread, "a", said("kept"))).rejects.toMatchObject({
      code: "chat-failed",
      message: expect.stringMatching(/^I lack Send Messages in Threads in the channel of musica/),
    });
    await stage.twin.until(() => stage.twin.message(card(stage))?.shown.includes("I lack Send Messages in Threads"));
    stage.twin.permit(GENERAL, stage.twin.bot.id, {});
    await stage.chat.post(stage.thread, "a", said("kept"));
    expect(await stage.read("musica")).toEqual(["kept"]);
    await stage.twin.until(() => !stage.twin.message(card(stage))?.shown.includes("I lack"));
  });

  it("keeps a file back, and nothing that comes after it", async () => {
    const stage = await opened();
    stage.twin.permit(GENERAL, stage.twin.bot.id, { deny: ["AttachFiles"] });
    await stage.chat.post(stage.thread, "a", said(`the beginning ${"word ".repeat(9_000)}`));
    await stage.chat.post(stage.thread, "b", said("what comes after"));
    const [beginning, instead, after] = await stage.read("musica");
    expect(beginning).toMatch(/^the beginning/);
    expect(instead).toMatch(/I lack Attach Files in this channel.*cockpit output musica/);
    expect(after).toBe("what comes after");
  });
});
