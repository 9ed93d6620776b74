import { agent } from "../agent.ts";
import { decide, isDecisive } from "../cockpit/answer/decide.ts";
import { keyFault } from "../cockpit/answer/keys.ts";
import { notMeantFor, notMeantSentence, settles } from "../cockpit/answer/meant.ts";
import { tokenOf } from "../cockpit/answer/token.ts";
import { NOT_AN_APPROVER } from "../cockpit/inbox.ts";
import type { Cockpit } from "../cockpit/state.ts";
import { memberOf } from "../commands/authority.ts";
import type { Caller, Command, CommandCall, Context } from "../commands/command.ts";
import { inputOf, usage } from "../commands/parse.ts";
import { commands } from "../commands/table.ts";
import { asBridgeError, BridgeError, type ErrorCode } from "../errors.ts";
import type { Log } from "../log/log.ts";
import type { ChatAnswer, ChatCall, ChatFile, ChatMessage, ChatPick, People, Person } from "../ports/ports.ts";
import { columns } from "../support/columns.ts";
import { personId } from "../support/person-id.ts";
import { mayUse, type Policies, refusal } from "./access.ts";
import { filledIn, isSpoken, spoken } from "./words.ts";

export interface PeopleParts {
  readonly policies: Policies;
  readonly log: Log;
  readonly context: Omit<Context, Caller>;
  /** Rejects with `bad-name` or `unknown-project`. */
  readonly checkProject: (name: string) => string;
  /** Who may allow and approve there, by id; null: whoever may use the bot. Rejects as `checkProject`. */
  readonly approvers: (project: string) => readonly string[] | null;
  /** Before a thread is opened: what is posted from now on belongs in it. */
  readonly prepare: (project: string, platform: string) => Promise<void>;
  /** After it. */
  readonly opened: (project: string) => void;
  /** Keeps the file where the project's Claude can read it; resolves with its path there. */
  readonly keepFile: (project: string, event: string, file: ChatFile, at: number) => Promise<string>;
}

/** A sticker, a forwarded message, a voice message: they have no words of their own. */
const NOTHING = "There is nothing in that message that Claude can read. Write it in words, or attach a file.";

/** What can be cured by saying it again later; everything else is told to the one who wrote. */
const LATER: ReadonlySet<ErrorCode> = new Set(["disk-full", "store-corrupt", "internal", "daemon-missing"]);

/** The one place where people come in from chats: who may, what it means, and what they are told. */
export function createPeople(parts: PeopleParts): People {
  const { policies, log, context } = parts;
  const { bridge, audit } = context;

  async function refused(person: Person, channel: string, what: string): Promise<string | null> {
    if (mayUse(policies, person, channel)) return null;
    await audit.write({ event: "refused", who: person.id, name: person.name, channel, what });
    return refusal(person);
  }

  async function said(message: ChatMessage): Promise<string | null> {
    const { id, project, person, channel } = message;
    if (bridge.knows(project, id)) return null;
    const reason = await refused(person, channel, "message");
    if (reason !== null) return reason;
    if (message.text.trim() === "" && message.files.length === 0) return NOTHING;
    try {
      const text = await written(message);
      const question = (await bridge.look(project))?.question ?? null;
      const astray = question && notMeantFor(question, message);
      const mayDecide = memberOf(person, parts.approvers)(project);
      const decision = question && decide(question, text);
      if (question !== null && astray !== null && settles(question, text))
        return notMeantSentence(project, question, astray);
      if (isDecisive(decision) && !mayDecide) return NOT_AN_APPROVER;
      const fault = question && astray === null && keyFault(question, text, mayDecide);
      if (fault) return fault;
      const answers = astray === null ? (question?.id ?? null) : null;
      await bridge.prompt(
        project,
        { id, author: person.name, by: person.id, text, kind: "text" },
        mayDecide && astray === null,
        answers,
      );
      await audit.write({
        event: answers === null ? "message" : "answer",
        who: person.id,
        project,
        id,
        answers,
        ...(decision && { decision }),
      });
      return null;
    } catch (thrown) {
      const error = asBridgeError(thrown);
      if (LATER.has(error.code)) throw error;
      return error.message;
    }
  }

  async function written({ id, project, text, files }: ChatMessage): Promise<string> {
    const lines = [text.trimEnd()];
    for (const [at, file] of files.entries()) lines.push(await attached(project, id, file, at));
    return lines.join("\n");
  }

  async function attached(project: string, id: string, file: ChatFile, at: number): Promise<string> {
    try {
      return `Attached file: ${await parts.keepFile(project, id, file, at)}`;
    } catch (error) {
      if (asBridgeError(error).code === "disk-full") throw error;
      log.warn({ err: error, project, file: file.name }, "an attached file could not be fetched");
      return `Attached file: ${file.name} (it could not be fetched)`;
    }
  }

  async function command(call: ChatCall): Promise<ChatAnswer> {
    try {
      return await run(call);
    } catch (thrown) {
      const error = asBridgeError(thrown);
      if (error.code === "internal") log.error({ err: thrown }, error.message);
      return { text: error.message };
    }
  }

  async function run(call: ChatCall): Promise<ChatAnswer> {
    const { person, channel } = call;
    const reason = await refused(person, channel, call.words);
    if (reason !== null) return { text: reason };
    if (/^\s*(help\b|$)/i.test(call.words)) return { text: help(call.words) };
    const { command: found, call: parsed } =
      call.filled === undefined
        ? spoken(call.words, call.project, commands, projects())
        : filledIn(call.filled, call.project, commands);
    const input = inputOf(parsed);
    if (input.argument("project") !== "") parts.checkProject(input.argument("project"));
    const question = found.confirm?.(input);
    if (question !== undefined && !call.confirmed && !input.flag("yes"))
      return { text: "", confirm: { question, words: wordsOfCall(parsed) } };
    await audit.write({ event: "command", who: person.id, name: person.name, channel, words: call.words });
    const link = found.opensThread ? await opened(call, input.argument("project")) : "";
    const told = await found.run(contextOf(call), inputOf(asInChat(found, parsed)));
    if (told.confirm !== undefined)
      return {
        text: "",
        confirm: { question: `${told.text}\n${told.confirm.question}`, words: wordsOfCall(told.confirm.call) },
      };
    return { text: `${told.text}${link}`.trim() || "Done.", ...(told.file && { file: told.file }) };
  }

  async function opened(call: ChatCall, project: string): Promise<string> {
    await parts.prepare(project, personId(call.person.id).platform);
    const link = await call.open(project);
    parts.opened(project);
    return call.project === project ? "" : `\n${link}`;
  }

  function contextOf({ id, person, at, about }: ChatCall): Context {
    return {
      ...context,
      meant: { ...(at !== undefined && { at }), ...(about !== undefined && { about }) },
      author: person.name,
      by: person.id,
      event: id,
      mayDecide: memberOf(person, parts.approvers),
      signal: new AbortController().signal,
      // The thread shows what happens; the one who asked gets the end of it.
      tell: () => undefined,
    };
  }

  function projects(): readonly string[] {
    return context.projects().map(({ slug }) => slug);
  }

  async function pick({ person, channel, project, token, text }: ChatPick): Promise<ChatAnswer> {
    const reason = await refused(person, channel, "answer");
    if (reason !== null) return { text: reason };
    // Pressed twice by one person, it is one answer.
    const id = `pick:${token}:${person.id}`;
    try {
      const question = (await bridge.look(project))?.question ?? null;
      if (token.length === FORMER_TOKEN)
        return { text: "That button is of before the bot was updated. Write your answer instead." };
      if (question === null || tokenOf(question) !== token) return { text: closed(bridge.knows(project, id)) };
      // A button means the option at its place, whatever the options are called.
      const isOffered = question.kind === "choices" || question.kind === "screen";
      const words = isOffered ? text.replace(/\d+/g, "[$&]") : text;
      const answer = {
        id,
        author: person.name,
        by: person.id,
        text: words,
        kind: "text",
      } as const;
      const decision = decide(question, words);
      const allowed = memberOf(person, parts.approvers)(project);
      if ((decision !== null || question.kind === "screen") && !allowed) {
        await audit.write({ event: "refused", who: person.id, name: person.name, channel, what: `decision: ${text}` });
        return { text: ONLY_APPROVERS };
      }
      if (!(await bridge.answer(project, question.id, answer, allowed)))
        return { text: closed(bridge.knows(project, id)) };
      const answers = question.id;
      await audit.write({ event: "answer", who: person.id, project, id, answers, ...(decision && { decision }) });
      return { text: `${project} gets your answer: ${text}` };
    } catch (thrown) {
      const error = asBridgeError(thrown);
      if (error.code === "internal") log.error({ err: thrown }, error.message);
      return { text: error.message };
    }
  }

  return {
    said,
    pick,
    async edited(message, isOld = false) {
      const { id, project, person, channel } = message;
      if (!bridge.knows(project, id))
        return isOld
          ? "That message was written too long ago to be changed. Write what is different as a new message."
          : said(message);
      const reason = await refused(person, channel, "edit");
      if (reason !== null) return reason;
      if (await bridge.edit(project, id, await written(message))) {
        await audit.write({ event: "edited", who: person.id, project, id });
        return null;
      }
      if (bridge.waiting(project).includes(id))
        return "An edit allows nothing. Press a button, or write your answer as a new message.";
      return "Claude has that message already, so the edit does not reach it. Write what is different as a new message.";
    },
    async withdrawn(project, id) {
      const done = await bridge.withdraw(project, id);
      if (done) await audit.write({ event: "withdrawn", who: id, project, id });
      return done;
    },
    command,
    isCommand: (words) => isSpoken(words, "any", commands, projects()),
    wantsDirect: async (person) => (await context.preferences.get(person))?.direct ?? false,
    waiting: (project) => bridge.waiting(project),
    async projects(person, channel) {
      const reason = await refused(person, channel, "projects");
      if (reason !== null) return reason;
      const cockpits = new Map(bridge.known().map((cockpit) => [cockpit.project, cockpit]));
      return [...projects()].sort((one, other) => need(cockpits.get(one)) - need(cockpits.get(other)));
    },
    async slashes(person, channel, project) {
      const reason = await refused(person, channel, "commands");
      if (reason !== null) return reason;
      const { commands: own } = await bridge.inventory(project).catch(() => ({ commands: [] }));
      return [...own, ...agent.commands];
    },
  };
}

/** Characters of a token of earlier versions, which others could have chosen. */
const FORMER_TOKEN = 8;

const ONLY_APPROVERS = "Only this project's approvers can decide that; the question stays open.";

/** Those that wait for a person come first, then those that are frozen, and those that were never started last. */
function need(cockpit: Cockpit | undefined): number {
  if (cockpit === undefined) return 3;
  if (cockpit.question !== null) return 0;
  return cockpit.phase.name === "frozen" ? 1 : 2;
}

/** The whole of it: where the yes is given, no thread stands for the project. */
function wordsOfCall({ command, arguments: values, options }: CommandCall): string {
  const switches = Object.entries(options).flatMap(([name, given]) =>
    given.map((value) => (value === "true" ? `--${name}` : `--${name}=${value}`)),
  );
  return [command, ...Object.values(values).filter((value) => value !== ""), ...switches].join(" ");
}

/** With what whoever is in a chat means by it. */
function asInChat(command: Command, call: CommandCall): CommandCall {
  const meant = command.options
    .filter(({ inChat }) => inChat === "always")
    .map(({ name }) => [name, ["true"]] as const);
  return { ...call, options: { ...call.options, ...Object.fromEntries(meant) } };
}

/** Pressed twice, by two people, or on a question of yesterday's. */
function closed(isTaken: boolean): string {
  return isTaken ? "Your answer is taken already." : "This question is closed; the thread shows what became of it.";
}

function help(words: string): string {
  const name = words.trim().split(/\s+/)[1];
  const one = commands.find((command) => command.name === name);
  if (one !== undefined) return `${usage(one)}\n${one.summary}.`;
  if (name !== undefined) throw new BridgeError("bad-input", `There is no command ${name}. "help" lists them.`);
  return columns(commands.map((command) => [usage(command), command.summary])).join("\n");
}
