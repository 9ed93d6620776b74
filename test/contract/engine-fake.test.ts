import { describe, expect, it } from "vitest";
import { BridgeError } from "../../src/errors.ts";
import type { Project } from "../../src/ports/ports.ts";
import { createFakeEngine } from "../fakes/engine.ts";
import { engineContract } from "./engine.ts";

const project: Project = {
  slug: "musica",
  directory: "/projects/musica",
  limits: { memory: 2 ** 30, cpus: 1, pids: 100 },
  mounts: [],
  user: "auto",
  permissionMode: "manual",
  owners: [],
  approvers: null,
  committer: null,
  environment: {},
};

engineContract("fake", async () => {
  const engine = createFakeEngine();
  const kill = async (slug: string) => engine.die(slug, 137);
  const pause = async (slug: string) => engine.pause(slug);
  return { engine, project, kill, pause };
});

describe("the fake engine", () => {
  it("fails when told to, once, and keeps count", async () => {
    const engine = createFakeEngine();
    engine.failNext("start", new BridgeError("engine-missing", "No engine."));
    await expect(engine.start(project, "s")).rejects.toMatchObject({ code: "engine-missing" });
    await engine.start(project, "s");
    expect(engine.calls).toEqual(["start musica", "start musica"]);
  });

  it("shows why a container died", async () => {
    const engine = createFakeEngine();
    await engine.start(project, "s");
    engine.die("musica", 137, true);
    expect(await engine.inspect("musica")).toMatchObject({ running: false, exitCode: 137, outOfMemory: true });
  });
});
