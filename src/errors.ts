/** What went wrong, as a closed set: the code chooses the response (tell, retry, or end). */
export type ErrorCode =
  | "unknown-project"
  | "bad-name"
  | "bad-input"
  | "bad-config"
  | "no-question"
  | "unknown-session"
  | "engine-missing"
  | "engine-failed"
  | "image-failed"
  | "container-missing"
  /** A file, or what a container has put in its place, beyond what is read. */
  | "too-large"
  | "no-credentials"
  | "claude-exited"
  | "claude-stuck"
  /** It stops at settings of the project's own, and asks. */
  | "settings-refused"
  | "not-delivered"
  | "turn-failed"
  | "disk-full"
  | "store-corrupt"
  | "timeout"
  | "daemon-missing"
  | "not-confirmed"
  /** The platform refuses the bot: tokens, permissions. */
  | "chat-refused"
  /** The platform does not answer, or answers with failures, for now. */
  | "chat-failed"
  | "internal";

/**
 * The one error type. `message` is a sentence a person can act on: what happened, and what to do next.
 * The cause goes to the log and never to a user.
 */
export class BridgeError extends Error {
  override readonly name = "BridgeError";

  constructor(
    readonly code: ErrorCode,
    message: string,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

/** Any thrown thing as a BridgeError: what is not one already is `internal`, with a sentence that says where to look. */
export function asBridgeError(thrown: unknown): BridgeError {
  if (thrown instanceof BridgeError) return thrown;
  const code = systemCode(thrown);
  if (code === "ENOSPC" || code === "SQLITE_FULL" || code === "EDQUOT") {
    return new BridgeError(
      "disk-full",
      "The disk is full: nothing was changed. Free some space and say it again.",
      thrown,
    );
  }
  const detail = thrown instanceof Error ? thrown.message.split("\n")[0] : String(thrown);
  return new BridgeError(
    "internal",
    `Something unexpected went wrong (${detail}). The daemon's log has the details.`,
    thrown,
  );
}

/** The `code` that Node, SQLite and Docker's client put on their errors, if any. */
export function systemCode(thrown: unknown): string | undefined {
  if (typeof thrown !== "object" || thrown === null || !("code" in thrown)) return undefined;
  return typeof thrown.code === "string" ? thrown.code : undefined;
}
