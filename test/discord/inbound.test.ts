import { text as textOf } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { createApi } from "../../adapters/discord/api.ts";
import type { Handed } from "../fakes/people.ts";
import { isEdited, isSaid, opened, until } from "./scene.ts";
import { ANN } from "./stage.ts";

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
