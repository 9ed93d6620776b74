import { PassThrough } from "node:stream";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type App, openApp } from "../../src/app.ts";
import { createClock } from "../../src/clock.ts";
import { loadConfig } from "../../src/config.ts";
import { hostFiles } from "../../src/config-host.ts";
import { createLog } from "../../src/log.ts";
import type { Clock } from "../../src/ports.ts";
import { say } from "../twins/model/index.ts";
import { createSlackTwin, type MessageView, type SlackTwin } from "../twins/slack/index.ts";
import { kill, state } from "./moments.ts";
import { seeded } from "./odd.ts";
import { prepareMachine } from "./program.ts";
import { heard, recorded } from "./record.ts";
import { createWorld, type World } from "./world.ts";

const ANSWER = "Use lazy loading, target is 200ms";
/** Milliseconds by which the bot's clock, and Slack's, are ahead of the machine's. */
let ahead = 0;

let slack: SlackTwin;
let world: World;

beforeAll(async () => {
  await prepareMachine();
  slack = await createSlackTwin({ clock: () => Date.now() + ahead, rates: { factor: 50 } });
  slack.user("U1", { name: "Ann" });
  slack.user("U2", { name: "Bob" });
  slack.user("U3", { name: "Carl" });
  slack.channel("C1", { name: "general", members: ["U1", "U2", "U3"] });
  world = await createWorld(
    ({ lastText }) => {
      if (/bug/.test(lastText)) return say("I looked at it.\n\nShould I use lazy loading?");
      return say(`Done with "${lastText}". <!channel> <@U2>`);
    },
    {
      environment: {
        SLACK_BOT_TOKEN: slack.botToken,
        SLACK_APP_TOKEN: slack.appToken,
        SLACK_API_URL: slack.url,
        SLACK_ALLOW: "U1,U3",
      },
    },
  );
});

afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await slack.close();
});

/** The bot in this process, so that its clock is ours; all else is what ships. */
async function openHere(): Promise<App> {
  const machine = createClock();
  const clock: Clock = { now: () => machine.now() + ahead, after: machine.after };
  const { environment } = world;
  const home = environment.HOME ?? "";
  const config = loadConfig(environment, { files: hostFiles, home, cwd: home, uid: process.getuid?.() ?? 0 });
  const log = createLog({ level: "warn", destination: new PassThrough().resume(), secrets: [] });
  const app = await openApp({ config, env: environment, clock, log });
  await app.connected;
  expect(app.chats()).toEqual([{ name: "slack", state: "connected", trouble: null }]);
  return app;
}

/** The thread of a project, once it is there. */
async function threadOf(project: string): Promise<string> {
  const card = await slack.until(() => slack.messages("C1").find(({ text }) => text.startsWith(`${project} `)));
  return card.ts;
}

const bots = (thread: string): readonly MessageView[] =>
  slack.thread("C1", thread).filter(({ bot_id, ts }) => bot_id !== undefined && ts !== thread);

/** Resolves with the first message of the bot's in the thread that says this. */
function told(thread: string, words: RegExp): Promise<MessageView> {
  return slack.until(() => bots(thread).find(({ text }) => words.test(text)));
}

function card(thread: string, words: RegExp): Promise<MessageView> {
  return slack.until(() => {
    const view = slack.message({ channel: "C1", ts: thread });
    return view !== undefined && words.test(JSON.stringify(view.blocks)) ? view : undefined;
  });
}

const write = (thread: string, text: string) => slack.write({ channel: "C1", thread, user: "U1", text });

it("goes from /cockpit start over a question, a ping and a stopped container to the answer ten minutes later", async () => {
  await world.project("musica");
  const app = await openHere();
  await slack.slash({ user: "U1", channel: "C1", text: "start musica" });
  const thread = await threadOf("musica");
  await slack.until(() => slack.ephemerals("U1").find(({ text }) => /^Started cockpit musica/.test(text)));
  const asked = await write(thread, "Fix the track component loading bug");
  const question = await told(thread, /Should I use lazy loading\?/);
  expect((await slack.until(() => bots(thread).find(({ pings }) => pings.length > 0))).pings).toEqual(["U1"]);
  expect(question.text).toContain("I looked at it.");
  await card(thread, /frozen/);
  await state(world, "musica", ({ status }) => status === "stopped");
  expect(await world.container("musica")).toMatchObject({ Running: false, Status: "exited" });
  const receipts = await slack.until(() => {
    const view = slack.message(asked);
    return view?.reactions.white_check_mark && view;
  });
  expect(receipts.reactions).toMatchObject({ eyes: ["U0BOT"], white_check_mark: ["U0BOT"] });

  ahead += 10 * 60_000;
  await write(thread, ANSWER);
  const done = await told(thread, /^Done with/);
  expect(done.text).toContain(`Ann: ${ANSWER}`);
  expect(done.pings).toEqual([]);
  const request = await world.twin.next(({ view }) => view.lastText.includes(ANSWER));
  expect(heard(request)).toEqual(["Ann: Fix the track component loading bug", `Ann: ${ANSWER}`]);
  expect(slack.session("C1", thread)?.statuses.map(({ status }) => status)).toContain("suspended");
  await app.close();
});

it("is killed while it waits frozen, and finds at its return what was answered meanwhile", async () => {
  const thread = await threadOf("musica");
  expect((await world.cli(["up"])).stdout).toMatch(/slack: connected/);
  const before = bots(thread).length;
  await write(thread, "There is another bug");
  await slack.until(() => bots(thread).length >= before + 2);
  await state(world, "musica", ({ status }) => status === "stopped");
  kill(await world.pid());
  await slack.until(() => slack.connections === 0);
  await write(thread, "Lazily, and then rest");
  await write(thread, "And this");
  expect((await world.cli(["up"])).stdout).toMatch(/slack: connected/);
  await told(thread, /^Done with .*Ann: And this/);
  expect((await recorded(world, "musica")).slice(2)).toEqual([
    "Ann: There is another bug",
    "Ann: Lazily, and then rest",
    "Ann: And this",
  ]);
  const words = bots(thread)
    .slice(before)
    .map(({ text }) => text);
  expect(words.filter((text) => /Done with .*Lazily/.test(text))).toHaveLength(1);
  expect(words.filter((text) => /I looked at it/.test(text))).toHaveLength(1);
});

it("answers by two people at once reach Claude both, in order, and strangers get a refusal of their own", async () => {
  const thread = await threadOf("musica");
  await write(thread, "One more bug");
  await state(world, "musica", ({ awaiting_response, status }) => awaiting_response && status === "stopped");
  await Promise.all([write(thread, "eagerly"), slack.write({ channel: "C1", thread, user: "U3", text: "no, lazily" })]);
  await slack.write({ channel: "C1", thread, user: "U2", text: "do as I say" });
  await told(thread, /^Done with .*Carl: no, lazily/);
  expect((await recorded(world, "musica")).slice(-3)).toEqual([
    "Ann: One more bug",
    "Ann: eagerly",
    "Carl: no, lazily",
  ]);
  const refusal = await slack.until(() => slack.ephemerals("U2").at(-1));
  expect(refusal.text).toMatch(
    /^Sorry, you may not use this bot here\..* add U2 under slack\.users in cockpit\.yaml, or to SLACK_ALLOW/,
  );
});

it("loses and doubles nothing in a storm", async () => {
  const projects = ["storm-a", "storm-b"];
  const random = seeded(7);
  expect((await world.cli(["up"])).stdout).toMatch(/slack: connected/);
  for (const project of projects) {
    await world.project(project);
    await slack.slash({ user: "U1", channel: "C1", text: `start ${project}` });
  }
  const threads = await Promise.all(projects.map(threadOf));
  const undo = [
    slack.misbehave({
      method: /^chat\.|^reactions\./,
      how: { status: 429, retryAfter: 1 },
      when: () => random() < 0.05,
    }),
    slack.misbehave({ method: /^chat\./, how: { status: 503 }, when: () => random() < 0.1 }),
    slack.misbehave({ method: "chat.postMessage", how: "drop after", when: () => random() < 0.1 }),
    slack.misbehave({ method: /^chat\./, how: "drop before", when: () => random() < 0.1 }),
  ];
  for (let at = 1; at <= 8; at++) {
    if (random() < 0.3) slack.cut();
    if (random() < 0.3) slack.duplicate(3);
    for (const thread of threads) await write(thread, `number ${at}`);
  }
  for (const thread of threads) await told(thread, /^Done with [\s\S]*Ann: number 8"/);
  for (const stop of undo) stop();
  const all = Array.from({ length: 8 }, (_, at) => `Ann: number ${at + 1}`);
  for (const [at, project] of projects.entries()) {
    const got = (await recorded(world, project)).flatMap((text) => text.split("\n"));
    expect([...got].sort()).toEqual([...all].sort());
    const thread = threads[at] ?? "";
    const words = bots(thread)
      .map(({ text }) => /^Done with "([^"]*)"/.exec(text)?.[1])
      .filter((text) => text !== undefined);
    expect(words).toEqual(await recorded(world, project));
  }
});
