import { type Answer, say, scripted } from "../twins/model/index.ts";

export const TASK =
  "The track component of this player loads every cover at once and is slow. Look at it, change nothing yet, and ask me in one question whether to use lazy loading.";
export const ANSWER = "Use lazy loading, target is 200ms";

const words = /lazy loading, target is (\d+) ?ms/i;

/** What the scripted model says. Its last words show that it saw the answer and the conversation before it. */
export const script = scripted(
  [
    {
      when: TASK,
      reply: say("I looked at the track component: it fetches all covers on mount.\n\nShould I use lazy loading?"),
    },
    {
      when: words,
      reply: ({ lastText, messages }) => {
        const remembered = messages.some(({ text }) => text.includes("all covers on mount"));
        return closing(words.exec(lastText)?.[1] ?? "?", remembered);
      },
    },
  ],
  say("I have nothing to say to that."),
);

function closing(target: string, remembered: boolean): Answer {
  const before = remembered ? "As I said, it fetches all covers on mount" : "I remember nothing of what was before";
  return say(
    `${before}. You chose lazy loading with a target of ${target} ms, so covers now load as they scroll into view.`,
  );
}
