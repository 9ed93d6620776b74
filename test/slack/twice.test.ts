import { expect, it } from "vitest";
import { given } from "../fakes/given.ts";
import { isEdited, isSaid } from "../fakes/people.ts";
import { setSlackStage } from "./stage.ts";

async function opened() {
  const stage = await setSlackStage({ speed: 100 });
  await stage.openThread("musica");
  return stage;
}

it("a file that was asked for stands there once after an answer that is lost, and again when asked for again", async () => {
  const stage = await opened();
  stage.people.answer(async () => ({ text: "", file: given("package.json", "{}") }));
  const files = () => {
    const { channel, ts } = stage.place("musica");
    return stage.twin.thread(channel, ts).flatMap((message) => message.files);
  };
  const told = () => stage.twin.ephemerals("U1").filter(({ shown }) => shown.includes("package.json is in the thread"));
  const ask = async () => {
    const before = told().length;
    await stage.twin.slash({ user: "U1", channel: "C1", text: "file musica package.json" });
    await stage.twin.until(() => told().length > before || undefined);
  };
  stage.twin.misbehave({ method: "files.completeUploadExternal", how: "drop after", times: 1 });
  await ask();
  expect(files()).toHaveLength(1);
  await ask();
  expect(files()).toHaveLength(2);
});

it("a refusal that cannot be shown yet holds nobody up", async () => {
  const stage = await opened();
  stage.twin.misbehave({ method: "chat.postEphemeral", how: { status: 503 } });
  stage.people.refuse("Sorry, not you.");
  await stage.write("musica", "let me in");
  await stage.people.next(isSaid("let me in"));
  stage.people.refuse(null);
  await stage.write("musica", "next");
  await stage.people.next(isSaid("next"));
  expect(stage.twin.ephemerals("U1").some(({ shown }) => shown.includes("Sorry"))).toBe(false);
});

it("an edit that is told of again after a restart is the same edit", async () => {
  const stage = await opened();
  const id = await stage.write("musica", "frist");
  await stage.people.next(isSaid("frist"));
  await stage.edit(id, "first");
  await stage.people.next(isEdited);
  await stage.twin.until(() => stage.disk.get("musica")?.includes('"editions"') || undefined);
  stage.people.inbox.push(id);
  await stage.stop();
  await stage.restart();
  await stage.write("musica", "after");
  await stage.people.next(isSaid("after"));
  expect(stage.people.handed.filter(isEdited)).toHaveLength(1);
});
