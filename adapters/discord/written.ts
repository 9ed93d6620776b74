import { Readable } from "node:stream";
import { BridgeError } from "../../src/errors.ts";
import type { ChatFile, Person } from "../../src/ports.ts";
import type { Written } from "../chat/inbound.ts";
import type { DiscordMessage } from "./history.ts";

/** Usual messages, and replies. */
const WRITTEN = new Set([0, 19]);

export interface Reader {
  /** Null for what no person wrote. */
  written(message: DiscordMessage): Written | null;
}

export function createReader({
  self,
  person,
  signal,
}: {
  readonly self: string;
  readonly person: (id: string) => Promise<Person>;
  readonly signal: AbortSignal;
}): Reader {
  const greeting = new RegExp(`^\\s*<@!?${self}>[,:]?\\s*`);

  /** Mentions as names: Claude knows no ids. */
  async function named(text: string): Promise<string> {
    const ids = [...text.matchAll(/<@!?(\d+)>/g)].map(([, id = ""]) => id);
    const names = new Map(await Promise.all(ids.map(async (id) => [id, (await person(id)).name] as const)));
    return text.replace(/<@!?(\d+)>/g, (_, id: string) => `@${names.get(id) ?? id}`);
  }

  /** Attachments are on Discord's own servers, and their address is the right to them. */
  function fileOf(name: string, url: string): ChatFile {
    return {
      name,
      async open() {
        const response = await fetch(url, { signal });
        if (!response.ok || response.body === null)
          throw new BridgeError("bad-input", `Discord does not give out ${name} (${response.status}).`);
        return Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
      },
    };
  }

  return {
    written({ id, type, author, content, edited_timestamp: edition, attachments }) {
      if (!WRITTEN.has(type) || author.bot === true || author.id === self) return null;
      const rest = content.replace(greeting, "");
      return {
        id,
        user: author.id,
        edition: edition ?? null,
        words: async () => ({ text: await named(rest), toBot: rest !== content }),
        files: attachments.map(({ filename, url }) => fileOf(filename, url)),
      };
    },
  };
}
