/**
 * The words of a text that was kept as "author: words", as versions until November 2026 did; all of it where it was not.
 * A message of files alone was kept without the space.
 */
export function unsigned(text: string, author: string): string {
  if (text.startsWith(`${author}: `)) return text.slice(author.length + 2);
  return text.startsWith(`${author}:\n`) ? text.slice(author.length + 1) : text;
}
