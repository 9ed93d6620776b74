import { isTrue, type Json, stringOf } from "../../json.ts";
import { Refusal } from "../context.ts";
import type { Message } from "../store.ts";

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Empty on the last page. */
  readonly next_cursor: string;
}

/** A cursor names the first item of the next page: what comes meanwhile moves nothing. */
export function pageOf<Item>(all: readonly Item[], args: Json, usual: number, key: (item: Item) => string): Page<Item> {
  const limit = Number(args.limit ?? usual);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) throw new Refusal("invalid_limit");
  const cursor = stringOf(args.cursor);
  const from = cursor === "" ? 0 : all.findIndex((item) => cursorOf(key(item)) === cursor);
  if (from < 0) throw new Refusal("invalid_cursor");
  const next = all[from + limit];
  return { items: all.slice(from, from + limit), next_cursor: next === undefined ? "" : cursorOf(key(next)) };
}

function cursorOf(key: string): string {
  return Buffer.from(`next:${key}`).toString("base64");
}

/** Whether it lies between `oldest` and `latest`, which belong to it only when `inclusive`. */
export function within(args: Json): (message: Message) => boolean {
  const oldest = stampOf(args.oldest, "invalid_ts_oldest") ?? Number.NEGATIVE_INFINITY;
  const latest = stampOf(args.latest, "invalid_ts_latest") ?? Number.POSITIVE_INFINITY;
  const inclusive = isTrue(args.inclusive);
  return ({ ts }) => {
    const micros = microsOf(ts);
    return inclusive ? micros >= oldest && micros <= latest : micros > oldest && micros < latest;
  };
}

function stampOf(value: unknown, error: string): number | undefined {
  if (value === undefined || value === "" || value === "now") return undefined;
  if (!/^\d+(\.\d+)?$/.test(String(value))) throw new Refusal(error);
  return microsOf(String(value));
}

/** Compared as numbers and exactly: as floats, two timestamps of one microsecond's distance are the same. */
function microsOf(ts: string): number {
  const [seconds = "0", fraction = ""] = ts.split(".");
  return Number(seconds) * 1e6 + Number(fraction.padEnd(6, "0").slice(0, 6));
}
