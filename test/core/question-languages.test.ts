import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { judge } from "../../src/cockpit/question/question.ts";
import { czech } from "./questions/cs.ts";
import { german } from "./questions/de.ts";
import { english } from "./questions/en.ts";
import { spanish } from "./questions/es.ts";
import { french } from "./questions/fr.ts";
import { italian } from "./questions/it.ts";
import { japanese } from "./questions/ja.ts";
import { portuguese } from "./questions/pt.ts";
import { russian } from "./questions/ru.ts";
import { chinese } from "./questions/zh.ts";

const languages = { english, japanese, spanish, chinese, italian, portuguese, russian, czech, french, german };

describe.each(Object.entries(languages))("in %s", (_, { awaiting, settled, alike }) => {
  it.each([...awaiting, ...alike.map(([waits]) => waits)])("a person is waited for: %s", (text) => {
    const judgement = judge(text);
    expect(judgement).toMatchObject({ awaiting: true });
    expect(judgement.sentence).not.toBe("");
  });

  it.each([...settled, ...alike.map(([, done]) => done)])("nobody is waited for: %s", (text) => {
    expect(judge(text)).toMatchObject({ awaiting: false, sentence: "" });
  });
});

it("has examples of each language", () => {
  const codesIn = (folder: string) =>
    readdirSync(join(import.meta.dirname, folder)).filter((name) => !/^(language|examples)\.ts$/.test(name));
  const codes = codesIn("../../src/cockpit/question/languages");
  expect(codesIn("questions")).toEqual(codes);
  expect(Object.keys(languages)).toHaveLength(codes.length);
});
