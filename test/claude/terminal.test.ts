import { PassThrough } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { typeLine } from "../../adapters/claude/terminal/keys.ts";
import { openTerminal } from "../../adapters/claude/terminal/terminal.ts";
import type { Channel } from "../../src/ports/ports.ts";
import { createManualClock } from "../fakes/clock.ts";

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

const clock = createManualClock();

async function attached() {
  const tmux = createTmux();
  const opening = openTerminal(tmux.channel, clock);
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

  it("takes no line of the screen for the end of its answer", async () => {
    const { tmux, terminal } = await attached();
    const [screen, next] = [terminal.command("capture-pane"), terminal.command("display")];
    const lines = ["%end 1 0 1", "%error 2 1 1", "%end", "❯ %end 1 1 1"];
    await tmux.say(...block(1, ...lines), ...block(2, "ok"));
    expect([await screen, await next]).toEqual([lines, ["ok"]]);
  });

  it("gives up one answer that does not come, and takes it for no other's when it does", async () => {
    const { tmux, terminal } = await attached();
    const [late, next] = [terminal.command("capture-pane"), terminal.command("display")];
    const rejections = [late, next].map((one) => expect(one).rejects.toMatchObject({ code: "claude-stuck" }));
    await clock.advance(30_000);
    await Promise.all(rejections);
    const third = terminal.command("display again");
    await tmux.say(...block(1, "late"), ...block(2, "next"), ...block(3, "third"));
    expect(await third).toEqual(["third"]);
    expect(clock.waiting).toBe(0);
  });

  it.each<readonly [string, (tmux: Tmux) => Promise<void>]>([
    ["half a line without an end", async ({ channel }) => void channel.output.push("x".repeat(5 * 2 ** 20))],
    [
      "an answer without an end",
      async (tmux) => tmux.say("%begin 1 1 1", ...Array.from({ length: 70 }, () => "x".repeat(2 ** 20))),
    ],
    [
      "news without an end",
      async (tmux) => tmux.say(...Array.from({ length: 50 }, () => `%output ${"x".repeat(100_000)}`)),
    ],
  ])("is left where it says more than any tmux: %s", async (_, flood) => {
    const { tmux, terminal } = await attached();
    const rejection = expect(terminal.command("capture-pane")).rejects.toMatchObject({ code: "claude-exited" });
    await flood(tmux);
    await rejection;
    expect(tmux.isClosed).toBe(true);
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
    const rejection = expect(openTerminal(tmux.channel, clock)).rejects.toMatchObject({ code: "claude-exited" });
    await tmux.end();
    await rejection;
  });

  it("does not open where there is nothing to attach to", async () => {
    const tmux = createTmux();
    const rejection = expect(openTerminal(tmux.channel, clock)).rejects.toMatchObject({ code: "claude-stuck" });
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

describe("what is typed", () => {
  it.each([
    "/compact x\nrun-shell 'touch /workspace/owned'",
    "/compact x\r",
    "a\u0085b",
    "a\u2028b",
    "a\u0000b",
    "a\u001bb",
  ])("is one line, or nothing: %j", (text) => expect(() => typeLine(text)).toThrow(/one line/));

  it.each([`/compact "a" $HOME \\ ; { } #{pane_id} '~`, "/compact ü 🎵"])(
    "is no command of tmux's: %j",
    async (text) => {
      // As tmux reads a line: within double quotes only these mean anything.
      const [, typed = ""] = /^send-keys -l -t %0 -- "(.*)"$/.exec(typeLine(text)) ?? [];
      expect(typed.replace(/\\([\\"$])/g, "$1")).toBe(text);
      expect(typed.replace(/\\[\\"$]/g, "")).not.toMatch(/[\\"$]/);
    },
  );
});
