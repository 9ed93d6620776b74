import type { ChatCommand, ChatLog, Clock } from "../../src/ports/ports.ts";
import { type Api, codeOf } from "./api.ts";
import { type Descriptions, registration } from "./commands.ts";
import { inviteLink } from "./permissions.ts";

export interface RegistrarParts {
  readonly api: Api;
  readonly application: string;
  /** The server whose commands are registered at once; undefined: in all of them, which takes a while. */
  readonly guild: string | undefined;
  readonly servers: () => readonly string[];
  readonly commands: readonly ChatCommand[];
  readonly descriptions: Descriptions;
  readonly clock: Clock;
  readonly log: ChatLog;
  readonly signal: AbortSignal;
  readonly keep: (task: Promise<unknown>) => void;
  /** What is wanting, or null once nothing is. */
  readonly onTrouble: (trouble: string | null) => void;
}

/** Puts the commands up where people find them. Without them the bot works all the same, by mentions and buttons. */
export interface Registrar {
  /** Never rejects: resolves with what is wanting, and goes on trying. */
  register(): Promise<string | null>;
}

/** Milliseconds. */
const PAUSE = 60_000;
/** The bot was let in without the right to have commands. */
const NO_ACCESS = 50001;

export function createRegistrar(parts: RegistrarParts): Registrar {
  const { api, application, guild, servers, clock, log, signal, keep, onTrouble } = parts;
  let isTrying = false;

  const routeOf = (server: string | undefined) =>
    `/applications/${application}${server === undefined ? "" : `/guilds/${server}`}/commands` as const;

  async function once(): Promise<void> {
    await api.call("PUT", routeOf(guild), registration(parts.commands, parts.descriptions));
    // Those of a time when the other setting held would be offered beside them.
    const others = guild === undefined ? servers() : [undefined];
    for (const other of others)
      await api.call("PUT", routeOf(other), []).catch((error: unknown) => {
        if (codeOf(error) === null) throw error;
      });
  }

  /** Null once it is done; else the sentence. */
  async function attempt(): Promise<string | null> {
    try {
      await once();
      return null;
    } catch (error) {
      if (!signal.aborted) log.error(`the commands are not registered: ${String(error)}`);
      return codeOf(error) === NO_ACCESS
        ? `Discord does not let the bot have its commands there. Who may manage the server lets it in anew with ${inviteLink(application)}`
        : "its commands are not registered yet; that is tried again";
    }
  }

  async function goOn(): Promise<void> {
    isTrying = true;
    for (let trouble: string | null = ""; trouble !== null; ) {
      await clock.after(PAUSE, signal);
      trouble = await attempt();
    }
    isTrying = false;
    onTrouble(null);
  }

  return {
    async register() {
      const trouble = await attempt();
      if (trouble !== null && !isTrying) keep(goOn());
      return trouble;
    },
  };
}
