import { z } from "zod";
import { BridgeError } from "../../src/errors.ts";

/** A text that looks like this. */
export function idSetting(expected: string, pattern: RegExp) {
  return z.string(expected).regex(pattern, expected).optional();
}

function list(expected: string, pattern: RegExp) {
  const ids = `a list of ${expected}`;
  return z.array(z.string(ids).regex(pattern, ids), ids);
}

export function idsSetting(expected: string, pattern: RegExp) {
  return list(expected, pattern).optional();
}

interface Ids {
  readonly expected: string;
  readonly pattern: RegExp;
}

/** By channel, whom a question is for where it is nobody's in particular. */
export function onCallSetting(channel: Ids, members: Ids) {
  return z
    .record(
      z.string().regex(channel.pattern, channel.expected),
      list(members.expected, members.pattern),
      "a map of channels and members",
    )
    .optional();
}

export function addressSetting(expected: string) {
  return z.url({ protocol: /^https?$/, error: expected }).optional();
}

/** The ids of a variable that has several, with commas or spaces between them. */
export function idsIn(variable = ""): readonly string[] {
  return variable.split(/[\s,]+/).filter((id) => id !== "");
}

/** The same, each as its platform writes it. Rejects with `bad-config`: `expected` says what, and where one finds it. */
export function allowedIn(
  name: string,
  value: string | undefined,
  pattern: RegExp,
  expected: string,
): readonly string[] {
  const ids = idsIn(value);
  const odd = ids.find((id) => !pattern.test(id));
  if (odd === undefined) return ids;
  throw new BridgeError("bad-config", `${name} has ${JSON.stringify(odd)}; expected ${expected}`);
}
