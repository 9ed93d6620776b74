import { getEventListeners } from "node:events";
import { describe, expect, it, onTestFinished } from "vitest";
import { createApi } from "../../adapters/discord/api.ts";
import type { ChatAnswer } from "../../src/ports/ports.ts";
import { given } from "../fakes/given.ts";
import { isSaid, opened, said } from "./scene.ts";
import { ANN, BOB, GENERAL, setDiscordStage } from "./stage.ts";

describe("after an answer that is lost, stands there once", () => {
  const lose = { method: "POST", route: /^\/channels\/\d+\/messages$/, how: "drop after", times: 1 } as const;
  const inThread = async (answer: ChatAnswer) => {
    const stage = await opened({ speed: 100 });
    stage.people.answer(async () => answer);
    stage.twin.misbehave(lose);
    await stage.write("musica", `<@${stage.twin.bot.id}> status`);
    // Its call that lost the answer, and the one after it.
    const isPost = ({ method, route }: { readonly method: string; readonly route: string }) =>
      method === "POST" && lose.route.test(route);
    await stage.twin.until(() => stage.twin.calls.filter(isPost).length >= 3);
    await stage.chat.post(stage.thread, "end", said("the end"));
    return stage;
  };

  it("an answer to a mention", async () => {
    const stage = await inThread({ text: "It is idle." });
    expect(await stage.read("musica")).toEqual(["It is idle.", "the end"]);
  });

  it("a file that was asked for", async () => {
    const stage = await inThread({ text: "", file: given("package.json", "{}") });
    await stage.twin.until(() =>
      stage.twin.messages(stage.root("musica")).some(({ content }) => content.includes("is in")),
    );
    expect(stage.twin.messages(stage.root("musica")).flatMap(({ attachments }) => attachments)).toHaveLength(1);
  });

  it("a refusal, and an answer in a direct message", async () => {
    const stage = await opened({ speed: 100 });
    stage.people.refuse("Sorry, not you.");
    stage.people.answer(async () => ({ text: "It is idle." }));
    const shown = (text: string) => stage.twin.messages(stage.twin.dm(ANN)).filter(({ content }) => content === text);
    const posts = () =>
      stage.twin.calls.filter(
        ({ method, route }) => method === "POST" && route === `/channels/${stage.twin.dm(ANN)}/messages`,
      );
    stage.twin.misbehave(lose);
    await stage.write("musica", "let me in");
    await stage.twin.until(() => posts().length === 2);
    stage.twin.misbehave(lose);
    await stage.twin.write({ channel: stage.twin.dm(ANN), user: ANN, text: "status musica" });
    await stage.twin.until(() => posts().length === 4 && posts().at(-1)?.answered !== undefined);
    expect([shown("Sorry, not you.").length, shown("It is idle.").length]).toEqual([1, 1]);
  });
});

it("what a crash left between a post and its record is known again, however early the next bot has something to say", async () => {
  const stage = await opened({ speed: 100 });
  const { twin, thread } = stage;
  const history = /^\/channels\/\d+\/messages$/;
  await stage.chat.post(thread, "j", said("before"));
  // Its answer is lost, and until the end nobody finds out.
  twin.misbehave({ method: "POST", route: history, how: "drop after", times: 1 });
  const calm = twin.misbehave({ method: "GET", route: history, how: "drop before" });
  const posted = stage.chat.post(thread, "k", said("once")).catch(() => "broken off");
  await twin.until(() => twin.messages(stage.root("musica")).some(({ content }) => content === "once"));
  await stage.stop();
  expect(await posted).toBe("broken off");
  calm();
  // By now Discord has forgotten the nonce.
  stage.clock.leap(10 * 60_000);
  const next = stage.make();
  onTestFinished(() => next.close());
  const again = next.post((await next.thread("musica")) ?? "", "k", said("once"));
  await next.open(stage.people);
  await again;
  expect(await stage.read("musica")).toEqual(["before", "once"]);
});

it("a call leaves nothing behind on the signal", async () => {
  const { twin, clock } = await setDiscordStage({ stopped: true });
  const { signal } = new AbortController();
  const api = createApi({ token: twin.token, url: twin.url, clock, signal });
  for (let at = 0; at < 20; at++) await api.call("GET", "/users/@me");
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

it("a 429 for one look at a channel keeps no other from it", async () => {
  const { twin, clock } = await setDiscordStage({ stopped: true });
  const { signal } = new AbortController();
  const api = createApi({ token: twin.token, url: twin.url, clock, signal });
  twin.misbehave({ method: "GET", route: `/channels/${GENERAL}`, how: { status: 429, retryAfter: 0.01 }, times: 1 });
  // So many that they outlast its pause.
  const looks = Array.from({ length: 300 }, () => api.call("GET", `/channels/${GENERAL}`));
  expect(await Promise.all(looks)).toHaveLength(300);
});

it("a connection that says nothing is tried again, and posts once", async () => {
  const stage = await opened({ timeout: 300 });
  let go = (): void => undefined;
  const delay = new Promise<void>((resolve) => {
    go = resolve;
  });
  stage.twin.misbehave({ method: "POST", route: /\/messages$/, how: { delay }, times: 1 });
  await stage.chat.post(stage.thread, "a", said("words"));
  go();
  await stage.chat.post(stage.thread, "b", said("more"));
  expect(await stage.read("musica")).toEqual(["words", "more"]);
});

it("a receipt survives a connection that says nothing", async () => {
  const stage = await opened({ timeout: 300 });
  const id = await stage.write("musica", "hello");
  await stage.people.next(isSaid("hello"));
  const delay = new Promise<void>(() => undefined);
  stage.twin.misbehave({ method: "PUT", route: /reactions/, how: { delay }, times: 1 });
  await stage.chat.post(stage.thread, "r", { type: "receipt", prompt: id, state: "delivered" });
  await stage.receipt(id, "delivered");
});

it("a refusal that cannot be shown yet holds nobody up", async () => {
  const stage = await opened();
  stage.twin.misbehave({ method: "POST", route: /\/users\/@me\/channels$/, how: { status: 503 } });
  stage.people.refuse("Sorry, not you.");
  await stage.twin.write({ channel: stage.root("musica"), user: BOB, text: "let me in" });
  await stage.people.next(isSaid("let me in"));
  stage.people.refuse(null);
  await stage.write("musica", "Ann's");
  await stage.people.next(isSaid("Ann's"));
  expect(stage.twin.messages(stage.twin.dm(BOB))).toEqual([]);
});
