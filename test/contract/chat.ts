import { describe, expect, it } from "vitest";
import type { ChatAdapter, Message } from "../../src/ports.ts";
import { question } from "../fakes/cockpit.ts";

/** A platform from the other side: what a member reads in a project's thread, oldest first. */
export interface ChatStage {
  readonly chat: ChatAdapter;
  /** The same platform after the daemon ended and began again. */
  restart(): Promise<ChatAdapter>;
  read(project: string): Promise<readonly Message[]>;
}

const said = (text: string): Message => ({ type: "said", text });

export function chatContract(name: string, setStage: () => Promise<ChatStage>): void {
  describe(`chat contract: ${name}`, () => {
    it("has one thread a project, the same one after a restart", async () => {
      const { chat, restart } = await setStage();
      const thread = await chat.openThread("musica");
      expect(await chat.openThread("musica")).toBe(thread);
      expect(await (await restart()).openThread("musica")).toBe(thread);
      expect(await chat.openThread("other")).not.toBe(thread);
    });

    it("shows every kind of message, in order", async () => {
      const { chat, read } = await setStage();
      const messages: Message[] = [
        said("two\nlines, \u2028 and \ud83c\udfb5"),
        { type: "did", tool: "Bash", summary: "ls" },
        { type: "question", question },
        { type: "notice", level: "warn", text: "careful" },
        { type: "receipt", prompt: "p1", state: "refused", reason: "no" },
        { type: "phase", phase: "idle" },
        { type: "turn", state: "ended" },
      ];
      const thread = await chat.openThread("musica");
      for (const [index, message] of messages.entries()) await chat.post(thread, `key ${index}`, message);
      expect(await read("musica")).toEqual(messages);
    });

    it("posts a key once, in one breath and after a restart", async () => {
      const { chat, restart, read } = await setStage();
      const thread = await chat.openThread("musica");
      await Promise.all([chat.post(thread, "a", said("first")), chat.post(thread, "a", said("again"))]);
      const again = await restart();
      await again.post(thread, "a", said("once more"));
      await again.post(thread, "b", said("second"));
      expect(await read("musica")).toEqual([said("first"), said("second")]);
    });

    it("keeps threads apart", async () => {
      const { chat, read } = await setStage();
      await chat.post(await chat.openThread("musica"), "a", said("for musica"));
      await chat.post(await chat.openThread("other"), "a", said("for other"));
      expect(await read("musica")).toEqual([said("for musica")]);
      expect(await read("other")).toEqual([said("for other")]);
    });

    it("removes what was posted, keys included", async () => {
      const { chat, read } = await setStage();
      const thread = await chat.openThread("musica");
      await chat.post(thread, "a", said("old"));
      await chat.closeThread(thread);
      await chat.closeThread(thread);
      expect(await read("musica")).toEqual([]);
      await chat.post(await chat.openThread("musica"), "a", said("new"));
      expect(await read("musica")).toEqual([said("new")]);
    });
  });
}
