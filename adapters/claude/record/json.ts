/** What a line of Claude's record, or an event of its hooks, may be made of: values, and how deep one may be in another. */
const MOST = { values: 100_000, depth: 100 } as const;

/**
 * JSON that a container wrote. Throws where it is none, and for what no Claude writes: so many values, or so deep, that
 * they would take all of the memory, or of the stack, whatever few bytes they have.
 */
export function parseBounded(text: string): unknown {
  if (!isBounded(text)) throw new SyntaxError("it is made of more than Claude writes");
  return JSON.parse(text);
}

function isBounded(text: string): boolean {
  let values = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at);
        break;
      case BRACE:
      case BRACKET:
        depth += 1;
        values += 1;
        break;
      case BRACE_END:
      case BRACKET_END:
        depth -= 1;
        break;
      case COMMA:
        values += 1;
        break;
    }
    if (values > MOST.values || depth > MOST.depth) return false;
  }
  return true;
}

/** Where the closing quote is; the end, where there is none. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return at;
  }
  return text.length;
}

const [QUOTE, COMMA, BACKSLASH] = [0x22, 0x2c, 0x5c];
const [BRACE, BRACE_END, BRACKET, BRACKET_END] = [0x7b, 0x7d, 0x5b, 0x5d];
