import { expect, it } from "vitest";
import { isSaid, opened, texts } from "./scene.ts";

it("reads nothing without the intent, and all once it is on", async () => {
  const stage = await opened();
  await stage.stop();
  await stage.write("musica", "while away");
  stage.twin.setPrivileged([]);
  await expect(stage.restart()).rejects.toThrow(/Message Content Intent/);
  await stage.stop();
  stage.twin.setPrivileged(["MessageContent"]);
  await stage.restart();
  await stage.people.next(isSaid("while away"));
  expect(texts(stage)).toEqual(["while away"]);
});

it("hands nothing empty over where the intent is switched off later", async () => {
  const stage = await opened({ speed: 200 });
  stage.twin.setPrivileged([]);
  const calls = stage.twin.calls.length;
  await stage.write("musica", "hello there");
  // It reads its threads again all by itself.
  await stage.twin.next(({ method, route }) => method === "GET" && /\d\/messages$/.test(route), calls);
  stage.twin.setPrivileged(["MessageContent"]);
  await stage.people.next(isSaid("hello there"));
  expect(texts(stage)).toEqual(["hello there"]);
});
