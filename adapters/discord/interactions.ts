import { readFile } from "node:fs/promises";
import type { Client } from "discord.js";
import {
  type AutocompleteInteraction,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  Events,
  MessageFlags,
} from "discord.js";
import type { ChatAnswer, ChatCommand, ChatLog, People } from "../../src/ports.ts";
import { isOpen, type OpenThread, type Threads } from "../chat/threads.ts";
import type { Api } from "./api.ts";
import { wordsOf } from "./commands.ts";
import type { Members } from "./members.ts";
import type { Opener } from "./opener.ts";
import { confirmation, type Post, post, renderAnswer } from "./render.ts";

export interface InteractionsParts {
  readonly client: Client;
  readonly api: Api;
  readonly people: People;
  readonly threads: Threads;
  readonly members: Members;
  readonly opener: Opener;
  readonly commands: readonly ChatCommand[];
  readonly log: ChatLog;
}

export interface Interactions {
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

/** How many projects Discord offers at once. */
const CHOICES = 25;

export function createInteractions(parts: InteractionsParts): Interactions {
  const { client, api, people, threads, members, opener, commands, log } = parts;

  const threadAt = (channel: string): OpenThread | undefined =>
    threads.all().find((one): one is OpenThread => isOpen(one) && one.root === channel);

  async function run({ id, user, channel, words, confirmed = false }: Called): Promise<ChatAnswer> {
    const thread = threadAt(channel);
    return people.command({
      id,
      person: await members.person(user),
      channel: thread?.channel ?? channel,
      project: thread?.project ?? null,
      words,
      confirmed,
      open: async (name) => opener.link(await opener.open(name, channel)),
    });
  }

  async function shown(answer: ChatAnswer): Promise<Post> {
    if (answer.confirm !== undefined) return confirmation(answer.confirm.question, answer.confirm.words);
    if (answer.file === undefined) return renderAnswer(answer.text);
    const { project, name, path } = answer.file;
    const thread = threads.of(project);
    if (thread === undefined || !isOpen(thread))
      return post(`${project} has no thread for the file yet: "start ${project}" opens one.`);
    const files = [{ name, data: await readFile(path) }];
    const body = { ...post(""), attachments: [{ id: 0, filename: name }] };
    await api.call("POST", `/channels/${thread.root}/messages`, body, { files });
    return post(`${name} is in ${await opener.link(thread)}`);
  }

  client.on(Events.InteractionCreate, (interaction) => {
    const task = interaction.isAutocomplete()
      ? complete(interaction)
      : interaction.isChatInputCommand()
        ? command(interaction)
        : interaction.isButton()
          ? press(interaction)
          : Promise.resolve();
    task.catch((error: unknown) => log.error(`an interaction: ${String(error)}`));
  });

  async function command(interaction: ChatInputCommandInteraction): Promise<void> {
    const name = interaction.options.getSubcommand(false) ?? "help";
    const found = commands.find((one) => one.name === name);
    const values: Record<string, string | number | boolean> = {};
    for (const option of interaction.options.data[0]?.options ?? [])
      if (option.value !== undefined) values[option.name] = option.value;
    await answer(interaction, wordsOf(found, name, values), false);
  }

  async function press(interaction: ButtonInteraction): Promise<void> {
    const { customId } = interaction;
    const words = customId.slice(customId.indexOf(":") + 1);
    if (/^(cockpit|confirmed):/.test(customId)) await answer(interaction, words, customId.startsWith("confirmed:"));
  }

  async function answer(
    interaction: ChatInputCommandInteraction | ButtonInteraction,
    words: string,
    confirmed: boolean,
  ): Promise<void> {
    // Within three seconds, and whatever it is takes as long as it takes.
    await interaction
      .deferReply({ flags: MessageFlags.Ephemeral })
      .catch((error: unknown) => log.info(`too late for an answer: ${String(error)}`));
    const { id, user, channelId } = interaction;
    const result = await shown(await run({ id: `discord:${id}`, user: user.id, channel: channelId, words, confirmed }));
    try {
      await interaction.editReply(result as never);
    } catch (error) {
      log.info(`an interaction's time was up: ${String(error)}`);
      await api.call("POST", `/channels/${channelId}/messages`, {
        ...result,
        content: `<@${user.id}> ${result.content}`.slice(0, 2000),
      });
    }
  }

  async function complete(interaction: AutocompleteInteraction): Promise<void> {
    const { user, channelId } = interaction;
    const projects = await people.projects(await members.person(user.id), threadAt(channelId)?.channel ?? channelId);
    const typed = interaction.options.getFocused().toLowerCase();
    const fitting = typeof projects === "string" ? [] : projects.filter((project) => project.includes(typed));
    await interaction.respond(fitting.slice(0, CHOICES).map((project) => ({ name: project, value: project })));
  }

  return { run, shown };
}
