import { onTestFinished } from "vitest";
import { isJson, type Json } from "../json.ts";
import { createDiscordTwin, type DiscordTwin, type DiscordTwinOptions, snowflake } from "./index.ts";

export const ada = snowflake(1);
export const bob = snowflake(2);
export const work = snowflake(11);
export const forum = snowflake(12);

export async function twinWithPeople(options: DiscordTwinOptions = {}): Promise<DiscordTwin> {
  const twin = await createDiscordTwin(options);
  onTestFinished(() => twin.close());
  twin.user(ada, { name: "ada" });
  twin.user(bob, { name: "bob" });
  twin.channel(work, { name: "work" });
  twin.channel(forum, { name: "ideas", type: "forum" });
  return twin;
}

export interface Gate {
  readonly opened: Promise<void>;
  open(): void;
}

export function gate(): Gate {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** What listeners heard, for a test to wait for: the twin's `until` looks at changes of the twin only. */
export interface Heard<Item> {
  readonly items: Item[];
  add(item: Item): void;
  /** Resolves with them all, once there are so many. */
  atLeast(count: number): Promise<readonly Item[]>;
}

export function listener<Item = string>(): Heard<Item> {
  const items: Item[] = [];
  let look: () => void = () => undefined;
  return {
    items,
    add(item) {
      items.push(item);
      look();
    },
    atLeast: (count) =>
      new Promise((resolve) => {
        look = () => {
          if (items.length >= count) resolve([...items]);
        };
        look();
      }),
  };
}

export interface Answer {
  readonly status: number;
  readonly body: Json;
  readonly headers: Headers;
}

/** The API without discord.js, which would not send what is wrong. */
export async function call(
  twin: DiscordTwin,
  method: string,
  route: string,
  body?: unknown,
  token = twin.token,
): Promise<Answer> {
  const response = await fetch(`${twin.url}/v10${route}`, {
    method,
    headers: { "content-type": "application/json", authorization: `Bot ${token}` },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const parsed: unknown = text === "" ? {} : JSON.parse(text);
  return { status: response.status, headers: response.headers, body: isJson(parsed) ? parsed : { list: parsed } };
}
