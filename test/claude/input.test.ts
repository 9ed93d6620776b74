import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { SESSIONS } from "../../adapters/claude/homes.ts";
import { createInput, placeholder } from "../../adapters/claude/terminal/input.ts";
import { prompt, session } from "../core/states.ts";
import { createDisk, createHastyClock } from "./lines.ts";

const RULE = "─".repeat(100);
const one = prompt("p1");
const SIGN = placeholder(one.id);

/** Claude's input line, with what each key does to it; `onEnter`: what stands there after each Enter. */
function createLine(status: "idle" | "busy", draft: string, onEnter: readonly string[]) {
  const { home, paths } = createDisk();
  mkdirSync(join(paths.config, SESSIONS), { recursive: true });
  writeFileSync(join(paths.config, SESSIONS, "21.json"), JSON.stringify({ status }));
  const keys: string[] = [];
  let line = draft;
  let isSearching = false;
  const press = (key: string) => {
    keys.push(key);
    if (key === "Enter") line = onEnter[keys.filter((pressed) => pressed === "Enter").length - 1] ?? "";
    else if (key === "C-r") isSearching = true;
    else if (key === "Tab") isSearching = false;
    else if (key === "Escape" || key === "C-s") line = "";
    else line = SIGN;
  };
  const terminal = {
    async command(command: string) {
      const key = /^send-keys -t %0 (\S+)$/.exec(command)?.[1] ?? /^send-keys -l .*"(.*)"$/.exec(command)?.[1];
      if (key !== undefined) press(key);
      if (!command.startsWith("capture-pane")) return [];
      return ["", RULE, ...`❯\u00a0${line}`.split("\n"), RULE, isSearching ? " search prompts: 9" : " ? for shortcuts"];
    },
    ended: new Promise<void>(() => {}),
    close: () => undefined,
  };
  return { input: createInput(terminal, home, session, one, createHastyClock()), keys };
}

it.each([
  ["once, where Claude takes the text", [""], false, 1],
  ["again, where Claude holds the text back for a second look", [SIGN, ""], false, 2],
  ["once, where an interrupt has given back what Claude had taken", [SIGN], true, 1],
] as const)("Enter is pressed %s", async (_, onEnter, isTaken, times) => {
  const { input, keys } = createLine("busy", SIGN, onEnter);
  await input.send(() => isTaken);
  expect(keys).toEqual(Array.from({ length: times }, () => "Enter"));
});

it("what an interrupt has given back to the line is put in anew", async () => {
  const { input, keys } = createLine("idle", SIGN.replace("+", "+\n  "), []);
  expect(await input.fill()).toBe(true);
  expect(keys).toEqual(["Escape", "C-r", expect.stringMatching(/^9[7890]+$/), "Tab"]);
});

it.each(["idle", "busy"] as const)(
  "what a killed bot has left on the line is taken as it stands (%s)",
  async (status) => {
    const { input, keys } = createLine(status, SIGN, []);
    expect([await input.fill(), keys]).toEqual([true, []]);
  },
);
