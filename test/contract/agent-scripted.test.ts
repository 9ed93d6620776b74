import { beforeAll, expect, it } from "vitest";
import { machineReady } from "../e2e/machine.ts";
import { describeAgent, follow, launch } from "./agent.ts";
import { describeFaults } from "./agent-faults.ts";
import { setScriptedStage } from "./agent-scripted.ts";

beforeAll(machineReady);

describeAgent("Claude Code's, on a scripted CLI in a tmux of its own", setScriptedStage, { concurrent: true });

describeFaults("Claude Code's", setScriptedStage);

it("hook events keep their order when the clock is set back", async ({ onTestFinished }) => {
  const stage = await setScriptedStage(onTestFinished);
  const agent = await stage.agent();
  await launch(agent, stage);
  await follow(agent, stage);
  await agent.leave(stage.project.slug);
  for (const hours of [2, 1, 0]) {
    stage.setClock(`${hours} hours`);
    await stage.hook("Notification", { hook_event_name: `${hours} hours on`, session_id: stage.session.id });
  }
  expect((await stage.events()).slice(-3)).toEqual(["2 hours on", "1 hours on", "0 hours on"]);
});

it("people are told where no hook runs", async ({ onTestFinished }) => {
  const stage = await setScriptedStage(onTestFinished);
  await stage.hinder("deafens");
  const agent = await stage.agent();
  await launch(agent, stage);
  const following = await follow(agent, stage);
  expect((await following.next("warned")).text).toMatch(/^No hook of Claude's runs here/);
});
