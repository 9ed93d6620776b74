import { expect, it } from "vitest";
import { weather } from "../chat/storm.ts";
import { ANN, GENERAL, setDiscordStage } from "./stage.ts";

/** Milliseconds: some thousand calls, on two slow cores. */
const LIMIT = 240_000;

it(
  "brings 300 messages in 30 threads through 429, 5xx, cuts, lost sessions, duplicates and a restart, once each and in order",
  async () => {
    // The platform's own patience: an answer that comes too late is no matter here, and many never come.
    const stage = await setDiscordStage({
      stopped: true,
      speed: 200,
      twin: { rates: { factor: 200 }, ackTimeout: 3_000 },
    });
    const { twin, root } = stage;
    await weather({
      ...stage,
      platform: "discord",
      ann: ANN,
      start: (project) =>
        twin
          .slash({ user: ANN, channel: GENERAL, command: "cockpit start", options: { project } })
          .catch(() => undefined),
      isOpen: (project) => root(project) !== "",
      until: twin.until,
      misbehave(perhaps) {
        const undo = [
          // discord.js waits by the machine's clock.
          twin.misbehave({ route: /./, how: { status: 429, retryAfter: 0.02 }, when: perhaps(0.03) }),
          twin.misbehave({ route: /./, how: { status: 503 }, when: perhaps(0.03) }),
          twin.misbehave({ route: /./, how: "drop before", when: perhaps(0.02) }),
          twin.misbehave({ method: "POST", route: /\/messages$/, how: "drop after", when: perhaps(0.05) }),
        ];
        return () => undo.forEach((stop) => void stop());
      },
      blow(perhaps) {
        if (perhaps(0.3)) twin.cut();
        if (perhaps(0.2)) twin.invalidate(false);
        if (perhaps(0.5)) twin.duplicate(5);
        if (perhaps(0.3)) twin.shuffle(2);
      },
      told: (project) =>
        twin
          .messages(root(project))
          .filter(({ user }) => user === twin.bot.id)
          .map(({ content }) => content),
    });
    expect(twin.invalidRequests).toBeLessThan(2_000);
  },
  LIMIT,
);
