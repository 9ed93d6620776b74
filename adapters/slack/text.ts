/** What the names of members and channels are found by. */
export interface Names {
  user(id: string): string;
}

/** A text as Slack sends it, as the person meant it: mentions as names, links as addresses, `&lt;` as `<`. */
export function plainText(text: string, names: Names): string {
  return text
    .replace(/<([^<>]+)>/g, (whole, inside: string) => control(inside, names) ?? whole)
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

/** The members that a text mentions. */
export function mentioned(text: string): readonly string[] {
  return [...text.matchAll(/<@([UW][A-Z0-9]+)(?:\|[^>]*)?>/g)].map(([, id = ""]) => id);
}

function control(inside: string, names: Names): string | null {
  const bar = inside.indexOf("|");
  const target = bar === -1 ? inside : inside.slice(0, bar);
  const label = bar === -1 ? "" : inside.slice(bar + 1);
  if (/^@[UW]/.test(target)) return `@${label || names.user(target.slice(1))}`;
  if (target.startsWith("#")) return `#${label || target.slice(1)}`;
  if (target.startsWith("!date")) return label;
  if (target.startsWith("!subteam^")) return label || `@${target.slice("!subteam^".length)}`;
  if (target.startsWith("!")) return `@${target.slice(1)}`;
  if (!/^[a-z][a-z0-9+.-]*:/i.test(target)) return null;
  const address = target.replace(/^mailto:/, "");
  return label === "" || label === address || `http://${label}` === address ? address : `${label} (${address})`;
}
