import { describe, expect, it, onTestFinished } from "vitest";
import { createOpinion } from "../../adapters/claude/opinion.ts";
import { createModelTwin, fail, type Reply, say } from "../twins/model/index.ts";

async function asked(reply: Reply) {
  const twin = await createModelTwin({ script: () => say("The conversation."), side: { small: reply } });
  onTestFinished(() => twin.close());
  const all = { ANTHROPIC_BASE_URL: `${twin.url}/`, ANTHROPIC_API_KEY: "sk-ant-dummy-0123456789" };
  return { twin, opinion: createOpinion({ model: "claude-haiku-4-5", environment: all, limit: 5_000 }) };
}

describe("a second opinion", () => {
  it.each([
    ["YES", true],
    ["no.", false],
    ["I cannot say", null],
  ])("is %s: %s", async (word, opinion) => {
    const one = await asked(say(word));
    expect(await one.opinion("Any thoughts on this?")).toBe(opinion);
    const [request] = one.twin.sideQueries;
    expect(request?.view.model).toBe("claude-haiku-4-5");
    expect(request?.view.userTexts.join()).toContain("Any thoughts on this?");
  });

  it("is none where the model fails, or does not answer", async () => {
    const failing = await asked(fail(529, "overloaded"));
    await expect(failing.opinion("?")).rejects.toThrow(/status 529/);
    const gone = createOpinion({ model: "m", environment: { ANTHROPIC_BASE_URL: "http://127.0.0.1:9" }, limit: 1_000 });
    await expect(gone("?")).rejects.toThrow();
  });

  it("is of the end of a long message", async () => {
    const one = await asked(say("NO"));
    await one.opinion(`${"x".repeat(50_000)}Any thoughts?`);
    expect(one.twin.sideQueries[0]?.view.userTexts.join().length).toBeLessThan(7_000);
    expect(one.twin.sideQueries[0]?.view.userTexts.join()).toContain("Any thoughts?");
  });
});
