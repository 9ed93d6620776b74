export { postProblems } from "./contents.ts";
export { type Permission, permissionBits } from "./permissions.ts";
export { snowflake } from "./snowflake.ts";
export { createDiscordTwin } from "./twin.ts";
export type * from "./types.ts";
