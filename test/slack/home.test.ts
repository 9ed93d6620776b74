import { describe, expect, it } from "vitest";
import { tokenOf } from "../../src/cockpit/answer/token.ts";
import type { Question } from "../../src/cockpit/state.ts";
import type { BoardEntry } from "../../src/ports/ports.ts";
import { type SlackStage, setSlackStage } from "./stage.ts";

const question = (id: string, change: Partial<Question> = {}): Question => ({
  id,
  kind: "text",
  text: `Which of ${id}?`,
  sentence: `Which of ${id}?`,
  asks: [],
  since: Date.UTC(2026, 0, 1),
  ...change,
});
const entry = (project: string, change: Partial<BoardEntry> = {}): BoardEntry => ({
  project,
  question: question(`q-${project}`),
  to: ["slack:U2"],
  thread: null,
  ...change,
});
const choices = question("q-colour", {
  kind: "choices",
  sentence: "Which colour?",
  asks: [{ text: "Which colour?", multiple: false, options: [{ label: "red" }, { label: "blue" }] }],
});

/** The tab as Ann sees it; undefined until she has one. */
const shown = ({ twin }: SlackStage): string | undefined => {
  const home = twin.homes("U1").at(-1);
  return home === undefined ? undefined : JSON.stringify(home);
};

async function opened(stage: SlackStage): Promise<void> {
  await stage.twin.home("U1");
  await stage.twin.until(() => shown(stage));
}

describe("the Home tab", () => {
  it("shows what waits, first what waits for the one who looks, with links", async () => {
    const stage = await setSlackStage();
    const { chat } = stage;
    const thread = await stage.openThread("musica");
    await chat.board.put({ entries: [entry("overbits"), entry("musica", { to: [stage.ann], thread })] });
    await opened(stage);
    const home = shown(stage) ?? "";
    expect(home.indexOf("Waiting for you")).toBeLessThan(home.indexOf("*musica*"));
    expect(home.indexOf("*musica*")).toBeLessThan(home.indexOf("*overbits*"));
    expect(home).toContain("Which of q-musica?");
    expect(home).toContain("for <@U2>");
    expect(home).toContain((await chat.board.link(thread)) ?? "no link");
  });

  it("is put up anew for who has opened it, also by the next bot, and pings nobody", async () => {
    const stage = await setSlackStage();
    await stage.chat.board.put({ entries: [] });
    await opened(stage);
    expect(shown(stage)).toContain("Nothing waits for anybody.");
    await stage.stop();
    const again = await stage.restart();
    await again.board.put({ entries: [entry("musica", { question: question("<!channel> & <@U2>") })] });
    expect(shown(stage)).toContain("musica");
    expect(shown(stage)).not.toMatch(/<!channel>|> [^"]*<@U2>/);
    expect(stage.twin.homes("U2")).toEqual([]);
  });

  it("answers by a button, and says what came of it", async () => {
    const stage = await setSlackStage();
    await stage.chat.board.put({ entries: [entry("musica", { question: choices })] });
    await opened(stage);
    const view = stage.twin.homes("U1").at(-1)?.id ?? "";
    await stage.twin.click({ user: "U1", view, actionId: "cockpit_pick:2" });
    const picked = await stage.people.next((one) => one.type === "pick");
    expect(picked).toMatchObject({ pick: { project: "musica", token: tokenOf(choices), text: "2" } });
    const modal = await stage.twin.until(() => stage.twin.views("U1").at(-1));
    expect(JSON.stringify(modal)).toContain("Cockpit");
  });

  it("lets nothing be allowed that is not shown in full", async () => {
    const stage = await setSlackStage();
    const call = { tool: "Bash", input: { command: "rm x" }, rules: [] };
    await stage.chat.board.put({
      entries: [entry("musica", { question: question("q", { kind: "permission", call }) })],
    });
    await opened(stage);
    expect(shown(stage)).not.toContain("cockpit_pick");
  });

  it("counts what there is no room for", async () => {
    const stage = await setSlackStage();
    const entries = Array.from({ length: 45 }, (_, at) => entry(`p${at}`, { question: { ...choices, id: `q${at}` } }));
    await stage.chat.board.put({ entries });
    await opened(stage);
    expect(shown(stage)).toContain("And 15 more");
  });

  it("shows a stranger the sentence that refuses, and nothing that waits", async () => {
    const stage = await setSlackStage();
    stage.people.refuse("Nobody has let you in. Ask the bot's operator.");
    await stage.chat.board.put({ entries: [entry("musica")] });
    await opened(stage);
    expect(shown(stage)).toContain("Nobody has let you in.");
    expect(shown(stage)).not.toContain("musica");
  });
});
