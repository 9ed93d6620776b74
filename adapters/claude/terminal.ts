import { createInterface } from "node:readline";
import { BridgeError } from "../../src/errors.ts";
import type { Channel } from "../../src/ports.ts";

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
  "bash",
  "-c",
  "[ -e /dev/shm/cockpit-up ] && exec tmux -C attach-session -f ignore-size,no-output -t main",
] as const;

interface Waiting {
  readonly resolve: (lines: readonly string[]) => void;
  readonly reject: (error: Error) => void;
}

/** Speaks control mode over the channel. The block that answers the attach itself is read first. */
export async function openTerminal(channel: Channel): Promise<Terminal> {
  const queue: Waiting[] = [];
  let block: string[] | null = null;
  let gone = false;

  const attached = new Promise<readonly string[]>((resolve, reject) => queue.push({ resolve, reject }));
  const lines = createInterface({ input: channel.output, crlfDelay: Number.POSITIVE_INFINITY });
  lines.on("line", read);
  // readline passes its input's error on as its own, which nobody else would listen to.
  lines.on("error", end);
  channel.input.on("error", end);
  const ended = channel.ended.then(end, end);
  await attached;

  function read(line: string): void {
    if (block === null) {
      if (line.startsWith("%begin ")) block = [];
      return;
    }
    if (line.startsWith("%end ") || line.startsWith("%error ")) finish(line.startsWith("%end "), block);
    else block.push(line);
  }

  function finish(ok: boolean, answer: readonly string[]): void {
    block = null;
    const waiting = queue.shift();
    if (ok) waiting?.resolve(answer);
    else waiting?.reject(new BridgeError("claude-stuck", `tmux refused a command: ${answer.join(" ")}`));
  }

  function end(): void {
    gone = true;
    for (const { reject } of queue.splice(0)) reject(exited());
  }

  return {
    command(line) {
      if (gone) return Promise.reject(exited());
      return new Promise((resolve, reject) => {
        queue.push({ resolve, reject });
        channel.input.write(`${line}\n`);
      });
    },
    ended,
    close: () => channel.close(),
  };
}

function exited(): BridgeError {
  return new BridgeError(
    "claude-exited",
    "Claude's terminal is gone. The conversation is kept; the next message resumes it.",
  );
}
