import { jsonOf, listOf, numberOf, stringOf } from "../../json.ts";
import { checkChoices, optionTypes } from "../commands.ts";
import { checkIds } from "../components.ts";
import { checkedContents } from "../contents.ts";
import { type Context, identity } from "../context.ts";
import { checkModal } from "../elements.ts";
import { checkChoice, createProblems, refuse } from "../errors.ts";
import { limits } from "../limits.ts";
import { change, nothing, post } from "../messages.ts";
import type { Asked, Route } from "../router.ts";
import type { Channel, Interaction, Message } from "../store.ts";
import type { Choice } from "../views.ts";
import { interactionTypes, messageOf } from "../wire.ts";

const ephemeral = 1 << 6;
const loading = 1 << 7;

/** Discord's callback types. */
export const callbacks = { message: 4, deferred: 5, deferredUpdate: 6, update: 7, choices: 8, modal: 9 } as const;

export const interactionRoutes: readonly Route[] = [
  { on: "POST /interactions/:interaction/:token/callback", words: ["token"], open: true, run: callback },
];

/** What an interaction may be answered with. */
function allowed({ kind, source }: Interaction): readonly number[] {
  const { message, deferred, deferredUpdate, update, choices, modal } = callbacks;
  if (kind === "autocomplete") return [choices];
  const onMessage = source === undefined || kind === "menu" ? [] : [deferredUpdate, update];
  return [message, deferred, ...onMessage, ...(kind === "modal" ? [] : [modal])];
}

function callback(asked: Asked, context: Context): unknown {
  const { params, query, body } = asked;
  const interaction = context.store.interactions.find(({ id }) => id === params.interaction);
  if (interaction === undefined || interaction.token !== params.token) throw refuse("unknownInteraction");
  if (interaction.callback !== undefined) throw refuse("alreadyAcknowledged");
  if (!interaction.isPatient && context.clock() - interaction.at > limits.answer) throw refuse("unknownInteraction");
  const type = numberOf(body.type);
  const problems = createProblems();
  checkChoice(problems, ["type"], type, allowed(interaction));
  problems.settle();
  const message = answered(context, interaction, type, asked);
  interaction.callback = type;
  interaction.state = type === callbacks.deferred || type === callbacks.deferredUpdate ? "deferred" : "answered";
  interaction.settle();
  context.changed();
  if (query.with_response !== "true") return undefined;
  return {
    interaction: {
      id: interaction.id,
      type: interactionTypes[interaction.kind],
      response_message_id: message?.id ?? null,
      response_message_loading: type === callbacks.deferred,
      response_message_ephemeral: interaction.ephemeral,
    },
    resource: { type, ...(message !== undefined && { message: messageOf(context, message, true) }) },
  };
}

/** Does what the answer says; gives the message that it is about. */
function answered(context: Context, interaction: Interaction, type: number, asked: Asked): Message | undefined {
  const data = jsonOf(asked.body.data);
  const channel = placeOf(context, interaction);
  const author = identity.bot.id;
  switch (type) {
    case callbacks.message:
      interaction.ephemeral = (numberOf(data.flags) & ephemeral) !== 0;
      interaction.reply = respond(context, interaction, data, asked, ["data"]);
      return interaction.reply;
    case callbacks.deferred: {
      interaction.ephemeral = (numberOf(data.flags) & ephemeral) !== 0;
      const flags = loading | (interaction.ephemeral ? ephemeral : 0);
      const only = interaction.ephemeral ? interaction.user : undefined;
      const message = { ...nothing, author, flags, interaction, only, type: messageType(interaction) };
      interaction.reply = post(context, channel, message);
      return interaction.reply;
    }
    case callbacks.deferredUpdate:
      interaction.reply = interaction.source;
      return interaction.source;
    case callbacks.update:
      interaction.reply = interaction.source;
      if (interaction.source !== undefined) amend(context, interaction.source, asked, data, ["data"]);
      return interaction.source;
    case callbacks.choices:
      interaction.choices = checkedChoices(data);
      return undefined;
    default:
      openModal(interaction, data);
      return undefined;
  }
}

export function placeOf({ store }: Context, { channel: id }: Interaction): Channel {
  const channel = store.channels.get(id);
  if (channel === undefined || channel.deleted) throw refuse("unknownChannel");
  return channel;
}

function messageType({ kind }: Interaction): number {
  if (kind === "slash") return 20;
  return kind === "menu" ? 23 : 19;
}

/** A message by the interaction's own way: no permission in the channel is needed for it. */
export function respond(
  context: Context,
  interaction: Interaction,
  body: Asked["body"],
  { files }: Asked,
  at: readonly string[] = [],
): Message {
  const channel = placeOf(context, interaction);
  const contents = checkedContents(context, { channel: channel.id, body, files, at, mayBeEphemeral: true });
  const only = (contents.flags & ephemeral) === 0 ? undefined : interaction.user;
  const reference = referenceOf(interaction);
  const type = interaction.reply === undefined ? messageType(interaction) : reference === undefined ? 0 : 19;
  return post(context, channel, { ...contents, author: identity.bot.id, interaction, only, type, reference });
}

/** Followups, and answers to a click, are replies. */
function referenceOf({ kind, source, reply }: Interaction): Message["reference"] {
  const to = reply ?? (kind === "component" || kind === "modal" ? source : undefined);
  return to === undefined ? undefined : { channel: to.channel, id: to.id };
}

/** An edit by the interaction's way; what was loading no longer is. */
export function amend(
  context: Context,
  message: Message,
  { files }: Asked,
  body: Asked["body"],
  at: readonly string[] = [],
): void {
  const channel = context.store.channels.get(message.channel);
  if (channel === undefined) throw refuse("unknownChannel");
  const contents = checkedContents(context, { channel: channel.id, body, files, at, before: message });
  change(context, channel, message, { ...contents, flags: contents.flags & ~loading });
}

function checkedChoices({ choices }: Asked["body"]): readonly Choice[] {
  const problems = createProblems();
  const list = listOf(choices);
  const type = list.some(({ value }) => typeof value === "number") ? optionTypes.number : optionTypes.text;
  checkChoices(problems, list, type, ["data", "choices"]);
  problems.settle();
  return list.map(({ name, value }) => ({
    name: stringOf(name),
    value: typeof value === "number" ? value : stringOf(value),
  }));
}

function openModal(interaction: Interaction, data: Asked["body"]): void {
  const problems = createProblems();
  checkModal(problems, data, ["data"]);
  checkIds(problems, listOf(data.components), ["data", "components"]);
  problems.settle();
  interaction.modal = {
    interaction,
    customId: stringOf(data.custom_id),
    title: stringOf(data.title),
    components: listOf(data.components),
    open: true,
  };
}
