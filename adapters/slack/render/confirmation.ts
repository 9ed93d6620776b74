import { escaped } from "./escape.ts";
import type { Post } from "./post.ts";

/** Asked of one person before what cannot be undone: `words` is the command that a yes carries out. */
export function renderConfirmation({ question, words }: { readonly question: string; readonly words: string }): Post {
  return {
    text: escaped(question),
    blocks: [
      { type: "section", text: { type: "plain_text", text: question } },
      {
        type: "actions",
        elements: [
          {
            type: "button",
            style: "danger",
            action_id: "cockpit:confirmed",
            text: { type: "plain_text", text: "Yes, do it" },
            value: words.slice(0, 2000),
          },
        ],
      },
    ],
  };
}
