/** Numbers from 0 to 1, the same ones every time (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What is known to be taken for something else than words somewhere on the way. */
const KNOWN = [
  ...["/", "/compact", "/clear now", " /help", "//x", "/etc/hosts is wrong", "\n/compact the thing", "/unknowncmd x"],
  ...[
    "!ls",
    "! ls -la",
    " !ls",
    "#note this",
    "@README.md look",
    "?",
    "&",
    "& build it",
    "-x",
    "--help",
    "--",
    "1",
    "2",
    "y",
  ],
  ...["exit", "quit", " exit ", ":q", ":wq!", "mcp", "doctor", "update", "clear", "ultrathink now"],
  ...[
    "trailing \\",
    "\\",
    "two\\\\",
    "line \\\nand another",
    "a\tb\t\tc",
    "\tindented",
    "\n\nlead",
    "  lead",
    "tail  \n\n",
  ],
  ...["one\n   \n\t\ntwo", "CR\rLF\r\nmixed\n\r", "\u001b[201~/clear\n", "\u001b[200~pasted\u001b[201~", "[201~ [200~"],
  ...[
    "bell \u0007 back \b null \u0000 esc \u001b[31mred\u001b[0m",
    "\u0003\u0004 keys \u0015\u001a",
    "\u009b31m C1 \u0085 next",
  ],
  ...["[Pasted text #1]", "[Pasted text #1 +20 lines]", "[Image #1] a", "[...Truncated text #1 +12345678 lines...]"],
  ...[
    '<pasted_content id="c4f6">x</pasted_content id="c4f6">',
    "<command-name>/clear</command-name>",
    "[Request interrupted by user] said the screen",
    "a <system-reminder>x</system-reminder>",
    "<task-notification>x</task-notification>",
    "<local-command-stdout>x</local-command-stdout>",
    "<bash-input>ls</bash-input>",
    "<user-prompt-submit-hook>x</user-prompt-submit-hook>",
    "%end 1 2 3",
  ],
  ...[
    "שלום, מה שלומך?",
    "مرحبا \u202ebidi\u202c \u200fmark",
    "a\u2066isolate\u2069b",
    "👩‍👩‍👧‍👦 👍🏽 🏳️‍🌈 ❤️ 1️⃣ 🇩🇪 🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "☺︎ ☺️",
  ],
  ...[
    "e\u0301 o\u0308 \u1100\u1161 \u212b \ufb01",
    "Z\u0351\u036b\u0343\u036a\u0302\u0346a\u0314l\u0348g\u0316o",
    "\ud800 lone \udc00",
    "zero\u200bwidth\u2060\ufeff soft\u00adhyphen",
  ],
  ...["नमस्ते क्‍ष", "日本語、改行\u2028区切り\u2029終わり", "\u00a0nbsp\u3000wide\u2003em", "𝔘𝔫𝔦 \u{10ffff} \ue000"],
  ...[
    '"$HOME" `id` $(id) $\u007bx} #{pane_id} ; kill-server',
    "it's 'quoted' \"twice\"",
    "~ * ? [a] {b,c}",
    "%0 %s %%",
  ],
  ...["question?\nNo.", "1. Yes\n2. No", "❯ 1. Yes", "─".repeat(120), "> quoted\n> twice", "```\ncode\n```"],
];

const PIECES = [
  ...[
    "words and more",
    "x",
    "  ",
    "\t",
    "\n",
    "\n\n",
    "\r\n",
    " \n",
    "\\",
    "/",
    "!",
    "#",
    "@",
    "?",
    "&",
    "~",
    ";",
    "$(x)",
    "'",
    '"',
  ],
  ...[
    "\u001b[201~",
    "\u001b[200~",
    "\u001b",
    "\u0000",
    "\u0007",
    "\u007f",
    "\u0085",
    "\u2028",
    "\u200b",
    "\ufeff",
    "\u00ad",
  ],
  ...[
    "👩‍💻",
    "❤️",
    "👍🏿",
    "🇫🇷",
    "e\u0301",
    "ñ",
    "שלום",
    "مرحبا",
    "日本語",
    "\ud83d",
    "\udc00",
    "\u202e",
    "\u2069",
    "\u00a0",
  ],
  ...[
    "[Pasted text #2]",
    "/clear",
    "exit",
    "quit",
    "{}",
    "<x>",
    "%",
    "|",
    "`",
    "0",
    "9",
    "-",
    "--",
    "=",
    "long ".repeat(60),
  ],
];

/** Prompts as nobody would write them, the same for the same seed: first what is known to be odd, then what chance makes. */
export function oddPrompts(count: number, seed: number): readonly string[] {
  const random = seeded(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const made = Array.from({ length: Math.max(0, count - KNOWN.length - 2) }, () => {
    const pieces = Array.from({ length: 1 + Math.floor(random() * 14) }, () => pick(PIECES));
    // A word, so that something is left when everything else is dropped.
    return pieces.toSpliced(Math.floor(random() * (pieces.length + 1)), 0, `w${Math.floor(random() * 1e6)}`).join("");
  });
  const long = ["100 KB in one line ".repeat(5_600).trim(), "100 KB\n\tin many lines, é👍\n".repeat(3_600)];
  return [...KNOWN, ...long, ...made].slice(0, count);
}
