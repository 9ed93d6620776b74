import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import {
  type AutocompleteInteraction,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  type Client,
  Events,
  type Interaction,
  type MessageContextMenuCommandInteraction,
  type ModalSubmitInteraction,
  type StringSelectMenuInteraction,
} from "discord.js";
import type { ChatAnswer, ChatCommand, ChatLog, People } from "../../src/ports.ts";
import { isOpen, type Threads } from "../chat/threads.ts";
import { type Api, codeOf } from "./api.ts";
import { SEND_MENU, wordsOf } from "./commands.ts";
import type { Members } from "./members.ts";
import type { Opener } from "./opener.ts";
import { CHOICES, type Post, post, renderAnswer, renderConfirmation, renderForm } from "./render.ts";

export interface InteractionsParts {
  readonly application: string;
  readonly api: Api;
  readonly people: People;
  readonly threads: Threads;
  readonly members: Members;
  readonly opener: Opener;
  readonly commands: readonly ChatCommand[];
  readonly log: ChatLog;
}

export interface Interactions {
  listen(client: Client): void;
  run(call: Called): Promise<ChatAnswer>;
  /** The answer as a message; a file goes into its project's thread. */
  shown(answer: ChatAnswer): Promise<Post>;
}

export interface Called {
  readonly id: string;
  readonly user: string;
  /** Where it was given: a channel, or a thread. */
  readonly channel: string;
  readonly words: string;
  readonly confirmed?: boolean;
}

/** Kinds of answers to an interaction. */
const LATER = 5;
const SEEN = 6;
const SUGGESTIONS = 8;
const FORM = 9;
/** For the asker alone. */
const EPHEMERAL = 64;
/** The answer before it was lost on its way, and there. */
const ANSWERED = 40060;
/** Discord's own limit for a `custom_id`. */
const ID_LIMIT = 100;
/** Bytes: what a server without boosts takes. */
const MAX_FILE = 10 * 2 ** 20;
/** How many questions before a deed are remembered. */
const REMEMBERED = 200;

/**
 * What people do by commands, buttons and forms. Answered over our own calls: discord.js gives up at the first lost
 * answer.
 */
export function createInteractions(parts: InteractionsParts): Interactions {
  const { application, api, people, threads, members, opener, commands, log } = parts;
  /** By the mark in the button's id, words that are too long for it. */
  const asked = new Map<string, string>();

  async function run({ id, user, channel, words, confirmed = false }: Called): Promise<ChatAnswer> {
    const thread = threads.in(channel);
    return people.command({
      id,
      person: await members.person(user),
      channel: thread?.channel ?? channel,
      project: thread?.project ?? null,
      words,
      confirmed,
      open: (name) => opener.linked(name, channel),
    });
  }

  async function shown(answer: ChatAnswer): Promise<Post> {
    if (answer.confirm !== undefined)
      return renderConfirmation(answer.confirm.question, confirmedId(answer.confirm.words));
    return answer.file === undefined ? renderAnswer(answer.text) : post(await hand(answer.file));
  }

  /** A file is for everybody in its project's thread; who asked is told where it is. */
  async function hand({ project, name, path }: NonNullable<ChatAnswer["file"]>): Promise<string> {
    const thread = threads.of(project);
    if (thread === undefined || !isOpen(thread))
      return `${project} has no thread for the file yet: "start ${project}" opens one.`;
    const { size } = await stat(path);
    if (size > MAX_FILE)
      return `${name} has ${Math.ceil(size / 2 ** 20)} MB; Discord takes ${MAX_FILE / 2 ** 20} MB at most.`;
    const files = [{ name, data: await readFile(path) }];
    const body = { ...post(""), attachments: [{ id: 0, filename: name }] };
    try {
      await api.call("POST", `/channels/${thread.root}/messages`, body, { files });
    } catch (error) {
      if (codeOf(error) === null) throw error;
      return `Discord did not take ${name}: ${String(error)}`;
    }
    return `${name} is in ${await opener.link(thread)}`;
  }

  function confirmedId(words: string): string {
    const whole = `confirmed:${words}`;
    if (whole.length <= ID_LIMIT) return whole;
    const mark = createHash("sha256").update(words).digest("hex").slice(0, 32);
    asked.set(mark, words);
    for (const old of [...asked.keys()].slice(0, Math.max(0, asked.size - REMEMBERED))) asked.delete(old);
    return `remembered:${mark}`;
  }

  async function take(interaction: Interaction): Promise<void> {
    if (interaction.isAutocomplete()) return suggest(interaction);
    if (interaction.isChatInputCommand()) return answer(interaction, () => called(interaction));
    if (interaction.isMessageContextMenuCommand() && interaction.commandName === SEND_MENU) return ask(interaction);
    if (interaction.isModalSubmit()) return answer(interaction, () => filled(interaction));
    if (interaction.isStringSelectMenu()) return choose(interaction);
    if (interaction.isButton()) {
      const { customId } = interaction;
      if (/^(pick|chosen):/.test(customId)) return pick(interaction);
      const rest = customId.slice(customId.indexOf(":") + 1);
      if (customId.startsWith("cockpit:")) return answer(interaction, () => ({ words: rest }));
      if (customId.startsWith("confirmed:")) return answer(interaction, () => ({ words: rest, confirmed: true }));
      if (customId.startsWith("remembered:"))
        return answer(interaction, () => ({ words: asked.get(rest) ?? null, confirmed: true }));
    }
  }

  /** By message and person, what they have chosen in its menus: an answer only once it is sent. */
  const choices = new Map<string, Map<string, readonly string[]>>();

  async function choose(interaction: StringSelectMenuInteraction): Promise<void> {
    const { customId, user, message, values } = interaction;
    const key = `${message.id}:${user.id}`;
    const chosen = choices.get(key) ?? new Map<string, readonly string[]>();
    choices.delete(key);
    choices.set(key, chosen.set(customId.slice(customId.lastIndexOf(":") + 1), values));
    for (const old of [...choices.keys()].slice(0, Math.max(0, choices.size - REMEMBERED))) choices.delete(old);
    await callback(interaction, SEEN, {});
  }

  async function pick(interaction: ButtonInteraction): Promise<void> {
    const { customId, user, message } = interaction;
    const [how, project = "", token = "", last = ""] = customId.split(":");
    const chosen = choices.get(`${message.id}:${user.id}`);
    const lines =
      how === "pick"
        ? [last]
        : Array.from({ length: Number(last) }, (_, at) => (chosen?.get(String(at)) ?? []).join(", "));
    await reply(interaction, async (channel) => {
      if (lines.includes("")) return { text: "Choose an answer to each question first, then send them." };
      const person = await members.person(user.id);
      return people.pick({
        person,
        channel: threads.in(channel)?.channel ?? channel,
        project,
        token,
        text: lines.join("\n"),
      });
    });
  }

  function called({ options }: ChatInputCommandInteraction): Given {
    const name = options.getSubcommand(false) ?? "help";
    const values: Record<string, string | number | boolean> = {};
    for (const option of options.data[0]?.options ?? [])
      if (option.value !== undefined) values[option.name] = option.value;
    const command = commands.find((one) => one.name === name);
    return { words: wordsOf(command, name, values) };
  }

  function filled({ fields }: ModalSubmitInteraction): Given {
    const field = fields.getField("project");
    const [project = ""] = "values" in field ? field.values : "value" in field ? [field.value] : [];
    return { words: `send ${project} ${fields.getTextInputValue("text")}` };
  }

  async function answer(interaction: Answerable, given: () => Given): Promise<void> {
    await reply(interaction, async (channel) => {
      const { words, confirmed = false } = given();
      if (words === null) return { text: "I do not remember what I asked there. Give the command again." };
      return run({ id: `discord:${interaction.id}`, user: interaction.user.id, channel, words, confirmed });
    });
  }

  async function reply(interaction: Answerable, act: (channel: string) => Promise<ChatAnswer>): Promise<void> {
    const { token, user, channelId } = interaction;
    // Within three seconds; and then whatever it is takes as long as it takes.
    await callback(interaction, LATER, { flags: EPHEMERAL });
    const channel = channelId ?? "";
    const content = await shown(await act(channel));
    try {
      await api.call("PATCH", `/webhooks/${application}/${token}/messages/@original`, content);
    } catch (error) {
      if (codeOf(error) === null) throw error;
      log.info(`an interaction's time was up: ${String(error)}`);
      const to = `<@${user.id}> `;
      await api.call("POST", `/channels/${channel}/messages`, {
        ...content,
        content: `${to}${content.content.slice(0, 2_000 - to.length)}`,
      });
    }
  }

  /** Too late for it is no reason not to do what was asked. */
  async function callback({ id, token }: Answerable, type: number, data: object): Promise<boolean> {
    try {
      await api.call("POST", `/interactions/${id}/${token}/callback`, { type, data });
      return true;
    } catch (error) {
      if (codeOf(error) === null) throw error;
      if (codeOf(error) === ANSWERED) return true;
      log.info(`too late for an answer: ${String(error)}`);
      return false;
    }
  }

  async function suggest(interaction: AutocompleteInteraction): Promise<void> {
    const { user, channelId } = interaction;
    const channel = threads.in(channelId)?.channel ?? channelId;
    const projects = await people.projects(await members.person(user.id), channel);
    const typed = interaction.options.getFocused().toLowerCase();
    const fitting = typeof projects === "string" ? [] : projects.filter((project) => project.includes(typed));
    const choices = fitting.slice(0, CHOICES).map((project) => ({ name: project, value: project }));
    await callback(interaction, SUGGESTIONS, { choices });
  }

  /** The form behind the message command. */
  async function ask(interaction: MessageContextMenuCommandInteraction): Promise<void> {
    const { user, channelId, targetMessage } = interaction;
    const thread = threads.in(channelId);
    const projects = await people.projects(await members.person(user.id), thread?.channel ?? channelId);
    if (typeof projects === "string" || projects.length === 0) {
      const text =
        typeof projects === "string"
          ? projects
          : "There are no projects yet. Make a directory under the root on the bot's machine.";
      await callback(interaction, 4, { ...post(text), flags: EPHEMERAL });
      return;
    }
    const form = renderForm(projects, targetMessage.content, thread?.project ?? null);
    if (await callback(interaction, FORM, form)) return;
    const text = `<@${user.id}> Discord did not let me open the form in time. Please choose it once more.`;
    await api.call("POST", `/channels/${channelId}/messages`, post(text, [user.id]));
  }

  return {
    run,
    shown,
    listen(client) {
      client.on(Events.InteractionCreate, (interaction) => {
        take(interaction).catch((error: unknown) => log.error(`an interaction: ${String(error)}`));
      });
    },
  };
}

interface Answerable {
  readonly id: string;
  readonly token: string;
  readonly user: { readonly id: string };
  readonly channelId: string | null;
}

/** What somebody has said by it; null where nobody knows any more. */
interface Given {
  readonly words: string | null;
  readonly confirmed?: boolean;
}
