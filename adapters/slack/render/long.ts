import { beginningOf, chunksOf } from "../../chat/split.ts";
import { defuse } from "./escape.ts";
import { context, type KnownBlock, markdown, type Rendered } from "./post.ts";

/** How much of what goes into a file is shown beside it. */
const BEGINNING = 1_500;

interface Shown {
  readonly blocks: KnownBlock[];
  readonly file?: NonNullable<Rendered["file"]>;
}

interface Named {
  readonly name: string;
  readonly title: string;
}

/** Markdown from others, in one post: what is longer than `limit` begins there, and all of it goes into a file. */
export function inOnePost(text: string, limit: number, file: Named): Shown {
  const chunks = chunksOf(text, limit, 1, defuse);
  return chunks === null ? begun(text, file) : { blocks: chunks.map(markdown) };
}

export function begun(text: string, { name, title }: Named): Shown {
  const start = beginningOf(text, BEGINNING, defuse);
  const size = text.length.toLocaleString("en");
  const note = context(`This is the beginning. All of it, ${size} characters, is in the file ${name} below.`);
  return { blocks: start === "" ? [note] : [markdown(start), note], file: { name, title, content: text } };
}
