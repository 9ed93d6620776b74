import { randomInt } from "node:crypto";
import { seeded } from "../e2e/odd.ts";

/** `SOAK_ROUNDS=200 SOAK_SEED=7 npm run test:soak`: as many as there is time for, and the ones that went wrong again. */
export const ROUNDS = Number(process.env.SOAK_ROUNDS ?? 20);
const SEED = Number(process.env.SOAK_SEED ?? randomInt(2 ** 31));

export const random = seeded(SEED);

export function tellSeed(): void {
  process.stdout.write(`SOAK_SEED=${SEED} SOAK_ROUNDS=${ROUNDS}\n`);
}
