import { isJson, type Json, stringOf } from "../json.ts";

/**
 * Whom a message calls, wherever in it: `!channel`, `!here`, `!everyone`, users (U…) and groups (S…). Code spans are no
 * shelter here: what Slack does with a call inside them differs by surface, so the twin takes the worst case.
 */
export function pingsOf(text: string, parts: readonly Json[] = [], literal = false): string[] {
  return [...new Set([...inText(text, literal), ...parts.flatMap((part) => inPart(part))])];
}

/** An escaped `&lt;!channel&gt;` calls nobody: nothing here decodes. */
function inText(text: string, literal = false): string[] {
  const marked = [...text.matchAll(/<(?:(!channel|!here|!everyone)|!subteam\^(S\w+)|@([UW]\w+))(?:\|[^>]*)?>/g)];
  const plain = literal ? [...text.matchAll(/(?<![\w<])@(channel|here|everyone)\b/g)].map(([, who]) => `!${who}`) : [];
  return [...marked.map(([, all, group, user]) => all ?? group ?? user ?? ""), ...plain];
}

function inPart(part: Json): string[] {
  const own = byType[stringOf(part.type)]?.(part) ?? (part.type === undefined ? inAttachment(part) : []);
  return [...own, ...Object.values(part).flatMap(inValue)];
}

function inValue(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(inValue);
  return isJson(value) ? inPart(value) : [];
}

const byType: Readonly<Record<string, (part: Json) => string[]>> = {
  mrkdwn: ({ text }) => inText(stringOf(text)),
  markdown: ({ text }) => inText(stringOf(text)),
  user: ({ user_id }) => [stringOf(user_id)],
  usergroup: ({ usergroup_id }) => [stringOf(usergroup_id)],
  broadcast: ({ range }) => [`!${stringOf(range)}`],
};

/** The old attachments have no type, and several texts. */
function inAttachment({ text, pretext }: Json): string[] {
  return [...inText(stringOf(text)), ...inText(stringOf(pretext))];
}
