import { expect, it } from "vitest";
import { BridgeError } from "../../src/errors.ts";
import { makeCockpit, phaseOf } from "../fakes/cockpit.ts";
import { commandOf, surround } from "./bridge.ts";

const started = { id: "11111111-0000-4000-8000-000000000000", started: true };

/** What Claude gets of `slash musica <text>`, where the project has /deploy and /release. */
async function slash(text: string, change: Partial<Parameters<typeof makeCockpit>[0]> = {}): Promise<unknown> {
  const cockpit = makeCockpit({ phase: phaseOf("idle"), session: started, ...change });
  let prompted: unknown = null;
  const { context } = surround({
    look: async () => cockpit,
    inventory: async () => ({ items: [], faults: [], servers: [], commands: ["/deploy", "/release"] }),
    async prompt(_, prompt) {
      prompted = prompt;
      throw new BridgeError("chat-failed", "What becomes of it is not asked here.");
    },
  });
  const run = commandOf("slash", context)("musica", text);
  await run.catch((error: unknown) => {
    if (prompted === null) throw error;
  });
  return prompted;
}

it.each(["/deploy", "/deploy staging now", "/compact"])("sends %s as a command", async (text) => {
  expect(await slash(text)).toMatchObject({ kind: "command", text });
});

it.each([
  [
    "/unknown",
    {},
    /^\/unknown is not among .*\/compact.*; of the project's own there are \/deploy, \/release\. "attach/,
  ],
  ["/deploy", { withheld: 2 }, /^\/deploy is the project's own, .*"trust musica" shows all/],
  ["/deploy", { session: { ...started, started: false } }, /^\/deploy is the project's own: start it first/],
])("says why it does not send %s: %j", async (text, change, sentence) => {
  await expect(slash(text, change)).rejects.toMatchObject({
    code: "bad-input",
    message: expect.stringMatching(sentence),
  });
});
