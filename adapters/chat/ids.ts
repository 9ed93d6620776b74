/** Where a message stands. */
export interface MessageRef {
  readonly channel: string;
  readonly id: string;
}

/** The ids of a platform's messages. They look as it likes: what all chats do alike leaves it to this to read and to order them. */
export interface MessageIds {
  /** Whether the one was written after the other. */
  isAfter(one: string, other: string): boolean;
  /** An id just before that one. */
  before(id: string): string;
  /** Milliseconds since 1970 at which it was written. */
  timeOf(id: string): number;
  /** The id that the core knows the message by, the same however often it comes. */
  idOf(ref: MessageRef): string;
  /** The message again; null for what is none of this platform's. */
  refOf(id: string): MessageRef | null;
}

/** The last two of `MessageIds`. `isMessage`: whether an id is a message's, where a platform has others that look alike. */
export function messageRefs(
  platform: string,
  isMessage: (id: string) => boolean = () => true,
): Pick<MessageIds, "idOf" | "refOf"> {
  return {
    idOf: ({ channel, id }) => joined(platform, channel, id),
    refOf(whole) {
      const [name, ...parts] = whole.split(":");
      if (name !== platform || parts.length !== 2) return null;
      const [channel = "", id = ""] = parts.map(decodeURIComponent);
      return isMessage(id) ? { channel, id } : null;
    },
  };
}

/** One id out of several, whatever stands in them. */
export function joined(...ids: readonly string[]): string {
  return ids.map(encodeURIComponent).join(":");
}

/** For ids that are numbers of their age: of the same length as text they sort as they are, of different length by it. */
export function compareNumbers(one: string, other: string): number {
  if (one.length !== other.length) return one.length - other.length;
  return one < other ? -1 : one > other ? 1 : 0;
}

export function newest({ isAfter }: Pick<MessageIds, "isAfter">, first: string, others: readonly string[]): string {
  return others.reduce((last, id) => (isAfter(id, last) ? id : last), first);
}

export function oldest({ isAfter }: Pick<MessageIds, "isAfter">, first: string, others: readonly string[]): string {
  return others.reduce((least, id) => (isAfter(least, id) ? id : least), first);
}
