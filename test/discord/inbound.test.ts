import { text as textOf } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { createApi } from "../../adapters/discord/api.ts";
import type { Message } from "../../src/ports/ports.ts";
import type { Handed } from "../fakes/people.ts";
import { isCall, isEdited, isSaid, opened, until } from "./scene.ts";
import { ANN, GENERAL } from "./stage.ts";

const isWithdrawn = ({ type }: Handed) => type === "withdrawn";

it("takes messages that are deleted together back at once", async () => {
  const stage = await opened({ speed: 1 });
  const ids = [await stage.write("musica", "oops"), await stage.write("musica", "oops, too")];
  await stage.people.next(isSaid("oops, too"));
  await stage.twin.bulkErase(
    stage.root("musica"),
    ids.map((id) => id.split(":")[2] ?? ""),
  );
  await until(() => stage.people.handed.filter(isWithdrawn).length === 2);
  expect(stage.people.handed.filter(isWithdrawn)).toEqual(
    ids.map((id) => ({ type: "withdrawn", project: "musica", id })),
  );
});

it.each([
  ["a 503", { status: 503 }],
  ["a connection that breaks", "drop before"],
] as const)("gets an attached file after %s", async (_, how) => {
  const stage = await opened({ speed: 100 });
  stage.twin.misbehave({ route: /attachments/, how, times: 1 });
  const files = [{ name: "a.txt", content: Buffer.from("hi") }];
  await stage.twin.write({ channel: stage.root("musica"), user: ANN, text: "look", files });
  const { message } = await stage.people.next(isSaid("look"));
  const file = await message.files[0]?.open();
  expect(file && (await textOf(file))).toBe("hi");
});

describe("a pin", () => {
  it.each(["while it runs", "after a restart"])("of a message that was edited is no edit, %s", async (when) => {
    const stage = await opened();
    const id = await stage.write("musica", "frist");
    await stage.people.next(isSaid("frist"));
    await stage.edit(id, "first");
    await stage.people.next(isEdited);
    await until(() => stage.disk.get("musica")?.includes('"editions"') === true);
    if (when === "after a restart") {
      await stage.stop();
      await stage.restart();
    }
    const { twin, clock } = stage;
    const { signal } = new AbortController();
    const api = createApi({ token: twin.token, url: twin.url, clock, signal });
    const [, channel = "", message = ""] = id.split(":");
    await api.call("PUT", `/channels/${channel}/pins/${message}`);
    await stage.write("musica", "after");
    await stage.people.next(isSaid("after"));
    expect(stage.people.handed.filter(isEdited)).toHaveLength(1);
  });
});

it("a reply is handed over with the question that it replies to, also after a restart", async () => {
  const stage = await opened();
  const { twin, chat, thread, people, root } = stage;
  const ask = (id: string): Message => ({
    type: "question",
    question: {
      id,
      kind: "permission",
      text: `Bash\nrm ${id}`,
      sentence: `May Claude use Bash: rm ${id}?`,
      asks: [],
      since: 1,
    },
  });
  for (const id of ["s1:first.json", "s1:second.json"]) await chat.post(thread, `question:${id}`, ask(id));
  const ours = twin.messages(root("musica")).filter(({ user }) => user === twin.bot.id);
  const shows = (words: string) => ours.findLast(({ content }) => content.includes(words))?.id ?? "";
  const annes = await stage.write("musica", "well?");
  await people.next(isSaid("well?"));
  const reply = async (text: string, replyTo: string) => {
    await twin.write({ channel: root("musica"), user: ANN, text, replyTo });
    return (await people.next(isSaid(text))).message.about;
  };
  expect(await reply("yes 1", shows("rm s1:first.json"))).toBe("s1:first.json");
  expect(await reply("yes 2", shows("rm s1:second.json"))).toBe("s1:second.json");
  expect(await reply("yes 3", annes.split(":")[2] ?? "")).toBeNull();
  expect((await people.next(isSaid("well?"))).message.about).toBeUndefined();
  await stage.stop();
  await twin.write({ channel: root("musica"), user: ANN, text: "yes 4", replyTo: shows("rm s1:first.json") });
  await stage.restart();
  expect((await people.next(isSaid("yes 4"))).message.about).toBe("s1:first.json");
});

it("a command and a form say when they were begun", async () => {
  const stage = await opened();
  const { twin, people, clock } = stage;
  const { channel, id } = await twin.write({ channel: GENERAL, user: ANN, text: "yes" });
  const before = clock.now();
  await twin.menu({ user: ANN, channel, id, command: "Send to a cockpit" });
  const modal = await twin.until(() => twin.modals(ANN).at(-1));

  clock.leap(60_000);
  await twin.submit({ user: ANN, modal: modal.id, values: { project: ["musica"] } });
  const { call } = await people.next(isCall(/^send/));
  expect(call.at).toBeGreaterThanOrEqual(before);
  expect(call.at).toBeLessThan(before + 30_000);
  await twin
    .slash({ user: ANN, channel: GENERAL, command: "cockpit status", options: { project: "musica" } })
    .catch(() => undefined);
  expect((await people.next(isCall(/^status/))).call.at).toBeGreaterThanOrEqual(before + 60_000);
});
