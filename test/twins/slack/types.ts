import type { Json } from "../json.ts";

export interface SlackTwinOptions {
  /** Milliseconds since 1970, for timestamps, rates, triggers and response URLs; the system's clock when left out. */
  readonly clock?: () => number;
  /** Slack's rate tiers, on by default. A factor of 10 lets ten times as many calls through. */
  readonly rates?: boolean | { readonly factor: number };
  /** What the bot token may do; everything when left out. Else a method beyond it answers `missing_scope`. */
  readonly scopes?: readonly string[];
  /** The events that the app subscribed to, named as in a manifest; all that the twin knows when left out. */
  readonly events?: readonly string[];
  /** How long a client waits for an ack before it shows an error; 3,000 ms of real time, as in Slack. */
  readonly ackTimeout?: number;
  /**
   * Sends an event without an ack again, after these milliseconds of real time each; never when left out. Slack's are at
   * once, 1 min and 5 min. It tries again, too, what came while no socket was open; the twin does so with `whenAway`.
   */
  readonly retries?: { readonly after: readonly number[]; readonly whenAway?: boolean };
}

/** Where a message is. */
export interface Place {
  readonly channel: string;
  readonly ts: string;
}

export interface PersonOptions {
  readonly name: string;
  readonly realName?: string;
  /** The id of their direct messages with the bot; made from their own id (U1: DU1) when left out. */
  readonly dm?: string;
  readonly isBot?: boolean;
}

export interface ChannelOptions {
  readonly name: string;
  /** Beside the bot. */
  readonly members?: readonly string[];
  readonly private?: boolean;
  /** False for a channel that the bot was not invited to. */
  readonly withBot?: boolean;
  readonly topic?: string;
}

export interface UploadedFile {
  readonly name: string;
  readonly mimetype?: string;
  readonly content: Buffer;
}

export interface WriteOptions {
  readonly channel: string;
  /** The ts of the thread's parent. */
  readonly thread?: string;
  readonly user: string;
  /** As on the wire: `<@U0BOT> hi`, and `&lt;` for what a person typed as `<`. */
  readonly text: string;
  readonly files?: readonly UploadedFile[];
  /** A reply that is also shown in the channel. */
  readonly broadcast?: boolean;
}

export interface WriteAsBotOptions {
  readonly channel: string;
  readonly thread?: string;
  readonly text: string;
  readonly blocks?: readonly Json[];
  /** B0OTHER when left out. */
  readonly botId?: string;
  readonly name?: string;
  /** Given: as today's apps write (`user` and `bot_id`, no subtype). Left out: subtype `bot_message` and no user. */
  readonly user?: string;
}

/** A use of a response URL. */
export interface Responded {
  readonly body: Json;
  readonly at: number;
}

/** What a person got for a command, a click, a shortcut or a form. */
export interface Acked {
  /** What `ack()` was given; undefined for a bare ack. */
  readonly acked: Json | undefined;
  /** What came to its response URL; grows for as long as the URL is used. */
  readonly responses: readonly Responded[];
}

export interface SlashOptions {
  readonly user: string;
  readonly channel: string;
  readonly text: string;
  /** `/cockpit` when left out. */
  readonly command?: string;
  /** Slack delivers no command from a thread; neither does the twin: it rejects with Slack's sentence. */
  readonly thread?: string;
}

interface ClickWhat {
  readonly user: string;
  readonly actionId: string;
  /** Of the button; tells buttons apart that share an action id. */
  readonly value?: string;
  /** The value (or the user, channel, date …) chosen in a select, an overflow menu, radio buttons or checkboxes. */
  readonly selected?: string | readonly string[];
}

/** On a message (an ephemeral one too), or in a view: a modal or a home tab. */
export type ClickOptions = ClickWhat & (Place | { readonly view: string });

export interface ShortcutOptions extends Place {
  readonly user: string;
  readonly callbackId: string;
}

export interface SubmitOptions {
  readonly user: string;
  /** The id of an open view. */
  readonly view: string;
  /** By the action id or block id of the input: text, or the value(s) chosen. What is left out keeps its initial value. */
  readonly values?: Readonly<Record<string, string | readonly string[]>>;
}

export interface FileView {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly mimetype: string;
  readonly size: number;
  readonly content: Buffer;
}

export interface Metadata {
  readonly event_type: string;
  readonly event_payload: Json;
}

/** A message as everybody in the channel sees it; its names are Slack's. */
export interface MessageView extends Place {
  readonly thread_ts: string | undefined;
  readonly user: string | undefined;
  readonly bot_id: string | undefined;
  readonly subtype: string | undefined;
  readonly text: string;
  readonly blocks: readonly Json[];
  /** What people read: the blocks, a line each, and `text` only where there are none. */
  readonly shown: string;
  readonly metadata: Metadata | undefined;
  /** By emoji, who reacted with it, in order. */
  readonly reactions: Readonly<Record<string, readonly string[]>>;
  readonly edited: { readonly user: string; readonly ts: string } | undefined;
  readonly files: readonly FileView[];
  /**
   * Whom any version of the message called: `!channel`, `!here`, `!everyone`, and ids of users (U…) and groups (S…).
   */
  readonly pings: readonly string[];
  /** A deleted message stays in the twin's lists; Slack's own answers leave it out. */
  readonly deleted: boolean;
  /** Text it had before its edits, oldest first. */
  readonly was: readonly string[];
}

export interface EphemeralView extends Place {
  readonly via: "chat.postEphemeral" | "response_url" | "ack";
  readonly user: string;
  readonly thread_ts: string | undefined;
  readonly text: string;
  readonly blocks: readonly Json[];
  readonly shown: string;
  readonly pings: readonly string[];
  /** By `delete_original`; by `replace_original` the text changes in its place. */
  readonly deleted: boolean;
}

export interface SessionView {
  readonly channel: string;
  readonly thread_ts: string;
  readonly title: string | undefined;
  /** Every status that was set, oldest first. */
  readonly statuses: readonly { readonly status: string; readonly at: number }[];
  /** The last of them. */
  readonly status: string | undefined;
}

export interface OpenView {
  readonly id: string;
  readonly user: string;
  readonly hash: string;
  /** As the app gave it. */
  readonly view: Json;
  /** How often the app changed it. */
  readonly updates: number;
}

/** How a call was answered; a number is an HTTP status, a text that is none of these is Slack's error. */
export type Answered = "pending" | "ok" | "dropped" | number | (string & {});

export interface Call {
  /** `chat.postMessage`, …; beside Slack's methods: `upload`, `download` and `response_url`. */
  readonly method: string;
  /** As sent; what was JSON inside a form field is parsed. Numbers and booleans of a form are texts. */
  readonly args: Json;
  readonly at: number;
  readonly answered: Answered;
  /** The body of the answer, also of one that was lost on its way. */
  readonly answer: Json | undefined;
}

export interface DeliveredEvent {
  readonly event_id: string;
  readonly event: Json;
  /** How many sockets' worth of envelopes carried it; 0 for one that was lost. */
  readonly sent: number;
  readonly acked: boolean;
}

export type Misdeed =
  | { readonly status: 429; readonly retryAfter: number }
  | { readonly status: 500 | 501 | 502 | 503 | 504 }
  /** Slack's own refusal, with status 200. */
  | { readonly error: string }
  /** The connection breaks; nothing was done. */
  | "drop before"
  /** All is done, and the answer is lost. */
  | "drop after"
  /** Nothing is done until this settles. */
  | { readonly delay: Promise<unknown> };

export interface Misbehaviour {
  readonly method: string | RegExp;
  readonly how: Misdeed;
  /** For ever when left out. */
  readonly times?: number;
  readonly when?: (args: Json) => boolean;
}

/** People: what they do. Each rejects for what their client would not let them do. */
export interface SlackPeople {
  /** A person exists from then on, and so do their direct messages with the bot. */
  user(id: string, options: PersonOptions): void;
  channel(id: string, options: ChannelOptions): void;
  /** A user group (S…). */
  group(id: string, options: { readonly handle: string; readonly users: readonly string[] }): void;
  /** The bot is invited, and removed. */
  invite(channel: string): void;
  kick(channel: string): void;
  archive(channel: string): void;

  /** A `message` event, and an `app_mention` of its own when the bot is mentioned outside direct messages. */
  write(options: WriteOptions): Promise<Place>;
  edit(options: Place & { readonly text: string }): Promise<Place>;
  /** A parent with replies becomes a tombstone, as in Slack. */
  erase(place: Place): Promise<void>;
  /** Another app's message. */
  writeAsBot(options: WriteAsBotOptions): Promise<Place>;
  join(options: { readonly channel: string; readonly user: string }): Promise<Place>;
  react(options: Place & { readonly user: string; readonly name: string }): Promise<void>;
  unreact(options: Place & { readonly user: string; readonly name: string }): Promise<void>;

  /** These five resolve at the ack. They reject with `operation_timeout` without one, `dispatch_failed` without a socket. */
  slash(options: SlashOptions): Promise<Acked>;
  click(options: ClickOptions): Promise<Acked>;
  shortcut(options: ShortcutOptions): Promise<Acked>;
  submit(options: SubmitOptions): Promise<Acked>;
  /** Closes a view; the app hears of it when the view has `notify_on_close`. */
  dismiss(options: { readonly user: string; readonly view: string }): Promise<Acked | undefined>;

  /** The native Stop button of an agent's session. */
  stopSession(options: { readonly user: string; readonly channel: string; readonly thread: string }): Promise<void>;
  home(user: string): Promise<void>;
}

/** What there is to see. All of it is live: the same call later shows more. */
export interface SlackSights {
  /** What the channel itself shows, in order: no replies, except those broadcast. */
  messages(channel: string): readonly MessageView[];
  /** The parent, then the replies. */
  thread(channel: string, ts: string): readonly MessageView[];
  message(place: Place): MessageView | undefined;
  ephemerals(user: string): readonly EphemeralView[];
  readonly sessions: readonly SessionView[];
  session(channel: string, thread: string): SessionView | undefined;
  /** Open modals, the last on top. */
  views(user: string): readonly OpenView[];
  /** The home tab as it was last published, and those before it, oldest first. */
  homes(user: string): readonly OpenView[];
  readonly files: readonly FileView[];
  readonly calls: readonly Call[];
  /** Calls that were over a rate. */
  readonly violations: readonly Call[];
  /** Events in the order they happened, those lost included. */
  readonly events: readonly DeliveredEvent[];
  /** Open sockets. */
  readonly connections: number;
  /** The first call that fits and is answered from now on, or among those from number `from` of `calls` on. */
  next(fits: (call: Call) => boolean, from?: number): Promise<Call>;
  /**
   * What `look` gives, once that is neither undefined, null nor false; looked at now and after every change of the twin.
   * What the app's own listeners note down is no such change: a test waits for that by itself.
   * Both this and `next` reject when the twin closes.
   */
  until<Found>(look: () => Found | undefined | null | false): Promise<Found>;
}

/** What can go wrong. */
export interface SlackTrouble {
  /** The first that fits a call, oldest first, decides; returns what ends it. */
  misbehave(misbehaviour: Misbehaviour): () => void;
  /** Breaks the TCP connection of every socket. */
  cut(): void;
  /** Tells that the sockets will be closed soon (Slack: 10 s before it does), and does not close them. */
  warn(): void;
  /** Tells every socket to reconnect, and closes it. */
  refresh(): void;
  /** As when Socket Mode is turned off: tells every socket and closes it, and each that still comes, until `enableLink`. */
  disableLink(): void;
  enableLink(): void;
  /** Sockets open now stay open, answer pings and carry nothing to the app; what happens is lost. Later ones hear. */
  deafen(): void;
  hear(): void;
  /** Sockets open now stay open and answer nothing, not even pings. */
  stall(): void;
  /** Each of the next so many events arrives twice, the second time as a retry. */
  duplicate(times: number): void;
  /** Holds the next so many events back, then sends them last first. */
  shuffle(count: number): void;
  /** Until called with false, no event is sent; what is interactive is. */
  loseEvents(lost: boolean): void;
  /** The `app_rate_limited` envelope, whose payload has no event. */
  rateLimitedFrame(): void;
  /** Uploaded files are not shared before this settles, though `files.completeUploadExternal` has long answered. */
  holdShares(until: Promise<unknown>): void;
  /** From now on, until `acceptTokens`; `invalid_auth` when left out. */
  refuseTokens(which: "bot" | "app", error?: string): void;
  acceptTokens(): void;
  /** Closes every connection and refuses new ones. */
  down(): Promise<void>;
  /** Listens again, on the same port. */
  up(): Promise<void>;
}

/** Slack's Web API and Socket Mode on loopback, with the people who use it. */
export interface SlackTwin extends SlackPeople, SlackSights, SlackTrouble {
  /** For `slackApiUrl`; ends in `/api/`. */
  readonly url: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly team: { readonly id: string; readonly name: string };
  readonly appId: string;
  readonly bot: { readonly userId: string; readonly botId: string; readonly name: string };
  close(): Promise<void>;
}
