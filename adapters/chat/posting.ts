import { createHash } from "node:crypto";
import type { ChatLog, Message } from "../../src/ports/ports.ts";
import { type MessageIds, newest } from "./ids.ts";
import { type OpenThread, remember, type Threads } from "./threads.ts";
import type { About, ChatUpload, Rendered, Wire } from "./wire.ts";

export interface PostingParts<P> {
  readonly wire: Wire<P>;
  readonly ids: MessageIds;
  readonly threads: Threads;
  readonly log: ChatLog;
}

/** Posts that are there once, whatever happens to the answers, and in some form, whatever the platform will not take. */
export interface Posting<P> {
  /** What cannot be rendered never can be: it is said so in its place, and nothing waits behind it. */
  rendered(message: Message, about: About): Rendered<P>;
  isPosted(project: string, key: string): Promise<boolean>;
  /** It is posted: under that key nothing is from now on. */
  keep(project: string, key: string, id: string): Promise<void>;
  /** Resolves with the id of what is there under that key. */
  once(thread: OpenThread, key: string, post: P): Promise<string>;
  postAll(thread: OpenThread, key: string, rendered: Posts<P>): Promise<void>;
  /** What stands there already is not worth holding anything up for. */
  editIfTaken(thread: OpenThread, post: P, edit: (form: P) => Promise<void>): Promise<void>;
}

interface Posts<P> extends Pick<Rendered<P>, "posts"> {
  readonly file?: ChatUpload | LateUpload;
}

/** Made only where it is not there yet; null: it cannot be, and never will. */
interface LateUpload extends Omit<ChatUpload, "content"> {
  readonly content: () => Promise<Buffer | null>;
}

export function createPosting<P>({ wire, ids, threads, log }: PostingParts<P>): Posting<P> {
  /** Threads whose history was looked at since we began: a crash may have come between a post and its record. */
  const recalled = new Set<string>();

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
    const thread = threads.openOf(project);
    if (thread === undefined) return;
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

  async function postAll(thread: OpenThread, key: string, { posts, file }: Posts<P>): Promise<void> {
    for (const [at, post] of posts.entries()) await once(thread, at === 0 ? key : `${key}#${at + 1}`, post);
    if (file === undefined) return;
    const name = named(file.name, key);
    const mark = `file:${name}`;
    if (await isPosted(thread.project, mark)) return;
    const content = typeof file.content === "function" ? await file.content() : file.content;
    if (content === null) return keep(thread.project, mark, thread.root);
    try {
      await forgetOnFailure(thread.project, mark, (found) => wire.upload(thread, { ...file, name, content }, found));
    } catch (error) {
      if (!wire.refuses(error)) throw error;
      log.error(`${name} was not taken: ${String(error)}`);
      const [last] = posts.slice(-1);
      const sentence = last && wire.plainer(last, thread.project).at(-1);
      if (sentence !== undefined) await once(thread, `${mark}:refused`, sentence);
    }
    await keep(thread.project, mark, thread.root);
  }

  return { rendered, isPosted, keep, once, postAll, editIfTaken };
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
