/**
 * The words of a text that was kept as "author: words", as versions until November 2026 did; null where it is none.
 * A message of files alone was kept without the space.
 */
export function unsigned(text: string, author: string): string | null {
  if (text.startsWith(`${author}: `)) return text.slice(author.length + 2);
  return text.startsWith(`${author}:\n`) ? text.slice(author.length + 1) : null;
}
