import { Readable } from "node:stream";
import { BridgeError } from "../../src/errors.ts";
import type { ChatFile } from "../../src/ports/ports.ts";
import { fetchOnce } from "../chat/http.ts";
import type { Written } from "../chat/inbound.ts";
import type { Api } from "./api.ts";
import type { SlackFile, SlackMessage } from "./history.ts";
import { slackIds } from "./ids.ts";
import type { Members } from "./members.ts";
import { mentioned, plainText } from "./text.ts";

export interface Reader {
  /** What a person wrote; null for what is by bots, by Slack itself, or by us. */
  written(message: SlackMessage): Written | null;
}

export interface ReaderParts {
  readonly members: Members;
  readonly api: Api;
  readonly token: string;
  /** The Web API's address; undefined: Slack's own. */
  readonly url: string | undefined;
  /** The bot's own user id. */
  readonly self: string;
  readonly signal: AbortSignal;
}

/** Subtypes that are people writing; all others are Slack's own tales. */
const WRITTEN = new Set([undefined, "file_share", "thread_broadcast", "me_message"]);

export function createReader(parts: ReaderParts): Reader {
  const { api, members, token, self, signal } = parts;
  const toSelf = new RegExp(`^\\s*<@${self}(\\|[^>]*)?>[,:]?\\s*`);

  async function words(text: string) {
    const rest = text.replace(toSelf, "");
    for (const id of mentioned(rest)) await members.person(id);
    return { text: plainText(rest, { user: members.nameOf }), toBot: rest !== text };
  }

  function fileOf(file: SlackFile): ChatFile {
    const name = file.name ?? file.title ?? "file";
    return {
      name,
      async open() {
        const address = file.url_private_download ?? file.url_private;
        // A file may be a link to anywhere, and the token is for Slack alone.
        if (address === undefined || !isSlacks(address, parts.url))
          throw new BridgeError("bad-input", `${name} is not kept by Slack, so it is not fetched.`);
        const headers = { authorization: `Bearer ${token}` };
        const response = await api.retry("download", () => fetchOnce(address, { headers, signal }));
        // Without the right to it Slack answers with a page to sign in, and status 200.
        const isPage = /^text\/html/.test(response.headers.get("content-type") ?? "") && !/\.html?$/i.test(name);
        if (!response.ok || response.body === null || isPage)
          throw new BridgeError("bad-input", `Slack does not give out ${name}: the app needs the scope files:read.`);
        return Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
      },
    };
  }

  return {
    written({ ts, user, bot_id, subtype, text = "", edited, files = [], attachments = [] }) {
      if (!WRITTEN.has(subtype) || bot_id !== undefined || user === undefined || user === self) return null;
      const shared = attachments.find(({ is_share }) => is_share);
      return {
        id: ts,
        user,
        at: slackIds.timeOf(ts),
        edition: edited?.ts ?? null,
        words: () => words(text),
        files: files.map(fileOf),
        // Slack's threads know no replies but this: words with another message under them.
        ...(shared !== undefined && { replyTo: shared.ts ?? null }),
      };
    },
  };
}

export function isSlacks(address: string, api: string | undefined): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, host } = new URL(address);
  if (api !== undefined && new URL(api).host === host) return true;
  return protocol === "https:" && /(^|\.)slack\.com$/.test(hostname);
}
