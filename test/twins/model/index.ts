export type { Ending, ModelRequest } from "./ledger.ts";
export { type Answer, type Block, fail, type Reply, say, use } from "./reply.ts";
export { type Rule, type Script, scripted } from "./script.ts";
export { createModelTwin, type ModelTwin, type ModelTwinOptions } from "./twin.ts";
export type { RequestView, ToolResult } from "./view.ts";
