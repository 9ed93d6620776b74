import { escaped } from "./escape.ts";
import { clip, excerpt, inCode, oneLine } from "./excerpt.ts";
import { type Post, SECTION, section } from "./post.ts";

/** One turn as it goes on. */
export interface Activity {
  /** Oldest first; the last ones will do. */
  readonly steps: readonly { readonly tool: string; readonly summary: string }[];
  /** How many there were in all. */
  readonly total: number;
  readonly state: "working" | "ended" | "failed" | "stopped";
  /** Milliseconds since 1970. */
  readonly started: number;
  readonly ended: number | null;
}

const SHOWN = 8;
const WORDS = {
  working: ":hourglass_flowing_sand: *Working*",
  ended: ":white_check_mark: *Done*",
  failed: ":warning: *Failed*",
  stopped: ":octagonal_sign: *Stopped*",
} as const;

/** One message a turn, short enough to be edited for as long as the turn goes on. */
export function renderActivity(activity: Activity): Post {
  const { steps, total, state } = activity;
  const lines: string[] = [];
  const top = headline(activity);
  let room = SECTION - top.length - 40;
  for (const step of steps.slice(-SHOWN).reverse()) {
    const line = stepLine(step);
    if (line.length + 1 > room) break;
    lines.unshift(line);
    room -= line.length + 1;
  }
  const left = total - lines.length;
  const before = left > 0 ? [`_… ${count(left, "earlier step")}_`] : [];
  const last = steps.at(-1);
  const doing = state === "working" && last ? `: ${excerpt(`${last.tool} ${last.summary}`)}` : "";
  return {
    text: `${plain(top)}${doing}`,
    blocks: [section([top, ...before, ...lines].join("\n"))],
  };
}

function headline({ total, state, started, ended }: Activity): string {
  const did = total > 0 ? ` · ${count(total, "step")}` : "";
  const took = ended === null ? "" : ` · ${span(ended - started)}`;
  return `${WORDS[state]}${did}${took}`;
}

function stepLine({ tool, summary }: { readonly tool: string; readonly summary: string }): string {
  const name = clip(oneLine(tool), 60, escaped);
  const what = oneLine(summary);
  return what === "" ? `• ${name}` : `• ${name} ${clip(what, 260, (text) => inCode(escaped(text)))}`;
}

function plain(top: string): string {
  return top.replace(/^:\w+: /, "").replaceAll("*", "");
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function span(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
