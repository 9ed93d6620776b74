import { agent } from "../agent.ts";
import { notMeantFor, notMeantSentence, settles } from "../cockpit/answer/meant.ts";
import { type Cockpit, claudeOf, isPaused, type Prompt } from "../cockpit/state.ts";
import { BridgeError } from "../errors.ts";
import type { Entry } from "../ports/ports.ts";
import type { Context, Input, Told } from "./command.ts";
import { dataOf, entryOf, limitedLine } from "./show.ts";

/** Milliseconds without any news of Claude after which a watcher is let go; Claude works on. */
const SILENCE = 30 * 60_000;

/** Sends words to Claude and shows what comes of them, until the turn ends or a person is needed. */
export async function send(context: Context, input: Input): Promise<Told> {
  const project = input.argument("project");
  const files = await Promise.all(
    input.options("file").map((path) => context.attachFile(project, context.event, path)),
  );
  const text = withFiles(input.argument("message"), files);
  return tellClaude(context, project, { text, kind: "text" }, !input.flag("no-wait"));
}

/** `send` that insists that a question is open. */
export async function respond(context: Context, input: Input): Promise<Told> {
  const project = input.argument("project");
  const cockpit = await context.bridge.look(project);
  if (!cockpit?.question) {
    throw new BridgeError(
      "no-question",
      `${project} has no open question. "send ${project} …" tells it something all the same.`,
    );
  }
  return send(context, input);
}

export async function slash(context: Context, input: Input): Promise<Told> {
  const project = input.argument("project");
  const text = input.argument("command").trim();
  const name = text.split(/\s/)[0] ?? "";
  const cockpit = await context.bridge.look(project);
  if (!agent.commands.includes(name)) await refuseUnlessOwn(context, project, name, cockpit);
  // It is typed, and Enter would be pressed at each of its ends.
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text))
    throw new BridgeError("bad-input", `${name} is one line: write what belongs to it without line breaks.`);
  if (cockpit?.question) {
    throw new BridgeError(
      "bad-input",
      `${project} waits for an answer: ${cockpit.question.sentence} Give it first, with respond ${project} "…".`,
    );
  }
  return tellClaude(context, project, { text, kind: "command" }, !input.flag("no-wait"));
}

/** A project's own commands are words for Claude, as a message is; there must be one, and Claude must have it. */
async function refuseUnlessOwn(
  { bridge }: Context,
  project: string,
  name: string,
  cockpit: Cockpit | undefined,
): Promise<void> {
  const { commands } = await bridge.inventory(project);
  if (!commands.includes(name)) {
    const own = commands.length === 0 ? "" : `; of the project's own there are ${commands.join(", ")}`;
    throw new BridgeError(
      "bad-input",
      `${name || "Nothing"} is not among the commands that are safe unattended: ${agent.commands.join(", ")}${own}. "attach ${project}" gives you the terminal for the others.`,
    );
  }
  if (!cockpit?.session.started)
    throw new BridgeError("bad-input", `${name} is the project's own: start it first, with start ${project}.`);
  if (cockpit.withheld > 0)
    throw new BridgeError(
      "bad-input",
      `${name} is the project's own, and Claude works without that until somebody has looked at it: "trust ${project}" shows all and asks.`,
    );
}

function withFiles(text: string, files: readonly string[]): string {
  if (files.length === 0) return text;
  return [text, "", files.length === 1 ? "Attached file:" : "Attached files:", ...files.map((path) => `- ${path}`)]
    .join("\n")
    .trimStart();
}

async function tellClaude(
  context: Context,
  project: string,
  message: Pick<Prompt, "text" | "kind">,
  wait: boolean,
): Promise<Told> {
  const { bridge, feed, event, author, by } = context;
  const seen = await feed.last(project);
  const question = (await bridge.look(project))?.question ?? null;
  const astray = question && notMeantFor(question, context.meant ?? {});
  if (question !== null && astray !== null && settles(question, message.text))
    throw new BridgeError("bad-input", notMeantSentence(project, question, astray));
  const stopProgress = bridge.onProgress(project, (line) =>
    context.tell({ text: `  ${line}`, data: { type: "progress", text: line } }),
  );
  try {
    const { project: slug } = await bridge.prompt(
      project,
      { id: event, author, ...(by !== undefined && { by }), ...message },
      context.mayDecide(project) && astray === null,
      astray === null ? (question?.id ?? null) : null,
    );
    // Nobody in a chat sits before an answer that may take hours: the thread shows what comes.
    if (by !== undefined) await bridge.served(slug);
    const until = (await bridge.look(slug))?.limitedUntil ?? null;
    if (until !== null) return { text: `The message is kept. ${slug} ${limitedLine(until)}.`, data: null };
    const isQueued = by !== undefined && bridge.place(slug) !== null;
    const outcome = isQueued ? "silent" : await watch(context, slug, seen, wait, message.kind);
    return ending(context, slug, outcome);
  } finally {
    stopProgress();
  }
}

type Outcome = "delivered" | "refused" | "ended" | "failed" | "asked" | "stopped" | "troubled" | "silent";

/** Follows the thread until this message's fate is known. Reports come in order: delivered, then the end of its turn. */
async function watch(
  context: Context,
  project: string,
  seen: number,
  wait: boolean,
  kind: Prompt["kind"],
): Promise<Outcome> {
  const { feed, event, clock } = context;
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, context.signal]);
  let outcome = "silent" as Outcome;
  let delivered = false;
  let reason = "";
  let heard = clock.now();
  const finish = (next: Outcome) => {
    outcome = next;
    stop.abort();
  };
  const onEntry = (entry: Entry) => {
    if (stop.signal.aborted) return;
    heard = clock.now();
    const { message } = entry;
    if (message.type === "receipt" && message.prompt === event && message.state === "delivered") delivered = true;
    const next = fate(entry, context, project, delivered, wait && kind === "text");
    const shown = entryOf(entry, project);
    // The question and what went wrong are the call's own end, and told there.
    const isEnd = message.type === "question" || next === "troubled" || next === "failed";
    if (shown !== null && !isEnd) context.tell(shown);
    if (next === "refused" && message.type === "receipt") reason = message.reason ?? "";
    if (next === "failed" && shown !== null) reason = shown.text.replace("⚠ ", "");
    if (next !== null) finish(next);
  };
  const silence = silent(context, () => heard, signal).then(
    () => finish("silent"),
    () => undefined,
  );
  await feed.subscribe(project, seen, onEntry, signal);
  await silence;
  if (outcome === "failed") throw new BridgeError("turn-failed", reason);
  if (outcome === "refused") throw new BridgeError("bad-input", reason);
  return outcome;
}

function fate(
  { message }: Entry,
  context: Context,
  project: string,
  delivered: boolean,
  wait: boolean,
): Outcome | null {
  if (message.type === "question") return "asked";
  if (message.type === "receipt" && message.prompt === context.event && message.state === "refused") return "refused";
  if (message.type === "notice" && message.level === "warn" && !delivered && context.bridge.failure(project) !== null)
    return "troubled";
  if (!delivered) return null;
  if (!wait) return "delivered";
  if (message.type === "turn" && message.state !== "started") return message.state;
  return message.type === "phase" && message.phase === "frozen" ? "stopped" : null;
}

async function silent({ clock }: Context, heard: () => number, signal: AbortSignal): Promise<void> {
  while (clock.now() - heard() < SILENCE) await clock.after(heard() + SILENCE - clock.now(), signal);
}

async function ending(context: Context, project: string, outcome: Outcome): Promise<Told> {
  const { bridge } = context;
  if (outcome === "asked" || (outcome === "ended" && (await bridge.look(project))?.question))
    return asked(await answeredQuestion(context, project));
  const cockpit = await bridge.look(project);
  const data = cockpit ? dataOf(cockpit) : null;
  switch (outcome) {
    case "delivered":
      return { text: "Delivered.", data };
    case "troubled":
      throw (
        bridge.failure(project) ??
        new BridgeError("not-delivered", `The message is kept and waits. "status ${project}" says why.`)
      );
    case "stopped":
      throw new BridgeError(
        "claude-exited",
        `${project} was stopped before its turn ended. The conversation is kept; "send ${project}" resumes it.`,
      );
    case "silent":
      if (cockpit?.phase.name === "queued")
        return {
          text: `The message is kept. ${project} waits for a slot: ${bridge.place(project)?.text ?? "it is in line"}. It starts by itself.`,
          data,
        };
      return {
        text: `No news for 30 minutes; Claude works on. "status ${project}" and "output ${project}" show how far it is.`,
        data,
      };
    default:
      return { text: "", data };
  }
}

/** A question is shown once its container is stopped, or once it is clear that it runs on for background work. */
async function answeredQuestion({ bridge, clock, signal }: Context, project: string): Promise<Cockpit | undefined> {
  for (let tries = 0; tries < 300; tries++) {
    const cockpit = await bridge.look(project);
    if (
      cockpit === undefined ||
      cockpit.question === null ||
      cockpit.phase.name !== "freezing" ||
      cockpit.trouble !== null
    )
      return cockpit;
    await clock.after(100, signal);
  }
  return bridge.look(project);
}

function asked(cockpit: Cockpit | undefined): Told {
  if (!cockpit?.question)
    return { text: "The question was answered or withdrawn meanwhile.", data: cockpit ? dataOf(cockpit) : null };
  const { project, question, phase } = cockpit;
  const asks = question.kind === "text" ? question.sentence : question.text;
  const frozen =
    phase.name === "frozen"
      ? `frozen: the container is ${isPaused(phase) ? "paused" : "stopped"} until somebody answers`
      : claudeOf(cockpit).background
        ? "the container runs on: something works in the background"
        : "Claude waits for a moment; then the container is frozen until somebody answers";
  return {
    text: `${project} asks: ${asks}\n  (${frozen}; answer with: respond ${project} "…")`,
    data: dataOf(cockpit),
  };
}
