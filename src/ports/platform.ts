import type { z } from "zod";
import type { ChatAdapter, ChatCommand, ChatLog } from "./chat.ts";
import type { Clock } from "./clock.ts";
import type { Records } from "./feed.ts";
import type { Picture } from "./picture.ts";

/** Who may use the bot on one platform, by the platform's own ids. Nobody else may. */
export interface Policy {
  readonly users: readonly string[];
  /** User groups, or roles. */
  readonly groups: readonly string[];
  /** Whoever writes in one of these channels. */
  readonly channels: readonly string[];
}

/** By key, what may stand there. Each `error` completes the sentence "<key> is <value>; expected ...". */
export type SettingsShape = Readonly<Record<string, z.ZodType>>;
export type SettingsOf<S extends SettingsShape> = Partial<z.output<z.ZodObject<S>>>;

/** What a chat stands on; each has its own. */
export interface ChatParts {
  /** What it keeps, by name: under `kind`, where it keeps more than one sort of things. */
  records<T>(kind?: string): Records<T>;
  /** The table, for a platform that registers what there is to say. */
  readonly commands: readonly ChatCommand[];
  readonly picture: Picture;
  readonly clock: Clock;
  readonly log: ChatLog;
}

/** A platform as the settings and the environment have it. */
export interface ConfiguredChat {
  readonly policy: Policy;
  /** Values that must stand in no log. */
  readonly secrets: readonly string[];
  /** Its SDK is loaded here and not before: command lines do without. */
  create(parts: ChatParts): Promise<ChatAdapter>;
  /** Whether the platform takes the tokens: resolves with who the bot is there. Rejects with what to do. */
  check(clock: Clock): Promise<string>;
}

/** A chat platform: a row of the table in `src/platforms.ts`, and all that anybody outside of its folder knows of it. */
export interface ChatPlatform<S extends SettingsShape = SettingsShape> {
  /** As ids, settings and the log have it, in small letters. */
  readonly name: string;
  /** As people write it. */
  readonly title: string;
  /** The environment variables that it reads; `<NAME>_ALLOW`, which says who may, is one of them. */
  readonly variables: readonly string[];
  /** What the tokens look like, whosever they are: none of them stands in a log. */
  readonly tokens: readonly RegExp[];
  /** What may stand under its name in cockpit.yaml; `users`, who may, among it. */
  readonly settings: S;
  /** Whether a member's or a group's id may look like this, without the platform's name before it. */
  isId(id: string): boolean;
  /** Null where there are no tokens for it. Rejects with `bad-config`. */
  configure(settings: SettingsOf<S>, env: Readonly<Record<string, string | undefined>>): ConfiguredChat | null;
}
