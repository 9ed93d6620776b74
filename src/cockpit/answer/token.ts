/** A question's id in eight characters, for buttons, which hold little: FNV-1a, so that the core needs no library. */
export function tokenOf(question: string): string {
  let hash = 0x811c9dc5;
  for (const character of question) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, "0");
}
