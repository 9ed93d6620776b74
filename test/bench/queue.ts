/**
 * The queue's decisions in a town of ten thousand projects: what each decision takes, as a ratio to a floor of the same
 * run (one look at every project), and how fair the waiting is. `npm run bench:queue`.
 */
import { standingOf } from "../../src/cockpit/slots/standing.ts";
import { createRandom } from "../core/random.ts";
import { simulate } from "../core/simulation.ts";
import { median, quantile } from "./figures.ts";

const PROJECTS = Number(process.argv[2] ?? 10_000);
const random = createRandom(1);
const limits = { slots: 50, starting: 8, perUser: null, pressure: null };
const tasks = (project: number) => (project % 100 === 0 ? 20 : 1);
const outcome = simulate({ projects: PROJECTS, tasks, asks: 0.2, limits }, random);
const standings = outcome.cockpits.map((cockpit) => standingOf(cockpit));

function floor(): number {
  const times = Array.from({ length: 200 }, () => {
    const began = performance.now();
    let sum = 0;
    for (const { holds, want } of standings) sum += Number(holds) + (want?.since ?? 0);
    if (sum < 0) throw new Error("It cannot be.");
    return performance.now() - began;
  });
  return median(times);
}

const least = floor();
const line = (name: string, values: readonly number[]) =>
  console.log(`${name}: median ${median(values).toFixed(3)}, 99 % ${quantile(values, 0.99).toFixed(3)}`);
console.log(
  `${PROJECTS} projects, ${limits.slots} slots, ${outcome.turns.length} turns, ${outcome.decisions.length} decisions`,
);
console.log(`one look at every project (the floor): ${least.toFixed(3)} ms`);
line("a decision (ms)", outcome.decisions);
console.log(`a decision, in floors: ${(median(outcome.decisions) / least).toFixed(1)}`);
console.log(`over 1 ms: ${outcome.decisions.filter((ms) => ms > 1).length} of ${outcome.decisions.length}`);
console.log(`the most that held a slot at once: ${outcome.most}`);
for (const kind of ["answer", "task"]) {
  const waited = outcome.grants.filter((one) => one.kind === kind).map((one) => one.waited / 60_000);
  line(`${kind}s waited (simulated minutes, ${waited.length})`, waited);
}
const single = outcome.grants.filter(({ project, kind }) => kind === "task" && Number(project.slice(1)) % 100 !== 0);
const many = outcome.grants.filter(({ project, kind }) => kind === "task" && Number(project.slice(1)) % 100 === 0);
const mean = (grants: readonly { readonly waited: number }[]) =>
  grants.reduce((sum, { waited }) => sum + waited, 0) / grants.length / 60_000;
console.log(
  `a turn waited: ${mean(single).toFixed(0)} min in projects with one task, ${mean(many).toFixed(0)} in those with twenty`,
);
