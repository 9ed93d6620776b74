import { existsSync, mkdirSync, readFileSync, rmdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { createHomes } from "../../adapters/host/homes.ts";
import { temporaryDirectory } from "../fakes/directory.ts";

/** The bot is run by that user. */
function runBy(uid: number): void {
  const spy = vi.spyOn(process, "getuid").mockReturnValue(uid);
  onTestFinished(() => spy.mockRestore());
}

const mine = process.getuid?.() ?? 0;

it("says before Claude starts what is in the way where the bot is not root, and the project another user's", async () => {
  const home = createHomes(temporaryDirectory()).of("musica");
  runBy(1500);
  await expect(home.prepare({ uid: 1600, gid: 1600 })).rejects.toMatchObject({
    code: "bad-config",
    message: expect.stringMatching(
      /^In musica the agent is to work as user 1600, .* the bot runs as user 1500.*user: 1500:\d+/,
    ),
  });
});

it("goes on where the bot is run by the project's own user", async () => {
  const homes = createHomes(temporaryDirectory());
  runBy(1500);
  await homes.of("musica").prepare({ uid: 1500, gid: 1500 });
  expect(statSync(homes.paths("musica").config).isDirectory()).toBe(true);
});

it("goes on where what is kept there is that user's already", async () => {
  const homes = createHomes(temporaryDirectory());
  await homes.of("musica").prepare({ uid: mine, gid: mine });
  const { home } = homes.paths("musica");
  expect(statSync(home).mode & 0o777).toBe(0o700);
  rmdirSync(home);
  runBy(1500);
  await homes.of("musica").prepare({ uid: mine, gid: mine });
  // Whoever that is in the container, it is their home.
  expect(statSync(home).mode & 0o777).toBe(0o777);
});

it("removes what people have installed, and nothing that it leads to", async () => {
  const state = temporaryDirectory();
  const homes = createHomes(state);
  const home = homes.of("musica");
  await home.prepare({ uid: mine, gid: mine });
  const { home: directory, volumes } = homes.paths("musica");
  writeFileSync(join(state, "canary"), "kept");
  mkdirSync(join(directory, ".local/bin"), { recursive: true });
  mkdirSync(join(volumes, "cache"));
  for (const place of [join(directory, ".cockpit-home"), join(directory, ".local/bin/x"), join(volumes, "cache/y")])
    symlinkSync(state, place);
  expect(await home.used()).toBeGreaterThan(0);
  await home.destroy();
  expect([existsSync(directory), existsSync(volumes), readFileSync(join(state, "canary"), "utf8")]).toEqual([
    false,
    false,
    "kept",
  ]);
});
