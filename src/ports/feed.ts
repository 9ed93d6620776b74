import type { Message } from "../cockpit/message.ts";

/** Small things that must survive, by name: which thread is whose, how far it was read. A resolved change is on disk. */
export interface Records<T> {
  get(key: string): Promise<T | undefined>;
  set(key: string, value: T): Promise<void>;
  delete(key: string): Promise<void>;
  entries(): Promise<readonly (readonly [key: string, value: T])[]>;
}

/** One message as it stands in a thread that can be read back. */
export interface Entry {
  readonly seq: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly key: string;
  readonly message: Message;
}

/** The project's thread as it is kept here: every surface shows what it reads from it, at its own pace. */
export interface Feed {
  /** Resolves once it is on disk; a key that was posted before is not posted again. */
  post(project: string, key: string, message: Message): Promise<void>;
  /** Removes all that was posted, keys included. */
  close(project: string): Promise<void>;
  /** The number of the newest entry; 0 where there is none. */
  last(project: string): Promise<number>;
  /**
   * Every entry after `seq`, first what is there, then what comes: in order, one at a time. Resolves once the signal
   * aborts or the thread is closed; rejects with what `onEntry` throws.
   */
  subscribe(
    project: string,
    seq: number,
    onEntry: (entry: Entry) => void | Promise<void>,
    signal: AbortSignal,
  ): Promise<void>;
}
