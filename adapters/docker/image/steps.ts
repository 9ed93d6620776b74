import { clipLine } from "../../../src/support/clip.ts";

const MAX = 110;

/**
 * The steps among what a build or debootstrap prints, in one line each. The hundreds of lines between them are
 * for nobody: a build that fails says which step failed, and how.
 */
export function stepOf(line: string): string | null {
  const isStep =
    /^(?:\[[^\]]+\]|Step \d+\/\d+)/.test(line) ||
    /^I: .*\b(?:base system|core packages|required packages)\b/.test(line);
  if (!isStep) return null;
  return clipLine(line.replace(/^I: /, ""), MAX);
}

/** Hands on steps only. */
export function stepsOnly(tell: (line: string) => void): (line: string) => void {
  return (line) => {
    const step = stepOf(line);
    if (step !== null) tell(step);
  };
}
