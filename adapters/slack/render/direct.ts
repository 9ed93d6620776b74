import { clip } from "./excerpt.ts";
import { plainPost } from "./plain.ts";
import { type Post, section } from "./post.ts";

/** Words of ours, with Claude's in them. */
export function renderNote(text: string): Post {
  return plainPost(text);
}

/** What a question sends to those who want it in a direct message, too. */
export function renderDirect(project: string, sentence: string, permalink: string): Post {
  const { text, blocks } = plainPost(`${project} asks: ${clip(sentence, 1_500)}`);
  return { text, blocks: [...blocks, section(`<${permalink}|Answer in the thread>`)] };
}
