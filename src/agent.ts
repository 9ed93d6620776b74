import { claude } from "../adapters/claude/profile.ts";
import type { AgentProfile } from "./ports/ports.ts";

/** The agent that runs in cockpits. Plain data: each command line reads it. */
export const agent: AgentProfile = claude;
