import { Readable } from "node:stream";
import { BridgeError } from "../../src/errors.ts";
import type { ChatFile } from "../../src/ports/ports.ts";
import { fetchOnce } from "../chat/http.ts";
import type { Words, Written } from "../chat/inbound.ts";
import type { Api } from "./api.ts";
import { type DiscordMessage, REPLY, WRITTEN } from "./history.ts";
import { timeOf } from "./ids.ts";
import type { Members } from "./members.ts";
import type { Servers } from "./servers.ts";

/** The server in which something was written; null in a direct message. */
export type ServerOf = () => Promise<string | null>;

export interface Reader {
  /** Null for what no person wrote. */
  written(message: DiscordMessage, server: ServerOf): Written | null;
}

export interface ReaderParts {
  readonly api: Api;
  readonly members: Members;
  readonly servers: Servers;
  readonly self: string;
  readonly signal: AbortSignal;
}

/** A mention of a person, or of a role. */
const GREETING = /^\s*<@(!?|&)(\d+)>[,:]?\s*/;

export function createReader({ api, members, servers, self, signal }: ReaderParts): Reader {
  async function words(content: string, serverOf: ServerOf): Promise<Words> {
    const [greeting = "", sign, id] = GREETING.exec(content) ?? [];
    const toBot = sign === "&" ? await isOwnRole(id, serverOf) : id === self;
    return { text: await named(toBot ? content.slice(greeting.length) : content, serverOf), toBot };
  }

  /** A server's list offers the bot's own role beside the bot, under the same name. */
  async function isOwnRole(id: string | undefined, serverOf: ServerOf): Promise<boolean> {
    const server = await serverOf();
    return server !== null && (await servers.ownRole(server)) === id;
  }

  /** Mentions as names: Claude knows no ids. */
  async function named(text: string, serverOf: ServerOf): Promise<string> {
    const ids = [...new Set([...text.matchAll(/<@!?(\d+)>/g)].map(([, id = ""]) => id))];
    if (ids.length === 0) return text;
    const server = await serverOf();
    const names = new Map(
      await Promise.all(ids.map(async (id) => [id, (await members.person(id, server)).name] as const)),
    );
    return text.replace(/<@!?(\d+)>/g, (_, id: string) => `@${names.get(id) ?? id}`);
  }

  /** Attachments are on Discord's own servers, and their address is the right to them. */
  function fileOf(name: string, url: string): ChatFile {
    return {
      name,
      async open() {
        const response = await api.retry("download", () => fetchOnce(url, { signal }));
        if (!response.ok || response.body === null)
          throw new BridgeError("bad-input", `Discord does not give out ${name} (${response.status}).`);
        return Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
      },
    };
  }

  return {
    written({ id, type, author, content, edited_timestamp: edition, attachments, message_reference: to }, serverOf) {
      if (!WRITTEN.has(type) || author.bot === true || author.id === self) return null;
      return {
        id,
        at: timeOf(id),
        user: author.id,
        edition: edition ?? null,
        words: () => words(content, serverOf),
        files: attachments.map(({ filename, url }) => fileOf(filename, url)),
        ...(type === REPLY && { replyTo: to?.message_id ?? null }),
      };
    },
  };
}
