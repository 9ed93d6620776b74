import { endsInMark, shown } from "./marks.ts";
import { type Kind, REACH, type Reading, read } from "./reading.ts";
import { type Sentence, sentencesOf } from "./sentences.ts";
import { createSigns, type Look } from "./signs.ts";

/** Whether Claude waits for a person, and how that is known. */
export interface Judgement {
  readonly awaiting: boolean;
  /** The sentence that asks; empty where none does. */
  readonly sentence: string;
  /** The sign that decided, in words. */
  readonly why: string;
  readonly kind: Kind;
  /** A careful person might see it otherwise: where a second opinion is wanted, it is asked for. */
  readonly doubtful: boolean;
}

/** So much of a message's end is looked at for a question that was not taken for one (characters). */
const NEAR_END = 500;

/** How much each thing that stands behind a sentence takes away from its being the last word. */
const COST = { prose: 1, item: 0.34, heading: 2.5, table: 0.34, quotation: 0.5, code: 0.25 } as const;

const signsIn = createSigns();

/** Judges the last message of a turn by its words: pure, and the same for the same text. */
export function judge(text: string): Judgement {
  const whole = text.trim();
  const sentences = sentencesOf(text);
  const look = signsIn(sentences.map(({ words }) => words).join(""));
  let distance = 0;
  /** Only list items, code and the like have been passed: they may be the options of what stands before them. */
  let options = true;
  let courtesy: Reading | null = null;
  for (let index = sentences.length - 1; index >= 0; index--) {
    const sentence = sentences[index];
    if (sentence === undefined) continue;
    const reading = read(sentence, look, {
      next: sentences[index + 1],
      options,
      lead: () => leadOf(index, sentences, look),
    });
    if (reading !== null && reading.kind !== "courtesy" && distance <= reading.reach)
      return yes(shown(sentence.text), reading.kind, because(reading, distance), reading.reach <= REACH.item);
    if (reading?.kind === "courtesy" && distance < 1) courtesy ??= reading;
    const free = reading !== null || look("followUp", sentence.words) !== null || (options && isOption(sentence));
    distance += free ? 0 : COST[sentence.role];
    options &&= isOption(sentence);
    if (distance > 9) break;
  }
  if (courtesy !== null) return no(courtesy.why, "courtesy", true);
  if (endsInMark(whole)) return yes(shown(lastLine(whole)), "question", "the message ends in a question mark", true);
  if (whole === "") return no("there are no words", "statement", false);
  const marks = /[?？]/.test(whole.slice(-NEAR_END));
  return no("neither a question nor a request stands at the end", "statement", marks);
}

function leadOf(index: number, sentences: readonly Sentence[], look: Look): Sentence | undefined {
  const sentence = sentences[index];
  if (sentence === undefined) return undefined;
  if (sentence.role === "item" && sentence.first)
    return sentences.slice(0, index).findLast(({ role }) => role !== "item");
  return look("sequel", sentence.words) === null ? undefined : sentences[index - 1];
}

function isOption({ role }: Sentence): boolean {
  return role === "item" || role === "code" || role === "table" || role === "quotation";
}

function because({ why }: Reading, distance: number): string {
  return distance === 0 ? why : `${why}, and little is said behind it`;
}

function lastLine(whole: string): string {
  return whole.slice(whole.lastIndexOf("\n") + 1);
}

function yes(sentence: string, kind: Kind, why: string, doubtful: boolean): Judgement {
  return { awaiting: true, sentence, why, kind, doubtful };
}

function no(why: string, kind: Kind, doubtful: boolean): Judgement {
  return { awaiting: false, sentence: "", why, kind, doubtful };
}
