import { expect, it } from "vitest";
import { readAll } from "../chat/many.ts";
import { isSaid } from "./scene.ts";
import { type DiscordStage, setDiscordStage } from "./stage.ts";

const PROJECTS = Array.from({ length: 30 }, (_, at) => `p${at}`);

const reads = ({ twin }: DiscordStage, from: number): readonly string[] =>
  twin.calls.slice(from).flatMap(({ method, route }) => (method === "GET" && /\/messages$/.test(route) ? [route] : []));

/** A bot that has read all its threads, half of which are archived, and is away. */
async function settled(): Promise<DiscordStage> {
  const stage = await setDiscordStage();
  await readAll(stage, PROJECTS);
  for (const project of PROJECTS.slice(15)) await stage.twin.changeThread(stage.root(project), { archived: true });
  return stage;
}

it("of thirty threads, archived ones among them, only those with something new are read after a restart", async () => {
  const stage = await settled();
  await stage.write("p7", "while it was away");
  await stage.write("p20", "this one, too");
  await stage.twin.changeThread(stage.root("p20"), { archived: true });
  const from = stage.twin.calls.length;
  await stage.restart();
  for (const text of ["while it was away", "this one, too"]) await stage.people.next(isSaid(text));
  await stage.write("p9", "and now");
  await stage.people.next(isSaid("and now"));
  // Those in which something was written since they were read last, and no other.
  const roots = ["p0", "p7", "p9", "p20"].map((project) => `/channels/${stage.root(project)}/messages`);
  expect(reads(stage, from).filter((route) => !roots.includes(route))).toEqual([]);
});

it("where Discord does not list the threads, each is read", async () => {
  const stage = await settled();
  const from = stage.twin.calls.length;
  stage.twin.misbehave({ route: /\/threads\//, how: { status: 403, code: 50001 } });
  await stage.write("p7", "while it was away");
  await stage.restart();
  await stage.people.next(isSaid("while it was away"));
  await stage.twin.until(() => new Set(reads(stage, from)).size === PROJECTS.length);
});
