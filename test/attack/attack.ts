import { prepareMachine } from "../e2e/program.ts";
import { attacks } from "./attacks.ts";
import { openRange } from "./run.ts";

/**
 * Attacks the bot from inside a real container, one way after another, and prints what came of each: `npm run attack`,
 * or with words that the names of some have in them. Ends with 1 where anything was harmed.
 */
async function main(): Promise<number> {
  const words = process.argv.slice(2);
  const chosen = attacks.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
  await prepareMachine();
  await using range = await openRange();
  let harmed = 0;
  for (const [at, attack] of chosen.entries()) {
    const started = Date.now();
    const harm = await range.attack(attack, `p${at}`);
    const seconds = Math.round((Date.now() - started) / 1000);
    process.stdout.write(
      `${harm.length === 0 ? "unharmed" : "HARMED  "}  ${String(seconds).padStart(3)} s  ${attack.name}\n`,
    );
    for (const line of harm) process.stdout.write(`            ${line}\n`);
    if (harm.length > 0) harmed += 1;
  }
  process.stdout.write(`${chosen.length - harmed} of ${chosen.length} unharmed\n`);
  return harmed === 0 ? 0 : 1;
}

process.exitCode = await main();
