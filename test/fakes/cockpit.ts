import {
  type ClaudeState,
  type Cockpit,
  FRESH,
  firstCockpit,
  type Phase,
  type Prompt,
  type Question,
} from "../../src/cockpit/state.ts";

export const question: Question = {
  id: "q1",
  kind: "choices",
  text: "Which one?\n1. red\n2. blue",
  sentence: "Which one?",
  asks: [{ text: "Which one?", options: [{ label: "red", description: "warm" }, { label: "blue" }], multiple: false }],
  call: { tool: "AskUserQuestion", input: { questions: [null, true, 1.5, "x"] }, rules: ["Bash(ls)"] },
  since: 1_700_000_000_000,
};

export const prompt: Prompt = {
  id: "p1",
  author: "ann",
  by: "slack:U1",
  text: ":base64:not, \u0000 \ud83c\udfb5 ümläut\r\n",
  kind: "text",
  answers: question,
  decision: { verdict: "allow", scope: "session", acceptsEdits: true, reason: "since" },
  at: 1_700_000_000_001,
  tries: 2,
};

/** A cockpit as `start` makes it, but for what is given. */
export function makeCockpit(change: Partial<Cockpit> = {}): Cockpit {
  return { ...firstCockpit("musica", "8e32f26f-0000-4000-8000-000000000000", 1_700_000_000_000), ...change };
}

/** A phase in which a Claude lives. */
export function phaseOf(
  name: "thawing" | "idle" | "working" | "freezing" | "paused",
  change: Partial<ClaudeState> = {},
  held = false,
): Phase {
  const claude: ClaudeState = { ...FRESH, ...change };
  if (name === "paused") return { name: "frozen", held, claude };
  return name === "freezing" ? { name, held, claude } : { name, claude };
}

/** Everything in it that can be. */
export const fullCockpit = makeCockpit({
  session: { id: "8e32f26f-0000-4000-8000-000000000000", started: true },
  phase: phaseOf("freezing", { dialog: true, queuedDialogs: [question], background: true, needsRestart: true }, true),
  inbox: [prompt],
  delivery: { prompt: "p1", mark: "opaque" },
  question,
  cursor: ":cursor",
  delivered: "p0",
  asker: "slack:U2",
  seen: ["p0", "p1"],
  trouble: "No room.",
  allowed: [
    { rule: "Bash(npm test)", scope: "session" },
    { rule: "Edit", scope: "always" },
  ],
  overrides: { model: "opus", permissionMode: "plan" },
  wakeAt: 1_700_000_000_003,
});
