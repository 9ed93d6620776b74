/**
 * A program that behaves as Claude Code's CLI does (2.1.330), as far as a bot can tell: it keeps a transcript, calls the hooks
 * of the settings it is started with, says in its session file what it does, draws screens, and takes keys. It stands
 * alone: it is run in a tmux of its own, with nothing of ours to import. What it makes of a prompt goes by the first word:
 * "hold" works until a file `go-on` stands beside its transcripts; "ask" opens a dialog; "delegate" has a sub-agent ask; "leave" ends it; all else it
 * says back.
 */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as rest } from "node:timers/promises";

type Json = { readonly [key: string]: unknown };

const config = process.env.CLAUDE_CONFIG_DIR ?? "";
const conversations = join(config, "projects", "-workspace");
const goOn = join(conversations, "go-on");
const statusFile = join(config, "sessions", `${process.pid}.json`);

const args = process.argv.slice(2);
const argumentOf = (flag: string): string | undefined =>
  args.includes(flag) ? args[args.indexOf(flag) + 1] : undefined;
const session = argumentOf("--resume") ?? argumentOf("--session-id") ?? randomUUID();
const launched = args.includes("--") ? args[args.indexOf("--") + 1] : undefined;
const transcript = join(conversations, `${session}.jsonl`);
interface Settings {
  readonly disableAllHooks?: boolean;
  /** Stands for an administrator's own file: it goes before all others. */
  readonly managed?: boolean;
  readonly hooks?: Readonly<Record<string, readonly { readonly hooks: readonly { readonly command: string }[] }[]>>;
}
const readSettings = (path: string): Settings => (existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : {});
/** The project's own, unless they are left out, and those of the flag, which go before them. */
const own =
  argumentOf("--setting-sources") === undefined ? readSettings(join(process.cwd(), ".claude/settings.json")) : {};
const given = readSettings(argumentOf("--settings") ?? "");
const isSilent = (own.managed && own.disableAllHooks) ?? given.disableAllHooks ?? own.disableAllHooks ?? false;
const hooksOf = (event: string) =>
  isSilent ? [] : [own, given].flatMap(({ hooks = {} }) => (hooks[event] ?? []).flatMap((one) => one.hooks));

/** From Enter until anything of the prompt is on disk the CLI takes 130 to 440 ms (measured). */
const LAG = 150;
const WIDTH = 100;
const RULE = "─".repeat(WIDTH);
const NO_BREAK_SPACE = "\u00a0";

type Mode = "prompt" | "search" | "dialog";

/** What stands on the screen. */
const screen = { mode: "prompt" as Mode, draft: "", stashed: "", sought: "", said: [] as string[] };
/** What Claude is at. */
const turn = { isUnderWay: false, isInterrupted: false, wake: () => {} };
const queue: { readonly text: string; readonly isCommand: boolean }[] = [];
/** What a sub-agent is at. */
let aside: Promise<void> | null = null;
/** What a key answers in the dialog that stands. */
let choose: (allowed: boolean) => void = () => {};

function record(entry: Json): void {
  appendFileSync(transcript, `${JSON.stringify({ uuid: randomUUID(), sessionId: session, ...entry })}\n`);
}

function tellStatus(status: "idle" | "busy" | "waiting"): void {
  writeFileSync(statusFile, JSON.stringify({ status, sessionId: session, statusUpdatedAt: Date.now() }));
}

interface Outcome {
  /** What the hooks have printed. */
  readonly output: string;
  /** What those said that ended with 2; null where none did. */
  readonly blocked: string | null;
}

/** All of an event side by side; resolves once the last has ended. */
async function runHooks(event: string, more: Json = {}): Promise<Outcome> {
  const input = JSON.stringify({ hook_event_name: event, session_id: session, transcript_path: transcript, ...more });
  const ended = await Promise.all(hooksOf(event).map(({ command }) => runHook(command, input)));
  const blocking = ended.filter(({ code }) => code === 2);
  return {
    output: ended.map(({ output }) => output).join(""),
    blocked: blocking.length === 0 ? null : blocking.map(({ command, said }) => `[${command}]: ${said}`).join(""),
  };
}

function runHook(command: string, input: string) {
  const child = spawn("sh", ["-c", command], { stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const [printed, complained] = [child.stdout, child.stderr].map((stream) => {
    const pieces: Buffer[] = [];
    stream.on("data", (piece: Buffer) => void pieces.push(piece));
    return () => Buffer.concat(pieces).toString("utf8");
  }) as [() => string, () => string];
  return new Promise<{ command: string; code: number | null; output: string; said: string }>((resolve) =>
    child.on("close", (code) => resolve({ command, code, output: printed(), said: complained() })),
  );
}

/** The whole screen anew, as tmux then shows it. */
function draw(): void {
  const rows = (process.stdout.rows ?? 50) - 8;
  const above = screen.said.join("\n").split("\n").slice(-rows);
  process.stdout.write(`\u001b[2J\u001b[H${[...above, ...below()].join("\r\n")}`);
}

function below(): readonly string[] {
  if (screen.mode === "dialog")
    return [
      RULE,
      " Bash command",
      "   touch x",
      " Do you want to proceed?",
      " ❯ 1. Yes",
      "   2. No",
      "",
      " Esc to cancel · Tab to amend",
    ];
  const line = screen.mode === "search" ? (found() ?? "") : screen.draft;
  const [first = "", ...rest] = line.split("\n");
  const foot = screen.mode === "search" ? ` search prompts: ${screen.sought}` : "  ? for shortcuts";
  return [RULE, `❯${NO_BREAK_SPACE}${first}`, ...rest.map((one) => `  ${one}`), RULE, foot];
}

interface Remembered {
  readonly display: string;
  readonly pastedContents?: { readonly [key: string]: { readonly content: string } };
}

/** The input history, newest first. */
function history(): readonly Remembered[] {
  const path = join(config, "history.jsonl");
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line) as Remembered).reverse();
}

function found(): string | undefined {
  return screen.sought === "" ? undefined : history().find(({ display }) => display.includes(screen.sought))?.display;
}

/** What stands for the placeholder that is on the line, as typed. */
function contentOf(draft: string): string {
  const one = history().find(({ display }) => display === draft);
  return one?.pastedContents?.["1"]?.content ?? draft;
}

function key(name: string): void {
  if (screen.mode === "dialog") {
    if (name === "1" || name === "\r") choose(true);
    if (name === "2" || name === "\u001b") choose(false);
    return;
  }
  if (screen.mode === "search") {
    search(name);
    return;
  }
  switch (name) {
    case "\u0013":
      [screen.stashed, screen.draft] = [screen.draft, ""];
      break;
    case "\u0012":
      Object.assign(screen, { mode: "search", sought: "" });
      break;
    case "\u001b":
      if (turn.isUnderWay) interrupt();
      else screen.draft = "";
      break;
    case "\r":
      if (screen.draft !== "") submit();
      break;
    default:
      if (name >= " ") screen.draft += name;
  }
}

function search(name: string): void {
  if (name === "\t") screen.draft = found() ?? "";
  if (name === "\t" || name === "\u001b") screen.mode = "prompt";
  else if (name >= " ") screen.sought += name;
}

function submit(): void {
  const text = contentOf(screen.draft);
  const isCommand = text === screen.draft && text.startsWith("/");
  [screen.draft, screen.stashed] = [screen.stashed, ""];
  if (turn.isUnderWay) record({ type: "queue-operation", operation: "enqueue", content: text });
  take({ text, isCommand });
}

function take(one: (typeof queue)[number]): void {
  queue.push(one);
  if (!turn.isUnderWay) void work();
}

async function work(): Promise<void> {
  turn.isUnderWay = true;
  tellStatus("busy");
  for (let isFirst = true; ; isFirst = false) {
    const next = queue.shift();
    if (next === undefined) break;
    if (!isFirst) record({ type: "queue-operation", operation: "dequeue" });
    if (next.isCommand) record({ type: "user", message: { content: `<command-name>${next.text}</command-name>` } });
    else await answer(next.text);
  }
  turn.isUnderWay = false;
  await aside;
  if (turn.isUnderWay) return;
  tellStatus("idle");
  draw();
}

async function answer(text: string): Promise<void> {
  turn.isInterrupted = false;
  await rest(LAG);
  const { blocked } = await runHooks("UserPromptSubmit", { prompt: text });
  if (blocked !== null) {
    const content = `UserPromptSubmit operation blocked by hook:\n${blocked}\n\nOriginal prompt: ${text}`;
    record({ type: "system", subtype: "informational", level: "warning", content });
    screen.draft = text;
    return;
  }
  record({ type: "user", origin: { kind: "human" }, message: { role: "user", content: text } });
  const [word] = /^\w*/.exec(text) ?? [];
  if (word === "leave") process.exit(1);
  if (word === "hold") await held();
  if (word === "delegate") aside = delegated();
  const words = word === "ask" ? await asked() : `Heard: ${text}`;
  if (turn.isInterrupted) return;
  screen.said.push(`❯ ${text}`);
  await say(words);
  record({ type: "system", subtype: "turn_duration" });
}

/** What a hook of the end makes of the end: Claude goes on until none objects. */
async function say(words: string, isSentBack = false): Promise<void> {
  record({ type: "assistant", message: { model: "scripted", content: [{ type: "text", text: words }] } });
  screen.said.push(`● ${words}`);
  draw();
  const { blocked } = await runHooks("Stop", {
    stop_hook_active: isSentBack,
    last_assistant_message: words,
    background_tasks: aside === null ? [] : [{}],
  });
  if (blocked === null) return;
  record({ type: "user", isMeta: true, message: { role: "user", content: `Stop hook feedback:\n${blocked}` } });
  await say("Checked.", true);
}

/** Until it may go on, or is interrupted. */
function held(): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!existsSync(goOn) && !turn.isInterrupted) return;
      rmSync(goOn, { force: true });
      watcher.close();
      resolve();
    };
    const watcher = watch(conversations, look);
    turn.wake = look;
    look();
  });
}

function interrupt(): void {
  turn.isInterrupted = true;
  queue.length = 0;
  record({
    type: "user",
    message: { role: "user", content: [{ type: "text", text: "[Request interrupted by user]" }] },
  });
  turn.wake();
}

/** A sub-agent's: Claude works on, opens no dialog, and awaits the hook. */
async function delegated(): Promise<void> {
  const call = { tool_name: "Bash", tool_input: { command: "touch x" }, tool_use_id: `toolu_${randomUUID()}` };
  await runHooks("PermissionRequest", { ...call, agent_id: "a1" });
  await runHooks("SubagentStop", { agent_id: "a1" });
  aside = null;
}

/** A call that needs a permission: whoever answers first, at the screen or through the hook, has answered. */
async function asked(): Promise<string> {
  const call = { tool_name: "Bash", tool_input: { command: "touch x" }, tool_use_id: `toolu_${randomUUID()}` };
  const use = { type: "tool_use", id: call.tool_use_id, name: "Bash", input: call.tool_input };
  record({ type: "assistant", message: { model: "scripted", content: [use] } });
  await runHooks("PreToolUse", call);
  screen.mode = "dialog";
  const hook = runHooks("PermissionRequest", call);
  tellStatus("waiting");
  draw();
  const isAllowed = await Promise.race([
    hook.then(({ output }) => output.includes('"behavior":"allow"')),
    new Promise<boolean>((resolve) => {
      choose = resolve;
    }),
  ]);
  choose = () => {};
  screen.mode = "prompt";
  tellStatus("busy");
  draw();
  const content = [{ type: "tool_result", tool_use_id: call.tool_use_id, content: isAllowed ? "done" : "refused" }];
  record({ type: "user", message: { role: "user", content } });
  if (isAllowed) await runHooks("PostToolUse", call);
  return isAllowed ? "It was allowed." : "It was refused.";
}

/** tmux gives several keys at once where they come fast. */
function onKeys(piece: string): void {
  for (const name of piece) key(name);
  draw();
}

function end(): never {
  rmSync(statusFile, { force: true });
  process.exit(143);
}

// The entrypoint ends Claude by its name.
process.title = "claude";
mkdirSync(conversations, { recursive: true });
mkdirSync(join(config, "sessions"), { recursive: true });
if (argumentOf("--resume") !== undefined && !existsSync(transcript)) process.exit(1);
process.on("SIGTERM", end);
process.stdin.setRawMode(true).setEncoding("utf8").on("data", onKeys);
const started = runHooks("SessionStart", { source: argumentOf("--resume") === undefined ? "startup" : "resume" });
tellStatus(launched === undefined ? "idle" : "busy");
draw();
// It takes keys meanwhile, and works at nothing.
turn.isUnderWay = true;
await started;
if (launched !== undefined) queue.unshift({ text: launched, isCommand: false });
turn.isUnderWay = false;
if (queue.length > 0) void work();
else tellStatus("idle");
