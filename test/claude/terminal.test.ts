import { PassThrough } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { openTerminal } from "../../adapters/claude/terminal.ts";
import type { Channel } from "../../src/ports.ts";

/** tmux from the other side. */
interface Tmux {
  readonly channel: Channel;
  /** What it was told so far. */
  read(): string;
  say(...lines: readonly string[]): Promise<void>;
  end(): Promise<void>;
  readonly isClosed: boolean;
}

function createTmux(): Tmux {
  const input = new PassThrough();
  const output = new PassThrough();
  let end = () => {};
  let isClosed = false;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  let heard = "";
  input.on("data", (piece: Buffer) => {
    heard += piece.toString();
  });
  return {
    channel: {
      input,
      output,
      ended,
      close() {
        isClosed = true;
      },
    },
    read: () => heard,
    async say(...lines) {
      for (const line of lines) output.write(`${line}\n`);
      await setImmediate();
    },
    async end() {
      end();
      output.end();
      await setImmediate();
    },
    get isClosed() {
      return isClosed;
    },
  };
}

const block = (number: number, ...lines: readonly string[]) => [`%begin 1 ${number} 1`, ...lines, `%end 1 ${number} 1`];

async function attached() {
  const tmux = createTmux();
  const opening = openTerminal(tmux.channel);
  await tmux.say(...block(0));
  return { tmux, terminal: await opening };
}

describe("tmux's control mode", () => {
  it("answers each command with its lines, in order", async () => {
    const { tmux, terminal } = await attached();
    const [one, two] = [terminal.command("display a"), terminal.command("display b")];
    await tmux.say(...block(1, "first", "", "  third"), ...block(2));
    expect([await one, await two, tmux.read()]).toEqual([["first", "", "  third"], [], "display a\ndisplay b\n"]);
  });

  it("is not confused by what it is told between the answers", async () => {
    const { tmux, terminal } = await attached();
    const answer = terminal.command("capture-pane");
    await tmux.say(
      "%session-changed $1 main",
      "%output %0 noise",
      ...block(1, "%window-add is text here", "x"),
      "%exit",
    );
    expect(await answer).toEqual(["%window-add is text here", "x"]);
  });

  it("takes an answer that comes in pieces", async () => {
    const { tmux, terminal } = await attached();
    const answer = terminal.command("capture-pane");
    const whole = block(1, "Wört 🎵").join("\n");
    for (const byte of Buffer.from(`${whole}\n`)) tmux.channel.output.push(Buffer.from([byte]));
    expect(await answer).toEqual(["Wört 🎵"]);
  });

  it("rejects what tmux refuses, and goes on", async () => {
    const { tmux, terminal } = await attached();
    const refused = terminal.command("nonsense");
    const good = terminal.command("display");
    const rejection = expect(refused).rejects.toMatchObject({
      code: "claude-stuck",
      message: expect.stringContaining("unknown command"),
    });
    await tmux.say("%begin 1 1 1", "unknown command: nonsense", "%error 1 1 1", ...block(2, "ok"));
    await rejection;
    expect(await good).toEqual(["ok"]);
  });

  it("rejects what is under way when it ends, and what comes after", async () => {
    const { tmux, terminal } = await attached();
    const open = terminal.command("display");
    const rejection = expect(open).rejects.toMatchObject({ code: "claude-exited" });
    await tmux.say("%begin 1 1 1", "half");
    await tmux.end();
    await rejection;
    await terminal.ended;
    await expect(terminal.command("display")).rejects.toMatchObject({ code: "claude-exited" });
  });

  it("does not open where tmux ends at once", async () => {
    const tmux = createTmux();
    const rejection = expect(openTerminal(tmux.channel)).rejects.toMatchObject({ code: "claude-exited" });
    await tmux.end();
    await rejection;
  });

  it("does not open where there is nothing to attach to", async () => {
    const tmux = createTmux();
    const rejection = expect(openTerminal(tmux.channel)).rejects.toMatchObject({ code: "claude-stuck" });
    await tmux.say("%begin 1 0 0", "no sessions", "%error 1 0 0");
    await rejection;
  });

  it.each(["input", "output"] as const)("survives an error of its %s", async (side) => {
    const { tmux, terminal } = await attached();
    const rejection = expect(terminal.command("display")).rejects.toMatchObject({ code: "claude-exited" });
    tmux.channel[side].destroy(new Error("broken pipe"));
    await rejection;
  });

  it("closes its channel", async () => {
    const { tmux, terminal } = await attached();
    terminal.close();
    expect(tmux.isClosed).toBe(true);
  });
});
