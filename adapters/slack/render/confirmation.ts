import { escaped } from "./escape.ts";
import type { Post } from "./post.ts";

/** Asked of one person before what cannot be undone: `value` stands for the command that a yes carries out. */
export function renderConfirmation(question: string, value: string): Post {
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
            value,
          },
        ],
      },
    ],
  };
}
