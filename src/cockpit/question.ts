export { type Judgement, judge } from "./question/judge.ts";
export type { Kind } from "./question/reading.ts";
