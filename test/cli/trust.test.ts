import { describe, expect, it } from "vitest";
import type { Context } from "../../src/commands/command.ts";
import type { Inventory } from "../../src/ports/ports.ts";
import { makeCockpit } from "../fakes/cockpit.ts";
import { commandOf, surround } from "./bridge.ts";

const item = (text: string): Inventory["items"][number] => ({
  sources: ["project"],
  key: `key of ${text}`,
  text,
});

/** A project that brings these, and what becomes of trust in it. */
function stage(texts: readonly string[], change: Partial<Context> = {}) {
  const world = { brings: texts.map(item), trusted: [] as readonly string[], root: null as boolean | null };
  const { context } = surround({
    inventory: async () => ({ items: world.brings, faults: [], servers: [], commands: [] }),
    look: async () => makeCockpit({ trusted: world.trusted }),
    trust: async (_, keys) => {
      world.trusted = keys;
      return makeCockpit({ trusted: keys });
    },
  });
  const trustedRoot: Context["trustedRoot"] = {
    async set(trusted) {
      world.root = trusted;
      return "/projects";
    },
  };
  const run = commandOf("trust", context, { trustedRoot, ...change });
  return { world, run };
}

/** Says yes to what is asked, and so on, for as long as something is. */
async function agree({ run }: ReturnType<typeof stage>): Promise<readonly string[]> {
  const texts: string[] = [];
  for (let at = 0; at < 100; at += 1) {
    const { text, confirm } = await run("musica");
    if (confirm === undefined) return texts;
    texts.push(text);
    const [seen = ""] = confirm.call.options.seen ?? [];
    await run("musica", "--seen", seen);
  }
  throw new Error("it never comes to an end");
}

describe("rules", () => {
  const brings = ["MCP server notes: bash notes.sh", "hook Stop: x"].map(item);
  const { context } = surround({
    inventory: async () => ({ items: brings, faults: [], servers: ["notes"], commands: [] }),
    look: async (project) =>
      makeCockpit({
        allowed: [{ rule: "Bash(npm test)", scope: "always" }],
        trusted: project === "musica" ? ["key of MCP server notes: bash notes.sh", "of what is gone"] : [],
      }),
  });

  it("list what the project is trusted with, as it brings it now", async () => {
    const { text, data } = await commandOf("rules", context, {})("musica");
    expect(text).toBe(
      '1. Bash(npm test) · always\nOf its own it is trusted with this ("trust musica --forget" takes that back):\n- MCP server notes: bash notes.sh',
    );
    expect(data).toMatchObject({ trusted: ["MCP server notes: bash notes.sh"] });
  });

  it("say no more where nothing is", async () => {
    expect((await commandOf("rules", context, {})("other")).text).toBe("1. Bash(npm test) · always");
  });
});

describe("trust", () => {
  it("says where there is nothing to trust", async () => {
    const { text, confirm } = await stage([]).run("musica");
    expect(text).toBe("musica brings nothing that would run, or be allowed, without being asked about.");
    expect(confirm).toBeUndefined();
  });

  it("shows what there is, whatever stands in it, and asks first", async () => {
    const { world, run } = stage(["hook Stop: x", "hook Stop: ``` @here"]);
    const { text, confirm } = await run("musica");
    expect(text).toContain("````\nhook Stop: x\nhook Stop: ``` @here\n````");
    expect(confirm?.question).toBe("Trust musica with these 2?");
    expect(world.trusted).toEqual([]);
  });

  it("trusts what was shown, and shows it as trusted from then on", async () => {
    const one = stage(["a", "b"]);
    await agree(one);
    expect(one.world.trusted).toEqual(["key of a", "key of b"]);
    expect((await one.run("musica")).text).toMatch(/^musica is trusted with all/);
  });

  it("trusts nothing that came since, and shows it instead", async () => {
    const { world, run } = stage(["a"]);
    const { confirm } = await run("musica");
    world.brings = [item("a"), item("b")];
    const told = await run("musica", "--seen", confirm?.call.options.seen?.[0] ?? "");
    expect(told.text).toMatch(/^What musica brings has changed since you looked/);
    expect(told.confirm).toBeDefined();
    expect(world.trusted).toEqual([]);
  });

  it("asks again for what is new alone, and drops what is gone", async () => {
    const one = stage(["a", "b"]);
    await agree(one);
    one.world.brings = [item("b"), item("c")];
    const { text } = await one.run("musica");
    expect(text).toContain("```\nc\n```");
    await agree(one);
    expect(one.world.trusted).toEqual(["key of b", "key of c"]);
  });

  it("shows a chat no more at once than a message holds, and trusts only that", async () => {
    const texts = Array.from({ length: 60 }, (_, at) => `allowed without asking: Bash(${"x".repeat(80)} ${at})`);
    const one = stage(texts, { by: "slack:U1" });
    const pages = await agree(one);
    expect(pages.length).toBeGreaterThan(3);
    for (const page of pages) expect(page.length).toBeLessThan(1_600);
    for (const text of texts) expect(pages.join("\n")).toContain(text);
    expect(one.world.trusted).toHaveLength(60);
  });

  it("is for those who may decide; everybody may look", async () => {
    const { world, run } = stage(["a"], { by: "slack:U9", mayDecide: () => false });
    const { confirm } = await run("musica");
    const seen = confirm?.call.options.seen?.[0] ?? "";
    await expect(run("musica", "--seen", seen)).rejects.toThrow("Only musica's approvers");
    await expect(run("musica", "--forget")).rejects.toThrow("Only musica's approvers");
    expect(world.trusted).toEqual([]);
  });

  it("is taken back", async () => {
    const one = stage(["a"]);
    await agree(one);
    expect((await one.run("musica", "--forget")).text).toMatch(/^musica is trusted with nothing/);
    expect(one.world.trusted).toEqual([]);
  });

  it("is for a whole root on the bot's machine, and there alone", async () => {
    const { world, run } = stage([]);
    expect((await run("--all")).text).toContain("All projects in /projects are trusted");
    expect(world.root).toBe(true);
    await run("--all", "--forget");
    expect(world.root).toBe(false);
    await expect(run("musica", "--all")).rejects.toThrow("leave the name out");
    await expect(stage([], { by: "slack:U1" }).run("--all")).rejects.toThrow("on the bot's machine only");
    await expect(run()).rejects.toThrow("Say which project");
  });
});
