/** At most `most` characters (UTF-16): the last of them is "…" where there was more, and none is half of one. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

/** The same in one line. */
export function clipLine(text: string, most: number): string {
  return clip(text.replace(/\s+/g, " ").trim(), most);
}
