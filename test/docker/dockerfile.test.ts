import { describe, expect, it } from "vitest";
import { takenBy } from "../../adapters/docker/project/dockerfile.ts";
import { createIgnore } from "../../adapters/docker/project/ignore.ts";
import { layerFiles, OURS } from "../../adapters/docker/project/layer.ts";

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
  ])("%j leaves out %j", (text, out, kept) => {
    const keeps = createIgnore(text);
    expect([out.filter(keeps), kept.filter((path) => !keeps(path))]).toEqual([[], []]);
  });
});

describe("the last layer", () => {
  const nothing = { environment: [], first: [], features: [], setup: [] };

  it("is none where nothing is added", () => {
    expect(layerFiles("base:1", nothing, "/home/dev")).toBeNull();
  });

  it("carries commands as they are, and keeps them out of the Dockerfile's own words", () => {
    const files = layerFiles("base:1", { ...nothing, setup: ['echo "a" \\\n  && echo $HOME\nFROM evil'] }, "/home/dev");
    const dockerfile = files?.[`${OURS}/Dockerfile`] ?? "";
    expect(dockerfile.split("\n").filter((line) => line.startsWith("FROM"))).toEqual(["FROM base:1"]);
    expect(dockerfile).toContain(
      'RUN ["/bin/bash","-euo","pipefail","-c","echo \\"a\\" \\\\\\n  && echo $HOME\\nFROM evil"]',
    );
    expect(dockerfile.trimEnd().endsWith("USER 1000:1000")).toBe(true);
  });

  it("has what comes first in quotes that nothing ends", () => {
    const first = [{ name: "postCreateCommand", argv: ["/bin/sh", "-c", "echo 'it''s' $X"] }];
    const files = layerFiles("base:1", { ...nothing, first, environment: [{ name: "X", word: '"1"' }] }, "/home/dev");
    expect(files?.[`${OURS}/etc/first-run`]).toContain(
      `run 'postCreateCommand' '/bin/sh' '-c' 'echo '\\''it'\\'''\\''s'\\'' $X'\n`,
    );
    expect(files?.[`${OURS}/etc/environment`]).toBe('export X="1"\n');
  });
});
