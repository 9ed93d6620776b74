import { isJson, type Json, stringsOf } from "../../json.ts";
import { type Context, channelFor, demand, identity, mayIn } from "../context.ts";
import { checkChoice, checkText, createProblems, Refusal, refuse } from "../errors.ts";
import { intents } from "../intents.ts";
import { limits } from "../limits.ts";
import type { Asked, Route } from "../router.ts";
import { changeThread, isThread, removeThread, type ThreadChange, type ThreadChannel } from "../threads.ts";
import { channelOf } from "../wire-channels.ts";

const base = "/channels/:channel";

export const archiveMinutes = [60, 1_440, 4_320, 10_080] as const;

export const channelRoutes: readonly Route[] = [
  { on: `GET ${base}`, run: ({ params }, context) => channelOf(context, channelFor(context, params.channel)) },
  {
    on: `PATCH ${base}`,
    run(asked, context) {
      const channel = channelFor(context, asked.params.channel);
      if (isThread(channel)) changedThread(asked, channel, context);
      else {
        demand(context, channel, "ManageChannels");
        const problems = createProblems();
        checkText(problems, ["name"], asked.body.name, { max: limits.channelName, required: false });
        problems.settle();
        renamed(context, channel.id, asked.body, channel.name);
        channel.name = typeof asked.body.name === "string" ? asked.body.name : channel.name;
        channel.topic = typeof asked.body.topic === "string" ? asked.body.topic : channel.topic;
        context.emit({ type: "CHANNEL_UPDATE", intent: intents.guilds, data: channelOf(context, channel) });
        context.changed();
      }
      return channelOf(context, channel);
    },
  },
  {
    on: `DELETE ${base}`,
    run({ params }, context) {
      const channel = channelFor(context, params.channel);
      const wire = channelOf(context, channel);
      if (channel.kind === "dm") return wire;
      demand(context, channel, isThread(channel) ? "ManageThreads" : "ManageChannels");
      if (isThread(channel)) removeThread(context, channel);
      else {
        channel.deleted = true;
        context.emit({ type: "CHANNEL_DELETE", intent: intents.guilds, data: wire });
        context.changed();
      }
      return wire;
    },
  },
];

/** Names and topics change twice in ten minutes. */
function renamed(context: Context, id: string, { name, topic }: Json, before: string): void {
  if ((name === undefined || name === before) && topic === undefined) return;
  const retryAfter = context.rates.sublimit("rename", id);
  if (retryAfter !== undefined) throw new Refusal(429, 0, "You are being rate limited.", { retryAfter });
}

function changedThread({ body }: Asked, channel: ThreadChannel, context: Context): void {
  const { thread } = channel;
  const problems = createProblems();
  checkText(problems, ["name"], body.name, { max: limits.threadName, required: false });
  if (body.auto_archive_duration !== undefined)
    checkChoice(problems, ["auto_archive_duration"], body.auto_archive_duration, archiveMinutes);
  problems.settle();
  const moderates = mayIn(context, channel, identity.bot.id, "ManageThreads");
  const own = thread.owner === identity.bot.id;
  const wakes = body.archived === false;
  // While it is archived, it can be woken, and nothing else.
  if (thread.archived && !wakes) throw refuse("archived");
  if (wakes && thread.locked && !moderates) throw refuse("missingPermissions");
  if (wakes && !moderates) demand(context, channel, "SendMessagesInThreads");
  const moderated = body.locked !== undefined && body.locked !== thread.locked;
  if (!moderates && (moderated || (!own && !wakes))) throw refuse("missingPermissions");
  renamed(context, channel.id, { name: body.name }, channel.name);
  changeThread(context, channel, changeOf(body));
}

function changeOf({ name, archived, locked, auto_archive_duration, applied_tags, flags }: Json): ThreadChange {
  return {
    ...(typeof name === "string" && { name }),
    ...(typeof archived === "boolean" && { archived }),
    ...(typeof locked === "boolean" && { locked }),
    ...(typeof auto_archive_duration === "number" && { autoArchive: auto_archive_duration }),
    ...(Array.isArray(applied_tags) && { tags: stringsOf(applied_tags) }),
    ...(typeof flags === "number" && { pinned: (flags & (1 << 1)) !== 0 }),
  };
}

/** What a new thread is asked to be, beside its message. */
export function threadDraftOf(body: Json): { readonly name: string; readonly autoArchive?: number } {
  const problems = createProblems();
  checkText(problems, ["name"], body.name, { max: limits.threadName });
  if (body.auto_archive_duration !== undefined && body.auto_archive_duration !== null)
    checkChoice(problems, ["auto_archive_duration"], body.auto_archive_duration, archiveMinutes);
  problems.settle();
  const { name, auto_archive_duration: minutes } = body;
  return { name: String(name), ...(typeof minutes === "number" && { autoArchive: minutes }) };
}

export function messagePart({ message }: Json): Json {
  if (isJson(message)) return message;
  const problems = createProblems();
  problems.add(["message"], "BASE_TYPE_REQUIRED", "This field is required");
  problems.settle();
  return {};
}
