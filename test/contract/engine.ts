import { randomUUID } from "node:crypto";
import { text } from "node:stream/consumers";
import { describe, expect, it, onTestFinished } from "vitest";
import { BridgeError } from "../../src/errors.ts";
import type { Engine, Project } from "../../src/ports/ports.ts";

/** An engine, and what others may do to its containers. */
export interface EngineStage {
  readonly engine: Engine;
  /** A project of its own for each test, ready to be started. */
  readonly project: Project;
  kill(project: string): Promise<void>;
  pause(project: string): Promise<void>;
}

/** What is told to end before it has done anything ends by the signal itself. */
const orderly = expect.toSatisfy((code: unknown) => code === 0 || code === 143);

export function engineContract(name: string, setStage: () => Promise<EngineStage>): void {
  async function setUp() {
    const stage = await setStage();
    const { slug } = stage.project;
    onTestFinished(() => stage.engine.remove(slug));
    return { ...stage, slug, session: randomUUID() };
  }

  describe(`engine contract: ${name}`, () => {
    it("prepares as often as it is asked", async () => {
      const { engine } = await setUp();
      await Promise.all([engine.prepare(() => {}), engine.prepare(() => {})]);
      await engine.prepare(() => {});
    });

    it("prepares a project's own image, and starts its container from it", async () => {
      const { engine, project, session, slug } = await setUp();
      const own = { ...project, image: { from: null, setup: ["true"] } };
      expect(await engine.prepare(() => {}, own)).toEqual([]);
      await engine.start(project, session);
      expect(await engine.start(own, session)).toMatchObject({ running: true });
      await engine.stop(slug);
      expect(await engine.start(own, session)).toMatchObject({ project: slug, running: true });
    });

    it("knows nothing of a project it never started", async () => {
      const { engine, slug } = await setUp();
      expect(await engine.inspect(slug)).toBeNull();
      await engine.stop(slug);
      await engine.remove(slug);
      expect(await engine.inspect(slug)).toBeNull();
    });

    it("starts a container once, however often it is asked", async () => {
      const { engine, project, session, slug } = await setUp();
      const started = await engine.start(project, session);
      expect(started).toMatchObject({ project: slug, session, running: true, paused: false, exitCode: null });
      expect(await engine.start(project, session)).toEqual(started);
      expect(await engine.inspect(slug)).toEqual(started);
    });

    it("makes one container of two starts at once", async () => {
      const { engine, project, session, slug } = await setUp();
      await Promise.all([engine.start(project, session), engine.start(project, session)]);
      expect((await engine.list()).filter((container) => container.project === slug)).toHaveLength(1);
    });

    it("stops, and starts again", async () => {
      const { engine, project, session, slug } = await setUp();
      await engine.start(project, session);
      await engine.stop(slug);
      expect(await engine.inspect(slug)).toMatchObject({ running: false, exitCode: orderly, outOfMemory: false });
      await engine.stop(slug);
      expect(await engine.start(project, session)).toMatchObject({ running: true, exitCode: null });
    });

    it("lists what runs and what is stopped, with its session", async () => {
      const { engine, project, session, slug } = await setUp();
      await engine.start(project, session);
      const listed = async () => (await engine.list()).find((container) => container.project === slug);
      expect(await listed()).toMatchObject({ session, running: true });
      await engine.stop(slug);
      expect(await listed()).toMatchObject({ session, running: false });
      await engine.remove(slug);
      expect(await listed()).toBeUndefined();
    });

    it("gives new settings to a stopped container, and leaves a running one alone", async () => {
      const { engine, project, session } = await setUp();
      await engine.start(project, session);
      const later = randomUUID();
      expect(await engine.start(project, later)).toMatchObject({ session, running: true });
      await engine.stop(project.slug);
      expect(await engine.start(project, later)).toMatchObject({ session: later, running: true });
    });

    it("removes a running container", async () => {
      const { engine, project, session, slug } = await setUp();
      await engine.start(project, session);
      await engine.remove(slug);
      expect(await engine.inspect(slug)).toBeNull();
      await engine.remove(slug);
    });

    it("shows that a container was killed, and starts it again", async () => {
      const { engine, project, session, slug, kill } = await setUp();
      await engine.start(project, session);
      await kill(slug);
      expect(await engine.inspect(slug)).toMatchObject({ running: false, exitCode: 137 });
      expect(await engine.start(project, session)).toMatchObject({ running: true, exitCode: null });
    });

    it("holds a container still, and wakes it", async () => {
      const { engine, project, session, slug } = await setUp();
      await engine.stop(slug, true);
      await engine.start(project, session);
      await engine.stop(slug, true);
      expect(await engine.inspect(slug)).toMatchObject({ running: true, paused: true });
      await engine.stop(slug, true);
      expect(await engine.start(project, session)).toMatchObject({ running: true, paused: false });
      await engine.stop(slug);
      await engine.stop(slug, true);
      expect(await engine.inspect(slug)).toMatchObject({ running: false, paused: false });
    });

    it("wakes a container that somebody else has paused", async () => {
      const { engine, project, session, slug, pause } = await setUp();
      await engine.start(project, session);
      await pause(slug);
      expect(await engine.inspect(slug)).toMatchObject({ running: true, paused: true });
      expect(await engine.start(project, session)).toMatchObject({ running: true, paused: false });
    });

    it("stops a paused container in an orderly way", async () => {
      const { engine, project, session, slug, pause } = await setUp();
      await engine.start(project, session);
      await pause(slug);
      await engine.stop(slug);
      expect(await engine.inspect(slug)).toMatchObject({ running: false, paused: false, exitCode: orderly });
    });

    it("tells what runs in a container", async () => {
      const { engine, project, session, slug } = await setUp();
      expect(await engine.processes(slug)).toEqual([]);
      await engine.start(project, session);
      expect((await engine.processes(slug)).length).toBeGreaterThan(0);
      await engine.stop(slug);
      expect(await engine.processes(slug)).toEqual([]);
    });

    it("tells what a container has written into itself", async () => {
      const { engine, project, session, slug } = await setUp();
      expect(await engine.written(slug)).toBe(0);
      await engine.start(project, session);
      expect(await engine.written(slug)).toBeLessThan(2 ** 20);
    });

    it("carries bytes to a command and back", async () => {
      const { engine, project, session, slug } = await setUp();
      await engine.start(project, session);
      const channel = await engine.open(slug, ["cat"]);
      const sent = `${"grüße, \u0000\u001b[201~ 🙂\n".repeat(20_000)}end`;
      channel.input.end(sent);
      expect(await text(channel.output)).toBe(sent);
      await channel.ended;
    });

    it("ends a channel that is closed, and one whose container goes", async () => {
      const { engine, project, session, slug, kill } = await setUp();
      await engine.start(project, session);
      const closed = await engine.open(slug, ["cat"]);
      closed.close();
      await closed.ended;
      const cut = await engine.open(slug, ["cat"]);
      cut.output.resume();
      await kill(slug);
      await cut.ended;
    });

    it("opens nothing where nothing runs", async () => {
      const { engine, project, session, slug, pause } = await setUp();
      const missing = { constructor: BridgeError, code: "container-missing" };
      await expect(engine.open(slug, ["cat"])).rejects.toMatchObject(missing);
      await engine.start(project, session);
      await pause(slug);
      await expect(engine.open(slug, ["cat"])).rejects.toMatchObject(missing);
      await engine.stop(slug);
      await expect(engine.open(slug, ["cat"])).rejects.toMatchObject(missing);
    });
  });
}
