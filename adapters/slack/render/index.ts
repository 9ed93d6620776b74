export { type Activity, renderActivity } from "./activity.ts";
export { renderAnswer } from "./answer.ts";
export { dateToken, renderCard } from "./card.ts";
export { renderConfirmation } from "./confirmation.ts";
export { renderDirect } from "./direct.ts";
export { defuse, escaped } from "./escape.ts";
export { renderMessage } from "./message.ts";
export { plainPost, withoutMarkdown } from "./plain.ts";
export type { About, Post, Rendered } from "./post.ts";
