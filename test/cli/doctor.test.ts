import { describe, expect, it } from "vitest";
import { checksOf, type HostFacts } from "../../src/cli/checks.ts";
import { type Check, createDoctor } from "../../src/cli/doctor.ts";
import { BridgeError } from "../../src/errors.ts";

const GB = 2 ** 30;

function factsOf(change: Partial<HostFacts> = {}): HostFacts {
  return {
    engineAnswers: async () => true,
    ensureEngine: async () => {},
    imageReady: async () => true,
    projectImages: {},
    buildImage: async () => {},
    credentials: () => null,
    stateDirectory: "/state",
    freeDisk: async () => 10 * GB,
    freeMemory: () => 4 * GB,
    limit: 4 * GB,
    nodeVersion: "20.19.0",
    chats: {},
    daemon: async () => ({ pid: 7, without: null, advice: "" }),
    ...change,
  };
}

async function examine(checks: readonly Check[], fix = false) {
  const told: string[] = [];
  const call = { command: "doctor", arguments: {}, options: fix ? { fix: ["true"] } : {} };
  const result = await createDoctor(checks, ["Slack"]).run(call, ({ text }) => void told.push(text));
  return { ...result, told };
}

const engine = (text: string) => new BridgeError("engine-missing", text);

describe("the doctor", () => {
  it("finds all well", async () => {
    const chats = { Slack: async () => "takes both tokens: @cockpit in Acme" };
    const { text, data } = await examine(checksOf(factsOf({ chats })));
    expect(text.split("\n").map((line) => line[0])).toEqual(["✓", "✓", "✓", "✓", "✓", "✓", "✓", "✓", "A"]);
    expect(text).toContain("✓ Slack: takes both tokens: @cockpit in Acme");
    expect(data).toMatchObject({ well: true });
  });

  it.each<readonly [string, Partial<HostFacts>, RegExp]>([
    ["an old Node", { nodeVersion: "20.18.3" }, /✗ Node: 20.18.3 is too old\n +Install Node/],
    ["a very old Node", { nodeVersion: "18.20.0" }, /✗ Node/],
    [
      "no engine",
      { engineAnswers: async () => false },
      /✗ engine: no container engine answers\n +"cockpit doctor --fix"/,
    ],
    ["an engine that fails", { engineAnswers: () => Promise.reject(engine("It hangs.")) }, /✗ engine: It hangs\./],
    [
      "no image of a project's own",
      { projectImages: { musica: { isReady: async () => false, build: async () => {} } } },
      /✓ image: is built\n✗ image of musica: is not built as it would be now\n.*next start of musica builds it/,
    ],
    ["no image", { imageReady: async () => false }, /✗ image: is not built yet\n/],
    ["no credentials", { credentials: () => "Set a key." }, /✗ credentials: there are none\n +Set a key\./],
    ["little disk", { freeDisk: async () => 3 * GB - 1 }, /✗ disk: only 3.0 GB free in \/state\n +Free some: 3.0 GB/],
    ["hardly any disk", { freeDisk: async () => 5 * 2 ** 20 }, /✗ disk: only 5 MB free/],
    [
      "a chat that refuses the token",
      { chats: { Discord: () => Promise.reject(new BridgeError("chat-refused", "Set another token.")) } },
      /✗ Discord: is not well\n +Set another token\./,
    ],
    [
      "a daemon that another shell has started",
      { daemon: async () => ({ pid: 7, without: "ANTHROPIC_API_KEY", advice: '"cockpit up" starts it anew.' }) },
      /✗ daemon: runs \(process 7\), without ANTHROPIC_API_KEY\n +"cockpit up" starts it anew\./,
    ],
    ["little memory", { freeMemory: () => GB / 4 }, /✗ memory: only 256 MB free\n/],
  ])("finds %s, and says what to do", async (_, change, line) => {
    const { text, data } = await examine(checksOf(factsOf(change)));
    expect(text).toMatch(line);
    expect(text.match(/✗/g)).toHaveLength(1);
    expect(text).toContain("--fix does what can be done");
    expect(data).toMatchObject({ well: false });
  });

  it.each(["20.19.0", "20.20.1", "22.0.0", "24.1.0"])("takes Node %s", async (nodeVersion) => {
    expect((await examine(checksOf(factsOf({ nodeVersion })))).data).toMatchObject({ well: true });
  });

  it("mends what can be mended, tells of it, and looks again", async () => {
    const done: string[] = [];
    const facts = factsOf({
      engineAnswers: async () => done.includes("engine"),
      imageReady: async () => done.includes("image"),
      async ensureEngine(progress) {
        progress("installing");
        done.push("engine");
      },
      buildImage: async () => void done.push("image"),
    });
    const { text, data, told } = await examine(checksOf(facts), true);
    expect([done, told]).toEqual([["engine", "image"], ["  installing"]]);
    expect([text.includes("✗"), data]).toEqual([false, expect.objectContaining({ well: true })]);
  });

  it("does nothing to what is well, or unasked", async () => {
    const done: string[] = [];
    const note = async (): Promise<void> => void done.push("mended");
    await examine(checksOf(factsOf({ ensureEngine: note, buildImage: note })), true);
    await examine(checksOf(factsOf({ engineAnswers: async () => false, ensureEngine: note })));
    expect(done).toEqual([]);
  });

  it("says why something could not be mended", async () => {
    const change = { engineAnswers: async () => false, ensureEngine: () => Promise.reject(engine("Not root.")) };
    const { text } = await examine(checksOf(factsOf(change)), true);
    expect(text).toContain("✗ engine: Not root.");
  });

  it("says where mending did not help", async () => {
    const { text } = await examine(checksOf(factsOf({ imageReady: async () => false })), true);
    expect(text).toMatch(/✗ image: is not built yet[\s\S]*Not all is well\.$/);
  });
});
