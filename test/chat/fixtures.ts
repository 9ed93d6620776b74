import type { Question } from "../../src/cockpit/state.ts";
import type { Card, Message } from "../../src/ports/ports.ts";
import { screenQuestion } from "../core/states.ts";

export const NOW = Date.UTC(2026, 10, 22, 9, 30);

export const question: Question = {
  id: "q1",
  kind: "text",
  text: "Both ways work.\n\nShould I use lazy loading?",
  sentence: "Should I use lazy loading?",
  asks: [],
  since: NOW,
};

export const choices: Question = {
  ...question,
  kind: "choices",
  text: "Which database?\n1. Postgres: what the rest uses\n2. SQLite",
  sentence: "Which database?",
  asks: [
    {
      text: "Which database?",
      multiple: false,
      options: [{ label: "Postgres", description: "What the rest uses" }, { label: "SQLite" }],
    },
  ],
};

export const several: Question = {
  ...choices,
  asks: [
    ...choices.asks,
    {
      text: "Which of the *tests* shall run?",
      multiple: true,
      options: [
        { label: "`npm test`", description: "All of them,\nwith the engine" },
        { label: "Fast ones", description: "Without it" },
        { label: "None" },
      ],
    },
  ],
};

const permission: Question = {
  ...question,
  kind: "permission",
  sentence: "May Claude use Bash: rm -rf build && npm run build?",
  text: `Bash\n${JSON.stringify({ command: "rm -rf build && npm run build", description: "Build anew" }, null, 2)}`,
};

const plan: Question = {
  ...question,
  kind: "plan",
  sentence: "Claude asks for approval of its plan.",
  text: "## Plan\n\n1. Measure\n2. Load lazily\n\n```ts\nconst Track = lazy(() => import('./track'));\n```",
};

const MARKDOWN = [
  "# Done",
  "**Three** files changed, see [the report](https://example.com/a?b=1&c=2) and `Array<string>`:",
  "| file | lines |\n| --- | ---: |\n| `src/a.ts` | 12 |\n| `src/b.ts` | 3 |",
  "- one\n  - nested\n- two",
  "```ts\nconst a: Array<string> = [];\nif (a < b && c > d) return `x`;\n```",
  "> as you said: a < b & c",
].join("\n\n");

export const WORDS = "Lorem ipsum dolor sit amet. ";

export const messages: Readonly<Record<string, Message>> = {
  said: { type: "said", text: MARKDOWN },
  "said-in-two-posts": {
    type: "said",
    text: `Intro:\n\n\`\`\`ts\n${"let someLongishName = 1;\n".repeat(600)}\`\`\``,
  },
  "said-in-a-file": { type: "said", text: `${`${WORDS.repeat(40)}\n\n`.repeat(60)}The end.` },
  did: { type: "did", tool: "Bash", summary: "npm test" },
  "question-text": { type: "question", question, to: ["slack:U1"] },
  "question-choices": { type: "question", question: choices },
  "question-choices-several": { type: "question", question: several },
  "question-permission": { type: "question", question: permission },
  "question-permission-in-a-file": {
    type: "question",
    question: { ...permission, text: `Write\n{\n  "content": "${"x = 1;\\n".repeat(2_000)}"\n}` },
  },
  "question-plan": { type: "question", question: plan },
  "question-screen": { type: "question", question: screenQuestion },
  "question-plan-in-a-file": {
    type: "question",
    question: { ...plan, text: Array.from({ length: 300 }, (_, at) => `${at + 1}. ${WORDS}${WORDS}`).join("\n") },
  },
  "notice-info": { type: "notice", level: "info", text: "Claude was interrupted." },
  "notice-warn": {
    type: "notice",
    level: "warn",
    text: "Claude shows something I do not know:\n```\n╭────╮\n│ <b> │\n╰────╯\n```",
  },
  "notice-in-a-file": { type: "notice", level: "warn", text: WORDS.repeat(400) },
  "receipt-accepted": { type: "receipt", prompt: "slack:C1:1.1", state: "accepted" },
  "receipt-refused": { type: "receipt", prompt: "slack:C1:1.1", state: "refused", reason: "No room." },
  settled: { type: "settled", question: choices, outcome: "Ann: SQLite" },
  phase: { type: "phase", phase: "thawing" },
  "turn-started": { type: "turn", state: "started" },
  "turn-ended": { type: "turn", state: "ended" },
  "turn-limited": {
    type: "turn",
    state: "failed",
    reason: "The account's usage limit is reached.",
    until: NOW + 4 * 3_600_000,
    actions: [{ command: "model", label: "Models" }],
  },
  "turn-too-long": {
    type: "turn",
    state: "failed",
    reason: "The conversation is longer than the model takes.",
    actions: [
      { command: "slash", rest: "/compact", label: "Shorten (/compact)" },
      { command: "start", rest: "--new", label: "New conversation" },
    ],
  },
  "turn-failed": { type: "turn", state: "failed", reason: "API Error: 529 overloaded <no retry> & nothing more" },
};

const frozen: Card = {
  project: "musica",
  state: "frozen",
  since: NOW,
  session: "3f2a9c1e-0000-4000-8000-000000000000",
  question: null,
  waiting: 0,
  tasks: 0,
  tasksPaused: false,
  place: null,
  limitedUntil: null,
  trouble: null,
  actions: [
    { command: "start", label: "Start", style: "primary" },
    { command: "output", label: "Output" },
    {
      command: "remove",
      label: "Remove",
      style: "danger",
      ask: {
        title: "Remove musica?",
        text: "The container and the conversation of musica are gone for good then. Its files stay.",
        yes: "Remove",
        no: "Keep",
      },
    },
  ],
};

const running: Card = {
  ...frozen,
  actions: [
    { command: "stop", label: "Stop" },
    { command: "output", label: "Output" },
  ],
};

export const cards: Readonly<Record<string, Card>> = {
  limited: { ...frozen, waiting: 2, limitedUntil: NOW + 4 * 3_600_000 },
  frozen,
  "frozen-with-question": {
    ...frozen,
    question: { sentence: "Should I use `lazy` loading?", since: NOW, to: ["slack:U1"] },
  },
  thawing: {
    ...running,
    state: "thawing",
    waiting: 1,
    tasks: 0,
    tasksPaused: false,
    place: null,
    limitedUntil: null,
    question: { sentence: "Should I use lazy loading?", since: NOW, to: ["slack:U1"] },
  },
  idle: { ...running, state: "idle" },
  working: {
    ...running,
    state: "working",
    waiting: 3,
    tasks: 0,
    tasksPaused: false,
    place: null,
    limitedUntil: null,
    actions: [{ command: "interrupt", label: "Interrupt" }, ...running.actions],
  },
  freezing: { ...running, state: "freezing" },
  removed: { ...frozen, state: "removed", actions: [] },
  trouble: { ...frozen, trouble: "The engine does not answer: <connect ECONNREFUSED>. Start it, then say start." },
};
