import { type Context, identity } from "../context.ts";
import { refuse } from "../errors.ts";
import { limits } from "../limits.ts";
import { remove } from "../messages.ts";
import type { Asked, Route } from "../router.ts";
import type { Interaction, Message } from "../store.ts";
import { messageOf } from "../wire.ts";
import { amend, placeOf, respond } from "./interactions.ts";
import { slowly } from "./messages.ts";

const base = "/webhooks/:app/:token";
const words = ["token", "message"];
const loading = 1 << 7;

/** What an interaction's token is good for, for a quarter of an hour. */
export const webhookRoutes: readonly Route[] = [
  { on: `POST ${base}`, words, bucket: "webhook", open: true, run: followUp },
  {
    on: `GET ${base}/messages/:message`,
    words,
    bucket: "webhook",
    open: true,
    run: (asked, context) => messageOf(context, messageFor(asked, interactionFor(asked, context)), true),
  },
  {
    on: `PATCH ${base}/messages/:message`,
    words,
    bucket: "webhook",
    open: true,
    run(asked, context) {
      const interaction = interactionFor(asked, context);
      const message = messageFor(asked, interaction);
      if (context.store.channels.get(message.channel)?.thread?.archived === true) throw refuse("archived");
      slowly(context, message);
      amend(context, message, asked, asked.body);
      if (message === interaction.reply) interaction.state = "answered";
      context.changed();
      return messageOf(context, message, true);
    },
  },
  {
    on: `DELETE ${base}/messages/:message`,
    words,
    bucket: "webhook",
    open: true,
    run(asked, context) {
      const interaction = interactionFor(asked, context);
      remove(context, placeOf(context, interaction), messageFor(asked, interaction));
    },
  },
];

/** Before the first answer there is no such webhook, and after a quarter of an hour its token is no good. */
function interactionFor({ params }: Asked, context: Context): Interaction {
  const found = context.store.interactions.find(({ token }) => token === params.token);
  if (params.app !== identity.applicationId || found === undefined) throw refuse("unknownWebhook");
  if (context.clock() - found.at > limits.token) throw refuse("invalidWebhookToken");
  if (found.callback === undefined || found.kind === "autocomplete") throw refuse("unknownWebhook");
  return found;
}

function messageFor({ params }: Asked, { reply, followups, source }: Interaction): Message {
  const own = [...followups, ...(reply === undefined ? [] : [reply]), ...(source === undefined ? [] : [source])];
  const found = params.message === "@original" ? reply : own.find(({ id }) => id === params.message);
  if (found === undefined || found.deleted) throw refuse("unknownMessage");
  return found;
}

/** The first one after a deferral takes the place of "… is thinking", and is as visible as that was. */
function followUp(asked: Asked, context: Context) {
  const interaction = interactionFor(asked, context);
  const { reply } = interaction;
  if (reply !== undefined && (reply.flags & loading) !== 0) {
    amend(context, reply, asked, asked.body);
    interaction.state = "answered";
    context.changed();
    return messageOf(context, reply, true);
  }
  const message = respond(context, interaction, asked.body, asked);
  interaction.followups.push(message);
  context.changed();
  return messageOf(context, message, true);
}
