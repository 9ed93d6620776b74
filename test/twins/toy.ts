import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text as textOf } from "node:stream/consumers";
import { z } from "zod";

/** A message as the toy has it; people's have a `user`. */
export interface ToyMessage {
  readonly id: string;
  readonly channel: string;
  readonly thread?: string | undefined;
  readonly user?: string | undefined;
  text: string;
  edition: string | null;
  readonly key?: string | undefined;
  to: readonly string[];
  asked?: string | undefined;
  readonly receipts: string[];
}

const given = z.object({
  id: z.string().default(""),
  channel: z.string().default(""),
  thread: z.string().optional(),
  key: z.string().default(""),
  user: z.string().default(""),
  text: z.string().default(""),
  to: z.array(z.string()).default([]),
  asked: z.string().optional(),
  receipt: z.string().default(""),
  after: z.union([z.string(), z.number()]).default(0),
});
type Given = z.output<typeof given>;

class Refused extends Error {}

/** A chat of one server and eight methods, in memory. Its ids are like nobody else's. */
export async function createToyTwin(now: () => number) {
  const messages: ToyMessage[] = [];
  const told: { readonly user: string; readonly key: string; readonly text: string }[] = [];
  const happened: { readonly type: string; readonly message: ToyMessage; readonly asked?: string | undefined }[] = [];
  const listeners = new Set<() => void>();
  let refused: string | null = null;
  let isLosing = false;
  let last = 0;

  const idNow = () => {
    last = Math.max(last + 1, Math.floor(now() * 1000));
    return `$${last}@toy`;
  };
  const find = (id: string): ToyMessage => {
    const found = messages.find((one) => one.id === id);
    if (found === undefined) throw new Refused("no such message");
    return found;
  };
  const take = (text: string) => {
    if (refused !== null && text.includes(refused)) throw new Refused("not that");
  };
  const happen = (type: string, message: ToyMessage, asked?: string) => {
    happened.push({ type, message: { ...message }, asked });
    for (const listener of [...listeners]) listener();
  };

  const methods: Readonly<Record<string, (given: Given) => unknown>> = {
    hello: () => ({ last: happened.length }),
    async listen({ after }) {
      const from = Number(after);
      while (happened.length <= from) {
        await new Promise<void>((resolve) => {
          const listener = () => {
            listeners.delete(listener);
            resolve();
          };
          listeners.add(listener);
        });
      }
      return { happened: happened.slice(from), last: happened.length };
    },
    post({ channel, thread, key, text, to, asked }) {
      take(text);
      const known = messages.find((one) => one.key === key && one.channel === channel && one.thread === thread);
      if (known !== undefined) return known;
      const message: ToyMessage = { id: idNow(), channel, thread, key, text, to, asked, edition: null, receipts: [] };
      messages.push(message);
      return message;
    },
    edit({ id, text, to, asked }) {
      take(text);
      Object.assign(find(id), { text, to, asked });
      return null;
    },
    history: ({ channel, thread, after }) =>
      messages.filter(
        (one) => one.channel === channel && one.thread === thread && order(one.id) > order(String(after)),
      ),
    react({ id, receipt }) {
      find(id).receipts.push(receipt);
      return null;
    },
    tell({ user, key, text }) {
      if (!told.some((one) => one.user === user && one.key === key)) told.push({ user, key, text });
      return null;
    },
    board({ text }) {
      take(text);
      return null;
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = methods[(request.url ?? "").slice(1)];
    try {
      if (method === undefined) throw new Refused("no such method");
      const result = await method(given.parse(JSON.parse(await textOf(request))));
      if (isLosing && (method === methods.post || method === methods.edit)) {
        isLosing = false;
        request.socket.destroy();
      }
      response.end(JSON.stringify(result));
    } catch (error) {
      response.writeHead(error instanceof Refused ? 400 : 500).end(String(error));
    }
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    messages,
    told,
    find,
    write(channel: string, thread: string | undefined, user: string, text: string): ToyMessage {
      const message = { id: idNow(), channel, thread, user, text, edition: null, to: [], receipts: [] };
      messages.push(message);
      happen("wrote", message);
      return message;
    },
    edit(id: string, text: string): void {
      happen("edited", Object.assign(find(id), { text, edition: idNow() }));
    },
    erase(id: string): void {
      happen("erased", find(id));
      messages.splice(messages.indexOf(find(id)), 1);
    },
    /** In the form below a question. */
    answer(user: string, question: ToyMessage, text: string): void {
      happen("answered", { ...question, id: idNow(), user, text }, question.asked);
    },
    refuse(sign: string): void {
      refused = sign;
    },
    lose(): void {
      isLosing = true;
    },
    cut: () => server.closeAllConnections(),
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function order(id: string): number {
  return Number(/\d+/.exec(id)?.[0] ?? 0);
}
