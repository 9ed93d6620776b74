import { setImmediate } from "node:timers/promises";
import { promptText } from "../../src/cockpit/answer/answer.ts";
import type { Prompt } from "../../src/cockpit/state.ts";
import { BridgeError } from "../../src/errors.ts";
import type { Agent, Clock, Due, Report } from "../../src/ports/ports.ts";
import type { Entry, Place, WithoutCursor } from "../core/claude.ts";

export interface AgentParts {
  placeOf(project: string): Place;
  /** To be called where something in the place has changed. */
  changed(place: Place): void;
  isStuck(project: string): boolean;
  isSignedOut(): boolean;
  /** Removes all of it. */
  forget(project: string): void;
  /** Ends the turn under way, if there is one. */
  interrupt(project: string): void;
  attended(project: string): number | null | Promise<number | null>;
  readonly clock: Clock;
  /** Milliseconds until a stuck screen is given up. */
  readonly limit: number;
  readonly first: "ready" | "reports";
  /** Awaited at every point where a crash makes a difference. */
  step(what: string): Promise<void>;
}

export interface MemoryAgent extends Agent {
  /** Its bridge was killed: what it has under way never happens. */
  die(): void;
}

interface Follower {
  stopped: boolean;
  readonly loop: Promise<void>;
  /** Resolves once it is stopped, or Claude has ended and all that it left is reported. */
  readonly drained: Promise<void>;
}

/** An agent on what `place` holds: it looks at Claude's record and types into Claude's queue, as the port says. */
export function createMemoryAgent(parts: AgentParts): MemoryAgent {
  const { placeOf, changed, isStuck, clock, limit, first, step } = parts;
  const self = { dead: false };
  const never = new Promise<never>(() => {});
  const followers = new Map<string, Follower>();
  const expected = new Map<string, { met: boolean; see(entry: Entry, at: number): Promise<void> }>();
  const point = async (what: string): Promise<void> => {
    await step(what);
    if (self.dead) await never;
  };
  const change = (place: Place): Promise<void> => new Promise((resolve) => place.waiters.push(resolve));

  function expectation({ prompt, mark, confirm }: Due) {
    let confirmed: Promise<void> | null = null;
    const one = {
      met: false,
      async meet() {
        confirmed ??= confirm();
        await confirmed;
        one.met = true;
      },
      async see(entry: Entry, at: number) {
        if (at > Number(mark) && isOf(entry, prompt)) await one.meet();
      },
    };
    return one;
  }

  async function leave(project: string): Promise<void> {
    const follower = followers.get(project);
    followers.delete(project);
    if (follower === undefined) return;
    follower.stopped = true;
    changed(placeOf(project));
    await follower.loop;
  }

  return {
    die() {
      self.dead = true;
    },
    terminal: ["watch"],
    inventory: async ({ slug }) => placeOf(slug).brings,
    async prepareLaunch({ project, session, prompt, trusted }) {
      await point("board");
      const place = placeOf(project.slug);
      if (parts.isSignedOut()) throw new BridgeError("no-credentials", "Nobody is signed in.");
      if (session.started && !place.log.some(({ type }) => type === "heard"))
        throw new BridgeError("unknown-session", `The conversation ${session.id} is not on disk any more.`);
      const { items } = place.brings;
      const untrusted = Array.isArray(trusted) ? items.filter(({ key }) => !trusted.includes(key)) : [];
      place.without = trusted === "none" ? items.map(({ text }) => text) : untrusted.map(({ text }) => text);
      place.launch = null;
      place.launched = null;
      if (prompt?.kind === "text") place.launch = promptText(prompt);
      // What is left out as a whole has another reason than trust.
      return { items: trusted === "none" ? [] : place.without, faults: [], lacks: [], print: place.without.join() };
    },
    async mark(project) {
      await point("mark");
      return String(placeOf(project).log.length);
    },
    async follow(project, _session, cursor, live, report, due) {
      await leave(project);
      await point("follow");
      if (due === null) expected.delete(project);
      else expected.set(project, expectation(due));
      const place = placeOf(project);
      let at = Number(cursor ?? 0);
      let open = false;
      const tell = async (entry: WithoutCursor<Report>): Promise<void> => {
        if (self.dead) await never;
        placeOf(project).told += 1;
        if (entry.type === "turnStarted") open = true;
        if (["turnEnded", "turnFailed", "interrupted", "wentIdle"].includes(entry.type)) open = false;
        await report({ ...entry, at: String(at) });
        if (self.dead) await never;
      };
      const pump = async (): Promise<void> => {
        for (let entry = place.log[at]; entry !== undefined; entry = place.log[at]) {
          at += 1;
          if (entry.type === "decided" || entry.type === "heard") {
            await expected.get(project)?.see(entry, at);
            changed(place);
          }
          if (entry.type === "decided" || entry.type === "refused") continue;
          if (entry.type === "heard") {
            if (!open) await tell({ type: "turnStarted" });
          } else await tell(entry);
        }
      };
      if (!live) return pump();
      if (place.process === null) throw new BridgeError("claude-exited", "Claude did not start: it is not there.");
      const { brings } = place;
      if (brings.faults.length > 0 && place.without.length < brings.items.length)
        throw new BridgeError("settings-refused", brings.faults[0]?.text ?? "");
      if (isStuck(project)) throw new BridgeError("claude-stuck", "Claude does not come to its prompt.");
      const follow = async (): Promise<void> => {
        for (let isFirst = true; ; isFirst = false) {
          await pump();
          if (isFirst) await tell({ type: "current" });
          if (follower.stopped) return drained();
          if (place.process === null) {
            await pump();
            drained();
            return followers.get(project) === follower ? tell({ type: "gone", reason: "it ended" }) : undefined;
          }
          const works = place.process.state === "working";
          if (works && !open) await tell({ type: "turnStarted" });
          if (place.process?.state === "idle" && open && at === place.log.length) await tell({ type: "wentIdle" });
          if (at === place.log.length && !follower.stopped && place.process !== null) await change(place);
        }
      };
      let drained = () => {};
      const isDrained = new Promise<void>((resolve) => {
        drained = resolve;
      });
      const follower = { stopped: false, loop: Promise.resolve(), drained: isDrained };
      followers.set(project, follower);
      if (first === "reports") await pump();
      follower.loop = setImmediate().then(follow);
    },
    async leave(project, forget = false) {
      await leave(project);
      await point("leave");
      if (forget) parts.forget(project);
    },
    async deliver(project, _session, due, signal) {
      const { prompt, mark, confirm } = due;
      await point("deliver: look");
      const place = placeOf(project);
      const isHeard = () => place.log.slice(Number(mark)).some((one) => isOf(one, prompt));
      const refusal = () => {
        const texts = place.log.slice(Number(mark));
        const found = texts.find((one) => one.type === "refused" && one.text === promptText(prompt));
        return found?.type === "refused" ? { refused: found.reason } : null;
      };
      const follower = followers.get(project);
      const refused = refusal();
      if (refused !== null) return refused;
      if (isHeard()) {
        await confirm();
        return "delivered";
      }
      if (follower === undefined) {
        place.launch = null;
        return "absent";
      }
      const seen = expectation(due);
      expected.set(project, seen);
      let under = place.launched === promptText(prompt);
      let deadline = clock.now() + limit;
      const wake = () => changed(place);
      signal.addEventListener("abort", wake);
      try {
        for (;;) {
          const { process } = place;
          if (seen.met) return "delivered";
          const refusedNow = refusal();
          if (refusedNow !== null) return refusedNow;
          if (process === null) {
            await follower.drained;
            if (!isHeard()) return "absent";
            await seen.meet();
            return "delivered";
          }
          if (follower.stopped || signal.aborted) return "unknown";
          if (prompt.answers !== undefined && place.closed.has(prompt.answers.id)) return "forestalled";
          // For as long as people think it over.
          if (process.state === "dialog") deadline = clock.now() + limit;
          if (process.state === "dialog" && process.asks === prompt.answers?.id && !under) {
            under = true;
            await point("deliver: hand in");
            if (process.alive) {
              process.answer = prompt.text;
              place.log.push({ type: "decided", prompt: prompt.id, words: prompt.text });
              process.goOn();
            }
            changed(place);
            await point("deliver: handed in");
            continue;
          }
          const takes = process.state === "idle" || process.state === "working";
          if (!under && takes && !process.queue.includes(promptText(prompt)) && !isHeard()) {
            under = true;
            await point("deliver: type");
            if (process.alive) process.queue.push(promptText(prompt));
            changed(place);
            await point("deliver: typed");
          } else if (!under && clock.now() >= deadline) {
            throw new BridgeError("claude-stuck", "Claude's screen is not at its prompt, so nothing was typed.");
          } else await waited(place, deadline);
        }
      } finally {
        signal.removeEventListener("abort", wake);
        if (expected.get(project) === seen) expected.delete(project);
        place.launched = null;
      }
    },
    async attended(project) {
      await point("attended");
      return parts.attended(project);
    },
    async interrupt(project) {
      await point("interrupt");
      parts.interrupt(project);
    },
    async view() {
      await point("view");
      return "";
    },
    async ask() {
      await point("ask");
    },
    async screen(project, lines) {
      await point("screen");
      const said = placeOf(project).log.flatMap((one) => (one.type === "said" ? one.text.split("\n") : []));
      return said.slice(-lines).join("\n");
    },
  };

  async function waited(place: Place, deadline: number): Promise<void> {
    const controller = new AbortController();
    const late = clock.after(Math.max(0, deadline - clock.now()), controller.signal).catch(() => undefined);
    await Promise.race([change(place), late]);
    controller.abort();
  }
}

function isOf(entry: Entry, prompt: Prompt): boolean {
  return entry.type === "heard"
    ? entry.text === promptText(prompt)
    : entry.type === "decided" && entry.prompt === prompt.id;
}
