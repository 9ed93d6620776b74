import { beforeAll } from "vitest";
import { machineReady } from "../e2e/machine.ts";
import { describeAgent } from "./agent.ts";
import { describeFaults } from "./agent-faults.ts";
import { setScriptedStage } from "./agent-scripted.ts";

beforeAll(machineReady);

describeAgent("Claude Code's, on a scripted CLI in a tmux of its own", setScriptedStage, { concurrent: true });

describeFaults("Claude Code's", setScriptedStage);
