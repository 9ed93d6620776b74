import { promptText } from "../../src/cockpit/answer/answer.ts";
import type { Prompt } from "../../src/cockpit/state.ts";
import { BridgeError } from "../../src/errors.ts";
import type {
  Agent,
  Channel,
  Clock,
  Committer,
  Delivered,
  Home,
  Owner,
  Project,
  Report,
  Workspace,
} from "../../src/ports/ports.ts";
import { createExpectation, deliver, type Expectation, inOrder, putAway, wasPressed } from "./deliver.ts";
import { dialogsOf, letGo, revoke } from "./dialog/dialog.ts";
import { LAUNCH, LAUNCHED } from "./homes.ts";
import { type Credentials, writeLaunch } from "./launch.ts";
import { connect, type Live } from "./live.ts";
import { fromCursor, sizeOf, toCursor } from "./record/lines.ts";
import { lookUp } from "./record/lookup.ts";
import { createRelay, type Relay } from "./record/relay.ts";
import { readStatus } from "./record/status.ts";
import { repositoryFaults } from "./repository.ts";
import { ATTACH, listClients } from "./terminal/keys.ts";
import { lastLines, savedScreen, savedView } from "./terminal/screens.ts";
import { launchArguments } from "./text.ts";
import { admit, inventoryOf } from "./trust/trust.ts";

/** Lines of a screen, as tmux.conf has it. */
const SCREEN_LINES = 50;

const TURN_ENDS: ReadonlySet<Report["type"]> = new Set(["turnEnded", "turnFailed", "interrupted"]);

/** A sub-agent in the background may ask on. */
function isOver(report: Report): boolean {
  return TURN_ENDS.has(report.type) && !(report.type === "turnEnded" && report.background);
}

export interface ClaudeConfig {
  readonly home: (project: string) => Home;
  readonly workspace: (project: Project) => Workspace;
  /** As whom the project's container runs. */
  readonly owner: (project: Project) => Promise<Owner>;
  readonly credentials: () => Credentials;
  /** Whom git takes the bot's user for. */
  readonly committer: () => Promise<Committer | null>;
  /** Whether Claude is told to ask by its tool for questions. */
  readonly asksByChoices: boolean;
  /** Runs a command in the project's container; rejects with `container-missing` where none runs. */
  readonly open: (project: string, argv: readonly string[]) => Promise<Channel>;
  readonly clock: Clock;
  /** Milliseconds. */
  readonly timeouts: (project: string) => { readonly thaw: number; readonly deliver: number };
  readonly onError: (error: unknown) => void;
}

/** Claude Code's interactive CLI in tmux: keys through control mode, words from its transcript, events from its hooks. */
export function createClaude(config: ClaudeConfig): Agent {
  const { clock, timeouts } = config;
  const lives = new Map<string, Live>();
  const expected = new Map<string, Expectation>();
  const { home } = config;

  const connecting = new Map<string, AbortController>();

  async function leave(project: string): Promise<void> {
    connecting.get(project)?.abort(left());
    const live = lives.get(project);
    lives.delete(project);
    await live?.leave();
  }

  return {
    terminal: ATTACH,

    inventory: (project) => inventoryOf(config.workspace(project)),

    async prepareLaunch(launch) {
      const { project, trusted } = launch;
      const owner = await config.owner(project);
      const workspace = config.workspace(project);
      const admitted = admit(await inventoryOf(workspace), trusted, await repositoryFaults(workspace, project));
      await writeLaunch(home(project.slug), launch, admitted, owner, {
        credentials: config.credentials(),
        committer: project.committer === "host" ? await config.committer() : null,
        asksByChoices: config.asksByChoices,
      });
      return admitted.withheld;
    },

    async mark(project, session) {
      return toCursor({
        session: session.id,
        offset: await sizeOf(home(project).config, session.id),
        hook: "",
      });
    },

    async follow(project, session, cursor, live, report, due) {
      await leave(project);
      const of = home(project);
      if (due === null) expected.delete(project);
      else expected.set(project, createExpectation(due, session));
      const onHeard = async (...seen: Parameters<Expectation["see"]>) => expected.get(project)?.see(...seen);
      const told = async (one: Report): Promise<void> => {
        if (live && TURN_ENDS.has(one.type)) await revoke(of);
        // Settled on the screen, it has no other end: its hook would hold an answer that comes now for ever.
        if (live && isOver(one)) await letGo(of, relay.dialogs);
        await report(one);
      };
      const relay: Relay = createRelay({
        home: of,
        start: fromCursor(cursor, session.id),
        clock,
        isIdle: async () => (await readStatus(of.config))?.status === "idle",
        report: told,
        onHeard,
        standing: live ? await dialogsOf(of) : [],
      });
      if (!live) return relay.pump(true);
      const controller = new AbortController();
      connecting.set(project, controller);
      const { signal } = controller;
      try {
        lives.set(
          project,
          await connect({ ...config, home: of, project, relay, limit: timeouts(project).thaw, signal }),
        );
      } finally {
        connecting.delete(project);
      }
    },

    async leave(project, forget = false) {
      await leave(project);
      if (forget) await home(project).destroy();
    },

    async deliver(project, session, due, signal) {
      const of = home(project);
      const { prompt, mark } = due;
      const expectation = createExpectation(due, session);
      let outcome: Delivered | null = null;
      // Before the look: what the record gets in between is seen by one of the two.
      expected.set(project, expectation);
      try {
        const live = lives.get(project);
        const found = await lookUp(of, session, prompt, mark);
        if (typeof found === "object") {
          if (live !== undefined) await putAway({ live, home: of, session, prompt, clock });
          return found;
        }
        if (found === "heard") {
          if (live === undefined) await expectation.meet();
          else await inOrder(live, expectation);
          return "delivered";
        }
        if (live === undefined) {
          await of.run.remove(LAUNCH);
          if (!(await wasPressed(of, prompt, mark))) return "absent";
          await expectation.meet();
          return "delivered";
        }
        const launched = await takeBackLaunch(of, prompt);
        outcome = await deliver({
          live,
          home: of,
          session,
          prompt,
          mark,
          expectation,
          launched,
          signal,
          clock,
          limit: timeouts(project).deliver,
        });
        return outcome;
      } finally {
        if (expected.get(project) === expectation) expected.delete(project);
        // A launch that waits behind what the screen asks is under way all the while.
        const isSettled = outcome !== "unknown" && prompt.answers?.kind !== "screen";
        if (lives.has(project) && isSettled) await of.cockpit.remove(LAUNCHED);
      }
    },

    async attended(project) {
      const lines = (await lives.get(project)?.terminal.command(listClients)) ?? [];
      const keys = lines.flatMap((line) => {
        const [isProgram, at] = line.split(" ");
        return isProgram === "0" ? Number(at) * 1_000 : [];
      });
      return keys.reduce<number | null>((last, key) => Math.max(last ?? key, key), null);
    },

    async interrupt(project) {
      await lives.get(project)?.interrupt();
    },

    async view(project) {
      const live = lives.get(project);
      if (live !== undefined) return live.view();
      const saved = (await savedView(home(project).cockpit)) ?? "";
      return saved.trimEnd().split("\n").slice(-SCREEN_LINES).join("\n");
    },

    async ask(project) {
      const live = lives.get(project);
      if (live === undefined)
        throw new BridgeError("container-missing", `${project} is not running. "start ${project}" starts it.`);
      live.follower.wonder();
    },

    async screen(project, lines) {
      const live = lives.get(project);
      const text = live === undefined ? await savedScreen(home(project).cockpit) : await live.screen(lines);
      return lastLines(text ?? "(Nothing was shown yet.)", lines);
    },
  };
}

/**
 * Whether Claude was started with it: what the container took stands beside it, also for a bot that was killed since.
 * A launch that was not taken (the container ran already) is taken back.
 */
async function takeBackLaunch(home: Home, prompt: Prompt): Promise<boolean> {
  await home.run.remove(LAUNCH);
  const taken = await home.cockpit.read(LAUNCHED, LAUNCHED_MOST);
  return taken?.toString("utf8") === launchArguments(promptText(prompt));
}

/** Bytes: the kernel takes no longer argument. */
const LAUNCHED_MOST = 200_000;

function left(): BridgeError {
  return new BridgeError("claude-exited", "Claude was stopped while it came up. The next message starts it again.");
}
