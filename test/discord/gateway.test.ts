import { describe, expect, it } from "vitest";
import type { ChatState } from "../../src/ports/ports.ts";
import { isCall, isSaid, once, opened, said, texts, until } from "./scene.ts";
import { ANN, GENERAL, setDiscordStage } from "./stage.ts";

describe("the gateway", () => {
  it("replays what was missed where the session goes on", async () => {
    const stage = await opened();
    const { resumes } = stage.twin;
    stage.twin.cut();
    await stage.write("musica", "while away");
    await stage.people.next(isSaid("while away"));
    await stage.twin.until(() => stage.twin.resumes > resumes);
    expect(once(texts(stage))).toEqual(["while away"]);
  });

  it.each([1000, 4000, 4007, 4009])("comes back after close code %i, and nothing is left out", async (code) => {
    const stage = await opened();
    stage.twin.loseEvents(true);
    stage.twin.closeWith(code);
    await stage.write("musica", "in the hole");
    await stage.people.next(isSaid("in the hole"));
    stage.twin.loseEvents(false);
    await stage.write("musica", "after");
    await stage.people.next(isSaid("after"));
    expect(once(texts(stage))).toEqual(["in the hole", "after"]);
  });

  it("takes what comes twice and in another order once", async () => {
    const stage = await opened();
    stage.twin.duplicate(3);
    for (const text of ["a", "b", "c"]) await stage.write("musica", text);
    await stage.people.next(isSaid("c"));
    stage.twin.shuffle(3);
    for (const text of ["d", "e", "f"]) await stage.write("musica", text);
    await stage.people.next(isSaid("d"));
    const ids = stage.people.handed.flatMap((one) => (one.type === "said" ? [one.message.id] : []));
    expect(once(ids)).toHaveLength(6);
  });

  it("reads at its start, in order, what was written while it was down", async () => {
    const stage = await opened();
    await stage.stop();
    for (let at = 1; at <= 120; at++) await stage.write("musica", `number ${at}`);
    await stage.restart();
    await stage.people.next(isSaid("number 120"));
    expect(once(texts(stage))).toEqual(Array.from({ length: 120 }, (_, at) => `number ${at + 1}`));
  });

  it("goes on where the token was refused for a while", async () => {
    const stage = await opened({ speed: 100 });
    stage.twin.refuseToken();
    await expect(stage.chat.post(stage.thread, "a", said("later"))).rejects.toMatchObject({ code: "chat-refused" });
    stage.twin.acceptToken();
    await stage.chat.post(stage.thread, "a", said("later"));
    expect(await stage.read("musica")).toEqual(["later"]);
  });

  it("ends no process over a listener that throws", async () => {
    const stage = await opened();
    const members = stage.twin.misbehave({ route: /members/, how: { status: 403, code: 50001 } });
    stage.people.answer(() => Promise.reject(new Error("a listener's own fault")));
    await stage.twin.slash({ user: ANN, channel: GENERAL, command: "cockpit status" });
    await stage.twin.until(() => stage.log.some((line) => line.includes("a listener's own fault")));
    members();
    await stage.write("musica", "still there");
    await stage.people.next(isSaid("still there"));
  });
});

describe("an opening", () => {
  it("that fails after the hello leaves no connection behind", async () => {
    const stage = await setDiscordStage({ stopped: true });
    const chat = stage.make();
    const undo = stage.twin.misbehave({ method: "GET", route: /guilds$/, how: { status: 403, code: 50001 } });
    await expect(chat.open(stage.people)).rejects.toThrow();
    undo();
    await chat.open(stage.people);
    await chat.open(stage.people);
    await stage.twin.until(() => stage.twin.connections === 1);
    stage.people.answer(async () => ({ text: "ok" }));
    for (const command of ["cockpit status", "cockpit cost"])
      await stage.twin.slash({ user: ANN, channel: GENERAL, command, options: { project: "musica" } });
    await stage.people.next(isCall(/^cost/));
    expect(stage.people.handed.filter(isCall(/^status/))).toHaveLength(1);
    await chat.close();
    await stage.twin.until(() => stage.twin.connections === 0);
  });

  it("that is ended while it logs in does not come up", async () => {
    const stage = await setDiscordStage({ stopped: true });
    let go = (): void => undefined;
    const delay = new Promise<void>((resolve) => {
      go = resolve;
    });
    stage.twin.misbehave({ route: /gateway/, how: { delay }, times: 1 });
    const chat = stage.make();
    const open = chat.open(stage.people).catch((error: unknown) => error);
    await stage.twin.until(() => stage.twin.calls.some(({ route }) => /gateway/.test(route)));
    await chat.close();
    go();
    expect(await open).toBeInstanceOf(Error);
    await stage.twin.until(() => stage.twin.connections === 0);
  });
});

describe("a bot that Discord ends", () => {
  const STATES = [
    ["its token", 4004, /^Discord refuses the bot's token/],
    ["the intent", 4014, /Message Content Intent/],
  ] as const;

  it.each(STATES)("for %s says so, and is back once it may", async (_, code, sentence) => {
    const stage = await setDiscordStage({ stopped: true, speed: 200 });
    const chat = stage.make();
    const states: Pick<ChatState, "state" | "trouble">[] = [];
    await chat.open(stage.people, (state, trouble) => states.push({ state, trouble }));
    await chat.open(stage.people, (state, trouble) => states.push({ state, trouble }));
    if (code === 4004) stage.twin.refuseToken();
    else stage.twin.setPrivileged([]);
    await until(() => states.length > 0);
    expect(states).toEqual([{ state: "refused", trouble: expect.stringMatching(sentence) }]);
    expect(stage.log.join()).toMatch(sentence.source.replace("^", ""));
    await stage.twin.until(() => stage.log.some((line) => line.includes("no connection to Discord yet")));
    if (code === 4004) stage.twin.acceptToken();
    else stage.twin.setPrivileged(["MessageContent"]);
    await until(() => states.length > 1);
    expect(states.at(-1)).toEqual({ state: "connected", trouble: null });
    expect(stage.twin.connections).toBe(1);
    await chat.close();
  });

  it("hears what was written until then", async () => {
    const stage = await opened({ speed: 200 });
    stage.twin.refuseToken();
    await stage.write("musica", "in the hole");
    stage.twin.acceptToken();
    await stage.people.next(isSaid("in the hole"));
    await stage.chat.post(stage.thread, "a", said("heard"));
    expect(await stage.read("musica")).toEqual(["heard"]);
  });
});

it("reads what was written in a server's outage before what comes after it", async () => {
  const stage = await opened({ speed: 1 });
  stage.twin.guildDown();
  stage.twin.loseEvents(true);
  await stage.write("musica", "in the hole");
  stage.twin.loseEvents(false);
  stage.twin.guildUp();
  await stage.write("musica", "after");
  await stage.people.next(isSaid("after"));
  expect(texts(stage)).toEqual(["in the hole", "after"]);
});

describe("what is told of twice is done once:", () => {
  it("an interaction", async () => {
    const stage = await opened();
    stage.people.answer(async () => ({ text: "ok" }));
    stage.twin.duplicate(1);
    for (const command of ["cockpit interrupt", "cockpit status"])
      await stage.twin.slash({ user: ANN, channel: GENERAL, command, options: { project: "musica" } });
    await stage.people.next(isCall(/^status/));
    expect(stage.people.handed.filter(isCall(/^interrupt/))).toHaveLength(1);
  });

  it("a direct message", async () => {
    const stage = await opened();
    stage.people.answer(async () => ({ text: "ok" }));
    stage.twin.duplicate(1);
    for (const text of ["interrupt musica", "status musica"])
      await stage.twin.write({ channel: stage.twin.dm(ANN), user: ANN, text });
    await stage.people.next(isCall(/^status/));
    expect(stage.people.handed.filter(isCall(/^interrupt/))).toHaveLength(1);
  });
});
