import { type Json, stringOf, stringsOf } from "../json.ts";
import type { Context } from "./context.ts";
import { fullMemberOf } from "./wire-people.ts";

/** What the gateway says to a request for members: by ids, or by the beginning of a name. */
export function membersAsked(context: Context, request: Json): readonly Json[] {
  const guild = context.store.guilds.get(stringOf(request.guild_id));
  if (guild === undefined) return [];
  const ids = typeof request.user_ids === "string" ? [request.user_ids] : stringsOf(request.user_ids);
  const query = stringOf(request.query).toLowerCase();
  const all = [...guild.members.keys()];
  const found =
    request.user_ids === undefined
      ? all.filter((id) => context.store.people.get(id)?.name.toLowerCase().startsWith(query))
      : all.filter((id) => ids.includes(id));
  return [
    {
      guild_id: guild.id,
      members: found.map((id) => fullMemberOf(context, guild, id)),
      chunk_index: 0,
      chunk_count: 1,
      not_found: ids.filter((id) => !all.includes(id)),
      ...(request.nonce !== undefined && { nonce: request.nonce }),
    },
  ];
}
