import type { Json } from "../json.ts";
import type { Context } from "./context.ts";
import { createProblems } from "./errors.ts";
import type { BucketName } from "./rates.ts";
import { isSnowflake } from "./snowflake.ts";
import type { FileInput } from "./views.ts";

export interface Asked {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Json;
  readonly files: readonly FileInput[];
}

export interface Route {
  /** `GET /channels/:channel/messages`; what begins with a colon is a snowflake, except where it is named in `words`. */
  readonly on: string;
  readonly words?: readonly string[];
  readonly bucket?: BucketName;
  /** Reached without the bot's token, and not counted for the global limit. */
  readonly open?: boolean;
  /** Of an answer; 200, or 204 without a body, when left out. */
  readonly status?: number;
  run(asked: Asked, context: Context): unknown;
}

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
  /** What its bucket is for. */
  readonly major: string;
}

export function createRouter(routes: readonly Route[]): (method: string, path: string) => Match | undefined {
  const table = routes.map((route) => ({ route, parts: route.on.replace(" ", "").split("/") }));
  return (method, path) => {
    const parts = `${method}${path}`.split("/");
    for (const entry of table) {
      const params = paramsOf(entry.parts, parts);
      if (params === undefined) continue;
      return { route: entry.route, params, major: params.token ?? params.channel ?? params.guild ?? "" };
    }
    return undefined;
  };
}

function paramsOf(pattern: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, piece] of pattern.entries()) {
    const part = parts[index] ?? "";
    if (piece.startsWith(":")) params[piece.slice(1)] = decodeURIComponent(part);
    else if (piece !== decodeURIComponent(part)) return undefined;
  }
  return params;
}

/** Throws 50035 for what should be an id and is none. */
export function checkParams({ route, params }: Match): void {
  const problems = createProblems();
  for (const [name, value] of Object.entries(params))
    if (route.words?.includes(name) !== true && !isSnowflake(value))
      problems.add([`${name}_id`], "NUMBER_TYPE_COERCE", `Value "${value}" is not snowflake.`);
  problems.settle();
}
