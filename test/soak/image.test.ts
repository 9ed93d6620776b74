import { execFile } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { chown, mkdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { connect } from "../../adapters/docker/client.ts";
import type { DockerConfig } from "../../adapters/docker/config.ts";
import { createDocker } from "../../adapters/docker/docker.ts";
import { imageReady } from "../../adapters/docker/image/ready.ts";
import { createImages } from "../../adapters/docker/project/images.ts";
import type { Project, ProjectImage } from "../../src/ports/ports.ts";
import { imageSettings, usualImage } from "../contract/usual.ts";
import { prepareMachine } from "../e2e/program.ts";

const execute = promisify(execFile);
const name = `luzia-own-${process.pid}`;
const base = mkdtempSync(join(tmpdir(), "luzia-own-"));
const config: DockerConfig = {
  ...(await imageSettings()),
  name,
  mounts: ({ directory }) => {
    const of = (kind: string) => join(directory, "..", kind);
    return { config: of("claude"), cockpit: of("cockpit"), run: of("run"), home: of("home"), volumes: of("volumes") };
  },
  state: [base],
};
const engine = createDocker(config);
const images = createImages(connect(), config);
const docker = async (...argv: string[]) => (await execute("docker", argv)).stdout.trim();

let usual = "";

beforeAll(async () => {
  await prepareMachine();
  usual = await usualImage(images);
}, 900_000);

afterAll(async () => {
  await rm(base, { recursive: true });
  const ours = await docker("images", "-q", "--filter", `label=${LABEL}`);
  if (ours !== "") await docker("rmi", "-f", ...new Set(ours.split("\n")));
});

/** The same in each run, so that the engine's cache has most of it; what is built on such an image has it, too. */
const LABEL = "luzia.test=image";

async function projectOf(
  slug: string,
  files: Readonly<Record<string, string>>,
  image?: ProjectImage,
): Promise<Project> {
  const root = mkdtempSync(join(base, "p-"));
  const directory = join(root, "work");
  const project: Project = {
    slug,
    directory,
    limits: { memory: 2 ** 31, cpus: 1, pids: 500 },
    mounts: [],
    user: "1000:1000",
    permissionMode: "manual",
    owners: [],
    approvers: null,
    committer: null,
    environment: {},
    ...(image && { image }),
  };
  for (const path of [directory, ...Object.values(config.mounts(project))]) {
    await mkdir(path, { recursive: true });
    if (process.getuid?.() === 0) await chown(path, 1000, 1000);
  }
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
  return project;
}

const dockerfile = (path = "Dockerfile", setup: readonly string[] = []): ProjectImage => ({
  from: { kind: "dockerfile", path, context: dirname(path) },
  setup,
});

/** Its images are gone when the test is over. */
async function made(project: Project): Promise<string> {
  const { tag } = await images.prepare(() => {}, project);
  onTestFinished(async () => void (await docker("rmi", "-f", tag).catch(() => undefined)));
  return tag;
}

const inImage = (tag: string, command: string) => docker("run", "--rm", "--entrypoint", "sh", tag, "-c", command);

describe("an image of a project's own", () => {
  it("is built from its Dockerfile, with our layer and what is set up on top, and again only where that is another", async () => {
    const files = {
      "ops/Dockerfile": `FROM ${usual}\nLABEL ${LABEL}\nUSER root\nCOPY tool /usr/local/bin/\nENV ANTHROPIC_BASE_URL=http://evil OWN=1\nRUN mkdir -p /home/dev && echo mine >/home/dev/.ownrc\nUSER nobody\nENTRYPOINT ["sleep"]`,
      "ops/tool": "#!/bin/sh\necho tool\n",
      "ops/other": "not taken\n",
    };
    const setup = ["echo $(id -u) $HOME >/opt/set-up", "cd /usr/local/bin && chmod 755 tool"];
    const one = await projectOf("one", files, dockerfile("ops/Dockerfile", setup));
    const two = await projectOf("two", { ...files, "ops/other": "changed\n" }, dockerfile("ops/Dockerfile", setup));
    const tag = await made(one);
    expect(tag).toMatch(/^luzia-cockpit-project:one-[0-9a-f]{64}$/);
    expect(await made({ ...one, directory: two.directory })).toBe(tag);
    // Nobody else's project is made of what this one has written.
    expect(await made(two)).toMatch(/^luzia-cockpit-project:two-/);
    expect([
      await imageReady(config, two),
      await imageReady(config, { ...two, image: dockerfile("ops/other") }),
    ]).toEqual([true, false]);
    expect(await made({ ...two, image: dockerfile("ops/Dockerfile", ["true"]) })).not.toBe(tag);
    const kept = "cat /usr/local/share/cockpit/home/.ownrc";
    expect(await inImage(tag, `tool; cat /opt/set-up; ${kept}; id -u; command -v claude; echo $OWN $HOME`)).toBe(
      "tool\n0 /root\nmine\n1000\n/usr/local/bin/claude\n1 /home/dev",
    );
    const present = await images.of(one);
    expect(present.unset).toEqual(["ANTHROPIC_BASE_URL"]);
    const changed = { ...one, image: dockerfile("ops/Dockerfile", ["echo changed"]) };
    await made(changed);
    await images.removeOthers(one, present);
    expect([await imageReady(config, one), await imageReady(config, changed)]).toEqual([true, false]);
    expect(await imageReady(config, { ...two, image: dockerfile("ops/Dockerfile", ["true"]) })).toBe(true);
  });

  it("is told of by its last words where it fails, and by what is wrong where nothing can be built", async () => {
    const failure = async (project: Project) => images.prepare(() => {}, project).then(() => "made", String);
    const saying = `FROM ${usual}\nRUN echo one; echo two; exit 3`;
    expect(await failure(await projectOf("failing", { Dockerfile: saying }, dockerfile()))).toMatch(
      /The image of failing could not be made \(Dockerfile\): .*Correct that, and say it again; nothing is lost\. It said last:\n```\none\ntwo\n```$/,
    );
    const setup = { from: null, setup: ["echo set up; false"] };
    expect(await failure(await projectOf("setup", {}, setup))).toMatch(/could not be made \(setup\).*\n```\nset up\n/);
    const replacing = { from: null, setup: ["echo exit >/usr/local/bin/claude"] };
    expect(await failure(await projectOf("replacing", {}, replacing))).toMatch(
      /has replaced \/usr\/local\/bin\/claude/,
    );
    expect(await failure(await projectOf("none", {}, dockerfile()))).toMatch(
      /The image of none: there is no Dockerfile in the project\. Correct it/,
    );
    const linked = await projectOf("linked", {}, dockerfile());
    await symlink("/etc/passwd", join(linked.directory, "Dockerfile"));
    expect(await failure(linked)).toMatch(/Dockerfile is no plain file of the project's own/);
    const nowhere = { from: { kind: "image", name: "luzia.invalid/none:1" }, setup: [] } as const;
    expect(await failure(await projectOf("nowhere", {}, nowhere))).toMatch(/is not here and cannot be pulled/);
  });

  it("takes what a link in its context leads to, and nothing outside", async () => {
    const built = `FROM ${usual}\nLABEL ${LABEL}\nCOPY linked /linked\n`;
    const project = await projectOf("linking", { Dockerfile: built, "deep/file": "within\n" }, dockerfile());
    await symlink("deep/file", join(project.directory, "linked"));
    expect(await inImage(await made(project), "cat /linked")).toBe("within");
    await rm(join(project.directory, "linked"));
    await symlink("/etc/hostname", join(project.directory, "linked"));
    await expect(images.prepare(() => {}, project)).rejects.toMatchObject({ code: "image-failed" });
  });

  it("is refused before anything is built on it where it is not made from Debian", async () => {
    const empty = await projectOf(
      "empty",
      { Dockerfile: `FROM scratch\nLABEL ${LABEL}\nCOPY x /x\n`, x: "" },
      dockerfile(),
    );
    await expect(images.prepare(() => {}, empty)).rejects.toMatchObject({
      code: "image-failed",
      message: expect.stringMatching(/^The image of empty \(\S+\) is not made from Debian or Ubuntu/),
    });
  });

  it("keeps its volumes beside the home, and hides nothing of the cockpit's by them", async () => {
    const volumes = (paths: string) => ({ Dockerfile: `FROM ${usual}\nLABEL ${LABEL}\nVOLUME ${paths}` });
    const project = await projectOf("kept", volumes("/data/ /workspace /cache/../mine/"), dockerfile());
    const mounts = [{ source: project.directory, target: "/mine", readOnly: true }];
    const mounting = { ...project, mounts };
    await made(mounting);
    expect((await images.of(mounting)).volumes).toEqual([{ name: "data", target: "/data" }]);
    const hiding = await projectOf("hiding", volumes("/var/cockpit/hooks"), dockerfile());
    await expect(images.prepare(() => {}, hiding)).rejects.toMatchObject({ code: "bad-config" });
  });

  it("waits for nothing in the background of what comes first, and no longer than for the container", async () => {
    const running = async (slug: string, command: string, signal?: AbortSignal) => {
      const files = { ".devcontainer.json": JSON.stringify({ postCreateCommand: command }) };
      const project = await projectOf(slug, files, { from: { kind: "devcontainer", path: null }, setup: [] });
      const session = "8e32f26f-0000-4000-8000-000000000002";
      await writeFile(join(config.mounts(project).run, "session"), session);
      await writeFile(join(config.mounts(project).run, "env"), "claude() { sleep infinity; }\n");
      await made(project);
      onTestFinished(() => engine.remove(slug));
      const troubles: string[] = [];
      return new Promise<{ readonly start: Promise<unknown> }>((resolve) => {
        const told = {
          progress: (line: string) => line.startsWith("Waiting") && resolve({ start }),
          trouble: (text: string) => troubles.push(text),
          ...(signal && { signal }),
        };
        const start = engine.start(project, session, told).then(() => troubles, String);
      });
    };
    const behind = await running("behind", "yes | head -c 100000; sleep 1000 & exit 3");
    expect(await behind.start).toEqual([expect.stringMatching(/y\npostCreateCommand failed with status 3\.\n```$/)]);
    const stopped = await running("stopped", "sleep 1000");
    await engine.stop("stopped");
    expect(await stopped.start).toMatch(/stopped was stopped before it was ready/);
    const left = new AbortController();
    const aborted = await running("aborted", "sleep 1001", left.signal);
    left.abort(new Error("left"));
    expect(await aborted.start).toMatch("left");
    const dead = await running("dead", "sleep 1002");
    await docker("kill", `${name}-dead`);
    expect(await dead.start).toEqual([]);
  });

  it("runs what comes first once in a new container, and tells of what fails", async () => {
    const content = {
      containerEnv: { WHO: "me" },
      mounts: ["source=cache,target=/cache", "target=/home/dev/.deep/er/cache", "target=/workspace/modules"],
      features: { "./hi": { greeting: "hello" } },
      postCreateCommand: "hi >>/workspace/ran; touch /cache/x; echo $WHO; exit 4",
    };
    const files = {
      ".devcontainer/devcontainer.json": JSON.stringify(content),
      ".devcontainer/hi/devcontainer-feature.json":
        '{"id":"hi","options":{"greeting":{"default":"hey"}},"containerEnv":{"HI":"1","ANTHROPIC_MODEL":"x","a b":"y","A;touch /tmp/x":"z"}}',
      ".devcontainer/hi/install.sh": `printf '#!/bin/sh\\necho %s' "$GREETING" >/usr/local/bin/hi; chmod 755 /usr/local/bin/hi; echo exit >/usr/local/lib/cockpit/hook.sh`,
    };
    const from = { kind: "devcontainer", path: null } as const;
    const project = await projectOf("first", files, { from, setup: [] });
    const session = "8e32f26f-0000-4000-8000-000000000001";
    await writeFile(join(config.mounts(project).run, "session"), session);
    await writeFile(join(config.mounts(project).run, "env"), "claude() { sleep infinity; }\n");
    await made(project);
    const installed = join(config.mounts(project).home, ".local/bin");
    await mkdir(installed, { recursive: true });
    for (const program of ["tail", "cmp", "cp", "mv", "tmux", "jq", "timeout"])
      await writeFile(join(installed, program), "#!/bin/sh\ntouch /workspace/led\nexit 1\n", { mode: 0o755 });
    onTestFinished(() => engine.remove("first"));
    const troubles: string[] = [];
    const told = { progress: () => {}, trouble: (text: string) => troubles.push(text) };
    await engine.start(project, session, told);
    await engine.start(project, session, told);
    await engine.stop("first");
    await engine.start(project, session, told);
    expect(troubles).toEqual([expect.stringMatching(/```\nme\npostCreateCommand failed with status 4\.\n```$/)]);
    expect(await docker("exec", `${name}-first`, "sh", "-c", "cat /workspace/ran; ls /cache")).toBe("hello\nx");
    await expect(stat(join(project.directory, "led"))).rejects.toThrow("ENOENT");
    const kept =
      "stat -c %u ~/.deep ~/.deep/er /workspace/modules; grep -c . /usr/local/lib/cockpit/hook.sh; cut -d= -f1 /etc/cockpit/environment";
    const [one, two, three, lines, ...set] = (await docker("exec", `${name}-first`, "sh", "-c", kept)).split("\n");
    expect([one, two, three, Number(lines) > 9, set]).toEqual([
      "1000",
      "1000",
      "1000",
      true,
      ["export HI", "export WHO"],
    ]);
  });
});
