import { expect, it } from "vitest";
import { costOf } from "../../src/commands/cost.ts";

const tokens = (input: number, output: number, cached = 0) => ({ input, output, cached });

it("is a table of tokens and dollars, and says what is not counted yet", () => {
  const session = { tokens: tokens(81_250, 1_900, 12_400_000), dollars: 1.234, since: tokens(10, 2) };
  const project = { tokens: tokens(999, 40), dollars: 0.0314, since: tokens(0, 0) };
  const { text, data } = costOf("musica", { turn: tokens(13_606, 18), session, project });
  expect(text).toBe(
    [
      "musica has used (tokens)",
      "              input  cached  output    cost",
      "last turn     13.6k       0      18",
      "conversation  81.3k  12.40M    1.9k  $1.23+",
      "project         999       0      40  $0.031",
      "Claude counts dollars when it ends: what came since its last stop is not in them.",
    ].join("\n"),
  );
  expect(data).toMatchObject({ project: "musica", session: { dollars: 1.234 } });
});

it("says that dollars come later where Claude has not ended yet", () => {
  const none = { tokens: tokens(0, 0), dollars: null, since: tokens(0, 0) };
  const session = { tokens: tokens(5, 5), dollars: null, since: tokens(5, 5) };
  const { text } = costOf("musica", { turn: tokens(5, 5), session, project: session });
  expect(text).toContain("not counted yet");
  expect(text).toContain("Claude counts dollars when it ends");
  expect(costOf("musica", { turn: tokens(0, 0), session: none, project: none }).text).not.toContain("not counted yet");
});
