import type { ChatStage } from "../contract/chat-adapter.ts";
import { isSaid } from "../fakes/people.ts";

/** A thread each, all of them read, and a bot that is away; in the first project's something was said. */
export async function readAll(stage: ChatStage, projects: readonly string[]): Promise<void> {
  for (const project of projects) await stage.openThread(project);
  await stage.stop();
  await stage.restart();
  await stage.write(projects[0] ?? "", "before");
  await stage.people.next(isSaid("before"));
  await stage.stop();
}
