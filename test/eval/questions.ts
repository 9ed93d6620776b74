/** Scores the judge of questions on labelled messages: `npm run eval:questions -- FILE [--json]`. */
import { readFileSync } from "node:fs";
import { z } from "zod";
import { judge } from "../../src/cockpit/question/question.ts";
import { BridgeError, systemCode } from "../../src/errors.ts";

const labelledSchema = z.object({
  id: z.string(),
  text: z.string(),
  awaiting: z.boolean(),
  kind: z.string(),
  lang: z.string(),
});
type Labelled = z.output<typeof labelledSchema>;

interface Verdict extends Labelled {
  readonly judged: boolean;
  readonly why: string;
}

interface Score {
  readonly messages: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly errors: number;
}

const USAGE = "Say: npm run eval:questions -- FILE [--json]";

function read(path: string): readonly Labelled[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new BridgeError("bad-input", `${path} cannot be read (${systemCode(error) ?? "unknown"}). ${USAGE}`, error);
  }
  const rows = text
    .split("\n")
    .flatMap((line, index) => (line.trim() === "" ? [] : [parse(line, `${path}:${index + 1}`)]));
  if (rows.length === 0)
    throw new BridgeError("bad-input", `${path} has no messages: give a file with one JSON object a line.`);
  return rows;
}

function parse(line: string, place: string): Labelled {
  const needs =
    "Each line must be a JSON object with id, text, awaiting (true or false), kind and lang; mend it and try again.";
  try {
    return labelledSchema.parse(JSON.parse(line));
  } catch (error) {
    throw new BridgeError("bad-input", `${place} is not a labelled message. ${needs}`, error);
  }
}

function score(verdicts: readonly Verdict[]): Score {
  const count = (expected: boolean, judged: boolean) =>
    verdicts.filter((one) => one.awaiting === expected && one.judged === judged).length;
  const [hits, alarms, misses] = [count(true, true), count(false, true), count(true, false)];
  // Where nothing was to be found and nothing was, nothing was wrong.
  const ratio = (wrong: number) => (hits + wrong === 0 ? 1 : hits / (hits + wrong));
  const [precision, recall] = [ratio(alarms), ratio(misses)];
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return { messages: verdicts.length, precision, recall, f1, errors: alarms + misses };
}

function by(verdicts: readonly Verdict[], key: "kind" | "lang"): Record<string, Score> {
  const names = [...new Set(verdicts.map((one) => one[key]))].sort();
  return Object.fromEntries(names.map((name) => [name, score(verdicts.filter((one) => one[key] === name))]));
}

function table(title: string, scores: Readonly<Record<string, Score>>): string {
  const rows = Object.entries(scores).map(([name, { messages, errors, ...rest }]) =>
    [name.padEnd(14), `${messages - errors}/${messages}`.padStart(9), ...ratios(rest)].join("  "),
  );
  return [`${title.padEnd(14)}  ${"right".padStart(9)}  precis.  recall     f1`, ...rows].join("\n");
}

function ratios({ precision, recall, f1 }: Pick<Score, "precision" | "recall" | "f1">): readonly string[] {
  return [precision, recall, f1].map((value) => value.toFixed(3).padStart(6));
}

function wrong({ id, kind, lang, awaiting, why, text }: Verdict): string {
  const end = JSON.stringify(text.trim().slice(-160));
  return `${id} (${kind}, ${lang}): expected ${awaiting ? "to wait" : "not to wait"}; ${why}\n    ${end}`;
}

function report(verdicts: readonly Verdict[]): string {
  const { messages, ...total } = score(verdicts);
  const [precision, recall, f1] = ratios(total);
  return [
    `${messages} messages: precision ${precision}, recall ${recall}, f1 ${f1}`,
    table("kind", by(verdicts, "kind")),
    table("language", by(verdicts, "lang")),
    [`${total.errors} errors`, ...verdicts.filter((one) => one.judged !== one.awaiting).map(wrong)].join("\n"),
  ].join("\n\n");
}

function main(words: readonly string[]): string {
  const [path, ...more] = words.filter((word) => word !== "--json");
  if (path === undefined || more.length > 0 || path.startsWith("-"))
    throw new BridgeError("bad-input", `One file is needed. ${USAGE}`);
  const verdicts = read(path).map((one): Verdict => {
    const { awaiting, why } = judge(one.text);
    return { ...one, judged: awaiting, why };
  });
  if (!words.includes("--json")) return report(verdicts);
  const { precision, recall, f1 } = score(verdicts);
  return JSON.stringify({ precision, recall, f1, kinds: by(verdicts, "kind"), languages: by(verdicts, "lang") });
}

try {
  process.stdout.write(`${main(process.argv.slice(2))}\n`);
} catch (error) {
  if (!(error instanceof BridgeError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
