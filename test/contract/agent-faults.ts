import { describe, expect, it } from "vitest";
import type { Agent, Due, Report } from "../../src/ports/ports.ts";
import { type AgentStage, agentChecks, type OnFinished } from "./agent.ts";

/** A fault, planted in an agent that keeps its promises, and the check that finds it. */
interface Fault {
  readonly caughtBy: string;
  /** Where two agents read the same files, which of them is told what is a matter of chance. */
  readonly inMemoryOnly?: true;
  /** `stage`: what the agent stands on. */
  plant(agent: Agent, stage: AgentStage): Agent;
}

const faults: Readonly<Record<string, Fault>> = {
  "what the record has is typed again": {
    caughtBy: "what the record has is not typed again",
    plant: (agent) => ({
      ...agent,
      async deliver(project, session, due, signal) {
        return agent.deliver(project, session, { ...due, mark: await agent.mark(project, session) }, signal);
      },
    }),
  },
  "a prompt is called delivered before the record shows it": {
    caughtBy: "where Claude ends under it, it is absent",
    plant: (agent) => ({
      ...agent,
      async deliver(project, session, due, signal) {
        await agent.deliver(project, session, due, signal);
        return "delivered";
      },
    }),
  },
  "what is due is never confirmed": {
    caughtBy: "a prompt is in Claude's hands once, and confirmed before anything that comes after it",
    plant: (agent) => ({
      ...agent,
      deliver: (project, session, due, signal) => agent.deliver(project, session, unconfirmed(due), signal),
    }),
  },
  "reports are told without waiting for the one before": {
    caughtBy: "reports come one at a time, each awaited",
    plant: (agent) => ({
      ...agent,
      follow: (project, session, cursor, live, report, due) =>
        agent.follow(project, session, cursor, live, async (one) => void report(one), due),
    }),
  },
  "a cursor is taken before its report": {
    caughtBy: "a cursor goes on where it was taken, whichever it is: nothing is left out, and nothing told twice",
    plant(agent) {
      let before = "0";
      return {
        ...agent,
        follow(project, session, cursor, live, report, due) {
          const late = async (one: Report): Promise<void> => {
            const at = before;
            before = one.at;
            await report({ ...one, at });
          };
          return agent.follow(project, session, cursor, live, late, due);
        },
      };
    },
  },
  "an answer is typed, though its dialog was settled": {
    caughtBy: "an answer to what was settled in the terminal is forestalled",
    plant: (agent) => ({
      ...agent,
      async deliver(project, session, due, signal) {
        const { answers, ...words } = due.prompt;
        const outcome = await agent.deliver(project, session, due, signal);
        if (outcome !== "forestalled" || answers === undefined) return outcome;
        return agent.deliver(project, session, { ...due, prompt: words }, signal);
      },
    }),
  },
  "following goes on after it was left": {
    caughtBy: "what Claude does while nobody follows is told to who follows next",
    inMemoryOnly: true,
    plant: (agent) => ({ ...agent, leave: async () => {} }),
  },
  "a lost conversation is begun anew without a word": {
    caughtBy: "a launch rejects a conversation that has no record left",
    plant: (agent) => ({
      ...agent,
      prepareLaunch: (launch) => agent.prepareLaunch({ ...launch, session: { ...launch.session, started: false } }),
    }),
  },
};

function unconfirmed(due: Due): Due {
  return { ...due, confirm: async () => {} };
}

/** The stage, whose agents all have the fault. */
function withFault(stage: AgentStage, { plant }: Fault): AgentStage {
  return { ...stage, agent: async () => plant(await stage.agent(), stage) };
}

/** Each fault, in the agent of a stage, makes the check that is to find it fail by an assertion of its own. */
export function describeFaults(
  name: string,
  setStage: (onFinished: OnFinished) => Promise<AgentStage>,
  isInMemory = false,
): void {
  const planted = Object.entries(faults).filter(([, { inMemoryOnly }]) => isInMemory || !inMemoryOnly);
  describe(`a fault in the agent, ${name}, is caught by the contract`, { concurrent: !isInMemory }, () => {
    it.for(planted)("%s", async ([, fault], { onTestFinished }) => {
      const check = agentChecks.find(({ name }) => name === fault.caughtBy);
      const outcome = await check?.run(withFault(await setStage(onTestFinished), fault)).then(
        () => "nothing was noticed",
        (error: unknown) => (error instanceof Error ? error.name : "no error"),
      );
      expect(outcome).toBe("AssertionError");
    });
  });
}
