import { describe, expect, it } from "vitest";
import type { Bridge } from "../../src/bridge/bridge.ts";
import { script } from "./lives.ts";
import { type Stage, setStage } from "./stage.ts";

const HOOK = "hook SessionStart: ./setup.sh";
const SERVER = "MCP server db: npx db";

async function opened(): Promise<Stage & { readonly one: Bridge }> {
  const stage = setStage(script);
  const one = stage.bridge();
  await one.open();
  return { ...stage, one };
}

const start = async ({ one, settle }: { one: Bridge; settle(): Promise<void> }) => {
  await one.start("musica", () => {});
  await settle();
};
const trustAll = async (one: Bridge) =>
  one.trust(
    "musica",
    (await one.inventory("musica")).items.map(({ key }) => key),
  );
const warnings = ({ thread }: Pick<Stage, "thread">) =>
  thread().flatMap((one) => (one.type === "notice" && one.level === "warn" ? [one.text] : []));

describe("what a project brings of its own", () => {
  it("is left out until somebody trusts it, and people are told of it once", async () => {
    const stage = await opened();
    stage.claude.bring("musica", [HOOK, SERVER]);
    await start(stage);
    expect(stage.claude.without("musica")).toEqual([HOOK, SERVER]);
    expect(stage.saved().withheld).toBe(2);
    await stage.one.stop("musica");
    await start(stage);
    expect(warnings(stage)).toEqual([expect.stringContaining(`${HOOK}\n${SERVER}`)]);
    expect(warnings(stage)[0]).toContain('"trust musica"');
  });

  it("holds once it is trusted: at once where Claude has nothing in hand", async () => {
    const stage = await opened();
    stage.claude.bring("musica", [HOOK]);
    await start(stage);
    const { session } = stage.saved();
    await trustAll(stage.one);
    await stage.settle();
    expect(stage.saved().phase.name).toBe("frozen");
    await start(stage);
    expect(stage.claude.without("musica")).toEqual([]);
    expect(stage.saved()).toMatchObject({ withheld: 0, session: { id: session.id } });
  });

  it("waits for the end of the turn that Claude is in", async () => {
    const stage = await opened();
    stage.claude.bring("musica", [HOOK]);
    await stage.one.prompt("musica", { id: "p1", author: "ann", text: "long", kind: "text" }, true);
    await stage.settle();
    await trustAll(stage.one);
    await stage.settle();
    expect(stage.saved()).toMatchObject({ phase: { name: "working", claude: { needsRestart: true } } });
    stage.claude.goOn("musica");
    await stage.settle();
    expect(stage.saved()?.phase).toEqual({ name: "frozen", held: false });
  });

  it("is asked about again where it is something else, and only what is new", async () => {
    const stage = await opened();
    stage.claude.bring("musica", [HOOK]);
    await trustAll(stage.one);
    await start(stage);
    expect(warnings(stage)).toEqual([]);
    await stage.one.stop("musica");
    stage.claude.bring("musica", [HOOK, SERVER]);
    await start(stage);
    expect(stage.claude.without("musica")).toEqual([SERVER]);
    expect(warnings(stage)).toEqual([expect.stringContaining("now also brings")]);
    expect(warnings(stage)[0]).not.toContain(HOOK);
  });

  it("is left out again once trust is taken back", async () => {
    const stage = await opened();
    stage.claude.bring("musica", [HOOK]);
    await trustAll(stage.one);
    await start(stage);
    await stage.one.trust("musica", []);
    await stage.settle();
    await start(stage);
    expect(stage.claude.without("musica")).toEqual([HOOK]);
  });

  it("is left out as a whole, and told of, where Claude stops at it all the same", async () => {
    const stage = await opened();
    stage.claude.bring("musica", [HOOK], "permissions.allow: Expected array");
    await trustAll(stage.one);
    await stage.one.prompt("musica", { id: "p1", author: "ann", text: "hello", kind: "text" }, true);
    await stage.settle();
    expect(stage.claude.without("musica")).toEqual([HOOK]);
    expect(stage.claude.heard("musica")).toEqual(["hello"]);
    expect(warnings(stage)).toEqual([expect.stringContaining("permissions.allow: Expected array")]);
  });
});
