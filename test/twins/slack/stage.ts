import { onTestFinished } from "vitest";
import { createSlackTwin, type SlackTwin, type SlackTwinOptions } from "./index.ts";

export async function twinWithPeople(options: SlackTwinOptions = {}): Promise<SlackTwin> {
  const twin = await createSlackTwin(options);
  onTestFinished(() => twin.close());
  twin.user("U1", { name: "ada" });
  twin.user("U2", { name: "bob" });
  twin.channel("C1", { name: "work", members: ["U1", "U2"] });
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
