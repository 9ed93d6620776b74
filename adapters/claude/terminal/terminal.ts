import { BridgeError } from "../../../src/errors.ts";
import type { Channel, Clock } from "../../../src/ports/ports.ts";
import { createLineSplitter } from "../../../src/support/lines.ts";
import { withLimit } from "../../../src/support/timeout.ts";

/** One long-lived tmux control-mode client: keys in, screens out, 0.3 ms a command where an exec takes 70. */
export interface Terminal {
  /** Runs one tmux command; resolves with the lines it prints. Rejects when tmux refuses it, or with `claude-exited`. */
  command(line: string): Promise<readonly string[]>;
  /** Resolves when tmux, and so Claude, is gone. */
  readonly ended: Promise<void>;
  close(): void;
}

/**
 * Attaches once the session is there: an attach that comes before it makes tmux 3.3a end the server that is just
 * coming up ("server exited unexpectedly", half of all tries). /dev/shm is new at every start of a container.
 */
export const CONTROL_ARGV = [
  "/bin/bash",
  "-c",
  // Not what somebody has installed in the home.
  `PATH=\${COCKPIT_PATH:-$PATH}; [ -e /dev/shm/cockpit-up ] && exec tmux -C attach-session -f ignore-size,no-output -t main`,
] as const;

interface Waiting {
  readonly resolve: (lines: readonly string[]) => void;
  readonly reject: (error: Error) => void;
}

/**
 * What tmux, or whoever has taken its place in the container, may say: bytes of a line and of an answer, lines of one,
 * and bytes unasked between two answers. A history of 50,000 lines has some ten million. Who says more is listened to no longer.
 */
const MOST = { line: 4 * 2 ** 20, answer: 64 * 2 ** 20, lines: 200_000, unasked: 4 * 2 ** 20 } as const;
/** Milliseconds in which tmux answers; it takes 0.3 ms, and some seconds on a machine that is out of breath. */
const ANSWER_LIMIT = 20_000;

/** Speaks control mode over the channel. The block that answers the attach itself is read first. */
export async function openTerminal(channel: Channel, clock: Clock): Promise<Terminal> {
  const queue: Waiting[] = [];
  let block: string[] | null = null;
  /** The time and the number of the answer. */
  let sign = "";
  /** Bytes of the answer, or of what was said unasked. */
  let said = 0;
  let gone = false;

  const attached = new Promise<readonly string[]>((resolve, reject) => queue.push({ resolve, reject }));
  const splitter = createLineSplitter({ most: MOST.line, onTooLong: flooded });
  channel.output.on("data", (piece: Buffer) => {
    for (const { bytes } of splitter.split(piece)) read(bytes.toString("utf8").replace(/\r$/, ""));
  });
  channel.output.on("error", end);
  channel.input.on("error", end);
  const ended = channel.ended.then(end, end);
  await attached;

  function read(line: string): void {
    if (gone) return;
    said += line.length + 1;
    if (said > (block === null ? MOST.unasked : MOST.answer) || (block?.length ?? 0) > MOST.lines) flooded();
    else if (block === null) {
      if (!line.startsWith("%begin ")) return;
      block = [];
      sign = line.slice("%begin ".length);
    } else if (line === `%end ${sign}` || line === `%error ${sign}`) {
      // Only its own: what stands on the screen may begin like one.
      finish(line.startsWith("%end "), block);
    } else block.push(line);
  }

  function finish(ok: boolean, answer: readonly string[]): void {
    block = null;
    said = 0;
    const waiting = queue.shift();
    if (ok) waiting?.resolve(answer);
    else waiting?.reject(new BridgeError("claude-stuck", `tmux refused a command: ${answer.join(" ")}`));
  }

  function flooded(): void {
    end();
    channel.close();
  }

  function end(): void {
    gone = true;
    block = null;
    for (const { reject } of queue.splice(0)) reject(exited());
  }

  return {
    command(line) {
      if (gone) return Promise.reject(exited());
      const answer = new Promise<readonly string[]>((resolve, reject) => {
        queue.push({ resolve, reject });
        channel.input.write(`${line}\n`);
      });
      // An answer that comes later is still this command's, and no other's.
      return withLimit({ clock, ms: ANSWER_LIMIT, late: unanswered }, () => answer);
    },
    ended,
    close: () => channel.close(),
  };
}

function unanswered(): BridgeError {
  return new BridgeError(
    "claude-stuck",
    `Claude's terminal did not answer within ${ANSWER_LIMIT / 1000} s. "stop" and "start" begin it anew; the conversation is kept.`,
  );
}

function exited(): BridgeError {
  return new BridgeError(
    "claude-exited",
    "Claude's terminal is gone. The conversation is kept; the next message resumes it.",
  );
}
