import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, onTestFinished } from "vitest";
import { createClaude } from "../../adapters/claude/agent.ts";
import { parseLine } from "../../adapters/claude/record/transcript.ts";
import { createDocker } from "../../adapters/docker/docker.ts";
import { containerOwner } from "../../adapters/docker/user.ts";
import { createHomes } from "../../adapters/host/homes.ts";
import { hostDirectory } from "../../adapters/host/ownership.ts";
import { createWorkspace } from "../../adapters/host/workspace.ts";
import { claudeCredentials, engineConfig } from "../../src/app.ts";
import { createClock } from "../../src/clock.ts";
import { createLog } from "../../src/log/log.ts";
import type { Agent, Project } from "../../src/ports/ports.ts";
import { type AgentStage, agentChecks, describeAgent } from "../contract/agent.ts";
import { hinderIn } from "../contract/agent-hooks.ts";
import { SESSION } from "../contract/agent-session.ts";
import { musica } from "../core/stage.ts";
import { type Reply, type RequestView, say, use } from "../twins/model/index.ts";
import { configOf } from "./here.ts";
import { machineReady } from "./machine.ts";
import { createWorld, type World } from "./world.ts";

let world: World;
let release = () => {};

/** What the contract's prompts are to bring about. */
async function script({ lastText, toolResults }: RequestView): Promise<Reply> {
  const [result] = toolResults;
  if (lastText.startsWith("delegate")) {
    const input = { description: "touch", subagent_type: "general-purpose", prompt: "Touch it." };
    return result === undefined ? use("Agent", input) : say("It works on.");
  }
  if (lastText.startsWith("Touch it.") && result === undefined) return use("Bash", { command: "touch x" });
  if (result !== undefined) return say(result.isError ? "It was refused." : "It was allowed.");
  if (lastText.startsWith("Stop hook feedback:")) return say("Checked.");
  if (lastText.startsWith("ask")) return use("Bash", { command: "touch x" });
  if (lastText.startsWith("hold")) {
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    await gate;
  }
  return say(`Heard: ${lastText}`);
}

let stages = 0;

async function setRealStage(): Promise<AgentStage> {
  stages += 1;
  const before = world.twin.requests.at(-1);
  const slug = `check-${stages}`;
  const project: Project = {
    ...musica,
    slug,
    directory: await world.project(slug),
    permissionMode: "manual",
    user: "auto",
  };
  const { environment } = world;
  const config = configOf(world);
  const clock = createClock();
  const log = createLog({ level: "warn", destination: new PassThrough().resume(), secrets: [] });
  const homes = createHomes(config.state);
  const engine = createDocker({ ...(await engineConfig(config, environment)), onNotice: (line) => log.info(line) });
  let last: Agent | null = null;
  let isSignedOut = false;
  onTestFinished(async () => {
    release();
    await last?.leave(slug);
    await engine.remove(slug);
  });
  return {
    project,
    session: SESSION,
    async agent() {
      last = createClaude({
        home: homes.of,
        workspace: ({ directory }) => createWorkspace(directory),
        owner: (one) => containerOwner(one, hostDirectory),
        committer: async () => null,
        asksByChoices: false,
        credentials: () => ({
          ...claudeCredentials(config, environment),
          ...(isSignedOut && { missing: "Nobody is signed in." }),
        }),
        open: (name, argv) => engine.open(name, argv),
        clock,
        timeouts: config.timeouts,
        onError: (error) => log.error({ err: error }, "following Claude"),
      });
      return last;
    },
    boot: async () => void (await engine.start(project, SESSION.id)),
    stop: () => engine.stop(slug),
    kill: async () => void (await world.docker("kill", `${world.name}-${slug}`)),
    async goOn() {
      await world.twin.next(({ view }) => view.lastText.startsWith("hold"), before);
      release();
    },
    allow: async () => void (await world.inside(slug, "tmux", "send-keys", "-t", "%0", "1")),
    async bring() {
      mkdirSync(join(project.directory, ".claude"));
      const hooks = { Stop: [{ hooks: [{ type: "command", command: "true" }] }] };
      writeFileSync(join(project.directory, ".claude/settings.json"), JSON.stringify({ hooks }));
    },
    hinder: async (how) => hinderIn(project.directory, how, "/workspace/go-on"),
    async signOut() {
      isSignedOut = true;
    },
    async heard() {
      const record = world.home(slug, "claude", "projects/-workspace", `${SESSION.id}.jsonl`);
      if (!existsSync(record)) return [];
      const entries = readFileSync(record, "utf8").split("\n").flatMap(parseLine);
      return entries.flatMap((entry) => (entry.type === "heard" ? entry.texts : []));
    },
  };
}

beforeAll(async () => {
  await machineReady();
  world = await createWorld(script);
});
afterAll(() => world?.[Symbol.asyncDispose]());

describeAgent("Claude Code's, in its container", setRealStage, {
  checks: agentChecks.filter(({ isShort }) => isShort),
});
