import { describe, expect, it } from "vitest";
import { decisionsOn } from "../../src/cockpit/answer/decide.ts";
import { tokenOf } from "../../src/cockpit/answer/token.ts";
import type { Question } from "../../src/cockpit/state.ts";
import type { Card, ChatAdapter, Message } from "../../src/ports/ports.ts";
import { type Handed, isEdited, isSaid, type RecordedPeople } from "../fakes/people.ts";

/** A platform from the other side: what its members do and see. */
export interface ChatStage {
  readonly chat: ChatAdapter;
  readonly people: RecordedPeople;
  /** As a member does with `start`: the project's thread, a new one or the one there is. */
  openThread(project: string): Promise<string>;
  /** The bot ends; what is written then is written to nobody. */
  stop(): Promise<void>;
  /** It begins again, with the same disk; `people` are told from its `open` on. */
  restart(): Promise<ChatAdapter>;
  /** The connection breaks and comes back; what happens meanwhile the platform does not tell of again. */
  cut(): void;
  /** The next message is posted, or edited, and nobody hears that it was: the connection breaks before the answer. */
  lose(): void;
  /** From now on it takes nothing with that in it, for good, and gives a reason that nobody foresaw. */
  refuse(sign: string): void;
  /** Ann writes in the thread; resolves with the id of her message. */
  write(project: string, text: string): Promise<string>;
  edit(id: string, text: string): Promise<void>;
  erase(id: string): Promise<void>;
  /** What is to be read in the thread, oldest first, the card and people's own words left out. */
  read(project: string): Promise<readonly string[]>;
  /** What the card says. */
  card(project: string): Promise<string>;
  /** Whom the thread has pinged so far. */
  pinged(project: string): Promise<readonly string[]>;
  /** Resolves once the message shows it. */
  receipt(id: string, state: "accepted" | "delivered"): Promise<void>;
  /** Ann presses the button of that number, or of that decision, under the last question. */
  pick(project: string, what: number | string): Promise<unknown>;
  /** She presses that decision's button with a reason, and gives it. */
  reason(project: string, code: string, words: string): Promise<unknown>;
  /** She chooses in its menus, by numbers, and sends that. */
  choose(project: string, lists: readonly (readonly number[])[]): Promise<unknown>;
  /** What Ann reads in her direct messages with the bot. */
  direct(): Promise<readonly string[]>;
  /** The id by which questions address Ann. */
  readonly ann: string;
}

const said = (text: string): Message => ({ type: "said", text });

export const CARD: Card = {
  project: "musica",
  state: "frozen",
  since: Date.UTC(2026, 0, 1),
  session: "8e32f26f-0000-4000-8000-000000000000",
  question: null,
  waiting: 0,
  tasks: 0,
  tasksPaused: false,
  place: null,
  limitedUntil: null,
  trouble: null,
  actions: [{ command: "start", label: "Start", style: "primary" }],
};

/** More than anything here remembers by number. */
const LONG = 600;

const isWithdrawn = (one: Handed): one is Extract<Handed, { type: "withdrawn" }> => one.type === "withdrawn";

const isPick = (one: Handed): one is Extract<Handed, { type: "pick" }> => one.type === "pick";

const options = (...labels: readonly string[]) => labels.map((label) => ({ label }));
const choices: Question = {
  id: "q-choices",
  kind: "choices",
  text: "Which database?",
  sentence: "Which database?",
  asks: [{ text: "Which database?", multiple: false, options: options("Postgres", "SQLite", "DuckDB") }],
  since: 1,
};
const several: Question = {
  ...choices,
  id: "q-several",
  asks: [...choices.asks, { text: "Which tests?", multiple: true, options: options("Fast", "Slow", "None") }],
};

/** What was said, each id once: a platform may tell twice of the same. */
function saidOnce(people: RecordedPeople): readonly string[] {
  const texts = people.handed.flatMap((one) =>
    one.type === "said" ? [[one.message.id, one.message.text] as const] : [],
  );
  return [...new Map(texts).values()];
}

const permission: Question = {
  ...choices,
  id: "q-permission",
  kind: "permission",
  text: "Bash\nrm -rf build",
  sentence: "May Claude use Bash: rm -rf build?",
  asks: [],
  call: { tool: "Bash", input: { command: "rm -rf build" }, rules: ["Bash(rm *)"] },
};
const plan: Question = { ...permission, id: "q-plan", kind: "plan", text: "# Plan\n\n1. Rename", sentence: "A plan." };

export function chatAdapterContract(name: string, setStage: () => Promise<ChatStage>): void {
  describe(`chat contract: ${name}`, () => {
    it("has no thread before one is opened, then one a project, the same after a restart", async () => {
      const { chat, openThread, stop, restart } = await setStage();
      expect(await chat.thread("musica")).toBeNull();
      expect(await chat.threads()).toEqual([]);
      const thread = await openThread("musica");
      expect(await openThread("musica")).toBe(thread);
      expect(await openThread("other")).not.toBe(thread);
      await stop();
      const again = await restart();
      expect(await again.thread("musica")).toBe(thread);
      expect((await again.threads()).map(({ project }) => project).sort()).toEqual(["musica", "other"]);
    });

    it("shows what Claude says, asks and fails at, in order", async () => {
      const { chat, openThread, read } = await setStage();
      const thread = await openThread("musica");
      const question = {
        id: "q",
        kind: "text",
        text: "All done. Lazy or eager?",
        sentence: "Lazy or eager?",
        asks: [],
        since: 1,
      } as const;
      const messages: readonly Message[] = [
        said("first words"),
        said("two\nlines, and \ud83c\udfb5"),
        { type: "notice", level: "warn", text: "careful now" },
        { type: "question", question },
        { type: "turn", state: "failed", reason: "overloaded" },
      ];
      for (const [index, message] of messages.entries()) await chat.post(thread, `key ${index}`, message);
      const shown = await read("musica");
      const signs = ["first words", "\ud83c\udfb5", "careful now", "Lazy or eager?", "overloaded"];
      expect(shown).toHaveLength(signs.length);
      for (const [at, sign] of signs.entries()) expect(shown[at]).toContain(sign);
    });

    it("posts a key once, in one breath and after a restart", async () => {
      const { chat, openThread, stop, restart, read } = await setStage();
      const thread = await openThread("musica");
      await chat.post(thread, "a", said("first"));
      await chat.post(thread, "a", said("again"));
      await stop();
      const again = await restart();
      await again.post(thread, "a", said("once more"));
      await again.post(thread, "b", said("second"));
      expect(await read("musica")).toEqual([expect.stringContaining("first"), expect.stringContaining("second")]);
    });

    it.each<readonly [string, Message]>([
      ["a message", said("words of a kind")],
      ["what is long", said(`words of a kind ${"many words ".repeat(6_000)}`)],
      ["a notice", { type: "notice", level: "warn", text: "words of a kind" }],
      ["a question", { type: "question", question: { ...permission, text: "Bash\nwords of a kind" } }],
      ["what Claude does", { type: "did", tool: "Bash", summary: "words of a kind" }],
    ])("posts once what was posted with its answer lost: %s", async (_, message) => {
      const { chat, openThread, read, lose } = await setStage();
      const thread = await openThread("musica");
      lose();
      await chat.post(thread, "a", message);
      await chat.post(thread, "b", said("what comes after"));
      const shown = await read("musica");
      expect(shown.filter((text) => text.includes("words of a kind"))).toHaveLength(1);
      expect(shown.at(-1)).toContain("what comes after");
    });

    it.each<readonly [string, Message]>([
      ["a message", said("see EVIL here")],
      ["what is long", said(`${"many words ".repeat(6_000)}EVIL`)],
      ["a notice", { type: "notice", level: "warn", text: "EVIL", to: [] }],
      ["a failure", { type: "turn", state: "failed", reason: "EVIL" }],
      [
        "a question",
        { type: "question", question: { ...choices, kind: "text", text: "EVIL?", sentence: "EVIL?", asks: [] } },
      ],
      ["a permission", { type: "question", question: { ...permission, text: "Bash\nrm EVIL" } }],
      ["what Claude does", { type: "did", tool: "Bash", summary: "EVIL" }],
    ])("gives up what the platform will never take, says so, and goes on: %s", async (_, message) => {
      const { chat, openThread, read, refuse } = await setStage();
      const thread = await openThread("musica");
      refuse("EVIL");
      await chat.post(thread, "a", message);
      await chat.post(thread, "b", said("what comes after"));
      const shown = await read("musica");
      expect(shown.at(-1)).toContain("what comes after");
      expect(shown.at(-2)).toMatch(/did not take .*Claude's/);
      expect(shown.join()).not.toContain("EVIL");
      // The same again after a restart is nothing new.
      await chat.post(thread, "a", message);
      expect(await read("musica")).toHaveLength(shown.length);
    });

    it("goes on where what became of a question, or the card, will never be taken", async () => {
      const { chat, openThread, read, refuse } = await setStage();
      const thread = await openThread("musica");
      await chat.post(thread, "question:q-choices", { type: "question", question: choices });
      refuse("EVIL");
      await chat.post(thread, "s", { type: "settled", question: choices, outcome: "Ann: EVIL" });
      await chat.show(thread, { ...CARD, trouble: "EVIL" });
      await chat.post(thread, "b", said("what comes after"));
      expect((await read("musica")).at(-1)).toContain("what comes after");
    });

    it("says so where something cannot be shown, and goes on", async () => {
      const { chat, openThread, read } = await setStage();
      const thread = await openThread("musica");
      const broken = <T extends object>(of: T): T =>
        Object.defineProperty({ ...of }, "text", {
          get() {
            throw new RangeError("more than can be taken");
          },
          enumerable: true,
        });
      await chat.post(thread, "a", broken(said("never shown")));
      await chat.post(thread, "b", said("what comes after"));
      const shown = await read("musica");
      expect(shown.join("\n")).toContain("cannot be shown");
      expect(shown.at(-1)).toContain("what comes after");
    });

    it("keeps threads apart", async () => {
      const { chat, openThread, read } = await setStage();
      await chat.post(await openThread("musica"), "a", said("for musica"));
      await chat.post(await openThread("other"), "a", said("for other"));
      expect(await read("musica")).toEqual([expect.stringContaining("for musica")]);
      expect(await read("other")).toEqual([expect.stringContaining("for other")]);
    });

    it("shows the card as it is now", async () => {
      const { chat, openThread, card, ann } = await setStage();
      const thread = await openThread("musica");
      await chat.show(thread, { ...CARD, state: "working" });
      expect(await card("musica")).toMatch(/working/i);
      const question = { sentence: "Lazy or eager?", since: CARD.since, to: [ann] };
      await chat.show(thread, { ...CARD, question, trouble: "no room left", waiting: 3 });
      const shown = await card("musica");
      for (const sign of [/frozen/i, /Lazy or eager\?/, /no room left/, /3/]) expect(shown).toMatch(sign);
    });

    it("forgets a thread that is closed; the next one is another", async () => {
      const { chat, openThread } = await setStage();
      const thread = await openThread("musica");
      await chat.post(thread, "a", said("old"));
      await chat.closeThread(thread);
      await chat.closeThread(thread);
      expect(await chat.thread("musica")).toBeNull();
      const next = await openThread("musica");
      expect(next).not.toBe(thread);
      await chat.post(next, "a", said("new"));
    });

    it("hands over what is written, with who wrote it, in order", async () => {
      const { people, openThread, write, ann } = await setStage();
      await openThread("musica");
      const texts = ["one", "two & <three>", "*four*\nfive"];
      const ids: string[] = [];
      for (const text of texts) ids.push(await write("musica", text));
      const last = await people.next(isSaid("*four*\nfive"));
      expect(last.message).toMatchObject({
        id: ids[2],
        project: "musica",
        person: { id: ann, name: "Ann" },
        files: [],
      });
      expect(saidOnce(people)).toEqual(texts);
    });

    it("hands over nothing of its own", async () => {
      const { chat, people, openThread, write } = await setStage();
      const thread = await openThread("musica");
      await chat.post(thread, "a", said("from Claude"));
      await chat.show(thread, CARD);
      await write("musica", "from Ann");
      await people.next(isSaid("from Ann"));
      expect(saidOnce(people)).toEqual(["from Ann"]);
    });

    it("hands over what was written while it was away, in order, before what comes after", async () => {
      const { people, openThread, write, stop, restart } = await setStage();
      await openThread("musica");
      await write("musica", "before");
      await people.next(isSaid("before"));
      await stop();
      for (const text of ["away 1", "away 2", "away 3"]) await write("musica", text);
      await restart();
      await write("musica", "after");
      await people.next(isSaid("after"));
      expect(saidOnce(people)).toEqual(["before", "away 1", "away 2", "away 3", "after"]);
    });

    it("hands over each message of a long thread once, through cuts and restarts", async () => {
      const { people, openThread, write, cut, stop, restart } = await setStage();
      await openThread("musica");
      const texts = Array.from({ length: LONG }, (_, at) => `message ${at + 1}`);
      for (const [at, text] of texts.entries()) {
        if (at === LONG / 3) cut();
        if (at === LONG / 2) await stop();
        await write("musica", text);
        if (at === LONG / 2 + 5) await restart();
        // All of them at once would be a flood, not a thread.
        if (at % 20 === 0 && (at < LONG / 2 || at > LONG / 2 + 5)) await people.next(isSaid(text));
      }
      await people.next(isSaid(texts.at(-1) ?? ""));
      cut();
      await stop();
      await restart();
      await write("musica", "after");
      await people.next(isSaid("after"));
      const handed = people.handed.flatMap((one) => (one.type === "said" ? [one.message.text] : []));
      expect(handed).toEqual([...texts, "after"]);
    });

    it("hands over an edit and a deletion", async () => {
      const { people, openThread, write, edit, erase } = await setStage();
      await openThread("musica");
      const id = await write("musica", "frist");
      await people.next(isSaid("frist"));
      await edit(id, "first");
      expect((await people.next(isEdited)).message).toMatchObject({ id, text: "first", project: "musica" });
      await erase(id);
      expect(await people.next(isWithdrawn)).toEqual({ type: "withdrawn", project: "musica", id });
    });

    it("shows receipts on the message they are for", async () => {
      const { chat, people, openThread, write, receipt } = await setStage();
      const thread = await openThread("musica");
      const id = await write("musica", "hello");
      await people.next(isSaid("hello"));
      await chat.post(thread, `${id}:accepted`, { type: "receipt", prompt: id, state: "accepted" });
      await receipt(id, "accepted");
      await chat.post(thread, `${id}:delivered`, { type: "receipt", prompt: id, state: "delivered" });
      await receipt(id, "delivered");
      // Of another platform's messages it knows nothing.
      await chat.post(thread, "x:accepted", { type: "receipt", prompt: "elsewhere:1", state: "accepted" });
    });

    it("offers the options of a question, and hands over which was picked", async () => {
      const { chat, people, openThread, pick, read, ann } = await setStage();
      const thread = await openThread("musica");
      await chat.post(thread, "question:q-choices", { type: "question", question: choices, to: [ann] });
      for (const label of ["Postgres", "SQLite", "DuckDB"]) expect((await read("musica")).join()).toContain(label);
      await pick("musica", 2);
      expect((await people.next(isPick)).pick).toMatchObject({
        person: { id: ann, name: "Ann" },
        project: "musica",
        token: tokenOf(choices),
        text: "2",
      });
    });

    it("offers what can be decided, and hands over the words of it", async () => {
      const { chat, people, openThread, pick, read } = await setStage();
      const thread = await openThread("musica");
      await chat.post(thread, "question:q-permission", { type: "question", question: permission });
      const shown = (await read("musica")).join();
      for (const { words } of decisionsOn("permission", ["Bash(rm *)"])) expect(shown).toContain(words);
      for (const words of ["rm -rf build", "Bash(rm *)"]) expect(shown).toContain(words);
      await pick("musica", "once");
      expect((await people.next(isPick)).pick).toMatchObject({ token: tokenOf(permission), text: "Allow once" });
    });

    it("asks why in a form, and hands that over", async () => {
      const { chat, people, openThread, reason } = await setStage();
      const thread = await openThread("musica");
      await chat.post(thread, "question:q-plan", { type: "question", question: plan });
      await reason("musica", "reject", "test first\nthen rename");
      expect((await people.next(isPick)).pick).toMatchObject({
        project: "musica",
        token: tokenOf(plan),
        text: "Reject: test first\nthen rename",
      });
    });

    it("pings those whom a notice is for, and nobody else", async () => {
      const { chat, openThread, pinged, ann } = await setStage();
      const thread = await openThread("musica");
      await chat.post(thread, "n1", { type: "notice", level: "info", text: "Claude is here." });
      expect(await pinged("musica")).toEqual([]);
      await chat.post(thread, "n2", { type: "notice", level: "info", text: "Claude is done.", to: [ann] });
      expect(await pinged("musica")).toEqual([ann]);
    });

    it("knows the address of a thread, and none of what is no thread", async () => {
      const { chat, openThread } = await setStage();
      const thread = await openThread("musica");
      expect(await chat.board.link(thread)).toEqual(expect.stringMatching(/^\w+:\/\/\S+$/));
      expect(await chat.board.link(`${thread}0`)).toBeNull();
    });

    it("tells one person directly, once under a key, and nobody of another platform", async () => {
      const { chat, direct, ann, pinged, openThread } = await setStage();
      await openThread("musica");
      await chat.direct.tell(ann, "r1", "Two questions wait.");
      await chat.direct.tell(ann, "r1", "Two questions wait.");
      await chat.direct.tell(ann, "r2", "One @everyone waits.");
      const told = await direct();
      expect(told).toHaveLength(2);
      expect(told[0]).toContain("Two questions wait.");
      expect(await pinged("musica")).toEqual([]);
      await expect(chat.direct.tell("elsewhere:ann", "r3", "hello")).rejects.toThrow();
    });

    it("takes a board of what it will never take", async () => {
      const { chat, openThread, refuse } = await setStage();
      const thread = await openThread("musica");
      const entry = { project: "musica", question: choices, to: [], thread };
      await chat.board.put({ entries: [entry] });
      refuse("EVIL");
      await chat.board.put({ entries: [{ ...entry, question: { ...choices, sentence: "EVIL?" } }] });
      await chat.board.put({ entries: [] });
    });

    it("takes a board, and another one", async () => {
      const { chat, openThread, restart, stop } = await setStage();
      const thread = await openThread("musica");
      await chat.board.put({ entries: [{ project: "musica", question: choices, to: [], thread }] });
      await stop();
      await (await restart()).board.put({ entries: [] });
    });

    it("hands over what was chosen of several things, several of them", async () => {
      const { chat, people, openThread, choose } = await setStage();
      const thread = await openThread("musica");
      await chat.post(thread, "question:q-several", { type: "question", question: several });
      await choose("musica", [[3], [1, 2]]);
      expect((await people.next(isPick)).pick).toMatchObject({ token: tokenOf(several), text: "3\n1, 2" });
    });

    it("shows what became of a question where it was asked, also after a restart, and that it is open again", async () => {
      const { chat, openThread, stop, restart, read, pick, people } = await setStage();
      const thread = await openThread("musica");
      await chat.post(thread, "question:q-choices", { type: "question", question: choices });
      const before = (await read("musica")).length;
      await stop();
      const again = await restart();
      await again.post(thread, "s1", { type: "settled", question: choices, outcome: "Ann: SQLite" });
      expect(await read("musica")).toHaveLength(before);
      expect((await read("musica")).join()).toContain("Ann: SQLite");
      await again.post(thread, "s2", { type: "settled", question: choices, outcome: null });
      expect((await read("musica")).join()).not.toContain("Ann: SQLite");
      await pick("musica", 1);
      expect((await people.next(isPick)).pick.text).toBe("1");
    });

    it("pings whom a question is for, and never whom Claude's text names", async () => {
      const { chat, openThread, pinged, ann } = await setStage();
      const thread = await openThread("musica");
      const nasty = "<!channel> <!here> <@U2> @everyone `<!everyone>` <!subteam^S1>";
      await chat.post(thread, "a", said(nasty));
      await chat.post(thread, "b", { type: "notice", level: "warn", text: nasty });
      expect(await pinged("musica")).toEqual([]);
      const question = {
        id: "q",
        kind: "text",
        text: `${nasty} ok?`,
        sentence: `${nasty} ok?`,
        asks: [],
        since: 1,
      } as const;
      await chat.post(thread, "c", { type: "question", question, to: [ann] });
      expect(await pinged("musica")).toEqual([ann]);
    });
  });
}
