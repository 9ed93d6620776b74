import { describe, expect, it } from "vitest";
import { parseMessage } from "../../adapters/slack/history.ts";
import { createReader, type ReaderParts } from "../../adapters/slack/reader.ts";

const parts = { self: "U0BOT", token: "x", url: undefined, signal: new AbortController().signal } as ReaderParts;

describe("what a person wrote", () => {
  it.each([
    ["with another message under it replies to that", [{ is_share: true, ts: "1.1", text: "rm" }], "1.1"],
    ["with a message under it whose place is not known replies to none of ours", [{ is_share: true }], null],
    ["with a preview is no reply", [{ title: "a page" }], undefined],
  ])("%s", (_, attachments, replyTo) => {
    const message = parseMessage({ ts: "2.2", user: "U1", text: "yes", attachments });
    expect(message && createReader(parts).written(message)?.replyTo).toBe(replyTo);
  });
});
