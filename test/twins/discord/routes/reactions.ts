import { type Context, channelFor, demand, identity, messageFor } from "../context.ts";
import { refuse } from "../errors.ts";
import { limits } from "../limits.ts";
import { pin, react, unreact } from "../messages.ts";
import type { Asked, Route } from "../router.ts";
import type { Channel, Message } from "../store.ts";
import { messageOf } from "../wire.ts";
import { personOf } from "../wire-people.ts";

const base = "/channels/:channel/messages/:message/reactions";
const words = ["emoji"];

export const reactionRoutes: readonly Route[] = [
  {
    on: `PUT ${base}/:emoji/@me`,
    words,
    bucket: "react",
    run({ params }, context) {
      const { channel, message } = placeOf(params, context);
      const emoji = params.emoji ?? "";
      if (!/^\w+:\d{17,20}$|\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20E3/u.test(emoji))
        throw refuse("unknownEmoji");
      demand(context, channel, "ReadMessageHistory");
      if (!message.reactions.has(emoji)) demand(context, channel, "AddReactions");
      if (!message.reactions.has(emoji) && message.reactions.size >= limits.reactions) throw refuse("tooManyReactions");
      react(context, channel, message, identity.bot.id, emoji);
    },
  },
  {
    on: `DELETE ${base}/:emoji/@me`,
    words,
    bucket: "react",
    run({ params }, context) {
      const { channel, message } = placeOf(params, context);
      unreact(context, channel, message, identity.bot.id, params.emoji ?? "");
    },
  },
  {
    on: `DELETE ${base}/:emoji/:user`,
    words,
    bucket: "react",
    run({ params }, context) {
      const { channel, message } = placeOf(params, context);
      demand(context, channel, "ManageMessages");
      unreact(context, channel, message, params.user ?? "", params.emoji ?? "");
    },
  },
  {
    on: `DELETE ${base}`,
    bucket: "react",
    run({ params }, context) {
      const { channel, message } = placeOf(params, context);
      demand(context, channel, "ManageMessages");
      for (const [emoji, users] of [...message.reactions])
        for (const user of users) unreact(context, channel, message, user, emoji);
    },
  },
  {
    on: `GET ${base}/:emoji`,
    words,
    run({ params }, context) {
      const message = messageFor(channelFor(context, params.channel), params.message);
      return (message.reactions.get(params.emoji ?? "") ?? []).map((user) => personOf(context, user));
    },
  },
];

/** Pins, by their old addresses and by their new ones. */
export const pinRoutes: readonly Route[] = ["/channels/:channel/pins", "/channels/:channel/messages/pins"].flatMap(
  (address, index): readonly Route[] => [
    { on: `PUT ${address}/:message`, run: (asked, context) => pinned(asked, context, true) },
    { on: `DELETE ${address}/:message`, run: (asked, context) => pinned(asked, context, false) },
    {
      on: `GET ${address}`,
      run({ params }, context) {
        const channel = channelFor(context, params.channel);
        const messages = pinsOf(channel).map((message) => ({
          pinned_at: new Date(message.pinnedAt ?? 0).toISOString(),
          message: messageOf(context, message, true),
        }));
        return index === 0 ? messages.map(({ message }) => message) : { items: messages, has_more: false };
      },
    },
  ],
);

export function pinsOf(channel: Channel): readonly Message[] {
  return channel.messages
    .filter(({ pinnedAt, deleted }) => pinnedAt !== undefined && !deleted)
    .toSorted((one, other) => (other.pinnedAt ?? 0) - (one.pinnedAt ?? 0));
}

function pinned({ params }: Asked, context: Context, is: boolean): void {
  const { channel, message } = placeOf(params, context);
  demand(context, channel, "PinMessages");
  if (is && pinsOf(channel).length >= limits.pins) throw refuse("tooManyPins");
  pin(context, channel, message, is);
}

function placeOf(params: Asked["params"], context: Context): { readonly channel: Channel; readonly message: Message } {
  const channel = channelFor(context, params.channel);
  const message = messageFor(channel, params.message);
  if (channel.thread?.archived === true) throw refuse("archived");
  return { channel, message };
}
