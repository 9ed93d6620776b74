import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Minutes each, the longest first: one that begins last keeps all others waiting. Measured on two cores. */
const LONGEST = [
  "e2e/exact",
  "e2e/queue",
  "e2e/crash",
  "e2e/asked",
  "e2e/discord",
  "e2e/trouble",
  "e2e/trust",
  "e2e/slack",
  "e2e/attack",
  "e2e/behind",
  "discord/storm",
].map((name) => `test/${name}.test.ts`);

/** As vitest sorts them, but for these. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = LONGEST.findIndex((name) => moduleId.endsWith(name));
      return at === -1 ? LONGEST.length : at;
    };
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}
