import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { createConnections } from "../../src/assembly/chats.ts";
import { BridgeError } from "../../src/errors.ts";
import { createLog } from "../../src/log/log.ts";
import type { OnChatState } from "../../src/ports/ports.ts";
import { createManualClock } from "../fakes/clock.ts";
import { createRecordedPeople } from "../fakes/people.ts";
import { createMemoryPlatform } from "../fakes/platform.ts";

/** A chat whose tries to connect come out as they are given, one after another. */
function connecting(outcomes: readonly (string | null | BridgeError)[]) {
  const clock = createManualClock();
  const log = createLog({ level: "silent", destination: new PassThrough().resume(), secrets: [] });
  let tries = 0;
  let told: OnChatState | undefined;
  const chat = {
    ...createMemoryPlatform().adapter(),
    async open(_: unknown, onState?: OnChatState) {
      const outcome = outcomes[tries++] ?? null;
      told = onState;
      if (outcome instanceof BridgeError) throw outcome;
      return outcome;
    },
  };
  const connections = createConnections([chat], { clock, log });
  return { clock, connections, tries: () => tries, tell: (...state: Parameters<OnChatState>) => told?.(...state) };
}

const away = new BridgeError("chat-failed", "It does not answer.");
const refused = new BridgeError("chat-refused", "Set another token.");

it("connects, and says how it stands from then on", async () => {
  const { connections, tell } = connecting(["in no room yet"]);
  expect(connections.states()).toEqual([{ name: "memory", state: "connecting", trouble: null }]);
  await connections.open(createRecordedPeople());
  expect(connections.states()).toEqual([{ name: "memory", state: "connected", trouble: "in no room yet" }]);
  tell("refused", "Let it in again.");
  expect(connections.states()).toEqual([{ name: "memory", state: "refused", trouble: "Let it in again." }]);
});

it("is tried ever more rarely for as long as it may come to work", async () => {
  const { connections, clock, tries } = connecting([away, away, null]);
  const opened = connections.open(createRecordedPeople());
  await clock.advance(999);
  expect([tries(), connections.states()]).toEqual([
    1,
    [{ name: "memory", state: "connecting", trouble: "It does not answer." }],
  ]);
  await clock.advance(1);
  await clock.advance(1_999);
  expect(tries()).toBe(2);
  await clock.advance(1);
  await opened;
  expect([tries(), connections.states()]).toEqual([3, [{ name: "memory", state: "connected", trouble: null }]]);
});

it("is left to people where the platform refuses it", async () => {
  const { connections, tries } = connecting([refused]);
  await connections.open(createRecordedPeople());
  expect([tries(), connections.states()]).toEqual([
    1,
    [{ name: "memory", state: "refused", trouble: "Set another token." }],
  ]);
});

it("is tried no more once the bot closes", async () => {
  const { connections, tries } = connecting([away]);
  const opened = connections.open(createRecordedPeople());
  connections.close();
  await opened;
  expect(tries()).toBe(1);
});
