import type { Post } from "../../adapters/slack/render/index.ts";
import { pingsOf, problemsOf } from "../twins/slack/index.ts";

/** What chat.postMessage takes; what is edited must be shorter. */
export function problems({ text, blocks }: Post, textLimit = 40_000): readonly string[] {
  const words = JSON.stringify(blocks).length;
  return [
    ...problemsOf(blocks),
    ...(text.trim() === "" ? ["no text"] : []),
    ...(text.length > textLimit ? [`text of ${text.length}`] : []),
    ...(text.isWellFormed() ? [] : ["half a character"]),
    ...(blocks.length === 0 ? ["no blocks"] : []),
    ...(words > 40_000 ? [`${words} characters of blocks`] : []),
  ];
}

export function pings(post: Post): readonly string[] {
  return pingsOf(post.text, JSON.parse(JSON.stringify(post.blocks)), true);
}
