export { problemsOf, type Surface } from "./blocks.ts";
export { pingsOf } from "./pings.ts";
export { createSlackTwin } from "./twin.ts";
export type * from "./types.ts";
export { viewProblems } from "./views.ts";
