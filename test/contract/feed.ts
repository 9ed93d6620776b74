import { describe, expect, it, onTestFinished } from "vitest";
import type { Entry, Feed, Message } from "../../src/ports/ports.ts";
import { question } from "../fakes/cockpit.ts";

export interface FeedStage {
  readonly feed: Feed;
  /** The same feed after the daemon ended and began again. */
  restart(): Promise<Feed>;
}

const said = (text: string): Message => ({ type: "said", text });

/** What there is in a project's thread now, oldest first. */
async function read(feed: Feed, project: string): Promise<readonly Message[]> {
  const messages: Message[] = [];
  const count = await feed.last(project);
  const stop = new AbortController();
  if (count === 0) stop.abort();
  const take = ({ seq, message }: Entry) => {
    messages.push(message);
    if (seq >= count) stop.abort();
  };
  await feed.subscribe(project, 0, take, stop.signal);
  return messages;
}

/** A reader that keeps what it is handed. */
function follow(feed: Feed, project: string, seq: number) {
  const stop = new AbortController();
  const entries: Entry[] = [];
  const waits: { readonly count: number; readonly resolve: () => void }[] = [];
  onTestFinished(() => stop.abort());
  const take = (entry: Entry) => {
    entries.push(entry);
    for (const { count, resolve } of waits) if (entries.length >= count) resolve();
  };
  return {
    entries,
    ended: feed.subscribe(project, seq, take, stop.signal),
    end: () => stop.abort(),
    /** Resolves once `count` entries came. */
    came: (count: number) =>
      new Promise<void>((resolve) => (entries.length >= count ? resolve() : waits.push({ count, resolve }))),
  };
}

export function feedContract(name: string, setStage: () => Promise<FeedStage>): void {
  describe(`feed contract: ${name}`, () => {
    it("begins empty", async () => {
      const { feed } = await setStage();
      expect([await feed.last("musica"), await read(feed, "musica")]).toEqual([0, []]);
    });

    it("shows every kind of message, in order, and after a restart", async () => {
      const { feed, restart } = await setStage();
      const messages: Message[] = [
        said("two\nlines, \u2028 and \ud83c\udfb5"),
        { type: "did", tool: "Bash", summary: "ls" },
        { type: "question", question, to: ["slack:U1"] },
        { type: "notice", level: "warn", text: "careful" },
        { type: "receipt", prompt: "p1", state: "refused", reason: "no" },
        { type: "phase", phase: "idle" },
        { type: "turn", state: "ended" },
      ];
      for (const [index, message] of messages.entries()) await feed.post("musica", `key ${index}`, message);
      expect([await feed.last("musica"), await read(feed, "musica")]).toEqual([messages.length, messages]);
      expect(await read(await restart(), "musica")).toEqual(messages);
    });

    it("has posts in the order in which they were made, in one breath too", async () => {
      const { feed } = await setStage();
      const texts = Array.from({ length: 20 }, (_, index) => `${index}`);
      await Promise.all(texts.map((text) => feed.post("musica", text, said(text))));
      expect(await read(feed, "musica")).toEqual(texts.map(said));
    });

    it("posts a key once, in one breath and after a restart", async () => {
      const { feed, restart } = await setStage();
      await Promise.all([feed.post("musica", "a", said("first")), feed.post("musica", "a", said("again"))]);
      const again = await restart();
      await again.post("musica", "a", said("once more"));
      await again.post("musica", "b", said("second"));
      expect(await read(again, "musica")).toEqual([said("first"), said("second")]);
    });

    it("keeps threads apart", async () => {
      const { feed } = await setStage();
      await feed.post("musica", "a", said("for musica"));
      await feed.post("other", "a", said("for other"));
      expect(await read(feed, "musica")).toEqual([said("for musica")]);
      expect(await read(feed, "other")).toEqual([said("for other")]);
    });

    it("removes what was posted, keys included", async () => {
      const { feed } = await setStage();
      await feed.post("musica", "a", said("old"));
      await feed.post("other", "a", said("kept"));
      await feed.close("musica");
      await feed.close("musica");
      expect([await feed.last("musica"), await read(feed, "musica")]).toEqual([0, []]);
      await feed.post("musica", "a", said("new"));
      expect([await read(feed, "musica"), await read(feed, "other")]).toEqual([[said("new")], [said("kept")]]);
    });

    it("hands a reader what was, then what comes, each once", async () => {
      const { feed } = await setStage();
      for (const text of ["a", "b"]) await feed.post("musica", text, said(text));
      const reader = follow(feed, "musica", 1);
      await reader.came(1);
      for (const text of ["b", "c", "d"]) await feed.post("musica", text, said(text));
      await reader.came(3);
      expect(reader.entries.map(({ seq, key, message }) => [seq, key, message])).toEqual([
        [2, "b", said("b")],
        [3, "c", said("c")],
        [4, "d", said("d")],
      ]);
    });

    it("leaves a reader no gap and no double, whenever it begins", async () => {
      const { feed } = await setStage();
      const count = 60;
      const posts = Promise.all(
        Array.from({ length: count }, (_, index) => feed.post("musica", `${index}`, said("x"))),
      );
      const early = follow(feed, "musica", 0);
      await early.came(10);
      const late = follow(feed, "musica", 5);
      await Promise.all([posts, early.came(count), late.came(count - 5)]);
      const beyond = (from: number) => Array.from({ length: count - from }, (_, index) => from + index + 1);
      expect(early.entries.map(({ seq }) => seq)).toEqual(beyond(0));
      expect(late.entries.map(({ seq }) => seq)).toEqual(beyond(5));
    });

    it("hands a reader one entry at a time", async () => {
      const { feed } = await setStage();
      for (const text of ["a", "b"]) await feed.post("musica", text, said(text));
      const seen: string[] = [];
      const stop = new AbortController();
      const take = async ({ key }: Entry) => {
        seen.push(`${key} begins`);
        await feed.post("musica", `after ${key}`, said(key));
        seen.push(`${key} ends`);
        if (seen.length === 4) stop.abort();
      };
      await feed.subscribe("musica", 0, take, stop.signal);
      expect(seen).toEqual(["a begins", "a ends", "b begins", "b ends"]);
    });

    it("lets a reader go when it is told to", async () => {
      const { feed } = await setStage();
      await feed.post("musica", "a", said("a"));
      const reader = follow(feed, "musica", 0);
      await reader.came(1);
      reader.end();
      await reader.ended;
      await feed.post("musica", "b", said("b"));
      await feed.subscribe("musica", 0, () => expect.unreachable(), AbortSignal.abort());
      expect(reader.entries.map(({ key }) => key)).toEqual(["a"]);
    });

    it("lets a reader go when the thread is closed: what comes then is of another", async () => {
      const { feed } = await setStage();
      await feed.post("musica", "a", said("a"));
      const reader = follow(feed, "musica", 0);
      await reader.came(1);
      await Promise.all([feed.close("musica"), feed.post("musica", "b", said("b"))]);
      await reader.ended;
      expect(reader.entries.map(({ key }) => key)).toEqual(["a"]);
      expect([await feed.last("musica"), await read(feed, "musica")]).toEqual([1, [said("b")]]);
    });

    it("fails with what a reader throws, and leaves the others alone", async () => {
      const { feed } = await setStage();
      const reader = follow(feed, "musica", 0);
      const failing = feed.subscribe(
        "musica",
        0,
        () => Promise.reject(new Error("gone")),
        new AbortController().signal,
      );
      await Promise.all([expect(failing).rejects.toThrow("gone"), feed.post("musica", "a", said("a"))]);
      await reader.came(1);
      expect(reader.entries.map(({ key }) => key)).toEqual(["a"]);
    });
  });
}
