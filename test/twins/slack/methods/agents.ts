import { type Json, stringOf } from "../../json.ts";
import { type Context, hasBot, type Methods, Refusal } from "../context.ts";
import { limits } from "../limits.ts";
import type { Session } from "../store.ts";
import { channelFor, joinedChannel, threadFor } from "./find.ts";

const scopes = ["chat:write"];
const statuses = ["active", "processing", "suspended", "closed"];

export function sessionKey(channel: string, thread: string): string {
  return `${channel} ${thread}`;
}

function placeOf(args: Json, context: Context): { channel: string; thread_ts: string } {
  const channel = channelFor(context, args.channel_id);
  if (!hasBot(channel)) throw new Refusal("not_authorized");
  const thread_ts = threadFor(context, channel, args.thread_ts);
  if (thread_ts === undefined) throw new Refusal("thread_ts_required");
  return { channel: channel.id, thread_ts };
}

/** A title that is too long has no error code in Slack's list: this is the general one. */
function titleOf(args: Json): string | undefined {
  if (args.title === undefined) return undefined;
  const title = stringOf(args.title);
  if (title === "" || title.length > limits.sessionTitle) throw new Refusal("invalid_arguments");
  return title;
}

export const agentMethods: Methods = {
  "agents.sessions.setStatus": {
    tier: "three",
    scopes,
    run(args, context) {
      const status = stringOf(args.status);
      if (!statuses.includes(status)) throw new Refusal("invalid_status");
      const place = placeOf(args, context);
      const key = sessionKey(place.channel, place.thread_ts);
      const title = titleOf(args);
      // A title counts at the first call only: later ones are ignored, without a word.
      const session: Session = context.store.sessions.get(key) ?? { ...place, title, statuses: [] };
      context.store.sessions.set(key, session);
      session.statuses.push({ status, at: context.clock() });
      const warning = "missing_agent_session_stopped_event_subscription";
      return {
        status,
        agent_status: status,
        title: session.title ?? "",
        ...(!context.subscribed("agent_session_stopped") && { warning, response_metadata: { warnings: [warning] } }),
      };
    },
  },
  "agents.sessions.rename": {
    tier: "three",
    scopes,
    run(args, context) {
      const { channel, thread_ts } = placeOf(args, context);
      const title = titleOf(args);
      if (title === undefined) throw new Refusal("invalid_arguments");
      const session = context.store.sessions.get(sessionKey(channel, thread_ts));
      if (session === undefined) throw new Refusal("session_not_found");
      session.title = title;
      return { title };
    },
  },
  /** The older one; it leaves no trace but the call. */
  "assistant.threads.setStatus": {
    tier: "special",
    scopes: ["chat:write", "assistant:write"],
    run(args, context) {
      threadFor(context, joinedChannel(context, args.channel_id), args.thread_ts);
      return {};
    },
  },
};
