import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import { usualImage } from "../contract/usual.ts";
import { say } from "../twins/model/index.ts";
import { machineReady } from "./machine.ts";
import { createWorld } from "./world.ts";

beforeAll(() => machineReady());

const SETTINGS = `
defaults: { freeze: { grace: 0s } }
projects:
  musica: { devcontainer: true, setup: ["echo set up as $(id -u) >/opt/set-up"], environment: { STAGE: dev } }
`;

const DEVCONTAINER = `{
  // What nobody does here is said.
  "build": { "dockerfile": "Dockerfile", "args": { "TOOL": "hammer" } },
  "runArgs": ["--privileged"],
  "containerEnv": { "STAGE": "theirs", "WHERE": "%{containerWorkspaceFolder}/lib" },
  "remoteEnv": { "PATH": "%{containerEnv:PATH}:/opt/bin", "KEY": "%{localEnv:ANTHROPIC_API_KEY}" },
  "mounts": ["source=cache,target=/cache,type=volume", "source=/,target=/host,type=bind"],
  "postCreateCommand": "hammer >>/cache/made; echo $WHERE $STAGE; exit 7",
}`.replaceAll("%{", "${");

it("a devcontainer is built, has its variables and volumes, and is made ready before Claude; its home outlives it", async () => {
  const usual = await usualImage();
  const world = await createWorld(({ lastText }) => say(`Done: ${lastText.slice(0, 40)}.`), { config: SETTINGS });
  onTestFinished(async () => {
    const made = await world.docker("images", "-q", "--filter", `label=luzia.test=${world.name}`);
    await world[Symbol.asyncDispose]();
    if (made !== "") await world.docker("rmi", "-f", ...new Set(made.split("\n")));
  });
  const directory = join(await world.project("musica"), ".devcontainer");
  await mkdir(directory);
  await writeFile(join(directory, "devcontainer.json"), DEVCONTAINER);
  await writeFile(
    join(directory, "Dockerfile"),
    `FROM ${usual}\nLABEL luzia.test=${world.name}\nUSER root\nENV ANTHROPIC_MODEL=theirs\nARG TOOL\nRUN mkdir /opt/bin && printf '#!/bin/sh\\necho %s' "$TOOL" >/opt/bin/$TOOL && chmod 755 /opt/bin/$TOOL`,
  );

  const { stdout, stderr } = await world.cli(["start", "musica"]);
  expect(stdout + stderr).toContain("Building .devcontainer/Dockerfile of musica");
  expect((await world.cli(["send", "musica", "one"])).stdout).toContain("Done: one.");
  const posted = readFileSync(join(world.state, "threads/musica.jsonl"), "utf8");
  expect(posted).toContain("runArgs is left out");
  expect(posted).toContain("the mount at /host is left out");
  expect(posted).toContain("/workspace/lib dev\\npostCreateCommand failed with status 7.");

  const inside = (command: string) => world.inside("musica", "sh", "-c", command);
  expect(await inside("cat /cache/made /opt/set-up")).toBe("hammer\nset up as 0");
  const environment = await inside("tr '\\0' '\\n' </proc/$(pgrep -x claude)/environ");
  expect(environment.split("\n")).toEqual(
    expect.arrayContaining([
      "STAGE=dev",
      "WHERE=/workspace/lib",
      expect.stringMatching(/^PATH=.*:\/opt\/bin$/),
      expect.stringMatching(/^KEY=sk-ant-/),
    ]),
  );
  expect(environment).not.toContain("theirs");
  // Nothing of it is in what the engine shows.
  expect(await world.docker("inspect", `${world.name}-musica`)).not.toContain("sk-ant-");

  const id = () => world.docker("inspect", "--format", "{{.Id}}", `${world.name}-musica`);
  const before = await id();
  await inside("mkdir -p ~/.local/bin; printf '#!/bin/sh\\necho mine' >~/.local/bin/mine; chmod 755 ~/.local/bin/mine");
  await world.json(["stop", "musica"]);
  await world.json(["start", "musica", "--new"]);
  expect(await id()).not.toBe(before);
  expect(await inside("mine; cat /cache/made; test -f ~/.bashrc && echo bashrc")).toBe("mine\nhammer\nhammer\nbashrc");
});
