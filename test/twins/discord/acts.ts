import type { Json } from "../json.ts";
import type { Permission } from "./permissions.ts";
import type { FileInput, Place } from "./views.ts";

export interface PersonOptions {
  readonly name: string;
  readonly globalName?: string;
  readonly nick?: string;
  readonly bot?: boolean;
  readonly roles?: readonly string[];
  /** Whom they take messages from: false refuses the bot's with 50007. */
  readonly dms?: boolean;
  /** False for one who is in no guild of the bot's. */
  readonly member?: boolean;
}

export interface RoleOptions {
  readonly name: string;
  readonly permissions?: readonly Permission[];
  readonly mentionable?: boolean;
}

export interface ChannelOptions {
  readonly name: string;
  /** `text` when left out. A forum takes threads only. */
  readonly type?: "text" | "announcement" | "forum" | "voice" | "category";
  readonly topic?: string;
  /** The category. */
  readonly parent?: string;
  /** Of a forum. */
  readonly tags?: readonly { readonly id: string; readonly name: string; readonly moderated?: boolean }[];
  readonly requireTag?: boolean;
  /** `twin.guild` when left out. */
  readonly guild?: string;
}

export interface WriteOptions {
  /** A channel, a thread, or a person's direct messages with the bot (see `dm`). */
  readonly channel: string;
  readonly user: string;
  /** As on the wire: `<@id> hi`. */
  readonly text: string;
  readonly files?: readonly FileInput[];
  /** The id of a message in the same channel. It pings its author. */
  readonly replyTo?: string;
}

export interface WriteAsBotOptions {
  readonly channel: string;
  /** Another bot, made with `user(…, { bot: true })`. */
  readonly user: string;
  readonly text?: string;
  readonly embeds?: readonly Json[];
  readonly components?: readonly Json[];
}

/** By an option's type: text, a number, a boolean, the id of a user, channel or role, or a file. */
export type OptionValue = string | number | boolean | FileInput;

export interface SlashOptions {
  readonly user: string;
  readonly channel: string;
  /** With its group and subcommand: `cockpit start`. It must be registered, and the options must fit. */
  readonly command: string;
  readonly options?: Readonly<Record<string, OptionValue>>;
  /** The client's language; `en-US` when left out. */
  readonly locale?: string;
}

export interface AutocompleteOptions extends Omit<SlashOptions, "options"> {
  /** The option being typed in. */
  readonly option: string;
  readonly value: string;
  /** What was filled in already. */
  readonly options?: Readonly<Record<string, OptionValue>>;
}

export interface ClickOptions extends Place {
  readonly user: string;
  readonly customId: string;
}

export interface SelectOptions extends ClickOptions {
  /** Of a text select the values of its options; else ids of users, roles or channels. */
  readonly values: readonly string[];
}

export interface MenuOptions extends Place {
  readonly user: string;
  /** The name of a message command. */
  readonly command: string;
}

export interface SubmitOptions {
  readonly user: string;
  /** The id of an open modal, as in `modals(user)`. */
  readonly modal: string;
  /** By custom id: text, or the values chosen. What is left out keeps its initial value. */
  readonly values?: Readonly<Record<string, string | readonly string[] | readonly FileInput[]>>;
}
