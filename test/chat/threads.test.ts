import { expect, it } from "vitest";
import { remember } from "../../adapters/chat/threads.ts";

it("remembers an open question whatever is said beside it, and only so much of anything", () => {
  let posted: Readonly<Record<string, string>> = remember({}, "question:q1", "m1");
  for (let at = 0; at < 500; at += 1) posted = remember(posted, `did:${at}`, "m2");
  expect(posted["question:q1"]).toBe("m1");
  expect(Object.keys(posted)).toHaveLength(101);
  for (let at = 0; at < 500; at += 1) posted = remember(posted, `question:${at}`, "m3");
  expect(Object.keys(posted)).toHaveLength(140);
  expect(posted["did:499"]).toBe("m2");
});
