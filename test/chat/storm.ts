import { expect, onTestFinished } from "vitest";
import type { ChatAdapter, Clock } from "../../src/ports/ports.ts";
import { createRandom } from "../core/random.ts";
import { createGround } from "./bot.ts";

const THREADS = 30;
const EACH = 10;

/** A platform in a storm. */
export interface Storm {
  readonly platform: string;
  /** The platform's id of Ann, who writes. */
  readonly ann: string;
  readonly clock: Clock;
  make(): ChatAdapter;
  start(project: string): Promise<unknown>;
  isOpen(project: string): boolean;
  /** Calls go wrong by chance from now on; returns what ends it. */
  misbehave(perhaps: (chance: number) => () => boolean): () => void;
  /** What may happen to the connection between two rounds of messages. */
  blow(perhaps: (chance: number) => boolean): void;
  write(project: string, text: string): Promise<unknown>;
  /** The texts of the bot's messages in the thread. */
  told(project: string): readonly string[];
  until(look: () => boolean): Promise<unknown>;
}

/** Three hundred messages in thirty threads, and a restart in the middle: each reaches Claude once, each of Claude's comes once and in order. */
export async function weather(storm: Storm): Promise<void> {
  const projects = Array.from({ length: THREADS }, (_, at) => `project-${at}`);
  const ground = createGround({
    clock: storm.clock,
    projects,
    policies: { [storm.platform]: { users: [storm.ann], groups: [], channels: [] } },
    script: (text) => [
      { type: "use", tool: "Bash", summary: "ls" },
      { type: "say", text: `Heard: ${text}` },
    ],
  });
  let bot = await ground.bot([storm.make()]);
  onTestFinished(() => bot.close());
  for (const project of projects) await storm.start(project);
  await storm.until(() => projects.every(storm.isOpen));

  const random = createRandom(3);
  const calm = storm.misbehave((chance) => () => random.next() < chance);
  for (let at = 1; at <= EACH; at++) {
    storm.blow((chance) => random.next() < chance);
    for (const project of projects) await storm.write(project, `${project} ${at}`);
    if (at === EACH / 2) {
      await bot.close();
      bot = await ground.bot([storm.make()]);
    }
  }
  const words = (project: string) => storm.told(project).flatMap((text) => /^Heard: (.*)$/.exec(text)?.[1] ?? []);
  await storm.until(() => projects.every((project) => words(project).length >= EACH));
  calm();
  // Whatever is still on its way, a second copy too, is there when the bot has ended and begun again.
  await bot.close();
  bot = await ground.bot([storm.make()]);
  await storm.write("project-0", "the end");
  await storm.until(() => words("project-0").length > EACH);
  for (const project of projects) {
    const written = Array.from({ length: EACH }, (_, at) => `Ann: ${project} ${at + 1}`);
    if (project === "project-0") written.push("Ann: the end");
    expect([...ground.claude.heard(project)].sort()).toEqual([...written].sort());
    expect(words(project)).toEqual(ground.claude.heard(project));
  }
}
