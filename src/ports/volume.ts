import type { Readable } from "node:stream";

/**
 * A directory that a container sees too. What the container can write there is not what it seems, so nothing in it is
 * trusted: a path is taken name by name from an open directory and no link is followed; only plain files that have one
 * name are touched; and nothing is read beyond a bound, however long it is or grows. What is no plain file, or too
 * large, is as good as not there. Paths have "/" between names, and none of them is "." or "..".
 */
export interface Volume {
  /** All of a file; null where it is not there, or holds more than `most` bytes. */
  read(path: string, most: number): Promise<Buffer | null>;
  /**
   * A file's bytes from `offset` on, in pieces, as far as it reached when it was opened; none where it is not there.
   * Rejects with `too-large` where it holds more than `most` bytes in all.
   */
  pieces(path: string, offset: number, most: number): AsyncIterable<Buffer>;
  /** Bytes of a file; 0 where it is not there. */
  size(path: string): Promise<number>;
  /** The names of the plain files in a directory, sorted, at most so many; those left out come once others are gone. */
  list(path: string, most: number): Promise<readonly string[]>;
  /** At the end of a file; it is made where it is not there, and made anew where something else stands there. */
  append(path: string, text: string): Promise<void>;
  /** With all that is in it; what is not there is gone already. */
  remove(path: string): Promise<void>;
  /** Calls back when something in a directory changes; never where that is not there, or cannot be told. */
  watch(path: string, onChange: () => void): Watch;
}

export interface Watch {
  close(): void;
}

/** Who owns a file. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** A volume that the container can only read: what the bot alone says stands here. */
export interface OwnVolume extends Volume {
  /** Replaces a file as a whole, or not at all. With an owner it is theirs alone to read; without, everybody's. */
  write(path: string, content: string, owner?: Owner): Promise<void>;
  /** The same from a stream. Rejects with `too-large`, and nothing is left of it, after more than `most` bytes. */
  receive(path: string, content: Readable, most: number): Promise<void>;
}

/** The directories of one cockpit, wherever they are. */
export interface Home {
  /** What the agent keeps in its home (`AgentImage.home` in the container): its configuration, conversations included. */
  readonly config: Volume;
  /** What the container tells the bot: hooks, scrollback, exit: `/var/cockpit`. */
  readonly cockpit: Volume;
  /** What the bot tells the container: session, flags, credentials, launch, files: `/run/cockpit`, read-only there. */
  readonly run: OwnVolume;
  /** Bytes on the disk that all of it takes, with the home of whoever works in the container, and volumes of the project's own; null where that cannot be told in time. */
  used(): Promise<number | null>;
  /** Makes them where they are not there, and sees to whose they are. */
  prepare(owner: Owner): Promise<void>;
  /** All of it goes. */
  destroy(): Promise<void>;
}

/** The project's own directory, `/workspace` in the container. Links in it are followed as the container would, and never out of it. */
export interface Workspace {
  /** A file by its path there. Rejects with `bad-input`, a sentence, where it is none. */
  look(path: string): Promise<WorkspaceFile>;
  /** All of it. Rejects as `look`, and with `too-large` beyond `most` bytes. */
  read(path: string, most: number): Promise<Buffer>;
  /** All of a file, or why not. */
  find(path: string, most: number): Promise<Found>;
  /** The names in a directory, of whatever kind, sorted, at most so many; none where it is none; null where a link leads out of the project. */
  names(path: string, most: number): Promise<readonly string[] | null>;
  /** The paths of all directories of that name, at any depth, sorted; null where they are too many, or it takes too long. */
  named(name: string): Promise<readonly string[] | null>;
}

export interface WorkspaceFile {
  readonly name: string;
  /** Its path from the project's top, links resolved. */
  readonly path: string;
  readonly bytes: number;
}

/** `odd`: something is there that is no plain file of the project's own, or is too large. */
export type Found =
  | { readonly kind: "file"; readonly content: Buffer }
  | { readonly kind: "none" }
  | { readonly kind: "odd" };

/** What of a directory of the project's is packed. */
export interface Wanted {
  /** Of a directory or a file; what is in a directory that is not entered is not looked at. */
  readonly enters: (path: string) => boolean;
  /** Whether it is packed. */
  readonly takes: (path: string) => boolean;
  /** Told of each link that is packed. */
  readonly onLink?: (path: string) => void;
  /** Bytes in all. */
  readonly most: number;
  /** Files of ours, by name, before all others. */
  readonly first: Readonly<Record<string, string>>;
}
