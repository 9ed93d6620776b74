import { describe, expect, it, vi } from "vitest";
import type { Prompt, Session } from "../../src/cockpit/state.ts";
import type { Agent, Delivered, Due, Launch, Project, Report, SettingSource } from "../../src/ports/ports.ts";
import { answer, prompt } from "../core/states.ts";

/**
 * One cockpit with its Claude, on whatever the agent stands on. What Claude makes of a prompt goes by its first word:
 * "hold" works until `goOn`; "ask" opens a dialog about a call of Bash; "delegate" has a sub-agent ask that; "leave" ends Claude; anything else is said back,
 * as "Heard: …".
 */
export interface AgentStage {
  /** A new bridge's agent, on the same disk. */
  agent(): Promise<Agent>;
  readonly project: Project;
  readonly session: Session;
  /** Starts what `prepareLaunch` has written down. Resolves once it runs. */
  boot(): Promise<void>;
  /** Ends it in an orderly way, or at once. Resolves once nothing of it runs. */
  stop(): Promise<void>;
  kill(): Promise<void>;
  goOn(): Promise<void>;
  /** Somebody allows what the dialog asks, at the terminal. */
  allow(): Promise<void>;
  /** The project brings a hook of its own. */
  bring(): Promise<void>;
  /**
   * From the next start on the project's hooks hinder: `holdsUp` sends Claude back at the first end of each turn, so that
   * it says "Checked."; `refuses` keeps from it what has "secret" in it, and says "no secrets here"; `delays` holds its
   * start up until `goOn`; `silences` switches all hooks off;
   * `deafens` does so where nothing of ours can switch them on.
   */
  hinder(how: "holdsUp" | "refuses" | "delays" | "silences" | "deafens"): Promise<void>;
  /** There are no credentials any more. */
  signOut(): Promise<void>;
  /** The prompts in Claude's hands, by its own record, oldest first; without the answers to dialogs. */
  heard(): Promise<readonly string[]>;
}

/** A promise of the port's, as a check that fails by an assertion of its own. */
export interface AgentCheck {
  readonly name: string;
  /** Whether it is one of the few that are run on the real CLI, too. */
  readonly isShort?: true;
  run(stage: AgentStage): Promise<void>;
}

/** Clears a stage away once its test is over. */
export type OnFinished = (clear: () => Promise<void>) => void;

/** Runs every check, each on a stage of its own; `concurrent`: several at once. */
export function describeAgent(
  name: string,
  setStage: (onFinished: OnFinished) => Promise<AgentStage>,
  { checks = agentChecks, concurrent = false } = {},
): void {
  describe(`the agent, ${name}`, { concurrent }, () => {
    for (const check of checks) it(check.name, async ({ onTestFinished }) => check.run(await setStage(onTestFinished)));
  });
}

/** What is told of one cockpit, in order. */
interface Following {
  readonly reports: Report[];
  /** Resolves with the first report of such a type after the last one that was waited for. */
  next<T extends Report["type"]>(...types: readonly T[]): Promise<Extract<Report, { type: T }>>;
}

interface Listening {
  readonly cursor?: string | null;
  readonly live?: boolean;
  readonly due?: Due | null;
  readonly session?: Session;
  /** Awaited for each report, after it was noted. */
  readonly onReport?: (report: Report) => Promise<void>;
}

export async function follow(agent: Agent, stage: AgentStage, listening: Listening = {}): Promise<Following> {
  const { cursor = null, live = true, due = null, session = stage.session, onReport } = listening;
  const reports: Report[] = [];
  let from = 0;
  let wake = () => {};
  const following: Following = {
    reports,
    async next(...types) {
      const sought: readonly string[] = types;
      for (;;) {
        const at = reports.findIndex((one, index) => index >= from && sought.includes(one.type));
        if (at !== -1) {
          from = at + 1;
          return reports[at] as never;
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
  const report = async (one: Report) => {
    reports.push(one);
    await onReport?.(one);
    wake();
  };
  await agent.follow(stage.project.slug, session, cursor, live, report, due);
  return following;
}

interface Given {
  readonly due: Due;
  /** How often it was confirmed. */
  readonly confirmed: () => number;
}

export async function dueOf(agent: Agent, stage: AgentStage, one: Prompt, onConfirm = () => {}): Promise<Given> {
  let confirmed = 0;
  const confirm = async () => {
    confirmed += 1;
    onConfirm();
  };
  const mark = await agent.mark(stage.project.slug, stage.session);
  return { due: { prompt: one, mark, confirm }, confirmed: () => confirmed };
}

const unhindered = new AbortController().signal;

export async function deliver(agent: Agent, stage: AgentStage, one: Prompt): Promise<Delivered> {
  const { due } = await dueOf(agent, stage, one);
  return agent.deliver(stage.project.slug, stage.session, due, unhindered);
}

export async function launch(agent: Agent, stage: AgentStage, one?: Prompt, session = stage.session): Promise<void> {
  await agent.prepareLaunch(launchOf(stage, { session, trusted: "all", ...(one !== undefined && { prompt: one }) }));
  await stage.boot();
}

function launchOf({ project, session }: AgentStage, change: Partial<Launch> = {}): Launch {
  return { project, session, allowed: [], directories: [], trusted: [], ...change };
}

/** Claude at its prompt, followed. */
async function up(stage: AgentStage, listening: Listening = {}): Promise<{ agent: Agent; following: Following }> {
  const agent = await stage.agent();
  await launch(agent, stage);
  return { agent, following: await follow(agent, stage, listening) };
}

/** What comes in a certain order: that a turn has begun, and that all is told by now, are seen in more than one way. */
const isOrdered = (one: string) => one !== "turnStarted" && one !== "current" && one !== "modeSeen";
const said = (reports: readonly Report[]) => reports.flatMap((one) => (one.type === "said" ? [one.text] : []));
const ask = prompt("p-ask", { text: "ask me first" });
const hold = prompt("p-hold", { text: "hold on a moment" });

/** A dialog that stands. */
async function asked(stage: AgentStage) {
  const { agent, following } = await up(stage);
  expect(await deliver(agent, stage, ask)).toBe("delivered");
  const { question } = await following.next("asked");
  return { agent, following, question };
}

/** What prompts are made of: each is in Claude's hands to the letter, and does nothing else there. */
export const ODD_TEXTS: readonly string[] = [
  "/clear is only a word here",
  "!ls is, too",
  "exit",
  "first\nsecond\n\nlast",
  "\ttabs\tstay",
  "a backslash at the end \\",
  "quotes ' and \" and `$(touch /tmp/x)`",
  "emoji 🎵 and ümläuts, 中文",
  "[...Truncated text #1 +7 lines...]",
  `long ${"word ".repeat(400)}end`,
];

const exactly = (name: string, run: AgentCheck["run"]): AgentCheck => ({ name, run });
const short = (name: string, run: AgentCheck["run"]): AgentCheck => ({ name, run, isShort: true });

const launching: readonly AgentCheck[] = [
  exactly("a launch rejects a conversation that has no record left", async (stage) => {
    const agent = await stage.agent();
    const gone = { ...stage.session, started: true };
    await expect(launch(agent, stage, undefined, gone)).rejects.toMatchObject({ code: "unknown-session" });
  }),
  exactly("a launch rejects where nothing is signed in", async (stage) => {
    await stage.signOut();
    await expect(launch(await stage.agent(), stage)).rejects.toMatchObject({ code: "no-credentials" });
  }),
  exactly("a launch leaves out what nobody has trusted, and says what", async (stage) => {
    const agent = await stage.agent();
    const { project } = stage;
    await stage.bring();
    const { items } = await agent.inventory(project);
    const left = async (trusted: readonly string[] | "all" | "none") =>
      (await agent.prepareLaunch(launchOf(stage, { trusted }))).items.length;
    const sources: readonly (readonly SettingSource[])[] = items.map((one) => one.sources);
    expect(sources).toEqual([["project"]]);
    expect([await left([]), await left("none"), await left(items.map(({ key }) => key)), await left("all")]).toEqual([
      1, 0, 0, 0,
    ]);
  }),
  short("a prompt that goes in with the launch is delivered, once", async (stage) => {
    const agent = await stage.agent();
    const one = prompt("p1", { text: "say it at once" });
    const { due, confirmed } = await dueOf(agent, stage, one);
    await launch(agent, stage, one);
    const following = await follow(agent, stage, { due });
    expect(await agent.deliver(stage.project.slug, stage.session, due, unhindered)).toBe("delivered");
    await following.next("turnEnded");
    expect([await stage.heard(), confirmed() > 0]).toEqual([[one.text], true]);
    expect(said(following.reports)).toEqual([`Heard: ${one.text}`]);
  }),
  short("a conversation is resumed, with what is delivered after it", async (stage) => {
    const { agent, following } = await up(stage);
    await deliver(agent, stage, prompt("p1", { text: "the first" }));
    const { at } = await following.next("turnEnded");
    await agent.leave(stage.project.slug);
    await stage.stop();
    const next = await stage.agent();
    const session = { ...stage.session, started: true };
    await launch(next, stage, undefined, session);
    const again = await follow(next, stage, { cursor: at, session });
    expect(await deliver(next, stage, prompt("p2", { text: "the second" }))).toBe("delivered");
    await again.next("turnEnded");
    expect([await stage.heard(), said(again.reports)]).toEqual([["the first", "the second"], ["Heard: the second"]]);
  }),
  exactly("following live rejects where nothing runs", async (stage) => {
    const agent = await stage.agent();
    await agent.prepareLaunch(launchOf(stage));
    await expect(follow(agent, stage)).rejects.toMatchObject({ code: "claude-exited" });
  }),
];

const delivering: readonly AgentCheck[] = [
  short("a prompt is in Claude's hands once, and confirmed before anything that comes after it", async (stage) => {
    const order: string[] = [];
    const { agent, following } = await up(stage, { onReport: async ({ type }) => void order.push(type) });
    const { due, confirmed } = await dueOf(agent, stage, prompt("p1", { text: "say this" }), () =>
      order.push("confirm"),
    );
    expect(await agent.deliver(stage.project.slug, stage.session, due, unhindered)).toBe("delivered");
    await following.next("turnEnded");
    expect([await stage.heard(), confirmed()]).toEqual([["say this"], 1]);
    expect(order.filter(isOrdered)).toEqual(["confirm", "said", "turnEnded"]);
  }),
  exactly("what the record has is not typed again", async (stage) => {
    const { agent, following } = await up(stage);
    const { due, confirmed } = await dueOf(agent, stage, prompt("p1", { text: "only once" }));
    await agent.deliver(stage.project.slug, stage.session, due, unhindered);
    await following.next("turnEnded");
    expect(await agent.deliver(stage.project.slug, stage.session, due, unhindered)).toBe("delivered");
    await agent.leave(stage.project.slug);
    const next = await stage.agent();
    await follow(next, stage, { cursor: following.reports.at(-1)?.at ?? null, due });
    expect(await next.deliver(stage.project.slug, stage.session, due, unhindered)).toBe("delivered");
    expect(await deliver(next, stage, prompt("p2", { text: "and after it" }))).toBe("delivered");
    expect([await stage.heard(), confirmed() > 0]).toEqual([["only once", "and after it"], true]);
  }),
  exactly("the same words again are another prompt", async (stage) => {
    const { agent, following } = await up(stage);
    for (const id of ["p1", "p2"]) {
      expect(await deliver(agent, stage, prompt(id, { text: "go on" }))).toBe("delivered");
      await following.next("turnEnded");
    }
    expect(await stage.heard()).toEqual(["go on", "go on"]);
  }),
  exactly("whatever a prompt is made of, Claude has it to the letter", async (stage) => {
    const { agent, following } = await up(stage);
    for (const [at, text] of ODD_TEXTS.entries()) {
      expect(await deliver(agent, stage, prompt(`p${at}`, { text }))).toBe("delivered");
      await following.next("turnEnded");
    }
    expect(await stage.heard()).toEqual(ODD_TEXTS);
  }),
  short("what is delivered while Claude works is taken in after it", async (stage) => {
    const { agent, following } = await up(stage);
    await deliver(agent, stage, hold);
    const { due } = await dueOf(agent, stage, prompt("p2", { text: "and then this" }));
    const delivered = agent.deliver(stage.project.slug, stage.session, due, unhindered);
    await stage.goOn();
    expect(await delivered).toBe("delivered");
    await following.next("turnEnded");
    expect(await stage.heard()).toEqual([hold.text, "and then this"]);
  }),
  exactly("where nothing runs and the record does not have it, it is absent", async (stage) => {
    const agent = await stage.agent();
    await agent.prepareLaunch(launchOf(stage));
    expect(await deliver(agent, stage, prompt("p1"))).toBe("absent");
    expect(await stage.heard()).toEqual([]);
  }),
  exactly("where Claude ends under it, it is absent", async (stage) => {
    const { agent, following } = await up(stage);
    await deliver(agent, stage, ask);
    await following.next("asked");
    const { due, confirmed } = await dueOf(agent, stage, prompt("p2", { text: "never typed" }));
    const delivered = agent.deliver(stage.project.slug, stage.session, due, unhindered);
    await stage.kill();
    expect([await delivered, confirmed(), await stage.heard()]).toEqual(["absent", 0, [ask.text]]);
  }),
  exactly("a new bridge's look finds what was delivered before", async (stage) => {
    const { agent, following } = await up(stage);
    const { due } = await dueOf(agent, stage, prompt("p1", { text: "said before" }));
    await agent.deliver(stage.project.slug, stage.session, due, unhindered);
    await following.next("turnEnded");
    await stage.kill();
    const confirm = vi.fn(async () => {});
    const again: Due = { ...due, confirm };
    await agent.leave(stage.project.slug);
    const next = await stage.agent();
    expect(await next.deliver(stage.project.slug, stage.session, again, unhindered)).toBe("delivered");
    expect(confirm).toHaveBeenCalledTimes(1);
  }),
  exactly("what is due is confirmed on the way, also by a look at what is stopped", async (stage) => {
    const { agent, following } = await up(stage);
    const { due } = await dueOf(agent, stage, prompt("p1", { text: "seen on the way" }));
    await agent.deliver(stage.project.slug, stage.session, due, unhindered);
    await following.next("turnEnded");
    await stage.kill();
    const order: string[] = [];
    const again: Due = { ...due, confirm: async () => void order.push("confirm") };
    await agent.leave(stage.project.slug);
    await follow(await stage.agent(), stage, {
      live: false,
      due: again,
      onReport: async ({ type }) => void order.push(type),
    });
    // That a turn has ended is told once: who has been told of it does not look for it again.
    expect(order.filter((type) => type === "confirm" || type === "said")).toEqual(["confirm", "said"]);
  }),
];

const hindered: readonly AgentCheck[] = [
  short("a turn that a hook sends back is not over: its end is told once, after which Claude stops", async (stage) => {
    await stage.hinder("holdsUp");
    const { agent, following } = await up(stage);
    for (const text of ["the first", "the second"]) {
      await deliver(agent, stage, prompt(text, { text }));
      const { text: last } = await following.next("turnEnded");
      expect(last).toBe("Checked.");
    }
    expect(said(following.reports)).toEqual(["Heard: the first", "Checked.", "Heard: the second", "Checked."]);
    expect(following.reports.filter(({ type }) => type === "turnEnded")).toHaveLength(2);
  }),
  short("a prompt that a hook refuses is told with the reason, and holds nothing up", async (stage) => {
    await stage.hinder("refuses");
    const { agent, following } = await up(stage);
    expect(await deliver(agent, stage, prompt("p1", { text: "the secret file" }))).toEqual({
      refused: "no secrets here",
    });
    expect(await deliver(agent, stage, prompt("p2", { text: "a fine message" }))).toBe("delivered");
    await following.next("turnEnded");
    expect([await stage.heard(), said(following.reports)]).toEqual([["a fine message"], ["Heard: a fine message"]]);
  }),
  exactly("so is one that goes in with the launch, also where nobody followed it", async (stage) => {
    await stage.hinder("refuses");
    const agent = await stage.agent();
    const one = prompt("p1", { text: "the secret file" });
    const { due, confirmed } = await dueOf(agent, stage, one);
    await launch(agent, stage, one);
    await follow(agent, stage, { due });
    const refused = { refused: "no secrets here" };
    expect(await agent.deliver(stage.project.slug, stage.session, due, unhindered)).toEqual(refused);
    await agent.leave(stage.project.slug);
    await stage.kill();
    const next = await stage.agent();
    expect(await next.deliver(stage.project.slug, stage.session, due, unhindered)).toEqual(refused);
    expect([confirmed(), await stage.heard()]).toEqual([0, []]);
  }),
  exactly("a start that a hook holds up delays a prompt, and never doubles it", async (stage) => {
    await stage.hinder("delays");
    const agent = await stage.agent();
    const one = prompt("p1", { text: "say it at once" });
    const { due } = await dueOf(agent, stage, one);
    await launch(agent, stage, one);
    const following = await follow(agent, stage, { due });
    const delivered = agent.deliver(stage.project.slug, stage.session, due, unhindered);
    // Time for as many keys as it takes: each look goes the same way as they would.
    for (let looks = 0; looks < 20; looks += 1) await agent.screen(stage.project.slug, 50);
    await stage.goOn();
    expect(await delivered).toBe("delivered");
    await following.next("turnEnded");
    expect(await deliver(agent, stage, prompt("p2", { text: "and then this" }))).toBe("delivered");
    expect(await stage.heard()).toEqual([one.text, "and then this"]);
  }),
  exactly("where no hook runs at all, prompts go in, and the ends of turns are told by the record", async (stage) => {
    await stage.hinder("deafens");
    const { agent, following } = await up(stage);
    for (const text of ["the first", "the second"]) {
      expect(await deliver(agent, stage, prompt(text, { text }))).toBe("delivered");
      expect((await following.next("turnEnded")).text).toBe(`Heard: ${text}`);
    }
  }),
  short("what the project switches off, it does not switch off for us", async (stage) => {
    await stage.hinder("silences");
    const { agent, following, question } = await asked(stage);
    expect(await deliver(agent, stage, answer(question, "yes", { id: "p-yes" }))).toBe("delivered");
    await following.next("turnEnded");
    expect(said(following.reports).at(-1)).toBe("It was allowed.");
  }),
];

const dialogs: readonly AgentCheck[] = [
  short("a dialog is told with its call, and its answer handed in where it stands", async (stage) => {
    const { agent, following, question } = await asked(stage);
    expect([question.kind, question.call?.tool]).toEqual(["permission", "Bash"]);
    const yes = answer(question, "yes", { id: "p-yes" });
    expect(await deliver(agent, stage, yes)).toBe("delivered");
    await following.next("turnEnded");
    expect([await stage.heard(), said(following.reports).at(-1)]).toEqual([[ask.text], "It was allowed."]);
  }),
  short("what a sub-agent asks is answered, though Claude is at work", async (stage) => {
    const { agent, following } = await up(stage);
    expect(await deliver(agent, stage, prompt("p1", { text: "delegate this" }))).toBe("delivered");
    const { question } = await following.next("asked");
    expect(await deliver(agent, stage, answer(question, "yes", { id: "p-yes" }))).toBe("delivered");
    expect(await deliver(agent, stage, prompt("p2", { text: "and then this" }))).toBe("delivered");
    expect((await stage.heard()).filter((text) => !text.startsWith("<task"))).toEqual([
      "delegate this",
      "and then this",
    ]);
  }),
  exactly("nothing is typed under a dialog", async (stage) => {
    const { agent, following, question } = await asked(stage);
    const controller = new AbortController();
    const { due, confirmed } = await dueOf(agent, stage, prompt("p2", { text: "1" }));
    const delivered = agent.deliver(stage.project.slug, stage.session, due, controller.signal);
    // Time for as many keys as it takes: each look goes the same way as they would.
    for (let looks = 0; looks < 20; looks += 1) await agent.screen(stage.project.slug, 50);
    controller.abort();
    expect([await delivered, confirmed()]).toEqual(["unknown", 0]);
    expect(await deliver(agent, stage, answer(question, "no", { id: "p-no" }))).toBe("delivered");
    await following.next("turnEnded");
    expect([await stage.heard(), said(following.reports).at(-1)]).toEqual([[ask.text], "It was refused."]);
  }),
  exactly("an answer to what was settled in the terminal is forestalled", async (stage) => {
    const { agent, following, question } = await asked(stage);
    await stage.allow();
    await following.next("turnEnded");
    expect(await deliver(agent, stage, answer(question, "no", { id: "p-no" }))).toBe("forestalled");
    expect(said(following.reports).at(-1)).toBe("It was allowed.");
  }),
  exactly("an answer whose dialog ended with its Claude goes in as words, with what it answers", async (stage) => {
    const { agent, question } = await asked(stage);
    await agent.leave(stage.project.slug);
    await stage.stop();
    const next = await stage.agent();
    const yes = answer(question, "yes", { id: "p-yes" });
    const { due } = await dueOf(next, stage, yes);
    const session = { ...stage.session, started: true };
    await next.prepareLaunch(launchOf(stage, { session, prompt: yes }));
    await stage.boot();
    const again = await follow(next, stage, { cursor: due.mark, session, due });
    expect(await next.deliver(stage.project.slug, session, due, unhindered)).toBe("delivered");
    await again.next("turnEnded");
    expect((await stage.heard()).at(-1)).toMatch(
      /^Before the session was paused you asked for permission:[\s\S]*allowed it/,
    );
  }),
];

const following: readonly AgentCheck[] = [
  exactly("reports come one at a time, each awaited", async (stage) => {
    let running = 0;
    let most = 0;
    const onReport = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
    };
    const { agent, following } = await up(stage, { onReport });
    // One after the other: what comes in mid-turn is of that turn, and has no end of its own.
    for (const [id, text] of [["p1", "one"] as const, ["p2", "two"] as const]) {
      await deliver(agent, stage, prompt(id, { text }));
      await following.next("turnEnded");
    }
    await agent.leave(stage.project.slug);
    // All at once.
    const again = await follow(await stage.agent(), stage, { live: false, onReport });
    expect([most, said(again.reports)]).toEqual([1, said(following.reports)]);
    expect(said(following.reports)).toEqual(["Heard: one", "Heard: two"]);
  }),
  exactly(
    "a cursor goes on where it was taken, whichever it is: nothing is left out, and nothing told twice",
    async (stage) => {
      const { agent, following } = await up(stage);
      const texts = ["one", "two", "three"];
      for (const [at, text] of texts.entries()) {
        await deliver(agent, stage, prompt(`p${at}`, { text }));
        await following.next("turnEnded");
      }
      await agent.leave(stage.project.slug);
      await stage.stop();
      const told = following.reports.filter(({ type }) => type === "said" || type === "turnEnded");
      for (const [at, one] of told.entries()) {
        const again = await follow(await stage.agent(), stage, { live: false, cursor: one.at });
        expect(said(again.reports)).toEqual(said(told.slice(at + 1)));
      }
      const anew = await follow(await stage.agent(), stage, { live: false });
      expect(said(anew.reports)).toEqual(texts.map((text) => `Heard: ${text}`));
    },
  ),
  exactly("what Claude does while nobody follows is told to who follows next", async (stage) => {
    const { agent, following } = await up(stage);
    await deliver(agent, stage, hold);
    const cursor = following.reports.at(-1)?.at ?? null;
    await agent.leave(stage.project.slug);
    const before = following.reports.length;
    await stage.goOn();
    const again = await follow(await stage.agent(), stage, { cursor });
    await again.next("turnEnded");
    expect([said(again.reports), following.reports.length]).toEqual([[`Heard: ${hold.text}`], before]);
  }),
  exactly("its end is told, once, after all that it did", async (stage) => {
    const { agent, following } = await up(stage);
    const { due, confirmed } = await dueOf(agent, stage, prompt("p1", { text: "leave now" }));
    expect(await agent.deliver(stage.project.slug, stage.session, due, unhindered)).toBe("delivered");
    expect(confirmed()).toBeGreaterThan(0);
    await following.next("gone");
    await agent.leave(stage.project.slug);
    expect(following.reports.map(({ type }) => type).filter((type) => type === "gone")).toEqual(["gone"]);
    expect(following.reports.at(-1)?.type).toBe("gone");
  }),
  short("an interrupt ends the turn, and Claude stands at its prompt", async (stage) => {
    const { agent, following } = await up(stage);
    await deliver(agent, stage, hold);
    await agent.interrupt(stage.project.slug);
    // Where Claude has said nothing yet, its CLI takes the prompt back without a word.
    await following.next("interrupted", "wentIdle");
    expect(await deliver(agent, stage, prompt("p2", { text: "and now this" }))).toBe("delivered");
    await following.next("turnEnded");
    expect([await stage.heard(), said(following.reports)]).toEqual([
      [hold.text, "and now this"],
      ["Heard: and now this"],
    ]);
  }),
  exactly("nobody is at the terminal but the bot", async (stage) => {
    const { agent } = await up(stage);
    expect(await agent.attended(stage.project.slug)).toBeNull();
  }),
  exactly("the screen shows what was said, live, and as the last stop has left it", async (stage) => {
    const { agent, following } = await up(stage);
    await deliver(agent, stage, prompt("p1", { text: "show this" }));
    await following.next("turnEnded");
    expect(await agent.screen(stage.project.slug, 50)).toContain("Heard: show this");
    await agent.leave(stage.project.slug);
    await stage.stop();
    expect(await (await stage.agent()).screen(stage.project.slug, 50)).toContain("Heard: show this");
  }),
  exactly("what is to be forgotten is gone", async (stage) => {
    const { agent, following } = await up(stage);
    await deliver(agent, stage, prompt("p1", { text: "forget this" }));
    await following.next("turnEnded");
    await agent.leave(stage.project.slug);
    await stage.stop();
    await agent.leave(stage.project.slug, true);
    const next = await stage.agent();
    const session = { ...stage.session, started: true };
    await expect(launch(next, stage, undefined, session)).rejects.toMatchObject({ code: "unknown-session" });
    expect((await follow(next, stage, { live: false })).reports).toEqual([]);
  }),
];

export const agentChecks: readonly AgentCheck[] = [...launching, ...delivering, ...hindered, ...dialogs, ...following];
