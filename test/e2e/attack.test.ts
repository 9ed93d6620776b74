import { beforeAll, expect, it, onTestFinished } from "vitest";
import { attacks } from "../attack/attacks.ts";
import { openRange } from "../attack/run.ts";
import { machineReady } from "./machine.ts";

beforeAll(() => machineReady());

/** All of them take minutes (`npm run attack`); what each path becomes is shown one level below, for every kind of file. */
const SOME = [
  "a link to a directory of the host's at /var/cockpit/hooks",
  "a link to the bot's own environment at /var/cockpit/exit",
  "an event of 700 MB",
  "a line break in one of Claude's commands, by somebody who may only chat",
];

it("harms nobody, what a container does to its bot", async () => {
  const range = await openRange();
  onTestFinished(() => range[Symbol.asyncDispose]());
  for (const [at, name] of SOME.entries()) {
    const attack = attacks.find((one) => one.name === name);
    if (attack === undefined) throw new Error(`there is no attack "${name}"`);
    expect([name, ...(await range.attack(attack, `p${at}`))]).toEqual([name]);
  }
});
