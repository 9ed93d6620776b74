import { describe, expect, it, onTestFinished } from "vitest";
import type { Cockpit } from "../../src/cockpit/state.ts";
import type { Store } from "../../src/ports/ports.ts";
import { fullCockpit, makeCockpit, phaseOf } from "../fakes/cockpit.ts";

/** Where a store is kept; it outlives the stores opened on it. */
export interface StoreStage {
  open(): Promise<Store>;
}

export function storeContract(name: string, setStage: () => Promise<StoreStage>): void {
  async function opened(): Promise<{ store: Store; stage: StoreStage; reopen: () => Promise<Store> }> {
    const stage = await setStage();
    const store = await stage.open();
    onTestFinished(() => store.close().catch(() => undefined));
    const reopen = async () => {
      await store.close();
      const again = await stage.open();
      onTestFinished(() => again.close());
      return again;
    };
    return { store, stage, reopen };
  }

  describe(`store contract: ${name}`, () => {
    it("begins empty", async () => {
      const { store } = await opened();
      expect(await store.list()).toEqual([]);
    });

    it("keeps a cockpit whole", async () => {
      const { store, reopen } = await opened();
      await store.save(fullCockpit);
      expect(await store.list()).toEqual([fullCockpit]);
      expect(await (await reopen()).list()).toEqual([fullCockpit]);
    });

    it.each<Cockpit["phase"]>([
      { name: "frozen", held: true },
      phaseOf("thawing"),
      phaseOf("idle"),
      phaseOf("working"),
      phaseOf("freezing"),
    ])("keeps the phase %j", async (phase) => {
      const { store, reopen } = await opened();
      await store.save(makeCockpit({ phase }));
      expect((await (await reopen()).list())[0]?.phase).toEqual(phase);
    });

    it("keeps the last of several saves, asked for in one breath", async () => {
      const { store, reopen } = await opened();
      const cursors = Array.from({ length: 20 }, (_, index) => `cursor ${index}`);
      await Promise.all(cursors.map((cursor) => store.save(makeCockpit({ cursor }))));
      expect((await store.list()).map(({ cursor }) => cursor)).toEqual(["cursor 19"]);
      expect((await (await reopen()).list()).map(({ cursor }) => cursor)).toEqual(["cursor 19"]);
    });

    it("keeps projects apart, and lists them all", async () => {
      const { store } = await opened();
      const names = Array.from({ length: 25 }, (_, index) => `cockpit-${String(index).padStart(2, "0")}`);
      for (const project of names) await store.save(makeCockpit({ project }));
      await store.save(makeCockpit({ project: names[3] ?? "", trouble: "changed" }));
      const listed = await store.list();
      expect(listed.map(({ project }) => project)).toEqual(names);
      expect(listed.filter(({ trouble }) => trouble !== null).map(({ project }) => project)).toEqual([names[3]]);
    });

    it("does not hand out what it keeps", async () => {
      const { store } = await opened();
      const seen = ["p1"];
      await store.save(makeCockpit({ seen }));
      seen.push("p2");
      expect((await store.list())[0]?.seen).toEqual(["p1"]);
    });

    it("removes one, and again, and lets it begin anew", async () => {
      const { store, reopen } = await opened();
      await store.save(makeCockpit({ project: "gone", trouble: "old" }));
      await store.save(makeCockpit({ project: "kept" }));
      await store.remove("gone");
      await store.remove("gone");
      const again = await reopen();
      expect((await again.list()).map(({ project }) => project)).toEqual(["kept"]);
      await again.save(makeCockpit({ project: "gone" }));
      expect((await again.list()).map(({ trouble }) => trouble)).toEqual([null, null]);
    });
  });
}
