import { setImmediate } from "node:timers/promises";
import { type Act, createClaudeWorld } from "../core/claude.ts";
import { musica } from "../core/stage.ts";
import { createManualClock } from "../fakes/clock.ts";
import { createFakeEngine } from "../fakes/engine.ts";
import type { AgentStage } from "./agent.ts";
import { SESSION } from "./agent-session.ts";

const ASK: Act = {
  type: "ask",
  question: {
    kind: "permission",
    text: "touch x",
    sentence: "May Claude use Bash: touch x?",
    asks: [],
    call: { tool: "Bash", input: { command: "touch x" }, rules: [] },
  },
};

function script(text: string, hinders: ReadonlySet<string>): readonly Act[] {
  const say: Act = { type: "say", text: `Heard: ${text}` };
  if (hinders.has("refuses") && text.includes("secret")) return [{ type: "refuse", reason: "no secrets here" }];
  if (hinders.has("holdsUp")) return [say, { type: "say", text: "Checked." }];
  switch (/^\w*/.exec(text)?.[0]) {
    case "hold":
      return [{ type: "hold" }, say];
    case "delegate":
    case "ask":
      return [ASK, { type: "say", text: (answer) => (answer === "yes" ? "It was allowed." : "It was refused.") }];
    case "leave":
      return [{ type: "exit", code: 1 }];
    default:
      return [say];
  }
}

/** The agent in memory. `first`: which comes first when a running Claude is followed; the port allows both. */
export async function setMemoryStage(first: "ready" | "reports"): Promise<AgentStage> {
  const hinders = new Set<string>();
  const claude = createClaudeWorld({
    engine: createFakeEngine(),
    clock: createManualClock(),
    script: (text) => script(text, hinders),
    first,
  });
  const { slug } = musica;
  return {
    project: musica,
    session: SESSION,
    agent: async () => claude.agent(),
    boot: async () => void (await claude.engine.start(musica, SESSION.id)),
    stop: () => claude.engine.stop(slug),
    kill: async () => claude.engine.die(slug, 137),
    async goOn() {
      while (!claude.holds(slug)) await setImmediate();
      claude.goOn(slug);
    },
    allow: async () => claude.allow(slug),
    bring: async () => claude.bring(slug, ["hook Stop: x"]),
    async hinder(how) {
      hinders.add(how);
      if (how === "delays") claude.delay(slug);
    },
    signOut: async () => claude.signOut(),
    heard: async () => claude.heard(slug).filter((one) => !one.startsWith("handed in: ")),
  };
}
