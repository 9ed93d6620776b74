/** Hours in which nobody is pinged, by the clock on the wall of a place. */
export interface Quiet {
  /** Minutes after midnight at which they begin; as late as `to`, there are none. */
  readonly from: number;
  /** Minutes after midnight at which they are over: earlier than `from`, that is on the next day. */
  readonly to: number;
  /** As IANA names it: `Europe/Berlin`. */
  readonly zone: string;
}

const MINUTE = 60_000;
const DAY = 24 * 60;
/** Minutes: clocks are changed at a multiple of it, so that no change falls within one. */
const QUARTER = 15;

/** `at`, or the end of the quiet hours it falls in; both in milliseconds since 1970. */
export function afterQuiet(quiet: Quiet | null, at: number): number {
  if (quiet === null || quiet.from === quiet.to) return at;
  const wall = wallOf(quiet.zone);
  let moment = at;
  for (let minute = wall(moment); isWithin(quiet, minute); minute = wall(moment)) {
    const begun = Math.floor(moment / MINUTE);
    const left = (quiet.to - minute + DAY) % DAY;
    moment = (begun + Math.min(left, QUARTER - (begun % QUARTER))) * MINUTE;
  }
  return moment;
}

function isWithin({ from, to }: Quiet, minute: number): boolean {
  return from < to ? from <= minute && minute < to : from <= minute || minute < to;
}

/** What a clock on the wall there shows, in minutes after midnight. */
function wallOf(zone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat("en", {
    timeZone: zone,
    hourCycle: "h23",
    hour: "numeric",
    minute: "numeric",
  });
  return (at) => {
    const parts = format.formatToParts(at);
    const numberOf = (type: "hour" | "minute") => Number(parts.find((part) => part.type === type)?.value);
    return 60 * numberOf("hour") + numberOf("minute");
  };
}
