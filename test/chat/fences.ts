/** What of a text is code. Written apart from the product's own reader of markdown, and simpler. */
export function fencesOf(text: string): { readonly open: boolean; readonly code: readonly string[] } {
  let mark: string | null = null;
  let strip = 0;
  let quoted = false;
  const code: string[] = [];
  for (const line of text.split("\n")) {
    const [, before = "", found, rest = ""] = /^((?:[>\s]|[-*+] |\d+\. )*)(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (quoted && !/^\s*>/.test(line)) mark = null;
    if (mark === null && found !== undefined && !(found.startsWith("`") && rest.includes("`"))) {
      mark = found;
      strip = before.length;
      quoted = before.includes(">");
    } else if (mark !== null && found?.startsWith(mark) && rest.trim() === "") mark = null;
    else if (mark !== null) code.push(line.slice(strip));
  }
  return { open: mark !== null, code };
}
