/**
 * A question's id in sixteen characters, for buttons, which hold little. Two of FNV-1a with a start of their own, so that
 * the core needs no library; with the time at which it was asked, which is the bot's own, so that nobody in a container
 * can choose another question's.
 */
export function tokenOf({ id, since }: { readonly id: string; readonly since: number }): string {
  const text = `${since}:${id}`;
  return [0x811c9dc5, 0x01234567].map((start) => hash(text, start)).join("");
}

function hash(text: string, start: number): string {
  let value = start;
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return value.toString(16).padStart(8, "0");
}
