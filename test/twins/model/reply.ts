/** One piece of an answer, as a script writes it; ids and signatures are the twin's affair. */
export type Block =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "thinking"; readonly thinking: string }
  | { readonly type: "tool_use"; readonly name: string; readonly input: Readonly<Record<string, unknown>> };

export interface Answer {
  readonly blocks: readonly Block[];
  /** Streams the text `chunk` characters at a time, `delay` milliseconds apart. */
  readonly pace?: { readonly chunk: number; readonly delay: number };
  /** Half of the text goes out, then nothing until this settles. */
  readonly gate?: Promise<unknown>;
  /** Follows from the blocks where it is left out. */
  readonly stopReason?: "end_turn" | "tool_use" | "max_tokens" | "stop_sequence" | "refusal";
}

export interface Failure {
  readonly error: {
    readonly status: keyof typeof FAILURES;
    readonly type: string;
    readonly message: string;
    /** Such as the limits that go with a 429. */
    readonly headers?: Readonly<Record<string, string>>;
  };
}

export type Reply =
  | Answer
  | Failure
  /** Takes the request and never answers; the client's own patience ends it. */
  | { readonly hang: true }
  /** Begins to stream, then cuts the connection in the middle of a text. */
  | { readonly drop: true };

export function say(...texts: readonly string[]): Answer {
  return { blocks: texts.map((text) => ({ type: "text", text })) };
}

/** The blocks that call a tool, with what is said before it. */
export function use(name: string, input: Readonly<Record<string, unknown>>, before?: string): Answer {
  const call: Block = { type: "tool_use", name, input };
  return { blocks: before === undefined ? [call] : [{ type: "text", text: before }, call] };
}

const FAILURES = {
  400: "invalid_request_error",
  401: "authentication_error",
  403: "permission_error",
  404: "not_found_error",
  429: "rate_limit_error",
  500: "api_error",
  529: "overloaded_error",
} as const;

export function fail(
  status: keyof typeof FAILURES,
  message = `twin says ${status}`,
  headers: Readonly<Record<string, string>> = {},
): Failure {
  return { error: { status, type: FAILURES[status], message, headers } };
}
