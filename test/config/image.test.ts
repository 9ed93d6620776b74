import { expect, it } from "vitest";
import { load } from "./load.ts";

const tree = { "/home/ann/projects/musica": null, "/home/ann/projects/other": null };
const imageOf = (yaml: string, name = "musica") => load({ tree, yaml }).project(name).image;
const from = (settings: string) => imageOf(`projects:\n  musica: { ${settings} }`);

it.each([
  ["image: python:3.12", { kind: "image", name: "python:3.12" }],
  ["dockerfile: Dockerfile", { kind: "dockerfile", path: "Dockerfile", context: "." }],
  ["dockerfile: ops/dev.Dockerfile", { kind: "dockerfile", path: "ops/dev.Dockerfile", context: "ops" }],
  [
    "dockerfile: { path: ops/dev.Dockerfile, context: . }",
    { kind: "dockerfile", path: "ops/dev.Dockerfile", context: "." },
  ],
  ["devcontainer: true", { kind: "devcontainer", path: null }],
  ["devcontainer: .devcontainer/api/devcontainer.json", { kind: "devcontainer", path: expect.stringContaining("api") }],
])("comes from %s", (settings, expected) => {
  expect(from(settings)).toEqual({ from: expected, setup: [] });
});

it("is the usual one where nobody says otherwise, whatever the project holds", () => {
  const own = { ...tree, "/home/ann/projects/musica/.devcontainer/devcontainer.json": '{"image":"x"}' };
  expect(load({ tree: own }).project("musica")).not.toHaveProperty("image");
  expect(from("devcontainer: false")).toBeUndefined();
});

it("is set up with what is set up for everybody first, and comes from its own source before everybody's", () => {
  const yaml = "defaults: { image: debian:12, setup: [one] }\nprojects:\n  musica: { dockerfile: D, setup: [two] }";
  expect(imageOf(yaml)).toEqual({ from: { kind: "dockerfile", path: "D", context: "." }, setup: ["one", "two"] });
  expect(imageOf(yaml, "other")).toEqual({ from: { kind: "image", name: "debian:12" }, setup: ["one"] });
});
