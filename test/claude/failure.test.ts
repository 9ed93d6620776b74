import { expect, it } from "vitest";
import { failureOf } from "../../adapters/claude/record/failure.ts";

it.each([
  ["authentication_failed", /401.*ANTHROPIC_API_KEY/],
  ["oauth_org_not_allowed", /401/],
  ["billing_error", /billing/],
  ["rate_limit", /429/],
  ["server_error", /529/],
  ["overloaded", /529/],
  ["something_new", /something_new.*kept/],
])("has a sentence for %s", (error, sentence) => {
  expect(failureOf(error, "", 0).error).toMatch(sentence);
  expect(failureOf(error, "first\nsecond", 0).error).toContain("Claude's words: first");
  expect(failureOf(error, "first\nsecond", 0).error).not.toContain("second");
});

it.each([
  [
    "invalid_request",
    "Prompt is too long · the request is ~210000 tokens (limit 200000)",
    /"slash <project> \/compact"/,
  ],
  ["invalid_request", "API Error: Opus 5.5's safeguards flagged this message (https://…)", /by its policy.*"model/],
  ["invalid_request", "API Error: 400 messages.3: something", /refuses the request as it is/],
  ["model_not_found", "There's an issue with the selected model (claude-x).", /"model <project>"/],
  ["rate_limit", "You've hit your 5-hour limit · resets 6:33am (Europe/Berlin)", /usage limit is reached/],
  [
    "rate_limit",
    "You've hit your limit · resets on the next full moon",
    /it resets on the next full moon\. Send "go on"/,
  ],
  ["rate_limit", "API Error: Request rejected (429) · try later", /Wait a little/],
  ["authentication_failed", "Please run /login · API Error: 403 no scope", /401 or 403/],
])("advises on %s what is right for its words: %s", (error, detail, sentence) => {
  const { error: told } = failureOf(error, detail, 0);
  expect(told).toMatch(sentence);
  // What fails the same way each time is not to be tried again.
  if (error === "invalid_request" || error === "model_not_found") expect(told).not.toContain('"go on"');
});

it.each([
  ["overloaded", "529", ["send go on"]],
  ["invalid_request", "Prompt is too long", ["slash /compact", "start --new"]],
  ["invalid_request", "safeguards flagged this", ["model"]],
  ["invalid_request", "API Error: 400 messages.3: something", ["start --new"]],
  ["model_not_found", "gone", ["model"]],
  ["authentication_failed", "Please run /login", []],
])("has a button for what helps against %s, %s", (error, detail, words) => {
  const { actions } = failureOf(error, detail, 0);
  expect(actions.map(({ command, rest }) => [command, rest].filter((word) => word !== undefined).join(" "))).toEqual(
    words,
  );
});

it("knows when a limit has passed by itself, in whatever zone that is told", () => {
  const at = Date.parse("2026-11-29T04:00:00Z");
  const { error, until } = failureOf("rate_limit", "You've hit your limit · resets 6:33am (Europe/Berlin)", at);
  expect([error.split(".")[0], new Date(until ?? 0).toISOString()]).toEqual([
    "The account's usage limit is reached",
    "2026-11-29T05:34:00.000Z",
  ]);
});
