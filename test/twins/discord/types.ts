import type { Json } from "../json.ts";
import type {
  AutocompleteOptions,
  ChannelOptions,
  ClickOptions,
  MenuOptions,
  PersonOptions,
  RoleOptions,
  SelectOptions,
  SlashOptions,
  SubmitOptions,
  WriteAsBotOptions,
  WriteOptions,
} from "./acts.ts";
import type { Permission } from "./permissions.ts";
import type {
  Call,
  Choice,
  CommandView,
  DeliveredEvent,
  FileView,
  InteractionView,
  MessageView,
  ModalView,
  Place,
  ThreadView,
} from "./views.ts";

export type * from "./acts.ts";
export type * from "./views.ts";

export type PrivilegedIntent = "GuildPresences" | "GuildMembers" | "MessageContent";

export interface DiscordTwinOptions {
  /** Milliseconds since 1970, for ids, rates, and the age of messages and interactions; the system's clock when left out. */
  readonly clock?: () => number;
  /** Discord's buckets and its global limit, on by default. A factor of 10 lets ten times as many calls through. */
  readonly rates?: boolean | { readonly factor: number };
  readonly token?: string;
  /**
   * What the portal's switches allow; all of them when left out. An IDENTIFY that asks for another closes with 4014.
   * Without `MessageContent` (or an IDENTIFY that asks for it) what others write is empty, except in direct messages and
   * where they mention the bot.
   */
  readonly privileged?: readonly PrivilegedIntent[];
  /** Milliseconds of real time; 41,250 as in Discord. A client silent for two of them is closed with 4009. */
  readonly heartbeat?: number;
  /** Milliseconds of real time that a person's client waits for an answer; 3,000 as in Discord. */
  readonly ackTimeout?: number;
  /** How many IDENTIFYs a day allows, and how many of them are left: 1,000 and 1,000. */
  readonly sessionStarts?: { readonly total: number; readonly remaining: number };
  /** Milliseconds between two IDENTIFYs, else op 9; Discord's are 5,000. None when left out: a bot may start again at once. */
  readonly identifyEvery?: number;
  /** After so many 401, 403 and 429 in ten minutes every call is refused; 10,000 as in Discord. */
  readonly invalidLimit?: number;
  /** The bot's permissions in the guild; all of them, but not Administrator, when left out. @everyone grants it no others. */
  readonly permissions?: readonly Permission[];
}

export type Misdeed =
  | { readonly status: 429; readonly retryAfter: number; readonly global?: boolean }
  | { readonly status: 500 | 501 | 502 | 503 | 504 }
  /** Discord's own refusal, in JSON. */
  | { readonly status: number; readonly code: number; readonly message?: string }
  /** The connection breaks; nothing was done. */
  | "drop before"
  /** All is done, and the answer is lost. */
  | "drop after"
  /** Nothing is done until this settles. */
  | { readonly delay: Promise<unknown> };

export interface Misbehaviour {
  /** Any when left out. */
  readonly method?: string;
  readonly route: string | RegExp;
  readonly how: Misdeed;
  /** For ever when left out. */
  readonly times?: number;
  readonly when?: (call: Call) => boolean;
}

/** People: what they do. Each throws or rejects for what their client would not let them do. */
export interface DiscordPeople {
  /** Ids are snowflakes of 17 to 19 digits: `snowflake(1)` makes readable ones. */
  user(id: string, options: PersonOptions): void;
  role(id: string, options: RoleOptions): void;
  /** Changes a member's roles. */
  setRoles(user: string, roles: readonly string[]): void;
  channel(id: string, options: ChannelOptions): void;
  /** Another server that has the bot. */
  addGuild(id: string, options: { readonly name: string }): void;
  /** The bot is removed from it, and its channels with it. */
  kick(guild: string): void;
  /** Overwrites in a channel, for a role or a member; `twin.bot.id` for the bot. They replace those there were. */
  permit(
    channel: string,
    who: string,
    what: { readonly allow?: readonly Permission[]; readonly deny?: readonly Permission[] },
  ): void;
  deleteChannel(id: string): void;
  /** The id of a person's direct messages with the bot. */
  dm(user: string): string;

  write(options: WriteOptions): Promise<Place>;
  edit(options: Place & { readonly text: string }): Promise<Place>;
  erase(place: Place): Promise<void>;
  bulkErase(channel: string, ids: readonly string[]): Promise<void>;
  writeAsBot(options: WriteAsBotOptions): Promise<Place>;
  /** `👍`, or `name:id` for a custom one. */
  react(options: Place & { readonly user: string; readonly emoji: string }): Promise<void>;
  unreact(options: Place & { readonly user: string; readonly emoji: string }): Promise<void>;
  /** Resolves with the thread's id; from a message it is the message's. In a forum `text` is the first post. */
  startThread(options: {
    readonly channel: string;
    readonly user: string;
    readonly name: string;
    readonly message?: string;
    readonly text?: string;
  }): Promise<string>;
  /** As a moderator does. */
  changeThread(
    thread: string,
    what: { readonly archived?: boolean; readonly locked?: boolean; readonly name?: string },
  ): Promise<void>;
  deleteThread(thread: string): Promise<void>;

  /**
   * These five resolve once the bot has answered. They reject with `The application did not respond` where no answer came
   * in time, or no session was there to hear of it.
   */
  slash(options: SlashOptions): Promise<InteractionView>;
  menu(options: MenuOptions): Promise<InteractionView>;
  click(options: ClickOptions): Promise<InteractionView>;
  select(options: SelectOptions): Promise<InteractionView>;
  /** The modal stays open where this rejects. */
  submit(options: SubmitOptions): Promise<InteractionView>;
  autocomplete(options: AutocompleteOptions): Promise<readonly Choice[]>;
  /** Closes a modal; the bot hears nothing of it. */
  dismiss(options: { readonly user: string; readonly modal: string }): void;
}

/** What there is to see. All of it is live: the same call later shows more. */
export interface DiscordSights {
  /** What all see in a channel or a thread, in order, deleted ones included. */
  messages(channel: string): readonly MessageView[];
  /** Ephemeral ones, too. */
  message(place: Place): MessageView | undefined;
  ephemerals(user: string): readonly MessageView[];
  /** Of a channel or a forum; all of them when left out. */
  threads(parent?: string): readonly ThreadView[];
  thread(id: string): ThreadView | undefined;
  pins(channel: string): readonly MessageView[];
  /** Global ones without a guild, else the guild's. */
  commands(guild?: string): readonly CommandView[];
  readonly interactions: readonly InteractionView[];
  /** Open ones, the last on top. */
  modals(user: string): readonly ModalView[];
  readonly files: readonly FileView[];
  readonly calls: readonly Call[];
  /** Calls that were over a rate, by the twin's own count: none of them `misbehave`'s. */
  readonly violations: readonly Call[];
  /** 401, 403 and 429 within the last ten minutes. */
  readonly invalidRequests: number;
  /** Events in the order they happened, those lost included. */
  readonly events: readonly DeliveredEvent[];
  /** Open sockets. */
  readonly connections: number;
  /** Those that were answered with READY. */
  readonly identifies: number;
  /** Those that were answered with RESUMED. */
  readonly resumes: number;
  /** The close codes that the twin gave, oldest first. */
  readonly closes: readonly number[];
  /** As the bot set it last: op 3, or with IDENTIFY. */
  readonly presence: Json | undefined;
  /** The first call that fits and is answered from now on, or among those from number `from` of `calls` on. */
  next(fits: (call: Call) => boolean, from?: number): Promise<Call>;
  /**
   * What `look` gives, once that is neither undefined, null nor false; looked at now and after every change of the twin.
   * What the bot's own listeners note down is no such change: a test waits for that by itself.
   * Both this and `next` reject when the twin closes.
   */
  until<Found>(look: () => Found | undefined | null | false): Promise<Found>;
}

/** What can go wrong. */
export interface DiscordTrouble {
  /** The first that fits a call, oldest first, decides; returns what ends it. */
  misbehave(misbehaviour: Misbehaviour): () => void;
  /** Breaks the TCP connection of every socket. Sessions stay, and what happens meanwhile is replayed on RESUME. */
  cut(): void;
  /** Op 7: asks every client to reconnect and resume. */
  reconnect(): void;
  /** Op 9 to every client. Not resumable: its session ends, and what happens before the next IDENTIFY is lost. */
  invalidate(resumable?: boolean): void;
  /** Ends sessions without a word, so that the next RESUME is answered with op 9: what happens meanwhile is lost. */
  forgetSessions(): void;
  /** Closes every socket with this code. After 1000, 1001, 4004, 4007, 4009 and 4010 to 4014 no session can be resumed. */
  closeWith(code: number): void;
  /** Sockets open now stay open, acknowledge no heartbeat and carry no event; what happens waits for a RESUME. */
  deafen(): void;
  hear(): void;
  /** Each of the next so many events arrives twice. */
  duplicate(times: number): void;
  /** Holds the next so many events back, then sends them last first. */
  shuffle(count: number): void;
  /** Until called with false, no event is sent or kept for a RESUME; what is interactive is. */
  loseEvents(lost: boolean): void;
  /** The token is taken back: 401 and close code 4004, until `acceptToken`. */
  refuseToken(): void;
  acceptToken(): void;
  /** As the portal's switches: sessions that asked for what is now off are closed with 4014. */
  setPrivileged(intents: readonly PrivilegedIntent[]): void;
  /** A guild's outage: the bot is told that it is unavailable, and that it is back. */
  guildDown(guild?: string): void;
  guildUp(guild?: string): void;
  /** Closes every connection and refuses new ones; sessions end. */
  down(): Promise<void>;
  /** Listens again, on the same port. */
  up(): Promise<void>;
}

/** Discord's REST API and gateway on loopback, with the people who use it. */
export interface DiscordTwin extends DiscordPeople, DiscordSights, DiscordTrouble {
  /** For discord.js' `rest.api`: `http://127.0.0.1:PORT/api`. */
  readonly url: string;
  readonly token: string;
  readonly applicationId: string;
  /** The user of the bot; its role in the guild is `roleId`. */
  readonly bot: { readonly id: string; readonly name: string; readonly roleId: string };
  readonly guild: { readonly id: string; readonly name: string; readonly ownerId: string };
  close(): Promise<void>;
}
