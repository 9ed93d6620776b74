import { beforeAll, describe, expect, it } from "vitest";
import type { Agent, Due } from "../../src/ports/ports.ts";
import { answer, prompt } from "../core/states.ts";
import { machineReady } from "../e2e/machine.ts";
import type { Life } from "../fakes/mortal.ts";
import { deliver, dueOf, follow, launch } from "./agent.ts";
import { setScriptedStage } from "./agent-scripted.ts";

/** Calls that change something outside: keys, and what is written. */
const CHANGES = /^(?:send-keys|if-shell|write|append|remove)/;

type Moment = "before" | "after";

/** Ends the life before its `at`-th call of these, or right after it: at the call that comes next. Resolves then. */
function killAt(life: Life, at: number, moment: Moment): Promise<void> {
  let left = at;
  return new Promise((resolve) => {
    life.onCall = (what) => {
      const isNext = left === 0 && moment === "after";
      if (CHANGES.test(what) && left > 0) left -= 1;
      else if (!isNext) return;
      if (!isNext && (left > 0 || moment === "after")) return;
      life.end();
      resolve();
    };
  });
}

type Stage = Awaited<ReturnType<typeof setScriptedStage>>;

const unhindered = new AbortController().signal;

/** Delivered by a bot that is killed at its `at`-th call, and by the next one. Resolves with whether the first one was done before. */
async function survived(stage: Stage, agent: Agent, due: Due, killed: Promise<void>) {
  const { slug } = stage.project;
  const first = agent.deliver(slug, stage.session, due, unhindered).then(() => true);
  const isWhole = await Promise.race([first, killed.then(() => false)]);
  if (!isWhole) stage.life().end();
  else await agent.leave(slug);
  const next = await stage.agent();
  const following = await follow(next, stage, { cursor: due.mark, due });
  expect(await next.deliver(slug, stage.session, due, unhindered)).toBe("delivered");
  return { isWhole, next, following };
}

beforeAll(machineReady);

describe.concurrent.each<Moment>(["before", "after"])("killed %s each of its calls, the adapter", (moment) => {
  it("delivers a prompt once", async ({ onTestFinished }) => {
    const stage = await setScriptedStage(onTestFinished);
    let agent = await stage.agent();
    await launch(agent, stage);
    await follow(agent, stage);
    const texts: string[] = [];
    for (let isWhole = false; !isWhole; ) {
      const at = texts.length + 1;
      const one = prompt(`p${at}`, { text: `words of ${at}` });
      texts.push(one.text);
      const { due } = await dueOf(agent, stage, one);
      const outcome = await survived(stage, agent, due, killAt(stage.life(), at, moment));
      agent = outcome.next;
      isWhole = outcome.isWhole;
      // Its end may have been told to the one that was killed; its words stand in the record.
      await outcome.following.next("said");
    }
    expect(texts.length).toBeGreaterThan(7);
    expect(await stage.heard()).toEqual(texts);
  });

  it("hands an answer in once", async ({ onTestFinished }) => {
    const stage = await setScriptedStage(onTestFinished);
    let agent = await stage.agent();
    await launch(agent, stage);
    let following = await follow(agent, stage);
    let rounds = 0;
    for (let isWhole = false; !isWhole; ) {
      rounds += 1;
      await deliver(agent, stage, prompt(`p${rounds}`, { text: "ask for permission" }));
      const { question } = await following.next("asked");
      const { due } = await dueOf(agent, stage, answer(question, "yes", { id: `a${rounds}` }));
      const outcome = await survived(stage, agent, due, killAt(stage.life(), rounds, moment));
      ({ next: agent, following, isWhole } = outcome);
      await following.next("said");
    }
    expect(await stage.heard()).toEqual(Array.from({ length: rounds }, () => "ask for permission"));
  });
});
