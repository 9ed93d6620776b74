import { type Json, jsonOf, stringsOf } from "../json.ts";
import { type Context, guildOf, mayIn } from "./context.ts";
import type { Problems } from "./errors.ts";
import type { Channel, Mentions } from "./store.ts";

export const nobody: Mentions = { everyone: false, users: [], roles: [], pings: [] };

/** What `allowed_mentions` lets through; undefined is everything. */
interface Allowed {
  readonly everyone: boolean;
  readonly users: "all" | readonly string[];
  readonly roles: "all" | readonly string[];
  readonly replied: boolean;
}

const anything: Allowed = { everyone: true, users: "all", roles: "all", replied: true };

/** Left out, everything in the text calls. A list of ids lets these through, and `parse` all of their kind. */
function allowedOf(value: unknown): Allowed {
  if (value === undefined || value === null) return anything;
  const { parse, users, roles, replied_user } = jsonOf(value);
  const kinds = stringsOf(parse);
  return {
    everyone: kinds.includes("everyone"),
    users: kinds.includes("users") ? "all" : stringsOf(users),
    roles: kinds.includes("roles") ? "all" : stringsOf(roles),
    replied: replied_user === true,
  };
}

export function checkAllowed(problems: Problems, value: unknown, path: readonly string[] = []): void {
  const { parse, users, roles } = jsonOf(value);
  const here = [...path, "allowed_mentions"];
  const kinds = stringsOf(parse);
  for (const [index, kind] of kinds.entries())
    if (!["users", "roles", "everyone"].includes(kind))
      problems.add(
        [...here, "parse", index],
        "BASE_TYPE_CHOICES",
        "Value must be one of ('users', 'roles', 'everyone').",
      );
  for (const [kind, ids] of [["users", stringsOf(users)] as const, ["roles", stringsOf(roles)] as const]) {
    if (kinds.includes(kind) && ids.length > 0)
      problems.add(
        here,
        "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
        `parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`,
      );
    if (ids.length > 100) problems.add([...here, kind], "BASE_TYPE_MAX_LENGTH", "Must be 100 or fewer in length.");
  }
}

export interface Calling {
  readonly author: string;
  /** Content and text displays: nothing else calls, and embeds never do. */
  readonly texts: readonly string[];
  readonly allowed: unknown;
  /** The author of the message that this one replies to. */
  readonly replied?: string | undefined;
}

/**
 * Whom a message calls. Code is no shelter here, and neither is a backslash: what Discord does with a call inside them
 * differs by client, so the twin takes the worst case.
 */
export function mentionsOf(context: Context, channel: Channel, { author, texts, allowed, replied }: Calling): Mentions {
  const rule = allowedOf(allowed);
  const text = texts.join("\n");
  const guild = guildOf(context, channel);
  const loud = guild !== undefined && mayIn(context, channel, author, "MentionEveryone");
  const all = rule.everyone && loud ? ["everyone", "here"].filter((word) => text.includes(`@${word}`)) : [];
  const users = idsIn(text, /<@!?(\d{17,20})>/g).filter(
    (id) => context.store.people.has(id) && (rule.users === "all" || rule.users.includes(id)),
  );
  const roles = idsIn(text, /<@&(\d{17,20})>/g).filter((id) => {
    const role = guild?.roles.get(id);
    return role !== undefined && (role.mentionable || loud) && (rule.roles === "all" || rule.roles.includes(id));
  });
  const called = [...new Set([...users, ...(replied !== undefined && rule.replied ? [replied] : [])])];
  return { everyone: all.length > 0, users: called, roles, pings: [...all, ...called, ...roles] };
}

function idsIn(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, id]) => id ?? ""))];
}

/** The texts of a message that may call. */
export function textsOf(content: string, components: readonly Json[]): string[] {
  return [content, ...components.flatMap(displayed)];
}

function displayed(component: Json): string[] {
  const own = component.type === 10 && typeof component.content === "string" ? [component.content] : [];
  const inner = Array.isArray(component.components)
    ? component.components.flatMap((one) => displayed(jsonOf(one)))
    : [];
  return [...own, ...inner];
}
