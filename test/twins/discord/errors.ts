import type { Json } from "../json.ts";

export type Path = readonly (string | number)[];

/** Discord's own refusal. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: number;
  readonly errors: Json | undefined;
  /** Seconds, of a 429. */
  readonly retryAfter: number | undefined;

  constructor(
    status: number,
    code: number,
    message: string,
    more: { readonly errors?: Json; readonly retryAfter?: number } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.errors = more.errors;
    this.retryAfter = more.retryAfter;
  }
}

const known = {
  unknownChannel: [404, 10003, "Unknown Channel"],
  unknownGuild: [404, 10004, "Unknown Guild"],
  unknownMember: [404, 10007, "Unknown Member"],
  unknownMessage: [404, 10008, "Unknown Message"],
  unknownUser: [404, 10013, "Unknown User"],
  unknownEmoji: [400, 10014, "Unknown Emoji"],
  unknownWebhook: [404, 10015, "Unknown Webhook"],
  unknownInteraction: [404, 10062, "Unknown interaction"],
  unknownCommand: [404, 10063, "Unknown application command"],
  tooManyPins: [400, 30003, "Maximum number of pinned messages reached"],
  tooManyReactions: [400, 30010, "Maximum number of reactions reached (20)"],
  tooManyCommands: [400, 30032, "Maximum number of application commands reached (100)"],
  tooLarge: [413, 40005, "Request entity too large"],
  alreadyAcknowledged: [400, 40060, "Interaction has already been acknowledged."],
  missingAccess: [403, 50001, "Missing Access"],
  notInDirectMessages: [403, 50003, "Cannot execute action on a DM channel"],
  notYours: [403, 50005, "Cannot edit a message authored by another user"],
  emptyMessage: [400, 50006, "Cannot send an empty message"],
  directMessagesClosed: [403, 50007, "Cannot send messages to this user"],
  notText: [400, 50008, "Cannot send messages in a non-text channel"],
  missingPermissions: [403, 50013, "Missing Permissions"],
  bulkCount: [
    400,
    50016,
    "Provided too few or too many messages to delete. Must provide at least 2 and fewer than 100.",
  ],
  systemMessage: [403, 50021, "Cannot execute action on a system message"],
  channelType: [400, 50024, "Cannot execute action on this channel type"],
  invalidWebhookToken: [401, 50027, "Invalid Webhook Token"],
  tooOldToDelete: [400, 50034, "A message provided was too old to bulk delete"],
  archived: [400, 50083, "Thread is archived"],
  invalidJson: [400, 50109, "The request body contains invalid JSON."],
  hasThread: [400, 160004, "A thread has already been created for this message"],
  locked: [400, 160005, "Thread is locked"],
} as const satisfies Record<string, readonly [number, number, string]>;

export function refuse(what: keyof typeof known): Refusal {
  const [status, code, message] = known[what];
  return new Refusal(status, code, message);
}

export interface Problems {
  add(path: Path, code: string, message: string): void;
  /** Throws 50035 with all of them, nested as Discord nests them. */
  settle(): void;
}

/** What is wrong with a body, every field's complaint in its place. */
export function createProblems(): Problems {
  const root: Record<string, unknown> = {};
  let count = 0;
  return {
    add(path, code, message) {
      count += 1;
      let node = root;
      for (const key of path) {
        const next = (node[String(key)] ?? {}) as Record<string, unknown>;
        node[String(key)] = next;
        node = next;
      }
      const list = (node._errors ?? []) as unknown[];
      node._errors = [...list, { code, message }];
    },
    settle() {
      if (count > 0) throw new Refusal(400, 50035, "Invalid Form Body", { errors: root });
    },
  };
}

export interface TextRule {
  readonly max: number;
  readonly min?: number;
  readonly required?: boolean;
}

/** A text of a form, absent ones included. */
export function checkText(
  problems: Problems,
  path: Path,
  value: unknown,
  { max, min = 1, required = true }: TextRule,
): void {
  if (value === undefined || value === null) {
    if (required) problems.add(path, "BASE_TYPE_REQUIRED", "This field is required");
    return;
  }
  if (typeof value !== "string") {
    problems.add(path, "STRING_TYPE_CONVERT", "Could not interpret value as string.");
    return;
  }
  if (value === "" && min > 0 && required) problems.add(path, "BASE_TYPE_REQUIRED", "This field is required");
  else if (value.length > max || value.length < min) {
    if (min > 0) problems.add(path, "BASE_TYPE_BAD_LENGTH", `Must be between ${min} and ${max} in length.`);
    else problems.add(path, "BASE_TYPE_MAX_LENGTH", `Must be ${max} or fewer in length.`);
  }
}

/** How many items a list may have. */
export function checkCount(problems: Problems, path: Path, count: number, max: number, min = 0): void {
  if (count >= min && count <= max) return;
  if (min > 0) problems.add(path, "BASE_TYPE_BAD_LENGTH", `Must be between ${min} and ${max} in length.`);
  else problems.add(path, "BASE_TYPE_MAX_LENGTH", `Must be ${max} or fewer in length.`);
}

export function checkChoice(problems: Problems, path: Path, value: unknown, choices: readonly unknown[]): void {
  if (!choices.includes(value))
    problems.add(path, "BASE_TYPE_CHOICES", `Value must be one of {${choices.map(String).join(", ")}}.`);
}
