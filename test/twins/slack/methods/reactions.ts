import { type Json, stringOf } from "../../json.ts";
import { type Context, identity, type Methods, Refusal } from "../context.ts";
import { react, unreact } from "../messages.ts";
import type { Channel, Message } from "../store.ts";
import { messageOf } from "../wire.ts";
import { joinedChannel, messageFor } from "./find.ts";

function asked(args: Json, context: Context): { channel: Channel; message: Message; name: string } {
  const channel = joinedChannel(context, args.channel);
  const name = stringOf(args.name);
  if (!/^[a-z0-9_+'-]+(::skin-tone-[2-6])?$/.test(name)) throw new Refusal("invalid_name");
  if (channel.archived) throw new Refusal("is_archived");
  return { channel, message: messageFor(context, channel, args.timestamp), name };
}

export const reactionMethods: Methods = {
  "reactions.add": {
    tier: "three",
    scopes: ["reactions:write"],
    run(args, context) {
      const { channel, message, name } = asked(args, context);
      if (!react(context, channel, message, identity.bot.userId, name)) throw new Refusal("already_reacted");
      return {};
    },
  },
  "reactions.remove": {
    tier: "two",
    scopes: ["reactions:write"],
    run(args, context) {
      const { channel, message, name } = asked(args, context);
      if (!unreact(context, channel, message, identity.bot.userId, name)) throw new Refusal("no_reaction");
      return {};
    },
  },
  "reactions.get": {
    tier: "three",
    scopes: ["reactions:read"],
    run(args, context) {
      const channel = joinedChannel(context, args.channel);
      const message = messageFor(context, channel, args.timestamp);
      return { type: "message", channel: channel.id, message: messageOf(context, message) };
    },
  },
};
