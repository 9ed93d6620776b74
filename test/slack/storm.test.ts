import { expect, it, onTestFinished } from "vitest";
import { createGround } from "../chat/bot.ts";
import { createRandom } from "../core/random.ts";
import { setSlackStage } from "./stage.ts";

const THREADS = 30;
const EACH = 10;
/** Milliseconds: three hundred messages and some thousand calls, on two slow cores. */
const LIMIT = 120_000;

it(
  `brings ${THREADS * EACH} messages in ${THREADS} threads through 429, 5xx, cuts, duplicates and a restart, once each and in order`,
  async () => {
    const stage = await setSlackStage({ stopped: true, speed: 200, twin: { rates: { factor: 20 } } });
    const { twin, clock } = stage;
    const projects = Array.from({ length: THREADS }, (_, at) => `project-${at}`);
    const ground = createGround({
      clock,
      projects,
      policies: { slack: { users: ["U1"], groups: [], channels: [] } },
      script: (text) => [
        { type: "use", tool: "Bash", summary: "ls" },
        { type: "say", text: `Heard: ${text}` },
      ],
    });
    let bot = await ground.bot([stage.make()]);
    onTestFinished(() => bot.close());
    for (const project of projects) await twin.slash({ user: "U1", channel: "C1", text: `start ${project}` });
    await twin.until(() => projects.every((project) => stage.disk.get(project)?.includes('"root":"')));

    const random = createRandom(3);
    const perhaps = (chance: number) => () => random.next() < chance;
    const undo = [
      twin.misbehave({ method: /./, how: { status: 429, retryAfter: 1 }, when: perhaps(0.03) }),
      twin.misbehave({ method: /./, how: { status: 503 }, when: perhaps(0.03) }),
      twin.misbehave({ method: /./, how: "drop before", when: perhaps(0.02) }),
      twin.misbehave({ method: "chat.postMessage", how: "drop after", when: perhaps(0.05) }),
    ];
    for (let at = 1; at <= EACH; at++) {
      if (perhaps(0.3)()) twin.cut();
      if (perhaps(0.5)()) twin.duplicate(5);
      if (perhaps(0.3)()) twin.shuffle(2);
      for (const project of projects) await stage.write(project, `${project} ${at}`);
      if (at === EACH / 2) {
        await bot.close();
        bot = await ground.bot([stage.make()]);
      }
    }
    const words = (project: string) =>
      twin
        .thread("C1", stage.place(project).ts)
        .filter(({ bot_id }) => bot_id !== undefined)
        .flatMap(({ text }) => /^Heard: (.*)$/.exec(text)?.[1] ?? []);
    await twin.until(() => projects.every((project) => words(project).length >= EACH));
    for (const stop of undo) stop();
    // Whatever is still on its way, a second copy too, is there when the bot has ended and begun again.
    await bot.close();
    bot = await ground.bot([stage.make()]);
    await stage.write("project-0", "the end");
    await twin.until(() => words("project-0").length > EACH);
    for (const project of projects) {
      const written = Array.from({ length: EACH }, (_, at) => `Ann: ${project} ${at + 1}`);
      if (project === "project-0") written.push("Ann: the end");
      expect([...ground.claude.heard(project)].sort()).toEqual([...written].sort());
      expect(words(project)).toEqual(ground.claude.heard(project));
    }
  },
  LIMIT,
);
