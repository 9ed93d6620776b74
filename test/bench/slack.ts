/**
 * How soon a person in Slack sees that their answer was taken, that the cockpit comes up, and Claude's next words: as
 * ratios to a floor of the same run, one event and one call over the same wire. `npm run bench:slack`; needs a machine on
 * which `npm run demo` works.
 */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createModelTwin, say } from "../twins/model/index.ts";
import { createSlackTwin } from "../twins/slack/index.ts";
import { median, timed } from "./figures.ts";

const run = promisify(execFile);
const ROUNDS = 5;
const program = new URL("../../dist/src/main.js", import.meta.url).pathname;
const place = await mkdtemp(join(tmpdir(), "luzia-bench-"));
const model = await createModelTwin({ host: "0.0.0.0", script: () => say("Shall I go on?") });
const slack = await createSlackTwin();
slack.user("U1", { name: "Ann" });
slack.channel("C1", { name: "general", members: ["U1"] });
const environment = {
  ...process.env,
  COCKPIT_ROOT: join(place, "root"),
  COCKPIT_STATE: join(place, "state"),
  COCKPIT_NAME: "luzia-bench-slack",
  ANTHROPIC_API_KEY: "sk-ant-scripted-model-needs-no-key",
  ANTHROPIC_BASE_URL: model.url.replace("0.0.0.0", "127.0.0.1"),
  SLACK_BOT_TOKEN: slack.botToken,
  SLACK_APP_TOKEN: slack.appToken,
  SLACK_API_URL: slack.url,
  SLACK_ALLOW: "U1",
};
const cockpit = (...words: string[]) => run(process.execPath, [program, ...words], { env: environment });

try {
  await mkdir(join(place, "root", "bench"), { recursive: true });
  await cockpit("up");
  await slack.slash({ user: "U1", channel: "C1", text: "start bench" });
  const card = await slack.until(() => slack.messages("C1").find(({ text }) => text.startsWith("bench ")));
  const thread = card.ts;
  const frozen = () => slack.until(() => /frozen/.test(slack.message(card)?.text ?? "") && slack.connections === 1);
  const posts = () => slack.thread("C1", thread).filter(({ bot_id }) => bot_id !== undefined).length;
  const times: Record<"floor" | "receipt" | "card" | "words", number[]> = {
    floor: [],
    receipt: [],
    card: [],
    words: [],
  };
  await slack.until(() => slack.ephemerals("U1").find(({ text }) => /^Started/.test(text)));
  await slack.write({ channel: "C1", thread, user: "U1", text: "begin, please" });
  for (let round = 0; round < ROUNDS; round++) {
    await slack.until(() => slack.thread("C1", thread).filter(({ pings }) => pings.includes("U1")).length > round + 1);
    await frozen();
    times.floor.push(
      await timed(async () => {
        const from = slack.calls.length;
        await slack.write({ channel: "C1", user: "U1", text: "<@U0BOT> help" });
        await slack.next(({ method }) => method === "chat.postEphemeral", from);
      }),
    );
    const before = posts();
    const started = performance.now();
    const { ts } = await slack.write({ channel: "C1", thread, user: "U1", text: `answer number ${round}` });
    const since = async (look: () => unknown) => {
      await slack.until(() => Boolean(look()));
      return performance.now() - started;
    };
    const [receipt = 0, thawing = 0, words = 0] = await Promise.all([
      since(() => slack.message({ channel: "C1", ts })?.reactions.eyes),
      since(() => /thawing/.test(JSON.stringify(slack.message(card)?.blocks))),
      since(() => posts() > before),
    ]);
    times.receipt.push(receipt);
    times.card.push(thawing);
    times.words.push(words);
  }
  const floor = median(times.floor);
  process.stdout.write(`medians of ${ROUNDS}; the floor is a mention and its answer: ${Math.round(floor)} ms\n`);
  for (const [what, all] of [
    ["answer in a frozen thread to its receipt", times.receipt],
    ["to a card that says thawing", times.card],
    ["to Claude's next words", times.words],
  ] as const)
    process.stdout.write(`${what}: ${(median(all) / floor).toFixed(1)} x (${Math.round(median(all))} ms)\n`);
} finally {
  await cockpit("remove", "bench", "--yes").catch(() => undefined);
  await cockpit("down").catch(() => undefined);
  await slack.close();
  await model.close();
  await rm(place, { recursive: true, force: true });
}
