import { expect, it, onTestFinished } from "vitest";
import { createGround } from "../chat/bot.ts";
import { createRandom } from "../core/random.ts";
import { ANN, GENERAL, setDiscordStage } from "./stage.ts";

const THREADS = 30;
const EACH = 10;
/** Milliseconds: three hundred messages and some thousand calls, on two slow cores. */
const LIMIT = 240_000;

it(
  `brings ${THREADS * EACH} messages in ${THREADS} threads through 429, 5xx, cuts, lost sessions, duplicates and a restart, once each and in order`,
  async () => {
    const stage = await setDiscordStage({ stopped: true, speed: 200, twin: { rates: { factor: 200 } } });
    const { twin, clock } = stage;
    const projects = Array.from({ length: THREADS }, (_, at) => `project-${at}`);
    const ground = createGround({
      clock,
      projects,
      policies: { discord: { users: [ANN], groups: [], channels: [] } },
      script: (text) => [
        { type: "use", tool: "Bash", summary: "ls" },
        { type: "say", text: `Heard: ${text}` },
      ],
    });
    let bot = await ground.bot([stage.make()]);
    onTestFinished(() => bot.close());
    for (const project of projects) {
      // An answer that came too late for Discord is no matter here.
      const start = { user: ANN, channel: GENERAL, command: "cockpit start", options: { project } };
      await twin.slash(start).catch(() => undefined);
    }
    await twin.until(() => projects.every((project) => stage.root(project) !== ""));

    const random = createRandom(3);
    const perhaps = (chance: number) => () => random.next() < chance;
    const undo = [
      // discord.js waits by the machine's clock.
      twin.misbehave({ route: /./, how: { status: 429, retryAfter: 0.02 }, when: perhaps(0.03) }),
      twin.misbehave({ route: /./, how: { status: 503 }, when: perhaps(0.03) }),
      twin.misbehave({ route: /./, how: "drop before", when: perhaps(0.02) }),
      twin.misbehave({ method: "POST", route: /\/messages$/, how: "drop after", when: perhaps(0.05) }),
    ];
    for (let at = 1; at <= EACH; at++) {
      if (perhaps(0.3)()) twin.cut();
      if (perhaps(0.2)()) twin.invalidate(false);
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
        .messages(stage.root(project))
        .filter(({ user }) => user === twin.bot.id)
        .flatMap(({ content }) => /^Heard: (.*)$/.exec(content)?.[1] ?? []);
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
    expect(twin.invalidRequests).toBeLessThan(2_000);
  },
  LIMIT,
);
