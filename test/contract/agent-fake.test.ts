import { describeAgent } from "./agent.ts";
import { describeFaults } from "./agent-faults.ts";
import { setMemoryStage } from "./agent-memory.ts";

for (const first of ["ready", "reports"] as const)
  describeAgent(`in memory (${first} first)`, () => setMemoryStage(first));

describeFaults("in memory", () => setMemoryStage("ready"), true);
