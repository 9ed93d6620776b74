import { isOpen, type OpenThread, type Thread, type Threads } from "./threads.ts";

export interface OpenerParts {
  readonly threads: Threads;
  /** The thread that is to be opened there; what an earlier try has left comes along. */
  readonly begin: (project: string, channel: string, earlier: Thread | undefined) => Promise<Thread>;
  /** Posts the card, with a thread under it; resolves with the thread's id. `again`: an earlier try may have done it. */
  readonly post: (thread: Thread, again: boolean) => Promise<string>;
  /** Whether the platform has refused it, so that nothing is left of it. */
  readonly isRefused: (error: unknown) => boolean;
  /** What a person is told of it. */
  readonly sentence: (error: unknown) => unknown;
  readonly onOpened: (project: string) => void;
}

/** The project's thread: the one there is, or a new one in this channel. Rejects with a sentence where the bot cannot write there. */
export type Open = (project: string, channel: string) => Promise<OpenThread>;

export function createOpen({ threads, begin, post, isRefused, sentence, onOpened }: OpenerParts): Open {
  const opening = new Map<string, Promise<OpenThread>>();

  async function open(project: string, channel: string): Promise<OpenThread> {
    const known = threads.of(project);
    if (known !== undefined && isOpen(known)) return known;
    try {
      const begun = await begin(project, channel, known);
      // Kept before it is posted, so that a card whose answer a crash took is found again and not posted twice.
      await threads.put(begun);
      const root = await post(begun, begun === known);
      const thread: OpenThread = { ...begun, root, read: root };
      await threads.put(thread);
      // What was written in it before we knew it as ours was heard by nobody.
      onOpened(project);
      return thread;
    } catch (error) {
      if (isRefused(error)) await threads.remove(project);
      throw sentence(error);
    }
  }

  return (project, channel) => {
    const under = opening.get(project) ?? open(project, channel).finally(() => opening.delete(project));
    opening.set(project, under);
    return under;
  };
}
