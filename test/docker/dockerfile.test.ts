import { describe, expect, it } from "vitest";
import { takenBy } from "../../adapters/docker/project/dockerfile.ts";
import { createIgnore } from "../../adapters/docker/project/ignore.ts";
import { layerFiles, OURS } from "../../adapters/docker/project/layer.ts";
import { plain } from "../../adapters/docker/project/variables.ts";
import { failure } from "../config/load.ts";

describe("what a Dockerfile takes of its context", () => {
  it.each([
    ["nothing", "FROM debian\nRUN make\n", []],
    ["files by their names", "COPY package.json ./lock /app/\nADD a/b.txt /b", ["a/b.txt", "lock", "package.json"]],
    ["none of another stage's", "COPY --from=build /out /out\nADD https://example.org/x /x", []],
    ["what comes in quotes", 'COPY --chown=1:1 ["a b", "c", "/d"]', ["a b", "c"]],
    ["where a pattern begins", "COPY src/*.ts /src\nCOPY conf/$NAME.d/x /conf", ["conf", "src"]],
    ["over several lines", "COPY a \\\n  # said between\n  b /c\n", ["a", "b"]],
    ["all", "COPY . .\nCOPY a /a", ["."]],
    ["all that a pattern at its top may be", "COPY *.json /", ["."]],
    ["all where it is for another image", "ONBUILD COPY . .", ["."]],
    ["all where it is only looked at", "RUN --mount=type=bind,source=x,target=/x make", ["."]],
    ["nothing outside", "COPY ../../etc/passwd /", ["etc/passwd"]],
  ])("is %s", (_, text, taken) => {
    expect(takenBy(text)).toEqual(taken);
  });
});

describe(".dockerignore", () => {
  it.each([
    ["node_modules\n*.log", ["node_modules", "node_modules/x/y", "a.log"], ["src", "src/b.log", "x/node_modules"]],
    ["**/node_modules\n# comment\n\n/tmp/", ["node_modules", "a/b/node_modules/c", "tmp/x"], ["tmpx", "node_module"]],
    ["docs/**\n!docs/keep.md", ["docs/a", "docs/a/b"], ["docs/keep.md", "doc"]],
    ["*\n!src", ["a", "b/c"], ["src", "src/deep/x"]],
    ["a?c", ["abc"], ["ac", "a/c"]],
    ["**/x/**/y", ["x/y", "a/x/b/c/y/z"], ["y/x", "x"]],
    ["[a-c]*[!0-9].t\\*t\n(a+)+$", ["bx.t*t", "(a+)+$"], ["dx.t*t", "b0.t*t", "bx.txt", "aaa"]],
    ["**.log\n[", ["a/b.log", "["], ["a/b.logs"]],
  ])("%j leaves out %j", (text, out, kept) => {
    const keeps = createIgnore(text);
    expect([out.filter(keeps), kept.filter((path) => !keeps(path))]).toEqual([[], []]);
  });
});

describe("a text that is made to take long", () => {
  it.each([
    ["many stars", `${"*a".repeat(100)}*b`, "a".repeat(250)],
    ["many stars for directories", `${"**/a/".repeat(24)}b`, "a/".repeat(100)],
    ["stars in all of its lines", "**/*a*a*a*a*a*b\n".repeat(900), `${"a".repeat(200)}/`.repeat(10)],
  ])("takes none in .dockerignore: %s", (_, text, path) => {
    const begun = performance.now();
    expect(createIgnore(text)(path)).toBe(true);
    expect(performance.now() - begun).toBeLessThan(1_000);
  });

  it("takes none in a Dockerfile or a value either", () => {
    const begun = performance.now();
    expect(takenBy(`COPY${" ".repeat(2 ** 19)}x\u2028`)).toEqual([]);
    expect(plain("${a:b:".repeat(2 ** 17), {}, () => {})).toHaveLength(6 * 2 ** 17);
    expect(takenBy(Array.from({ length: 600 }, (_, at) => `COPY f${at} /`).join("\n"))).toEqual(["."]);
    expect(performance.now() - begun).toBeLessThan(2_000);
  });

  it.each([
    ["x\n".repeat(1_001), /more than 1000 patterns/],
    ["x".repeat(65_537), /64 kB/],
    ["a/".repeat(51), /more than 50 names in one pattern/],
  ])("is refused where there is too much of it", (text, message) => {
    expect(failure(() => createIgnore(text))).toMatch(message);
  });
});

describe("the last layer", () => {
  const image = { userHome: "/home/dev", program: "/usr/local/bin/agent" };
  const nothing = { environment: [], first: [], features: [], setup: [] };

  it("is none where nothing is added", () => {
    expect(layerFiles("base:1", nothing, image)).toBeNull();
  });

  it("carries commands as they are, and keeps them out of the Dockerfile's own words", () => {
    const files = layerFiles("base:1", { ...nothing, setup: ['echo "a" \\\n  && echo $HOME\nFROM evil'] }, image);
    const dockerfile = files?.[`${OURS}/Dockerfile`] ?? "";
    expect(dockerfile.split("\n").filter((line) => line.startsWith("FROM"))).toEqual([
      "FROM base:1 AS cockpit",
      "FROM base:1",
    ]);
    expect(dockerfile).toContain(
      'RUN ["/bin/bash","-euo","pipefail","-c","echo \\"a\\" \\\\\\n  && echo $HOME\\nFROM evil"]',
    );
    expect(dockerfile.trimEnd().endsWith("USER 1000:1000")).toBe(true);
  });

  it("has what comes first in quotes that nothing ends", () => {
    const first = [{ name: "postCreateCommand", argv: ["/bin/sh", "-c", "echo 'it''s' $X"] }];
    const files = layerFiles("base:1", { ...nothing, first, environment: [{ name: "X", word: '"1"' }] }, image);
    expect(files?.[`${OURS}/etc/first-run`]).toContain(
      `run 'postCreateCommand' '/bin/sh' '-c' 'echo '\\''it'\\'''\\''s'\\'' $X'\n`,
    );
    expect(files?.[`${OURS}/etc/environment`]).toBe('export X="1"\n');
  });
});
