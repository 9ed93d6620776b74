import { Cron } from "croner";

/**
 * As the CLI writes when a limit of the account's ends (tried, 2.1.330): "resets 6:33am (UTC)"; a day or more ahead,
 * "resets Dec 3, 9am (Europe/Berlin)".
 */
const RESETS =
  /\bresets (?:at )?(?:([A-Z][a-z]{2}) (\d{1,2})(?:, \d{4})?(?:,| at)? ?)?(?:(\d{1,2})(?::(\d{2}))?\s?([ap])m)?(?: \(([\w+/-]{1,60})\))?/;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** The minute is cut off, not rounded, and the limit's end may have passed when it is read (milliseconds). */
const MINUTE = 60_000;

/** When it is over for certain (milliseconds since 1970), told at `now`; null where the words do not say. */
export function limitEnd(words: string, now: number): number | null {
  const [, month, day, hour, minute = "0", half, zone] = RESETS.exec(words) ?? [];
  if (hour === undefined && day === undefined) return null;
  const of24 = hour === undefined ? 0 : (Number(hour) % 12) + (half === "p" ? 12 : 0);
  const date = month === undefined ? "* *" : `${day} ${MONTHS.indexOf(month) + 1}`;
  const next = nextTime(`${Number(minute)} ${of24} ${date} *`, zone, new Date(now - 2 * MINUTE));
  return next === null ? null : Math.max(next.getTime(), now) + MINUTE;
}

/** Null for a time that there never is, and for a zone that nobody knows. */
function nextTime(pattern: string, zone: string | undefined, from: Date): Date | null {
  try {
    return new Cron(pattern, zone === undefined ? {} : { timezone: zone }).nextRun(from);
  } catch {
    return null;
  }
}
