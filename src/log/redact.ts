const MASK = "[redacted]";

/** A secret of fewer characters is likelier to be a word: masking it everywhere would make the log unreadable. */
const SHORTEST = 6;

/** Ends in one of these, letters and digits only: `x-api-key`, `ANTHROPIC_API_KEY`, `oauthToken`; not `inputTokens`. */
const SECRET_KEY = /(authorization|apikey|token|secret|password|passwd|cookie|privatekey|secretaccesskey|accesskey)$/;

const SECRET_SHAPES: readonly (readonly [RegExp, string])[] = [
  [/sk-ant-[\w-]+/g, MASK],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{6,}/gi, `$1 ${MASK}`],
  // The password in a proxy's or gateway's URL.
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)[^\s/@]+@/gi, `$1${MASK}@`],
];

/** Masks secrets in any JSON value: by the key they stand under, by their value, and by their shape. `tokens`: the shapes of chats' own. */
export function createRedactor(secrets: readonly string[], tokens: readonly RegExp[]): (value: unknown) => unknown {
  // Longest first, so that a secret which contains another leaves no tail.
  const known = secrets.filter((secret) => secret.length >= SHORTEST).sort((a, b) => b.length - a.length);

  const shapes = [...SECRET_SHAPES, ...tokens.map((shape) => [shape, MASK] as const)];

  function redactText(text: string): string {
    const unknown = known.reduce((rest, secret) => rest.replaceAll(secret, MASK), text);
    return shapes.reduce((rest, [shape, mask]) => rest.replace(shape, mask), unknown);
  }

  function redact(value: unknown): unknown {
    if (typeof value === "string") return redactText(value);
    if (Array.isArray(value)) return value.map(redact);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, held]) => [redactText(key), redactUnder(key, held)]));
  }

  function redactUnder(key: string, value: unknown): unknown {
    const plain = key.toLowerCase().replace(/[^a-z0-9]/g, "");
    const hides = SECRET_KEY.test(plain) && value !== null && typeof value !== "boolean";
    return hides ? MASK : redact(value);
  }

  return redact;
}
