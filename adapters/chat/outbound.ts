import { createHash } from "node:crypto";
import { namedOr } from "../../src/cockpit/audience.ts";
import type { Card, ChatLog, Clock, Message } from "../../src/ports/ports.ts";
import { personId } from "../../src/support/person-id.ts";
import { type MessageIds, newest } from "./ids.ts";
import { isOpen, type KeptActivity, type OpenThread, remember, type Threads } from "./threads.ts";

/** What a platform's renderer makes of a message. */
export interface Rendered<P> {
  /** In order; none where the message is shown elsewhere. */
  readonly posts: readonly P[];
  /** The whole of it, where it is too long for a few posts. */
  readonly file?: ChatUpload;
}

export interface ChatUpload {
  readonly name: string;
  readonly title: string;
  readonly content: string;
}

export interface Activity extends Omit<KeptActivity, "key" | "ts"> {
  readonly state: "working" | "ended" | "failed" | "stopped";
  readonly ended: number | null;
}

export type Receipt = "accepted" | "delivered";

export interface About {
  readonly project: string;
  readonly mentions: readonly string[];
  /** Of a question: what became of it; left out while it is open. */
  readonly outcome?: string;
}

/** A platform as posts see it: what each call does is its own affair, retries included. */
export interface Wire<P> {
  /** Posts under that key; resolves with the message's id. After a lost answer `found` says which one it is, if it is there. */
  send(thread: OpenThread, key: string, post: P, found: () => Promise<string | undefined>): Promise<string>;
  edit(thread: OpenThread, id: string, post: P): Promise<void>;
  upload(thread: OpenThread, file: ChatUpload, found: () => Promise<string | undefined>): Promise<void>;
  /** Our posts after that one, with their keys; a file under `file:<its name>`. */
  recall(thread: OpenThread, after: string): Promise<readonly { readonly key: string; readonly id: string }[]>;
  /** Whether this failure says that what it is about is not there any more. */
  isLost(error: unknown): boolean;
  /** Whether the platform has said no to that very call: not that it is slow or away, nor that the thread is gone or shut. */
  refuses(error: unknown): boolean;
  /** The post in ever plainer forms, the last of them a sentence of ours that stands in its place. */
  plainer(post: P, project: string): readonly P[];
  /** Whether it says that the message was edited often enough: what is new belongs in another one. */
  isWorn?(error: unknown): boolean;
  react(channel: string, id: string, receipt: Receipt): Promise<void>;
  /** A direct message that leads to a post of the thread. */
  direct(thread: OpenThread, key: string, user: string, id: string, sentence: string): Promise<void>;
  show(thread: OpenThread, card: Card, mentions: readonly string[]): Promise<void>;
  message(message: Message, about: About): Rendered<P>;
  activity(activity: Activity): P;
}

export interface Outbound {
  post(thread: string, key: string, message: Message): Promise<void>;
  show(thread: string, card: Card): Promise<void>;
}

export interface OutboundParts<P> {
  /** The platform's name, as ids of people have it. */
  readonly platform: string;
  readonly wire: Wire<P>;
  readonly ids: MessageIds;
  readonly threads: Threads;
  readonly clock: Clock;
  readonly log: ChatLog;
  /** By channel, the platform's ids of those a question is for that is nobody's in particular. */
  readonly onCall: Readonly<Record<string, readonly string[]>>;
  readonly wantsDirect: (person: string) => Promise<boolean>;
  readonly signal: AbortSignal;
}

/** Milliseconds between two edits of the same message: platforms allow some fifty edits a minute, to all threads together. */
const EDIT_PAUSE = 1_200;
/** The same for a card, which people look at to see that their answer has started something: within a second. */
const CARD_PAUSE = 700;
/** How many steps an activity shows. */
const STEPS = 12;

export function createOutbound<P>(parts: OutboundParts<P>): Outbound {
  const { wire, ids, threads, clock, log, signal } = parts;
  /** Threads whose history was looked at since we began: a crash may have come between a post and its record. */
  const recalled = new Set<string>();
  const editing = new Set<string>();
  const edits = new Map<string, () => P>();
  const underWay = new Map<string, Promise<void>>();
  const receipts = new Map<string, Receipt>();
  let reacting: Promise<void> = Promise.resolve();

  function mentions(to: readonly string[], channel: string): readonly string[] {
    const onCall = () => (parts.onCall[channel] ?? []).map((user) => `${parts.platform}:${user}`);
    const ours = namedOr(to, onCall).map(personId);
    return [...new Set(ours.flatMap(({ platform, own }) => (platform === parts.platform ? [own] : [])))];
  }

  function now(project: string): OpenThread | null {
    const thread = threads.of(project);
    return thread !== undefined && isOpen(thread) ? thread : null;
  }

  /** What cannot be rendered never can be: it is said so in its place, and nothing waits behind it. */
  function rendered(message: Message, about: About): Rendered<P> {
    try {
      return wire.message(message, about);
    } catch (error) {
      log.error(`a message in the thread of ${about.project} cannot be shown: ${String(error)}`);
      return wire.message(unshown(message, about.project), about);
    }
  }

  async function keep(project: string, key: string, id: string): Promise<void> {
    await threads.change(project, ({ posted }) => ({ posted: remember(posted, key, id) }));
  }

  /** What a thread holds under our keys after the last one we remember, remembered. */
  async function recall(project: string): Promise<void> {
    const thread = now(project);
    if (thread === null) return;
    const last = newest(ids, thread.root, Object.values(thread.posted));
    for (const { key, id } of await wire.recall(thread, last)) await keep(project, key, id);
  }

  async function isPosted(project: string, key: string): Promise<boolean> {
    if (threads.of(project)?.posted[key] !== undefined) return true;
    if (recalled.has(project)) return false;
    await recall(project);
    recalled.add(project);
    return threads.of(project)?.posted[key] !== undefined;
  }

  /** Posts it once, whatever happens to the answer. Resolves with its id. */
  async function once(thread: OpenThread, key: string, post: P): Promise<string> {
    const { project } = thread;
    if (!(await isPosted(project, key))) {
      await forgetOnFailure(project, key, async (found) =>
        keep(project, key, await inSomeForm(thread, post, (form) => wire.send(thread, key, form, found))),
      );
    }
    return threads.of(project)?.posted[key] ?? "";
  }

  /**
   * What a platform will never take must not hold up what comes after it. Its reasons are an open set: where a plainer
   * form is taken it was the message; where not even a sentence is, it is the place, and all waits until that is mended.
   */
  async function inSomeForm<T>(thread: OpenThread, post: P, give: (form: P) => Promise<T>): Promise<T> {
    try {
      return await give(post);
    } catch (refusal) {
      if (!wire.refuses(refusal)) throw refusal;
      log.error(`a message in the thread of ${thread.project} was not taken: ${String(refusal)}`);
      return await plainly(wire.plainer(post, thread.project), give, refusal);
    }
  }

  async function plainly<T>(forms: readonly P[], give: (form: P) => Promise<T>, refusal: unknown): Promise<T> {
    for (const form of forms) {
      try {
        return await give(form);
      } catch (error) {
        if (!wire.refuses(error)) throw error;
      }
    }
    throw refusal;
  }

  /** What stands there already is not worth holding anything up for. */
  async function editIfTaken(thread: OpenThread, post: P, edit: (form: P) => Promise<void>): Promise<void> {
    await inSomeForm(thread, post, edit).catch((error: unknown) => {
      if (!wire.refuses(error)) throw error;
    });
  }

  /** After a failure nobody knows what is there: the next try looks first. */
  async function forgetOnFailure(
    project: string,
    key: string,
    act: (found: () => Promise<string | undefined>) => Promise<void>,
  ): Promise<void> {
    try {
      await act(async () => {
        await recall(project);
        return threads.of(project)?.posted[key];
      });
    } catch (error) {
      recalled.delete(project);
      throw error;
    }
  }

  async function postAll(thread: OpenThread, key: string, { posts, file }: Rendered<P>): Promise<void> {
    for (const [at, post] of posts.entries()) await once(thread, at === 0 ? key : `${key}#${at + 1}`, post);
    if (file === undefined) return;
    const name = named(file.name, key);
    const mark = `file:${name}`;
    if (await isPosted(thread.project, mark)) return;
    try {
      await forgetOnFailure(thread.project, mark, (found) => wire.upload(thread, { ...file, name }, found));
    } catch (error) {
      if (!wire.refuses(error)) throw error;
      log.error(`${name} was not taken: ${String(error)}`);
      const [last] = posts.slice(-1);
      const sentence = last && wire.plainer(last, thread.project).at(-1);
      if (sentence !== undefined) await once(thread, `${mark}:refused`, sentence);
    }
    await keep(thread.project, mark, thread.root);
  }

  /** The same message edited again and again: the latest wins, at the platform's pace. */
  function edit(thread: OpenThread, id: string, make: () => P): void {
    edits.set(id, make);
    if (editing.has(id)) return;
    editing.add(id);
    const work = async () => {
      for (let next = edits.get(id); next !== undefined; next = edits.get(id)) {
        edits.delete(id);
        const done = wire.edit(thread, id, next());
        underWay.set(id, done);
        await done;
        await clock.after(EDIT_PAUSE, signal);
      }
    };
    void work()
      .catch(async (error: unknown) => {
        if (wire.isWorn?.(error)) return renew(thread.project, id);
        if (!signal.aborted) log.error(`an activity was not shown: ${String(error)}`);
      })
      .finally(() => {
        editing.delete(id);
        underWay.delete(id);
      });
  }

  /** The next step is shown in a message of its own, with those before it. */
  async function renew(project: string, id: string): Promise<void> {
    await threads.change(project, ({ activity }) =>
      activity?.ts === id ? { activity: { ...activity, key: `${activity.key}+`, ts: null } } : {},
    );
  }

  /** The last edit: done when it is there, after any that is on its way. */
  async function editLast(thread: OpenThread, id: string, post: P): Promise<void> {
    edits.delete(id);
    await underWay.get(id)?.catch(() => undefined);
    await editIfTaken(thread, post, (form) => wire.edit(thread, id, form));
  }

  async function did(thread: OpenThread, key: string, tool: string, summary: string): Promise<void> {
    if (await isPosted(thread.project, key)) return;
    const { project } = thread;
    await threads.change(project, ({ activity, posted }) => {
      const current = activity ?? { key: `activity:${key}`, ts: null, steps: [], total: 0, started: clock.now() };
      const steps = [...current.steps, { tool, summary }].slice(-STEPS);
      return {
        activity: { ...current, steps, total: current.total + 1 },
        posted: remember(posted, key, thread.root),
      };
    });
    const activity = threads.of(project)?.activity;
    if (!activity) return;
    if (activity.ts !== null) return edit(thread, activity.ts, () => working(project));
    const ts = await once(thread, activity.key, working(project));
    await threads.change(project, (kept) => ({ activity: kept.activity && { ...kept.activity, ts } }));
  }

  function working(project: string): P {
    const activity = threads.of(project)?.activity ?? { steps: [], total: 0, started: clock.now() };
    return wire.activity({ ...activity, state: "working", ended: null });
  }

  async function endActivity(thread: OpenThread, state: "ended" | "failed" | "stopped"): Promise<void> {
    const activity = threads.of(thread.project)?.activity;
    if (!activity) return;
    if (activity.ts !== null) {
      const post = wire.activity({ ...activity, state, ended: clock.now() });
      await editLast(thread, activity.ts, post).catch(async (error: unknown) => {
        if (wire.isWorn?.(error)) await once(thread, `${activity.key}+`, post);
        else if (!wire.isLost(error)) throw error;
      });
    }
    await threads.change(thread.project, () => ({ activity: null }));
  }

  /** Receipts go their own way: they must not hold up what Claude says. */
  function receipt(prompt: string, state: Receipt): void {
    const ref = ids.refOf(prompt);
    // Of what was said on another platform, or at a terminal, there is nothing to show here.
    if (ref === null) return;
    receipts.set(prompt, state);
    reacting = reacting.then(async () => {
      const latest = receipts.get(prompt);
      receipts.delete(prompt);
      if (latest === undefined) return;
      await wire.react(ref.channel, ref.id, latest).catch((error: unknown) => {
        if (!signal.aborted) log.error(`a receipt was not shown: ${String(error)}`);
      });
    });
  }

  async function question(
    thread: OpenThread,
    key: string,
    message: Extract<Message, { type: "question" }>,
  ): Promise<void> {
    const { project } = thread;
    const whom = mentions(message.to ?? [], thread.channel);
    await postAll(thread, key, rendered(message, { project, mentions: whom }));
    const id = threads.of(project)?.posted[key] ?? thread.root;
    for (const user of whom) {
      const name = `${key}:direct:${user}`;
      if (!(await parts.wantsDirect(`${parts.platform}:${user}`)) || (await isPosted(project, name))) continue;
      await wire.direct(thread, name, user, id, message.question.sentence).catch((error: unknown) => {
        if (!signal.aborted) log.error(`a direct message was not sent: ${String(error)}`);
      });
      await keep(project, name, thread.root);
    }
  }

  /** The question stays where it was asked, without its buttons and with what became of it. */
  async function settled(
    thread: OpenThread,
    key: string,
    { question, outcome }: Extract<Message, { type: "settled" }>,
  ): Promise<void> {
    const { project } = thread;
    if (await isPosted(project, key)) return;
    const about = { project, mentions: [], ...(outcome !== null && { outcome }) };
    const { posts } = rendered({ type: "question", question }, about);
    const asked = `question:${question.id}`;
    const id = threads.of(project)?.posted[posts.length > 1 ? `${asked}#${posts.length}` : asked];
    const last = posts.at(-1);
    if (id !== undefined && last !== undefined) {
      await editIfTaken(thread, last, (form) => wire.edit(thread, id, form)).catch((error: unknown) => {
        if (!wire.isLost(error) && !wire.isWorn?.(error)) throw error;
      });
    }
    await keep(project, key, thread.root);
  }

  return {
    async post(id, key, message) {
      const thread = threads.open(id);
      const { project } = thread;
      switch (message.type) {
        case "did":
          return did(thread, key, message.tool, message.summary);
        case "receipt":
          return message.state === "refused" ? undefined : receipt(message.prompt, message.state);
        case "question":
          await endActivity(thread, "stopped");
          return question(thread, key, message);
        case "settled":
          return settled(thread, key, message);
        case "turn":
          if (message.state !== "started") await endActivity(thread, message.state);
          return postAll(thread, key, rendered(message, { project, mentions: [] }));
        case "notice": {
          // For nobody in particular is for whoever is on call.
          const whom = message.to === undefined ? [] : mentions(message.to, thread.channel);
          return postAll(thread, key, rendered(message, { project, mentions: whom }));
        }
        default:
          return postAll(thread, key, rendered(message, { project, mentions: [] }));
      }
    },
    async show(id, card) {
      const thread = threads.open(id);
      await wire.show(thread, card, mentions(card.question?.to ?? [], thread.channel));
      // What changes meanwhile is on the next card.
      await clock.after(CARD_PAUSE, signal).catch(() => undefined);
    },
  };
}

/** A file has no room for a key but its name. */
function named(name: string, key: string): string {
  const mark = createHash("sha256").update(key).digest("hex").slice(0, 8);
  return name.replace(/(\.[^.]*)?$/, `-${mark}$1`);
}

/** Of a question the sentence that asks is left, and the buttons by which it is decided. */
function unshown(message: Message, project: string): Message {
  if (message.type === "question")
    return { ...message, question: { ...message.question, text: message.question.sentence, asks: [] } };
  const text = `Something that was said here cannot be shown. \`cockpit output ${project}\` shows Claude's terminal.`;
  return { type: "notice", level: "warn", text };
}
