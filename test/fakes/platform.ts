import { tokenOf } from "../../src/cockpit/answer/token.ts";
import type { Board, Card, ChatAdapter, ChatMessage, Message, People, Person } from "../../src/ports/ports.ts";

interface Written {
  readonly id: string;
  readonly project: string;
  readonly person: Person;
  text: string;
  edited: boolean;
  erased: boolean;
  readonly receipts: string[];
}

interface Room {
  readonly thread: string;
  readonly posts: Map<string, Message>;
  card: Card | null;
}

/** A platform in memory, which outlives the adapters that connect to it. */
export interface MemoryPlatform {
  adapter(): ChatAdapter;
  openThread(project: string): void;
  write(project: string, person: Person, text: string): string;
  /** An answer to the last question by a button or a menu. */
  pick(project: string, person: Person, text: string): void;
  edit(id: string, text: string): void;
  erase(id: string): void;
  posts(project: string): readonly Message[];
  card(project: string): Card | null;
  receipts(id: string): readonly string[];
  /** The board as it was put last; null: never. */
  board(): Board | null;
  /** How many times one was put. */
  readonly boards: number;
  /** How many times a card was, and how many times one was refused. */
  readonly cards: number;
  readonly failedCards: number;
  /** Cards are put up later than they are said to be, from now on, or no longer. */
  postpone(later: boolean): void;
  /** The direct messages, oldest first. */
  readonly told: readonly Told[];
  /** What every post fails with from now on; null: it does not. */
  fail(error: Error | null): void;
  /** Messages with that in it are never taken: a sentence stands in their place. */
  refuse(sign: string): void;
  /** The person takes no direct messages. */
  shut(person: string): void;
}

/** A direct message. */
export interface Told {
  readonly person: string;
  readonly key: string;
  readonly text: string;
}

const NOT_TAKEN: Message = {
  type: "notice",
  level: "warn",
  text: "The platform did not take a message of Claude's.",
};

export function createMemoryPlatform(name = "memory"): MemoryPlatform {
  const rooms = new Map<string, Room>();
  const written: Written[] = [];
  /** Up to which of `written` things were handed over. */
  let read = 0;
  let opened = 0;
  let people: People | null = null;
  let failure: Error | null = null;
  let refused: string | null = null;
  let board: Board | null = null;
  let boards = 0;
  let cards = 0;
  let failedCards = 0;
  let isLater = false;
  const told: Told[] = [];
  const shut = new Set<string>();
  let lane: Promise<unknown> = Promise.resolve();

  const messageOf = ({ id, project, person, text }: Written): ChatMessage => ({
    id,
    project,
    person,
    channel: "C1",
    text,
    files: [],
  });
  const find = (id: string) => written.find((one) => one.id === id);

  function inTurn(task: (people: People) => Promise<unknown>): void {
    lane = lane.then(() => people && task(people));
  }

  function handOver(): void {
    inTurn(async (handler) => {
      for (; read < written.length; read++) {
        const one = written[read];
        if (one !== undefined && !one.erased) await handler.said(messageOf(one));
      }
    });
  }

  function roomOf(thread: string): Room {
    const room = [...rooms.values()].find((one) => one.thread === thread);
    if (room === undefined) throw new Error(`no thread ${thread}`);
    return room;
  }

  function shownOf(message: Message): Message {
    try {
      return structuredClone(isTaken(message) ? message : NOT_TAKEN);
    } catch {
      return { type: "notice", level: "warn", text: "Something that was said here cannot be shown." };
    }
  }

  function isTaken(message: Message): boolean {
    return refused === null || !JSON.stringify(message).includes(refused);
  }

  function openThread(project: string): Room {
    const room = rooms.get(project) ?? { thread: `${name}:${project}:${++opened}`, posts: new Map(), card: null };
    rooms.set(project, room);
    return room;
  }

  return {
    openThread: (project) => void openThread(project),
    adapter: () => ({
      name,
      async open(handler) {
        people = handler;
        handOver();
        await lane;
        return null;
      },
      async close() {
        people = null;
        await lane;
      },
      threads: async () => [...rooms].map(([project, { thread }]) => ({ project, thread })),
      thread: async (project) => rooms.get(project)?.thread ?? null,
      async post(thread, key, message) {
        if (failure !== null) throw failure;
        if (message.type === "receipt") find(message.prompt)?.receipts.push(message.state);
        const { posts } = roomOf(thread);
        if (message.type === "settled") {
          const { question, outcome } = message;
          const asked: Message = { type: "question", question };
          posts.set(`question:${question.id}`, outcome === null ? asked : { ...message });
        } else if (!posts.has(key)) posts.set(key, shownOf(message));
      },
      async show(thread, card, stands = false) {
        if (failure !== null) {
          failedCards += 1;
          throw failure;
        }
        roomOf(thread).card = card;
        if (!stands) cards += 1;
        return !isLater;
      },
      async closeThread(thread) {
        const project = [...rooms].find(([, room]) => room.thread === thread)?.[0];
        if (project !== undefined) rooms.delete(project);
      },
      board: {
        async put(next) {
          if (failure !== null) throw failure;
          boards += 1;
          board = structuredClone(next);
        },
        link: async (thread) =>
          [...rooms.values()].some((one) => one.thread === thread) ? `https://${name}.example/${thread}` : null,
      },
      direct: {
        async tell(person, key, text) {
          if (failure !== null) throw failure;
          if (!person.startsWith(`${name}:`)) throw new Error(`${person} is nobody here`);
          if (shut.has(person)) throw new Error(`${person} takes no direct messages`);
          if (!told.some((one) => one.key === key && one.person === person)) told.push({ person, key, text });
        },
      },
    }),
    write(project, person, text) {
      const id = `${name}:${written.length + 1}`;
      written.push({ id, project, person, text, edited: false, erased: false, receipts: [] });
      handOver();
      return id;
    },
    pick(project, person, text) {
      const asked = [...(rooms.get(project)?.posts.values() ?? [])].findLast(({ type }) => type === "question");
      if (asked?.type !== "question") throw new Error(`${project} shows no question`);
      const token = tokenOf(asked.question);
      inTurn((handler) => handler.pick({ person, channel: "C1", project, token, text }));
    },
    edit(id, text) {
      const one = find(id);
      if (one === undefined) return;
      one.text = text;
      one.edited = true;
      inTurn((handler) => handler.edited(messageOf(one)));
    },
    erase(id) {
      const one = find(id);
      if (one === undefined) return;
      one.erased = true;
      inTurn((handler) => handler.withdrawn(one.project, id));
    },
    posts: (project) => [...(rooms.get(project)?.posts.values() ?? [])],
    card: (project) => rooms.get(project)?.card ?? null,
    receipts: (id) => find(id)?.receipts ?? [],
    board: () => board,
    get cards() {
      return cards;
    },
    get failedCards() {
      return failedCards;
    },
    postpone(later) {
      isLater = later;
    },
    get boards() {
      return boards;
    },
    told,
    refuse(sign) {
      refused = sign;
    },
    fail(error) {
      failure = error;
    },
    shut: (person) => void shut.add(person),
  };
}
