import { PassThrough } from "node:stream";
import { expect, it, onTestFinished } from "vitest";
import { createDiskWatch } from "../../src/bridge/disk.ts";
import { createLog } from "../../src/log/log.ts";
import { createManualClock } from "../fakes/clock.ts";

const GB = 2 ** 30;

/** Cockpits with so many gigabytes each, 10 of which are allowed. */
function setStage(sizes: Record<string, number | null>) {
  const clock = createManualClock();
  const world = {
    sizes,
    running: Object.keys(sizes),
    stopped: [] as string[],
    reasons: [] as string[],
    measured: [] as string[],
    onMeasure: () => {},
    more: {} as Record<string, number>,
  };
  const watch = createDiskWatch({
    running: () => world.running,
    measure: [
      async (project) => {
        world.measured.push(project);
        world.onMeasure();
        const size = world.sizes[project];
        if (size === undefined) throw new Error("it is gone");
        return size === null ? null : size * GB;
      },
      async (project) => (world.more[project] ?? 0) * GB,
    ],
    limit: () => 10 * GB,
    async stop(project, reason) {
      world.stopped.push(project);
      world.reasons.push(reason);
    },
    clock,
    log: createLog({ level: "silent", destination: new PassThrough().resume(), secrets: [] }),
  });
  onTestFinished(() => watch.close());
  const look = () => clock.advance(60_000);
  return { world, look, watch };
}

it("stops the one that fills the disk, and no other", async () => {
  const { world, look } = setStage({ a: 3, b: 11, c: null });
  await look();
  expect(world.stopped).toEqual(["b"]);
  expect(world.reasons[0]).toMatch(/^b was stopped: .* has 11\.0 GB on the disk, and 10\.0 GB is its limit/);
});

it("looks on where one cannot be measured", async () => {
  const { world, look } = setStage({ a: null, b: 1 });
  world.running = ["gone", "b"];
  await look();
  world.sizes.b = 12;
  await look();
  expect(world.stopped).toEqual(["b"]);
});

it("gives one that was stopped room to clear up, and no more", async () => {
  const { world, look } = setStage({ a: 12 });
  await look();
  await look();
  world.sizes.a = 12.9;
  await look();
  expect(world.stopped).toEqual(["a"]);
  world.sizes.a = 13.1;
  await look();
  expect(world.stopped).toEqual(["a", "a"]);
});

it("knows nothing more of it once it is small again", async () => {
  const { world, look } = setStage({ a: 15 });
  await look();
  world.sizes.a = 2;
  await look();
  world.sizes.a = 11;
  await look();
  expect(world.stopped).toEqual(["a", "a"]);
});

it("counts what can be told, whatever cannot", async () => {
  const { world, look } = setStage({ a: null, b: 6 });
  world.running = ["a", "b", "gone"];
  world.more = { a: 11, b: 5, gone: 12 };
  await look();
  expect(world.stopped).toEqual(["a", "b", "gone"]);
});

it("stops one of which it cannot be told time and again how much it has", async () => {
  const { world, look } = setStage({ a: null, b: 1 });
  for (let at = 0; at < 4; at += 1) await look();
  expect(world.stopped).toEqual([]);
  world.sizes.a = 1;
  await look();
  world.sizes.a = null;
  for (let at = 0; at < 5; at += 1) await look();
  expect(world.stopped).toEqual(["a"]);
  expect(world.reasons[0]).toContain("could not be told in time");
});

it("looks at no other once it is closed", async () => {
  const { world, look, watch } = setStage({ a: 1, b: 1, c: 1, d: 1, e: 1 });
  world.onMeasure = () => watch.close();
  await look();
  expect(world.measured).toEqual(["a"]);
});

it("looks at nothing after its end", async () => {
  const { world, look, watch } = setStage({ a: 15 });
  watch.close();
  await look();
  expect(world.stopped).toEqual([]);
});
