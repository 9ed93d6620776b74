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
import { wordsFor } from "../../src/cockpit/answer/decide.ts";
import type { ChatAnswer, ChatCommand, ChatFields, ChatLog, People } from "../../src/ports/ports.ts";
import { createMemory } from "../chat/memory.ts";
import type { Threads } from "../chat/threads.ts";
import { type Api, codeOf } from "./api.ts";
import type { Calls } from "./calls.ts";
import { createChoices } from "./choices.ts";
import { fieldsOf, SEND_MENU, wordsOf } from "./commands.ts";
import { timeOf } from "./ids.ts";
import type { Members } from "./members.ts";
import { CHOICE, CHOICES, type Post, post, renderForm, renderReason } from "./render/message.ts";

export interface InteractionsParts {
  readonly application: string;
  readonly api: Api;
  readonly calls: Calls;
  readonly people: People;
  readonly threads: Threads;
  readonly members: Members;
  readonly commands: readonly ChatCommand[];
  readonly log: ChatLog;
  /** A direct message; resolves with false where the person takes none. */
  readonly direct: (user: string, key: string, content: Post) => Promise<boolean>;
}

export interface Interactions {
  listen(client: Client): void;
}

/** Kinds of answers to an interaction. */
const MESSAGE = 4;
const LATER = 5;
const SEEN = 6;
const UPDATE = 7;
const SUGGESTIONS = 8;
const FORM = 9;
/** How the id of a form begins that asks for a reason. */
const REASONED = "reasoned:";
/** For the asker alone. */
const EPHEMERAL = 64;
/** The answer before it was lost on its way, and there. */
const ANSWERED = 40060;

/**
 * What people do by commands, buttons and forms. Answered over our own calls: discord.js gives up at the first lost
 * answer.
 */
export function createInteractions(parts: InteractionsParts): Interactions {
  const { application, api, calls, people, threads, members, commands, log, direct } = parts;
  const { confirmations } = calls;
  const choices = createChoices();
  /** A gateway may tell of one twice. */
  const heard = createMemory();

  async function take(interaction: Interaction): Promise<void> {
    if (interaction.isAutocomplete()) return suggest(interaction);
    if (interaction.isChatInputCommand()) return answer(interaction, called(interaction));
    if (interaction.isMessageContextMenuCommand() && interaction.commandName === SEND_MENU) return ask(interaction);
    if (interaction.isModalSubmit())
      return interaction.customId.startsWith(REASONED)
        ? reasoned(interaction)
        : answer(interaction, filled(interaction));
    if (interaction.isStringSelectMenu()) return choose(interaction);
    if (interaction.isButton()) {
      const { customId } = interaction;
      if (/^(pick|chosen):/.test(customId)) return pick(interaction);
      if (customId.startsWith("reason:")) return why(interaction);
      if (confirmations.isOurs(customId)) return confirm(interaction);
      const words = customId.slice(customId.indexOf(":") + 1);
      if (customId.startsWith("cockpit:")) return answer(interaction, { words });
    }
  }

  async function choose(interaction: StringSelectMenuInteraction): Promise<void> {
    const { customId, user, message, values } = interaction;
    choices.choose(message.id, user.id, customId.slice(customId.lastIndexOf(":") + 1), values);
    await callback(interaction, SEEN, {});
  }

  async function pick(interaction: ButtonInteraction): Promise<void> {
    const { customId, user, message } = interaction;
    const [how, project = "", token = "", last = ""] = customId.split(":");
    const lines = how === "pick" ? [wordsFor(last)] : choices.chosen(message.id, user.id, Number(last));
    const text = lines.includes("") ? "" : lines.join("\n");
    await picked(interaction, project, token, text);
  }

  async function picked(interaction: Answerable, project: string, token: string, text: string): Promise<void> {
    await reply(interaction, async (channel) => {
      if (text === "") return { text: "Choose an answer to each question first, then send them." };
      const person = await members.person(interaction.user.id, interaction.guildId);
      return people.pick({ person, channel: policyPlace(interaction, channel), project, token, text });
    });
  }

  /** The form that asks for the reason of a decision. */
  async function why(interaction: ButtonInteraction): Promise<void> {
    const about = interaction.customId.slice("reason:".length);
    const words = wordsFor(about.slice(about.lastIndexOf(":") + 1));
    await openForm(interaction, renderReason(`${REASONED}${about}`, words));
  }

  async function reasoned(interaction: ModalSubmitInteraction): Promise<void> {
    const [, project = "", token = "", code = ""] = interaction.customId.split(":");
    const reason = interaction.fields.getTextInputValue("text");
    await picked(interaction, project, token, `${wordsFor(code)}: ${reason}`);
  }

  function called({ options }: ChatInputCommandInteraction): Given {
    const name = options.getSubcommand(false) ?? "help";
    const values: Record<string, string | number | boolean> = {};
    for (const option of options.data[0]?.options ?? [])
      if (option.value !== undefined) values[option.name] = option.value;
    const command = commands.find((one) => one.name === name);
    if (command === undefined) return { words: name };
    const fields = fieldsOf(command, values);
    return { words: wordsOf(fields), filled: fields };
  }

  function filled({ customId, fields }: ModalSubmitInteraction): Given {
    const field = fields.getField("project");
    const [project = ""] =
      "values" in field ? field.values : "value" in field ? [String(field.value ?? "").trim()] : [];
    const values = { project, message: fields.getTextInputValue("text") };
    const given = { command: "send", arguments: values, options: {} };
    // What was asked since the form was opened, its words cannot be meant for.
    const opened = Number(customId.slice(customId.indexOf(":") + 1));
    return { words: wordsOf(given), filled: given, ...(Number.isFinite(opened) && { at: opened }) };
  }

  async function answer(interaction: Answerable, given: Given): Promise<void> {
    await reply(interaction, (channel) => run(interaction, channel, given));
  }

  function run(interaction: Answerable, channel: string, given: Given & { readonly confirmed?: boolean }) {
    const { id, user, guildId: server } = interaction;
    const where = { server, channel, policy: policyPlace(interaction, channel) };
    return calls.run({ id: `discord:${id}`, user: user.id, at: timeOf(id), ...where, ...given });
  }

  /** The button goes at once, and the answer takes the place of what was asked. */
  async function confirm(interaction: ButtonInteraction): Promise<void> {
    const { id, customId, message } = interaction;
    if (!confirmations.isFirst(message.id)) return void (await callback(interaction, SEEN, {}));
    const found = confirmations.confirmed(customId, timeOf(message.id), timeOf(id));
    await reply(
      interaction,
      async (channel) =>
        found.words === null
          ? { text: found.text }
          : run(interaction, channel, { words: found.words, confirmed: true }),
      { type: UPDATE, data: { components: [] } },
    );
  }

  async function reply(
    interaction: Answerable,
    act: (channel: string) => Promise<ChatAnswer>,
    first = { type: LATER, data: { flags: EPHEMERAL } as object },
  ): Promise<void> {
    const { id, token, user, channelId } = interaction;
    // Within three seconds; and then whatever it is takes as long as it takes.
    await callback(interaction, first.type, first.data);
    const channel = channelId ?? "";
    const content = await calls.shown(await act(channel));
    try {
      await api.call("PATCH", `/webhooks/${application}/${token}/messages/@original`, content);
    } catch (error) {
      if (codeOf(error) === null) throw error;
      log.info(`an interaction's time was up: ${String(error)}`);
      await tellLate(`late:${id}`, user.id, channel, content);
    }
  }

  /**
   * What is for one person alone goes to them alone: where that is not possible any more, the channel hears no more
   * than that there was something. Buttons work where they were asked for, and not in a direct message.
   */
  async function tellLate(key: string, user: string, channel: string, content: Post): Promise<void> {
    if ((content.components ?? []).length === 0 && (await direct(user, key, content))) return;
    const text = `<@${user}> Discord did not let me answer you in time, and the answer is for you alone. Give the command once more, please.`;
    await api.post(channel, key, post(text, [user]));
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

  /** Who may is said of channels: a thread, ours or another, is in one. */
  function policyPlace({ channel: place }: Answerable, channel: string): string {
    return threads.in(channel)?.channel ?? (place?.isThread() ? place.parentId : null) ?? channel;
  }

  async function projectsFor(interaction: Answerable): Promise<readonly string[] | string> {
    const person = await members.person(interaction.user.id, interaction.guildId);
    return people.projects(person, policyPlace(interaction, interaction.channelId ?? ""));
  }

  async function suggest(interaction: AutocompleteInteraction): Promise<void> {
    const { name, value } = interaction.options.getFocused(true);
    const all = name === "project" ? await projectsFor(interaction) : await slashesFor(interaction);
    const typed = value.toLowerCase();
    const fits = (one: string) => one.length <= CHOICE && one.toLowerCase().includes(typed);
    const fitting = typeof all === "string" ? [] : all.filter(fits);
    const offered = fitting.slice(0, CHOICES).map((one) => ({ name: one, value: one }));
    await callback(interaction, SUGGESTIONS, { choices: offered });
  }

  async function slashesFor(interaction: AutocompleteInteraction): Promise<readonly string[] | string> {
    const { user, guildId, channelId, options } = interaction;
    const project = options.getString("project") ?? threads.in(channelId)?.project;
    if (project === undefined) return [];
    const person = await members.person(user.id, guildId);
    return people.slashes(person, policyPlace(interaction, channelId), project);
  }

  /** The form behind the message command. */
  async function ask(interaction: MessageContextMenuCommandInteraction): Promise<void> {
    const { channelId, targetMessage } = interaction;
    const projects = await projectsFor(interaction);
    if (typeof projects === "string" || projects.length === 0) {
      const text =
        typeof projects === "string"
          ? projects
          : "There are no projects yet. Make a directory under the root on the bot's machine.";
      await callback(interaction, MESSAGE, { ...post(text), flags: EPHEMERAL });
      return;
    }
    const chosen = threads.in(channelId)?.project ?? null;
    await openForm(interaction, renderForm(projects, targetMessage.content, chosen, timeOf(interaction.id)));
  }

  async function openForm(interaction: Answerable, form: object): Promise<void> {
    if (await callback(interaction, FORM, form)) return;
    const { id, user, channelId } = interaction;
    const text = `<@${user.id}> Discord did not let me open the form in time. Please choose it once more.`;
    await api.post(channelId ?? "", `late:${id}`, post(text, [user.id]));
  }

  return {
    listen(client) {
      client.on(Events.InteractionCreate, (interaction) => {
        if (!heard.isNew(interaction.id)) return;
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
  readonly guildId: string | null;
  readonly channel: Interaction["channel"];
}

/** What somebody has said by it. */
interface Given {
  readonly words: string;
  readonly filled?: ChatFields;
  /** When it was begun, in milliseconds since 1970; left out, when it came. */
  readonly at?: number;
}
