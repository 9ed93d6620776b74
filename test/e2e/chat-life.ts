import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { App } from "../../src/app.ts";
import { createClock } from "../../src/clock.ts";
import { say, use } from "../twins/model/index.ts";
import type { E2eChat, Told } from "./chats.ts";
import { openHere } from "./here.ts";
import { machineReady } from "./machine.ts";
import { kill, state } from "./moments.ts";
import { seeded } from "./odd.ts";
import { heard, recorded } from "./record.ts";
import { createWorld, type World } from "./world.ts";

const ANSWER = "Use lazy loading, target is 200ms";

/** The first message of the bot's in the thread that says this, once it is there. */
export function toldIn(chat: E2eChat, thread: string, words: RegExp): Promise<Told> {
  return chat.until(() => chat.told(thread).find(({ text }) => words.test(text)));
}

const CONFIG = `
defaults: { freeze: { grace: 0s } }
projects:
  musica: {}
  planner: { permission-mode: plan }
  quick: { freeze: { grace: 5m } }
`;

/** Bugs are asked about, all else is done; `calls` tries to call people. */
export function createChatWorld(environment: Readonly<Record<string, string>>, calls = ""): Promise<World> {
  return createWorld(
    ({ lastText, toolResults, messages }) => {
      if (/backend\?$/.test(lastText))
        return use("AskUserQuestion", {
          questions: [
            {
              question: "Which storage backend?",
              header: "Backend",
              multiSelect: false,
              options: [
                { label: "SQLite", description: "small" },
                { label: "Postgres", description: "big" },
              ],
            },
          ],
        });
      const call = /touch \/workspace\/[\w-]+/.exec(lastText)?.[0];
      // Quoted back to it, what is denied is not called again.
      if (call !== undefined && !/did not allow it/.test(lastText)) return use("Bash", { command: call });
      // As the CLI wants it: the plan goes into a file that it names, and it hands that on by itself.
      if (toolResults.some(({ text }) => text.includes("/plans/") && /created|updated/.test(text)))
        return use("ExitPlanMode", {});
      if (/plan\?$/.test(lastText)) {
        const said = messages.map(({ text }) => text).join("\n");
        const [path = ""] = /\/home\/dev\/\.claude\/plans\/[\w-]+\.md/.exec(said) ?? [];
        return use("Write", { file_path: path, content: "# Plan\n\n1. Rename the track" });
      }
      if (/bug/.test(lastText)) return say("I looked at it.\n\nShould I use lazy loading?");
      return say(`Done with "${lastText}". ${calls}`);
    },
    { environment, config: CONFIG },
  );
}

/** The whole life of a thread on the real everything: the platform's own client, the engine, tmux and Claude. */
export function chatLife(make: (clock: () => number) => Promise<E2eChat>, calls: string): void {
  describe("on the real everything", () => {
    /** Milliseconds by which the bot's clock, and the platform's, are ahead of the machine's. */
    let ahead = 0;
    let chat: E2eChat;
    let world: World;

    beforeAll(async () => {
      await machineReady();
      chat = await make(() => Date.now() + ahead);
      world = await createChatWorld(chat.environment, calls);
    });

    afterAll(async () => {
      await world[Symbol.asyncDispose]();
      await chat.close();
    });

    const told = (thread: string, words: RegExp) => toldIn(chat, thread, words);

    async function open(): Promise<App> {
      const machine = createClock();
      const app = await openHere(world, { now: () => machine.now() + ahead, after: machine.after });
      expect(app.chats()).toEqual([{ name: chat.name, state: "connected", trouble: null }]);
      return app;
    }

    async function up(): Promise<void> {
      expect((await world.cli(["up"])).stdout).toMatch(new RegExp(`${chat.name}: connected`));
    }

    it("goes from /cockpit start over a question, a ping and a stopped container to the answer ten minutes later", async () => {
      await world.project("musica");
      const app = await open();
      await chat.start("musica");
      const thread = await chat.thread("musica");
      await chat.until(() => chat.aside("ann").find((text) => /^Started cockpit musica/.test(text)));
      const receipts = await chat.write(thread, "Fix the track component loading bug");
      const question = await told(thread, /Should I use lazy loading\?/);
      const ping = await chat.until(() => chat.told(thread).find(({ pings }) => pings.length > 0));
      expect(ping.pings).toEqual([chat.ping("ann")]);
      expect(question.text).toContain("I looked at it.");
      await chat.until(() => /frozen/.test(chat.card(thread)));
      await state(world, "musica", ({ status }) => status === "stopped");
      expect(await world.container("musica")).toMatchObject({ Running: false, Status: "exited" });
      await chat.until(() => receipts().includes("delivered"));
      expect(receipts()).toEqual(["accepted", "delivered"]);

      ahead += 10 * 60_000;
      await chat.write(thread, ANSWER);
      const done = await told(thread, /^Done with/);
      expect(done.text).toContain(`Ann: ${ANSWER}`);
      expect(done.pings).toEqual([]);
      const request = await world.twin.next(({ view }) => view.lastText.includes(ANSWER));
      expect(heard(request)).toEqual(["Ann: Fix the track component loading bug", `Ann: ${ANSWER}`]);
      if (chat.name === "slack") expect(chat.statuses(thread)).toContain("suspended");
      await app.close();
    });

    it("is killed while it waits frozen, and finds at its return what was answered meanwhile", async () => {
      const thread = await chat.thread("musica");
      await up();
      const before = chat.told(thread).length;
      await chat.write(thread, "There is another bug");
      await chat.until(() => chat.told(thread).length >= before + 2);
      await state(world, "musica", ({ status }) => status === "stopped");
      kill(await world.pid());
      await chat.until(() => chat.connections === 0);
      await chat.write(thread, "Lazily, and then rest");
      await chat.write(thread, "And this");
      await up();
      await told(thread, /^Done with .*Ann: And this/);
      expect((await recorded(world, "musica")).slice(2)).toEqual([
        "Ann: There is another bug",
        "Ann: Lazily, and then rest",
        "Ann: And this",
      ]);
      const words = chat
        .told(thread)
        .slice(before)
        .map(({ text }) => text);
      expect(words.filter((text) => /Done with .*Lazily/.test(text))).toHaveLength(1);
      expect(words.filter((text) => /I looked at it/.test(text))).toHaveLength(1);
    });

    it("answers by two people at once reach Claude both, in order, and strangers get a refusal of their own", async () => {
      const thread = await chat.thread("musica");
      await chat.write(thread, "One more bug");
      await state(world, "musica", ({ awaiting_response, status }) => awaiting_response && status === "stopped");
      await Promise.all([chat.write(thread, "eagerly"), chat.write(thread, "no, lazily", "carl")]);
      await chat.write(thread, "do as I say", "bob");
      await told(thread, /^Done with .*Carl: no, lazily/);
      expect((await recorded(world, "musica")).slice(-3)).toEqual([
        "Ann: One more bug",
        "Ann: eagerly",
        "Carl: no, lazily",
      ]);
      const refusal = await chat.until(() => chat.aside("bob").at(-1));
      expect(refusal).toMatch(/^Sorry, you may not use this bot here\./);
      expect(refusal).toContain(`add ${chat.ping("bob")} under ${chat.name}.users in cockpit.yaml, or to `);
    });

    it("asks with choices, and is answered by a button after the bot was killed: once, and by one of two", async () => {
      const thread = await chat.thread("musica");
      await chat.write(thread, "Which backend?");
      await state(world, "musica", ({ awaiting_response, status }) => awaiting_response && status === "stopped");
      await chat.until(() => chat.told(thread).some(({ text }) => /Which storage backend/.test(text)));
      kill(await world.pid());
      await chat.until(() => chat.connections === 0);
      await up();
      const replies = await Promise.all([chat.pick(thread, 2), chat.pick(thread, 1, "carl")]);
      expect(replies.filter((text) => /^musica gets your answer/.test(text))).toHaveLength(1);
      expect(replies.filter((text) => /^This question is closed/.test(text))).toHaveLength(1);
      const request = await world.twin.next(({ view }) => /The answer:/.test(view.lastText));
      const chosen = replies[0]?.startsWith("musica") ? "Postgres" : "SQLite";
      expect(request.view.lastText).toContain(`- Which storage backend? → ${chosen}`);
      await chat.until(() => new RegExp(`(Ann|Carl): ${chosen}`).test(chat.shown(thread)));
      await told(thread, /^Done with [\s\S]*Which storage backend/);
      const answers = (await recorded(world, "musica")).filter((text) => text.includes("The answer:"));
      expect(answers).toHaveLength(1);
    });

    it("asks for permission, and runs what is allowed by a button after the bot was killed; what is denied, it does not", async () => {
      const thread = await chat.thread("musica");
      const project = await world.project("musica");
      const ask = async (file: string): Promise<void> => {
        await chat.write(thread, `touch /workspace/${file}`);
        await state(world, "musica", ({ awaiting_response, status }) => awaiting_response && status === "stopped");
        await chat.until(() => chat.told(thread).some(({ text }) => text.includes(`touch /workspace/${file}`)));
      };
      await ask("allowed");
      kill(await world.pid());
      await chat.until(() => chat.connections === 0);
      await up();
      expect(await chat.pick(thread, "once")).toBe("musica gets your answer: Allow once");
      await chat.until(() => existsSync(join(project, "allowed")));
      await chat.until(() => /Ann allowed it, this once/.test(chat.shown(thread)));
      await ask("denied");
      expect(await chat.pick(thread, "deny", "carl")).toBe("musica gets your answer: Deny");
      await told(thread, /^Done with [\s\S]*Carl did not allow it/);
      expect(existsSync(join(project, "denied"))).toBe(false);
    });

    it("asks for approval of its plan, and goes on with what is approved by a button after the bot was killed", async () => {
      await world.project("planner");
      await up();
      await chat.start("planner");
      const thread = await chat.thread("planner");
      await chat.write(thread, "What is your plan?");
      await state(world, "planner", ({ awaiting_response, status }) => awaiting_response && status === "stopped");
      await chat.until(() => chat.shown(thread).includes("Rename the track"));
      kill(await world.pid());
      await chat.until(() => chat.connections === 0);
      await up();
      expect(await chat.pick(thread, "approve")).toBe("planner gets your answer: Approve");
      await told(thread, /^Done with [\s\S]*Ann approved the plan\./);
      await chat.until(() => /Ann approved the plan/.test(chat.shown(thread)));
    });

    it("is allowed in its grace, while the container runs on", async () => {
      const project = await world.project("quick");
      await chat.start("quick");
      const thread = await chat.thread("quick");
      await chat.write(thread, "touch /workspace/live");
      await told(thread, /May Claude use Bash/);
      expect(await chat.pick(thread, "session")).toBe("quick gets your answer: Allow for this session");
      await chat.until(() => existsSync(join(project, "live")));
      expect(await world.container("quick")).toMatchObject({ Running: true });
      expect((await recorded(world, "quick")).filter((text) => text.includes("The answer:"))).toEqual([]);
    });

    it("loses and doubles nothing in a storm that begins as the threads are opened", async () => {
      const projects = ["storm-a", "storm-b"];
      const random = seeded(7);
      await up();
      for (const project of projects) {
        await world.project(project);
        await chat.start(project);
      }
      const threads = await Promise.all(projects.map((project) => chat.thread(project)));
      const calm = chat.misbehave(random);
      for (let at = 1; at <= 8; at++) {
        if (random() < 0.3) chat.cut();
        if (random() < 0.3) chat.duplicate(3);
        for (const thread of threads) await chat.write(thread, `number ${at}`);
      }
      for (const thread of threads) await told(thread, /^Done with [\s\S]*Ann: number 8"/);
      calm();
      const all = Array.from({ length: 8 }, (_, at) => `Ann: number ${at + 1}`);
      for (const [at, project] of projects.entries()) {
        const got = (await recorded(world, project)).flatMap((text) => text.split("\n"));
        expect([...got].sort()).toEqual([...all].sort());
        const words = chat
          .told(threads[at] ?? "")
          .map(({ text }) => /^Done with "([^"]*)"/.exec(text)?.[1])
          .filter((text) => text !== undefined);
        expect(words).toEqual(await recorded(world, project));
      }
    });
  });
}
