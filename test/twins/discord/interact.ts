import { randomBytes } from "node:crypto";
import { type Json, listOf, numberOf } from "../json.ts";
import { componentsIn } from "./components.ts";
import { bitsIn, type Context, guildOf, identity } from "./context.ts";
import { isSelect } from "./elements.ts";
import { filled, type Values } from "./forms.ts";
import { limits } from "./limits.ts";
import { calledIn, filledIn, nested, resolve, resolvedIn } from "./options.ts";
import { may, messageAt, personBits } from "./people.ts";
import { has } from "./permissions.ts";
import { interactionView } from "./sights.ts";
import type { Channel, Command, Interaction, Message, Modal } from "./store.ts";
import type { DiscordPeople } from "./types.ts";
import type { InteractionKind, InteractionView, Place } from "./views.ts";
import { interactionTypes, messageOf } from "./wire.ts";
import { channelOf } from "./wire-channels.ts";
import { fullMemberOf, personOf } from "./wire-people.ts";
import { channelAt } from "./world.ts";

type Acts = Pick<DiscordPeople, "slash" | "menu" | "click" | "select" | "submit" | "autocomplete" | "dismiss">;

interface Beginning {
  readonly kind: InteractionKind;
  readonly user: string;
  readonly channel: Channel;
  readonly data: Json;
  readonly command?: string;
  readonly source?: Message | undefined;
  readonly locale?: string | undefined;
}

export interface Interactions extends Acts {
  /** Nobody waits any longer. */
  close(): void;
}

/** What people do to the bot: each waits for the answer. */
export function createInteractions(context: Context, ackTimeout: number): Interactions {
  const { store } = context;
  const timers = new Set<NodeJS.Timeout>();

  /** Resolves at the bot's answer; a person's client waits so long, and no longer. */
  function begin(beginning: Beginning): Promise<InteractionView> {
    const { kind, user, channel, command, source } = beginning;
    may(context, channel, user, "ViewChannel");
    return new Promise((done, reject) => {
      const interaction: Interaction = {
        id: store.id(),
        token: randomBytes(64).toString("base64url"),
        kind,
        user,
        channel: channel.id,
        at: context.clock(),
        isPatient: ackTimeout > limits.answer,
        command,
        source,
        state: "pending",
        callback: undefined,
        ephemeral: false,
        reply: undefined,
        followups: [],
        modal: undefined,
        choices: undefined,
        settle() {
          clearTimeout(timer);
          timers.delete(timer);
          done(interactionView(context, interaction));
        },
      };
      const fail = (why: string): void => {
        timers.delete(timer);
        interaction.state = "failed";
        context.changed();
        reject(new Error(`The application did not respond: ${why}`));
      };
      const timer = setTimeout(() => fail(`no answer within ${ackTimeout} ms`), ackTimeout);
      timers.add(timer);
      store.interactions.push(interaction);
      const data = payloadOf(context, interaction, beginning);
      if (context.emit({ type: "INTERACTION_CREATE", intent: 0, data }) === 0) {
        clearTimeout(timer);
        fail("the bot has no session");
      }
      context.changed();
    });
  }

  /** Their client shows a command only to those who may use it. */
  function offered(command: Command, channel: Channel, user: string): void {
    const needed = command.payload.default_member_permissions;
    if (channel.guild !== undefined) may(context, channel, user, "UseApplicationCommands");
    if (channel.thread?.archived === true) throw new Error(`${channel.id} is archived`);
    if (typeof needed !== "string" || channel.guild === undefined) return;
    const bits = personBits(context, channel, user);
    const enough = needed === "0" ? has(bits, "Administrator") : (bits & BigInt(needed)) === BigInt(needed);
    if (!enough) throw new Error(`${user} may not use /${command.name}`);
  }

  /** A component on a message of the bot's that this person sees. */
  function componentAt(
    place: Place,
    user: string,
    customId: string,
  ): { readonly message: Message; readonly component: Json } {
    const { message } = messageAt(context, place);
    if (message.author !== identity.bot.id) throw new Error(`the message ${place.id} is not the bot's`);
    if (message.only !== undefined && message.only !== user) throw new Error(`${user} does not see ${place.id}`);
    const component = [...componentsIn(message.components)].find((one) => one.custom_id === customId);
    if (component === undefined) throw new Error(`the message ${place.id} has no ${customId}`);
    if (component.disabled === true) throw new Error(`${customId} is disabled`);
    return { message, component };
  }

  function modalAt(id: string, user: string): Modal {
    const modal = store.interactions.find((one) => one.id === id)?.modal;
    if (modal?.open !== true || modal.interaction.user !== user) throw new Error(`${user} has no open modal ${id}`);
    return modal;
  }

  return {
    async slash({ user, channel: id, command: words, options = {}, locale }) {
      const channel = channelAt(context, id);
      const called = calledIn(store.commands, words, channel.guild);
      offered(called.command, channel, user);
      const values = resolvedIn(context, channel, filledIn(called, options));
      const data = { ...commandOf(called.command), options: nested(called, values.options) };
      const resolved = values.resolved && { resolved: values.resolved };
      return begin({ kind: "slash", user, channel, data: { ...data, ...resolved }, command: words, locale });
    },
    async autocomplete({ user, channel: id, command: words, option, value, options = {}, locale }) {
      const channel = channelAt(context, id);
      const called = calledIn(store.commands, words, channel.guild);
      offered(called.command, channel, user);
      const typed = called.options.find(({ name }) => name === option);
      if (typed?.autocomplete !== true) throw new Error(`the option ${option} has no autocomplete`);
      const focused = { name: option, type: typed.type, value, focused: true };
      const others = filledIn(called, options, false);
      const data = { ...commandOf(called.command), options: nested(called, [...others, focused]) };
      const { choices = [] } = await begin({ kind: "autocomplete", user, channel, data, locale });
      return choices;
    },
    async menu({ user, command: name, ...place }) {
      const { channel, message } = messageAt(context, place);
      const fits = store.commands.filter((one) => one.type === 3 && one.name === name);
      const command = fits.find((one) => one.guild === undefined || one.guild === channel.guild);
      if (command === undefined) throw new Error(`no message command ${name} is registered there`);
      offered(command, channel, user);
      const resolved = { messages: { [message.id]: messageOf(context, message, true) } };
      const data = { ...commandOf(command), target_id: message.id, resolved };
      return begin({ kind: "menu", user, channel, data, command: name });
    },
    async click({ user, customId, ...place }) {
      const { message, component } = componentAt(place, user, customId);
      if (component.type !== 2) throw new Error(`${customId} is no button`);
      const channel = channelAt(context, place.channel);
      return begin({
        kind: "component",
        user,
        channel,
        source: message,
        data: { custom_id: customId, component_type: 2 },
      });
    },
    async select({ user, customId, values, ...place }) {
      const { message, component } = componentAt(place, user, customId);
      if (!isSelect(component)) throw new Error(`${customId} is no select`);
      const channel = channelAt(context, place.channel);
      const offers = listOf(component.options).map(({ value }) => value);
      for (const value of values)
        if (component.type === 3 && !offers.includes(value)) throw new Error(`${customId} has no option ${value}`);
      const { min_values: min = 1, max_values: max = 1 } = component;
      if (values.length < numberOf(min) || values.length > numberOf(max))
        throw new Error(`${customId} takes ${min}–${max}`);
      const resolved: Record<string, Record<string, unknown>> = {};
      if (component.type !== 3)
        for (const value of values)
          resolve(context, channel, value, (kind, id, what) => {
            resolved[kind] = { ...resolved[kind], [id]: what };
          });
      const data = { custom_id: customId, component_type: component.type, values: [...values], resolved };
      return begin({ kind: "component", user, channel, source: message, data });
    },
    async submit({ user, modal: id, values = {} }) {
      const modal = modalAt(id, user);
      const channel = channelAt(context, modal.interaction.channel);
      const { components, resolved } = filled(context, channel, modal.components, values satisfies Values);
      const data = { custom_id: modal.customId, components, ...(resolved && { resolved }) };
      const { source } = modal.interaction;
      const view = await begin({ kind: "modal", user, channel, source, data });
      modal.open = false;
      context.changed();
      return view;
    },
    dismiss({ user, modal }) {
      modalAt(modal, user).open = false;
      context.changed();
    },
    close() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

function commandOf({ id, name, type, guild }: Command): Json {
  return { id, name, type, ...(guild !== undefined && { guild_id: guild }) };
}

/** As the gateway tells it. */
function payloadOf(
  context: Context,
  interaction: Interaction,
  { channel, data, source, locale = "en-US" }: Beginning,
): Json {
  const { user } = interaction;
  const guild = guildOf(context, channel);
  const common = {
    id: interaction.id,
    application_id: identity.applicationId,
    type: interactionTypes[interaction.kind],
    data,
    channel: channelOf(context, channel),
    channel_id: channel.id,
    token: interaction.token,
    version: 1,
    locale,
    entitlements: [],
    attachment_size_limit: limits.file,
    ...(source !== undefined && { message: messageOf(context, source, true) }),
  };
  if (guild === undefined)
    return {
      ...common,
      user: personOf(context, user),
      context: 1,
      app_permissions: "0",
      authorizing_integration_owners: { 0: "0" },
    };
  return {
    ...common,
    guild_id: guild.id,
    guild: { id: guild.id, locale: "en-US", features: [] },
    guild_locale: "en-US",
    context: 0,
    member: { ...fullMemberOf(context, guild, user), permissions: String(personBits(context, channel, user)) },
    app_permissions: String(bitsIn(context, guild, channel, identity.bot.id)),
    authorizing_integration_owners: { 0: guild.id },
  };
}
