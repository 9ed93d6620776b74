import { it } from "vitest";
import { weather } from "../chat/storm.ts";
import { setSlackStage } from "./stage.ts";

/** Milliseconds: some thousand calls, on two slow cores. */
const LIMIT = 240_000;

it(
  "brings 300 messages in 30 threads through 429, 5xx, cuts, duplicates and a restart, once each and in order",
  async () => {
    const stage = await setSlackStage({ stopped: true, speed: 200, twin: { rates: { factor: 20 } } });
    const { twin } = stage;
    await weather({
      ...stage,
      platform: "slack",
      ann: "U1",
      start: (project) => twin.slash({ user: "U1", channel: "C1", text: `start ${project}` }),
      isOpen: (project) => stage.disk.get(project)?.includes('"root":"') === true,
      until: twin.until,
      misbehave(perhaps) {
        const undo = [
          twin.misbehave({ method: /./, how: { status: 429, retryAfter: 1 }, when: perhaps(0.03) }),
          twin.misbehave({ method: /./, how: { status: 503 }, when: perhaps(0.03) }),
          twin.misbehave({ method: /./, how: "drop before", when: perhaps(0.02) }),
          twin.misbehave({ method: "chat.postMessage", how: "drop after", when: perhaps(0.05) }),
        ];
        return () => undo.forEach((stop) => void stop());
      },
      blow(perhaps) {
        if (perhaps(0.3)) twin.cut();
        if (perhaps(0.5)) twin.duplicate(5);
        if (perhaps(0.3)) twin.shuffle(2);
      },
      told: (project) =>
        twin
          .thread("C1", stage.place(project).ts)
          .filter(({ bot_id }) => bot_id !== undefined)
          .map(({ text }) => text),
    });
  },
  LIMIT,
);
