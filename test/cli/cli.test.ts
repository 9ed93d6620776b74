import { type Duplex, PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import type { CallBody, Line } from "../../src/api/server.ts";
import { type CliParts, type LocalCommand, runCli } from "../../src/cli/cli.ts";
import type { Json } from "../../src/cockpit/state.ts";
import { commands } from "../../src/commands/table.ts";
import { BridgeError, type ErrorCode } from "../../src/errors.ts";

const told = (words: string, data: Json = null) => ({ text: words, data });
const done = (words = "Done.", data: Json = null): Line => ({ type: "result", told: told(words, data) });

interface Given {
  readonly lines?: readonly Line[];
  /** What comes of the next call. */
  readonly second?: readonly Line[];
  readonly input?: string;
  readonly tty?: boolean;
  /** What is shown is seen on a terminal, too. */
  readonly screen?: boolean;
  readonly fails?: BridgeError;
  /** Of this side's, where credentials are missing. */
  readonly hint?: string;
}

interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
  readonly calls: readonly (readonly [string, CallBody])[];
  readonly executed: readonly (readonly string[])[];
}

const doctor: LocalCommand = {
  name: "doctor",
  summary: "Look whether all is well",
  arguments: [],
  options: [{ name: "fix", help: "mend it" }],
  who: "member",
  async run(call, tell) {
    tell(told("looking", { looking: true }));
    return told("Not all is well.", { well: call.options.fix !== undefined });
  },
};

/** One command line, with everything around it in memory. */
async function run(words: readonly string[], given: Given = {}): Promise<Ran> {
  const calls: [string, CallBody][] = [];
  const executed: (readonly string[])[] = [];
  const [input, output, errors]: Duplex[] = [new PassThrough(), new PassThrough(), new PassThrough()];
  if (input === undefined || output === undefined || errors === undefined) throw new Error("no streams");
  input.end(given.input ?? "");
  const parts: CliParts = {
    program: "cockpit",
    author: "ann",
    local: [doctor],
    client: {
      health: async () => 7,
      started: async () => null,
      shutdown: async () => 7,
      chats: async () => [],
      async *call(name, body) {
        calls.push([name, body]);
        yield* (calls.length > 1 ? given.second : given.lines) ?? [done()];
      },
    },
    hint: async (code) => (code === "no-credentials" ? (given.hint ?? null) : null),
    async ensureDaemon() {
      if (given.fails) throw given.fails;
    },
    async execute(argv) {
      executed.push(argv);
      return 42;
    },
    input: Object.assign(input as NodeJS.ReadStream, { isTTY: given.tty ?? false }),
    output: Object.assign(output as NodeJS.WriteStream, { isTTY: given.screen ?? false }),
    errors: errors as NodeJS.WriteStream,
  };
  const status = await runCli(words, parts);
  output.end();
  errors.end();
  return { status, out: await text(output), err: await text(errors), calls, executed };
}

describe("a command line", () => {
  it("is sent to the daemon with its words, its author and an id of its own", async () => {
    const one = await run(["send", "musica", "fix", "it", "--no-wait"]);
    const two = await run(["send", "musica", "fix", "it", "--no-wait"]);
    expect(one).toMatchObject({ status: 0, out: "Done.\n", err: "" });
    expect(one.calls).toMatchObject([
      [
        "send",
        { arguments: { project: "musica", message: "fix it" }, options: { "no-wait": ["true"] }, author: "ann" },
      ],
    ]);
    expect(one.calls[0]?.[1].event).not.toBe(two.calls[0]?.[1].event);
  });

  it("that answers nothing yet looks at the terminal for what there is to pick from, and nowhere else", async () => {
    const nothing = await run(["respond", "musica"], {
      tty: true,
      screen: true,
      lines: [done("", { question: null })],
    });
    expect(nothing.calls).toMatchObject([["status", { arguments: { project: "musica" } }]]);
    expect(nothing).toMatchObject({ status: 4, err: expect.stringContaining("musica has no open question.") });
    for (const words of [
      ["respond", "musica", "yes"],
      ["send", "musica"],
    ])
      expect((await run(words, { tty: true, screen: true })).calls.map(([name]) => name)).not.toContain("status");
    expect((await run(["respond", "musica"])).err).toContain("respond needs <message>");
  });

  it("interrupts, by the project's name alone", async () => {
    const ran = await run(["interrupt", "musica"], { lines: [done("Interrupted musica.")] });
    expect(ran).toMatchObject({ status: 0, out: "Interrupted musica.\n" });
    expect(ran.calls).toMatchObject([["interrupt", { arguments: { project: "musica" }, options: {}, author: "ann" }]]);
    const without = await run(["interrupt"]);
    expect([without.status, without.calls]).toEqual([2, []]);
    expect(without.err).toContain("interrupt needs <project>. Usage: interrupt <project>");
  });

  it("shows what it is told as it comes, then the result", async () => {
    const lines: Line[] = [
      { type: "told", told: told("one", 1) },
      { type: "told", told: told("", 2) },
      done("three", 3),
    ];
    expect((await run(["status"], { lines })).out).toBe("one\nthree\n");
    const json = (await run(["status", "--json"], { lines })).out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(json).toEqual([
      { type: "told", data: 1 },
      { type: "told", data: 2 },
      { type: "result", data: 3 },
    ]);
  });

  it("reads standard input for -, to the byte", async () => {
    const input = "zwei Wörter\n\n 🎵\t\n";
    expect((await run(["send", "musica", "-"], { input })).calls[0]?.[1].arguments.message).toBe(input);
    expect((await run(["slash", "musica", "-"], { input: "/compact" })).calls[0]?.[1].arguments.command).toBe(
      "/compact",
    );
  });

  it("gives files by their whole path", async () => {
    const { calls } = await run(["send", "musica", "x", "--file", "a.txt", "--file", "/b/../c"]);
    expect(calls[0]?.[1].options.file).toEqual([`${process.cwd()}/a.txt`, "/c"]);
  });

  it("runs what attach prints, when told to", async () => {
    const lines = [done("docker exec -it x", { argv: ["docker", "exec", "-it", "x"] })];
    const ran = await run(["attach", "musica", "--exec"], { lines });
    expect([ran.status, ran.executed, ran.out]).toEqual([42, [["docker", "exec", "-it", "x"]], ""]);
    expect((await run(["attach", "musica"], { lines })).executed).toEqual([]);
  });

  it("runs its own commands without a daemon", async () => {
    const ran = await run(["doctor"], { fails: new BridgeError("daemon-missing", "none") });
    expect([ran.status, ran.out, ran.calls]).toEqual([1, "looking\nNot all is well.\n", []]);
    expect((await run(["doctor", "--fix"])).status).toBe(0);
  });
});

describe("an exit status", () => {
  it.each<readonly [ErrorCode, number]>([
    ["bad-input", 2],
    ["bad-name", 2],
    ["bad-config", 2],
    ["not-confirmed", 2],
    ["unknown-project", 3],
    ["container-missing", 3],
    ["no-question", 4],
    ["engine-missing", 5],
    ["engine-failed", 5],
    ["image-failed", 5],
    ["no-credentials", 6],
    ["claude-exited", 7],
    ["claude-stuck", 7],
    ["not-delivered", 7],
    ["unknown-session", 7],
    ["timeout", 8],
    ["disk-full", 9],
    ["store-corrupt", 9],
    ["daemon-missing", 1],
    ["internal", 1],
  ])("%s: %d", async (code, status) => {
    const lines: Line[] = [{ type: "error", code, message: "What happened." }];
    expect(await run(["status"], { lines })).toMatchObject({ status, err: "What happened.\n", out: "" });
    const json = await run(["status", "--json"], { lines });
    expect([json.status, JSON.parse(json.out), json.err]).toEqual([
      status,
      { type: "error", code, message: "What happened." },
      "",
    ]);
  });

  it("is a failure where the daemon ends without an answer", async () => {
    const ran = await run(["status"], { lines: [{ type: "told", told: told("one") }] });
    expect([ran.status, ran.out]).toEqual([1, "one\n"]);
    expect(ran.err).toContain("ended without an answer");
  });

  it("is a failure where no daemon can be had", async () => {
    expect((await run(["status"], { fails: new BridgeError("timeout", "late") })).status).toBe(8);
  });
});

describe("a yes", () => {
  it.each([
    ["y\n", 0],
    ["YES\n", 0],
    ["n\n", 2],
    ["\n", 2],
    ["yesterday\n", 2],
  ])("is asked for on a terminal: %j", async (input, status) => {
    const ran = await run(["remove", "musica"], { tty: true, input });
    expect([ran.status, ran.calls.length]).toEqual([status, status === 0 ? 1 : 0]);
    expect(ran.out).toContain("Remove musica's container");
  });

  it.each([
    ["no terminal", ["remove", "musica"], false],
    ["JSON", ["remove", "musica", "--json"], true],
  ] as const)("cannot be had with %s", async (_, words, tty) => {
    const ran = await run(words, { tty, input: "y\n" });
    expect([ran.status, ran.calls]).toEqual([2, []]);
    expect(ran.out + ran.err).toContain("--yes");
  });

  it.each(["--yes", "-y"])("is taken from %s", async (yes) => {
    expect((await run(["remove", "musica", yes])).calls).toHaveLength(1);
  });

  const asking: Line = {
    type: "result",
    told: {
      text: "It brings a hook.",
      data: null,
      confirm: {
        question: "Trust it?",
        call: { command: "trust", arguments: { project: "musica" }, options: { seen: ["7f"] } },
      },
    },
  };

  it.each([
    ["y\n", 0, 2],
    ["n\n", 2, 1],
  ])("is asked for what the daemon has shown: %j", async (input, status, calls) => {
    const ran = await run(["trust", "musica"], { tty: true, input, lines: [asking], second: [done("Trusted.")] });
    expect([ran.status, ran.calls.length]).toEqual([status, calls]);
    expect(ran.out).toMatch(/^It brings a hook\.\nTrust it\? \[y\/N\] /);
    if (calls === 2) expect(ran.calls[1]).toMatchObject(["trust", { options: { seen: ["7f"] } }]);
  });

  it("is told how to give where nobody can be asked", async () => {
    const ran = await run(["trust", "musica"], { lines: [asking] });
    expect([ran.status, ran.calls.length]).toEqual([0, 1]);
    expect(ran.out).toContain("To say yes: cockpit trust musica --seen 7f");
  });

  it("is not had where the terminal ends instead", { timeout: 2_000 }, async () => {
    expect((await run(["remove", "musica"], { tty: true, input: "" })).status).toBe(2);
  });
});

describe("help", () => {
  it.each([[], ["help"], ["--help"], ["-h"], ["help", "nonsense"]])("lists every command: %j", async (...words) => {
    const { out, status } = await run(words);
    expect(status).toBe(0);
    for (const { name, summary } of [...commands, doctor])
      expect(out).toMatch(new RegExp(`^ {2}${name}\\b.*${summary.slice(0, 20)}`, "m"));
  });

  it.each(commands.map(({ name }) => name))("tells all of %s", async (name) => {
    const command = commands.find((one) => one.name === name);
    const { out } = await run([name, "--help"]);
    expect((await run(["help", name])).out).toBe(out);
    expect((await run([name, "musica", "-h"])).out).toBe(out);
    expect(out).toContain(`Usage: cockpit ${name}`);
    for (const option of command?.options ?? []) expect(out).toContain(`--${option.name}`);
    for (const argument of command?.arguments ?? []) expect(out).toContain(argument.help);
    expect(out).toContain("--json");
    expect(out.match(/--yes/g)?.length ?? 0).toBe(command?.confirm ? 1 : 0);
  });

  it("is not what a message about it is", async () => {
    const { calls } = await run(["send", "musica", "--", "explain", "--help"]);
    expect(calls[0]?.[1].arguments.message).toBe("explain --help");
  });
});

describe("an unknown command", () => {
  it.each([
    ["strat", /no command strat. Did you mean start\?/],
    ["sendd", /Did you mean send\?/],
    ["docter", /Did you mean doctor\?/],
    ["interupt", /Did you mean interrupt\?/],
    ["STATUS", /Did you mean status\?/],
  ])("is told of, with what was meant: %s", async (name, message) => {
    const ran = await run([name]);
    expect([ran.status, ran.calls]).toEqual([2, []]);
    expect(ran.err).toMatch(message);
  });

  it("is not guessed at where nothing is near", async () => {
    expect((await run(["xyzzyx"])).err).not.toContain("mean");
  });

  it("is told of in JSON", async () => {
    expect(JSON.parse((await run(["strat", "--json"])).out)).toMatchObject({ type: "error", code: "bad-input" });
  });
});
