import { describe, expect, it } from "vitest";
import { filledIn } from "../../src/chat/words.ts";
import { commands } from "../../src/commands/table.ts";
import { BridgeError } from "../../src/errors.ts";
import type { ChatAnswer, ChatCall } from "../../src/ports/ports.ts";
import type { Handed } from "../fakes/people.ts";
import { isCall, opened } from "./scene.ts";
import { ANN, BOB, type DiscordStage, GENERAL } from "./stage.ts";

describe("an interaction", () => {
  it("that came too late for its three seconds is done all the same, and answered to the one alone", async () => {
    const stage = await opened();
    stage.people.answer(async () => ({ text: "It is idle." }));
    stage.twin.misbehave({
      method: "POST",
      route: /\/callback$/,
      how: { status: 404, code: 10062, message: "Unknown interaction" },
      times: 1,
    });
    // Never acknowledged, as Discord has it: what comes of it all the same is waited for.
    void stage.twin.slash({ user: ANN, channel: GENERAL, command: "cockpit status" }).catch(() => undefined);
    await stage.twin.until(() =>
      stage.twin.messages(stage.twin.dm(ANN)).find(({ content }) => content === "It is idle."),
    );
    expect(JSON.stringify(stage.twin.messages(GENERAL))).not.toContain("It is idle.");
  });

  it("that took longer than its quarter of an hour is answered to the one alone", async () => {
    const stage = await opened();
    stage.people.answer(async () => {
      stage.clock.leap(16 * 60_000);
      return { text: "Built at last." };
    });
    // Never acknowledged, as Discord has it: what comes of it all the same is waited for.
    void stage.twin.slash({ user: ANN, channel: GENERAL, command: "cockpit status" }).catch(() => undefined);
    await stage.twin.until(() =>
      stage.twin.messages(stage.twin.dm(ANN)).find(({ content }) => content === "Built at last."),
    );
    expect(JSON.stringify(stage.twin.messages(GENERAL))).not.toContain("Built at last.");
  });

  it.each<readonly [string, ChatAnswer]>([
    ["who takes no direct messages", { text: "secret words" }],
    ["who is asked something first", { text: "", confirm: { question: "secret words?", words: "remove musica" } }],
  ])("that came too late, of somebody %s, gives nothing of its answer away", async (_, answer) => {
    const stage = await opened();
    stage.twin.user(ANN, { name: "Ann", dms: answer.confirm !== undefined });
    stage.people.answer(async () => answer);
    stage.twin.misbehave({ method: "POST", route: /\/callback$/, how: { status: 404, code: 10062 }, times: 1 });
    // Never acknowledged, as Discord has it: what comes of it all the same is waited for.
    void stage.twin.slash({ user: ANN, channel: GENERAL, command: "cockpit output" }).catch(() => undefined);
    const told = await stage.twin.until(() =>
      stage.twin.messages(GENERAL).find(({ content }) => content.includes("did not let me answer you in time")),
    );
    expect(told.pings).toEqual([ANN]);
    expect(JSON.stringify(stage.twin.messages(GENERAL))).not.toContain("secret words");
  });

  it("asks first also where the words are too long for a button", async () => {
    const stage = await opened();
    const words = `send musica ${"word ".repeat(60)}`.trim();
    stage.people.answer(async ({ confirmed }) =>
      confirmed ? { text: "done" } : { text: "", confirm: { question: "Really?", words } },
    );
    const view = await stage.twin.slash({ user: ANN, channel: GENERAL, command: "cockpit status" });
    const asked = await stage.twin.until(() => view.reply?.shown.includes("Really?") && view.reply);
    const button = { user: ANN, channel: asked.channel, id: asked.id, customId: idOf(asked.components) };
    expect(button.customId.length).toBeLessThanOrEqual(100);
    const yes = await stage.twin.click(button);
    await stage.twin.until(() => yes.reply?.content === "done");
    expect(stage.people.handed.flatMap((one) => (one.type === "command" ? [one.call.words] : [])).at(-1)).toBe(words);
  });

  it("has forgotten after a restart what it asked in too many words, and says so", async () => {
    const stage = await opened();
    const words = `send musica ${"word ".repeat(60)}`.trim();
    stage.people.answer(async () => ({ text: "", confirm: { question: "Really?", words } }));
    const view = await stage.twin.slash({ user: ANN, channel: GENERAL, command: "cockpit status" });
    const asked = await stage.twin.until(() => view.reply?.shown.includes("Really?") && view.reply);
    await stage.stop();
    await stage.restart();
    const customId = idOf(asked.components);
    const late = await stage.twin.click({ user: ANN, channel: asked.channel, id: asked.id, customId });
    await stage.twin.until(() => late.reply?.content.startsWith("I do not remember what I asked there."));
  });

  it("with a form sends what stands in a message", async () => {
    const stage = await opened();
    const { channel, id } = await stage.twin.write({ channel: GENERAL, user: ANN, text: "Fix the bug" });
    await stage.twin.menu({ user: ANN, channel, id, command: "Send to a cockpit" });
    const modal = await stage.twin.until(() => stage.twin.modals(ANN).at(-1));
    expect(modal.title).toBe("Send to a cockpit");
    stage.people.answer(async () => ({ text: "Sent." }));
    const sent = await stage.twin.submit({ user: ANN, modal: modal.id, values: { project: ["other"] } });
    await stage.twin.until(() => sent.reply?.content === "Sent.");
    const calls = stage.people.handed.flatMap((one) => (one.type === "command" ? [one.call.words] : []));
    expect(calls.at(-1)).toBe("send other Fix the bug");
  });

  it("with a form refuses strangers, and says where there are no projects", async () => {
    const stage = await opened();
    const { channel, id } = await stage.twin.write({ channel: GENERAL, user: ANN, text: "Fix the bug" });
    const refused = async () => {
      const view = await stage.twin.menu({ user: ANN, channel, id, command: "Send to a cockpit" });
      return stage.twin.until(() => view.reply?.content);
    };
    stage.people.refuse("Sorry, not you.");
    expect(await refused()).toBe("Sorry, not you.");
    stage.people.refuse(null);
    Object.assign(stage.people, { projects: async () => [] });
    expect(await refused()).toMatch(/^There are no projects yet/);
  });

  it("with more projects than a select holds asks for the name", async () => {
    const stage = await opened();
    Object.assign(stage.people, { projects: async () => Array.from({ length: 40 }, (_, at) => `project-${at}`) });
    const { channel, id } = await stage.twin.write({ channel: GENERAL, user: ANN, text: "Fix the bug" });
    await stage.twin.menu({ user: ANN, channel, id, command: "Send to a cockpit" });
    const modal = await stage.twin.until(() => stage.twin.modals(ANN).at(-1));
    await stage.twin.submit({ user: ANN, modal: modal.id, values: { project: "project-39" } });
    await stage.people.next(
      (one): one is Extract<Handed, { type: "command" }> =>
        one.type === "command" && one.call.words === "send project-39 Fix the bug",
    );
  });
});

function idOf(components: readonly Readonly<Record<string, unknown>>[]): string {
  const [, id = ""] = /"custom_id":"([^"]*)"/.exec(JSON.stringify(components)) ?? [];
  return id;
}

describe("a command that is filled in", () => {
  /** What the core makes of it. */
  function readBy({ filled, project }: ChatCall): unknown {
    try {
      return filled && filledIn(filled, project, commands).call.arguments;
    } catch (error) {
      return error instanceof BridgeError ? error.message : error;
    }
  }
  async function given(
    stage: DiscordStage,
    command: string,
    options: Readonly<Record<string, string | boolean>>,
    words = new RegExp(`^${command}`),
  ) {
    stage.people.answer(async () => ({ text: "sent" }));
    await stage.twin.slash({ user: ANN, channel: stage.root("musica"), command: `cockpit ${command}`, options });
    return (await stage.people.next(isCall(words))).call;
  }

  it("in a thread is for its project, whatever its text begins with", async () => {
    const call = await given(await opened(), "send", { message: "other tests fail, too" });
    expect(readBy(call)).toEqual({ project: "musica", message: "other tests fail, too" });
  });

  it.each(["othr", "my other tests"])("for a project that is not there (%s) is for no other", async (project) => {
    const call = await given(await opened(), "send", { project, message: "delete the tests" });
    expect(readBy(call)).toEqual({ project, message: "delete the tests" });
  });

  it("keeps quotes, dashes and lines as they are", async () => {
    const message = `--new "two  words"\n- a list`;
    expect(readBy(await given(await opened(), "send", { message }))).toEqual({ project: "musica", message });
  });

  it("hands its options over, each as it is", async () => {
    const { filled } = await given(await opened(), "output", { lines: "5 --x" });
    expect(filled?.options).toEqual({ lines: ["5 --x"] });
    expect((await given(await opened(), "start", { new: true }, /--new/)).filled?.options).toEqual({ new: ["true"] });
  });

  it("in the form is for the project of its field", async () => {
    const stage = await opened();
    Object.assign(stage.people, { projects: async () => Array.from({ length: 40 }, (_, at) => `project-${at}`) });
    const channel = stage.root("musica");
    const { id } = await stage.twin.write({ channel, user: ANN, text: "Fix the bug" });
    await stage.twin.menu({ user: ANN, channel, id, command: "Send to a cockpit" });
    const modal = await stage.twin.until(() => stage.twin.modals(ANN).at(-1));
    stage.people.answer(async () => ({ text: "Sent." }));
    await stage.twin.submit({ user: ANN, modal: modal.id, values: { project: " othr " } });
    expect(readBy((await stage.people.next(isCall(/^send/))).call)).toEqual({
      project: "othr",
      message: "Fix the bug",
    });
  });
});

it("says where a command was given by the channel, also in a thread that is not ours", async () => {
  const stage = await opened();
  stage.people.answer(async () => ({ text: "ok" }));
  const channel = await stage.twin.startThread({ channel: GENERAL, user: ANN, name: "talk" });
  await stage.twin.slash({ user: ANN, channel, command: "cockpit status", options: { project: "musica" } });
  expect((await stage.people.next(isCall(/^status/))).call).toMatchObject({ channel: GENERAL, project: null });
});

describe("a question before a deed", () => {
  const asking = async ({ confirmed }: ChatCall): Promise<ChatAnswer> =>
    confirmed ? { text: "removed" } : { text: "", confirm: { question: "Really?", words: "remove musica" } };
  const confirmed = ({ people }: DiscordStage): readonly Handed[] =>
    people.handed.filter(isCall(/^remove/)).filter(({ call }) => call.confirmed);

  /** Its button, as it stands in the thread. */
  async function asked() {
    const stage = await opened();
    stage.people.answer(asking);
    await stage.write("musica", `<@${stage.twin.bot.id}> remove`);
    const channel = stage.root("musica");
    const { id } = await stage.twin.until(() =>
      stage.twin.messages(channel).find(({ content }) => content.startsWith("Really?")),
    );
    const press = { user: BOB, channel, id, customId: "confirmed:remove musica" };
    return { ...stage, press, question: () => stage.twin.message({ channel, id }) };
  }

  it("loses its button at the first yes, and becomes the answer", async () => {
    const { twin, press, question, ...stage } = await asked();
    await twin.click(press);
    await twin.until(() => question()?.content === "removed");
    expect(question()?.components).toEqual([]);
    expect(confirmed({ ...stage, twin })).toHaveLength(1);
  });

  it("is done once, however often it is pressed", async () => {
    const { twin, press, question, ...stage } = await asked();
    await Promise.allSettled([twin.click(press), twin.click({ ...press, user: ANN })]);
    await twin.until(() => question()?.content === "removed");
    expect(confirmed({ ...stage, twin })).toHaveLength(1);
  });

  it("takes no yes after ten minutes", async () => {
    const { twin, clock, press, question, ...stage } = await asked();
    clock.leap(11 * 60_000);
    await twin.click(press).catch(() => undefined);
    await twin.until(() => question()?.content.startsWith("That was asked too long ago"));
    expect(question()?.components).toEqual([]);
    expect(confirmed({ ...stage, twin, clock })).toEqual([]);
  });
});
