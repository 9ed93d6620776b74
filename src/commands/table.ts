import { agent } from "../agent.ts";
import { BridgeError } from "../errors.ts";
import { isSchedule } from "../support/cron.ts";
import { board } from "./board.ts";
import { mode, model, rules } from "./choose.ts";
import type { Command } from "./command.ts";
import { costOf } from "./cost.ts";
import { interrupt, remove, start, status, stop } from "./life.ts";
import { firstQuoted, firstWord } from "./parse.ts";
import { queue } from "./queue.ts";
import { schedule } from "./schedule.ts";
import { screen } from "./show.ts";
import { snooze } from "./snooze.ts";
import { respond, send, slash } from "./talk.ts";
import { trust } from "./trust.ts";

const project = { name: "project", required: true, isProject: true, help: "the project's name" } as const;
/** A chat never watches a turn: what comes of it stands in the thread. */
const noWait = { name: "no-wait", inChat: "always", help: "return once the message is delivered" } as const;
const file = {
  name: "file",
  value: "path",
  multiple: true,
  isPath: true,
  inChat: "refused",
  help: "a file for Claude to read; may be given several times",
} as const;
const message = {
  name: "message",
  required: true,
  rest: true,
  help: "what to tell Claude; - reads standard input",
} as const;

/** Every command there is, once: surfaces, help and completion are made from this table. */
export const commands: readonly Command[] = [
  {
    name: "start",
    summary: "Start a project's cockpit, or resume it",
    arguments: [project],
    options: [{ name: "new", help: "begin a new conversation, where the old one cannot be resumed or is not wanted" }],
    who: "member",
    opensThread: true,
    run: start,
  },
  {
    name: "send",
    summary: "Tell Claude something and watch the turn it makes of it",
    arguments: [project, message],
    options: [noWait, file],
    who: "member",
    run: send,
  },
  {
    name: "respond",
    summary: "Answer the open question: thaws, resumes, delivers",
    arguments: [project, { ...message, isPicked: true, help: "the answer; - reads standard input" }],
    options: [noWait, file],
    who: "member",
    run: respond,
  },
  {
    name: "queue",
    summary: "Give a project a task for later, or show and change what waits",
    arguments: [
      project,
      {
        name: "task",
        required: false,
        rest: true,
        help: "what Claude is to do when its turn comes; or: pause, resume, clear, cancel <number>, move <number> <place>; none lists what waits",
      },
    ],
    options: [
      { name: "first", help: "before all others" },
      { name: "priority", value: "word", help: "high, normal or low" },
    ],
    who: "member",
    // Nobody tells Claude to queue something: that is what the bot is for.
    isMeant: () => true,
    run: queue,
  },
  {
    name: "schedule",
    summary: "Give a project a task that comes back by the clock, or show and change those it has",
    arguments: [
      project,
      { name: "cron", required: false, help: 'when, in quotes: "0 9 * * 1-5", or @daily; none lists what there is' },
      { name: "task", required: false, rest: true, help: "what Claude is to do then" },
    ],
    options: [
      { name: "zone", value: "name", help: "the time zone, like Europe/Berlin; else the configured one" },
      { name: "pause", value: "number", help: "let it rest" },
      { name: "resume", value: "number", help: "let it go on" },
      { name: "remove", value: "number", help: "take it away" },
    ],
    who: "member",
    // It begins with its times.
    isMeant: (rest) => rest === "" || isSchedule(firstQuoted(rest)[0]) || /^--\w/.test(rest),
    run: schedule,
  },
  {
    name: "slash",
    summary: "Send one of Claude's own commands, such as /compact",
    arguments: [
      project,
      { name: "command", required: true, rest: true, isSlash: true, help: "the command, with its slash" },
    ],
    options: [noWait],
    who: "member",
    isMeant: (rest) => rest.startsWith("/"),
    run: slash,
  },
  {
    name: "status",
    summary: "Show all cockpits, or one: state, session, since when, the question",
    arguments: [{ ...project, required: false }],
    options: [],
    who: "reader",
    run: status,
  },
  {
    name: "board",
    summary: "Show every question that waits, in all projects, oldest first: for whom, and how long",
    arguments: [],
    options: [
      { name: "mine", help: "only those that wait for you" },
      { name: "for", value: "person", help: "only those that wait for this person, such as slack:U0123ABCD" },
    ],
    who: "reader",
    run: board,
  },
  {
    name: "snooze",
    summary: "Put the reminders of the open question off",
    arguments: [project, { name: "time", required: false, help: "for how long: 30m, 2h, 3d (default 4h)" }],
    options: [],
    who: "member",
    run: snooze,
  },
  {
    name: "output",
    summary: "Show the recent output of the cockpit's terminal, also when it is frozen",
    arguments: [project],
    options: [{ name: "lines", short: "n", value: "count", help: "how many lines (default 100)" }],
    who: "reader",
    async run({ bridge }, input) {
      const count = Number(input.option("lines") ?? "100");
      if (!Number.isInteger(count) || count < 1)
        throw new BridgeError("bad-input", "-n takes a whole number of lines, such as -n 200.");
      const text = await bridge.screen(input.argument("project"), count);
      return { text, data: { output: text } };
    },
  },
  {
    name: "screen",
    summary: "Show the cockpit's screen as it is; a chat gets a picture of it",
    arguments: [project],
    options: [{ name: "keys", help: "ask in the thread which key to press, where it is not at its prompt" }],
    who: "reader",
    run: screen,
  },
  {
    name: "file",
    summary: "Get a file of the project, such as one that Claude made; a chat puts it into the thread",
    arguments: [project, { name: "path", required: true, rest: true, help: "its path in the project" }],
    options: [],
    who: "member",
    // A path, and nothing else.
    isMeant: (rest) => rest !== "" && firstWord(rest)[1] === "",
    async run({ projectFile }, input) {
      const slug = input.argument("project");
      const { name, path, bytes, read } = await projectFile(slug, input.argument("path"));
      return { text: path, data: { name, path, bytes }, file: { project: slug, name, read } };
    },
  },
  {
    name: "cost",
    summary: "What Claude has used: tokens and dollars of the turn, the conversation and the project",
    arguments: [project],
    options: [],
    who: "reader",
    async run({ usage }, input) {
      const slug = input.argument("project");
      return costOf(slug, await usage(slug));
    },
  },
  {
    name: "notify",
    summary: "Choose where you are told of questions that are for you: in the thread, or in a direct message, too",
    arguments: [{ name: "where", required: true, help: "thread, or direct" }],
    options: [],
    who: "member",
    async run({ by, preferences }, input) {
      const where = input.argument("where").toLowerCase();
      if (by === undefined)
        throw new BridgeError("bad-input", "That is for people in a chat: the terminal shows questions as they come.");
      if (where !== "thread" && where !== "direct")
        throw new BridgeError("bad-input", 'Say "notify thread" or "notify direct".');
      await preferences.set(by, { direct: where === "direct" });
      const text =
        where === "direct"
          ? "You get a direct message for each question that is for you."
          : "You are told of questions in their threads only.";
      return { text, data: { where } };
    },
  },
  {
    name: "attach",
    summary: "Print the command that opens the cockpit's terminal",
    arguments: [project],
    options: [{ name: "exec", isRun: true, inChat: "refused", help: "run it here" }],
    who: "member",
    async run({ bridge }, input) {
      const argv = await bridge.terminal(input.argument("project"));
      return { text: argv.join(" "), data: { argv } };
    },
  },
  {
    name: "interrupt",
    summary: "Interrupt what Claude does now, or withdraw what it asks; it waits for what you say next",
    arguments: [project],
    options: [],
    who: "member",
    run: interrupt,
  },
  {
    name: "model",
    summary: "Show or set the model that a cockpit uses from its next turn on",
    arguments: [project, { name: "model", required: false, help: "a model's name; default takes the choice back" }],
    options: [],
    who: "member",
    run: model,
  },
  {
    name: "mode",
    summary: "Show or set what Claude may do without asking (its permission mode); for approvers",
    arguments: [
      project,
      {
        name: "mode",
        required: false,
        help: `${agent.modes.offered.join(", ")}; or configured, which takes the choice back`,
      },
    ],
    options: [],
    who: "member",
    run: mode,
  },
  {
    name: "rules",
    summary: "Show what was allowed for this session, or always; or take one back, by its number",
    arguments: [project],
    options: [{ name: "forget", value: "number", help: "the rule that is to hold no more" }],
    who: "member",
    run: rules,
  },
  {
    name: "trust",
    summary: "Show what a project brings that would run, or be allowed, unasked, and trust it; for approvers",
    arguments: [{ ...project, required: false }],
    options: [
      {
        name: "seen",
        value: "code",
        inChat: "unoffered",
        help: "trust what was shown with this code, if it is still the same",
      },
      { name: "forget", help: "trust it with nothing any more" },
      { name: "all", inChat: "refused", help: "all projects of the root, now and later; on the bot's machine only" },
    ],
    who: "member",
    run: trust,
  },
  {
    name: "stop",
    summary: "Freeze a cockpit: everything is kept, nothing runs",
    arguments: [project],
    options: [],
    who: "member",
    run: stop,
  },
  {
    name: "remove",
    summary: "Remove a cockpit: container, conversation and home; the project's files stay",
    arguments: [project],
    options: [{ name: "yes", short: "y", help: "do not ask" }],
    who: "member",
    confirm: (input) =>
      `Remove ${input.argument("project")}'s container, its conversation and its home for good? Its files stay.`,
    run: remove,
  },
];
