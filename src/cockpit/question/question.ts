export { type Judgement, judge } from "./judge.ts";
export type { Kind } from "./reading.ts";
