import type { Message } from "../../../src/ports/ports.ts";
import { type FailedTurn, goesOn } from "../../chat/failed.ts";
import { chunksOf } from "../../chat/split.ts";
import { buttons, dateToken } from "./card.ts";
import { defuse } from "./escape.ts";
import { excerpt } from "./excerpt.ts";
import { begun } from "./long.ts";
import { pings } from "./mention.ts";
import { plainPost } from "./plain.ts";
import { type About, type KnownBlock, markdown, POST, type Rendered, section } from "./post.ts";
import { renderQuestion } from "./question.ts";

/** More than this, and it goes into a file. */
const POSTS = 4;
const NOTICE = 6_000;

export function renderMessage(message: Message, about: About): Rendered {
  switch (message.type) {
    case "said":
      return said(message.text, about);
    case "question":
      return renderQuestion(message.question, about);
    case "notice": {
      const told = notice(message.level === "warn" ? `:warning: ${message.text}` : message.text, about);
      return message.to === undefined ? told : pinging(told, about);
    }
    case "turn":
      return message.state === "failed" ? failed(message, about) : { posts: [] };
    // What Claude does, receipts and phases are shown by the activity, by reactions and by the card; what became of a
    // question, in its place.
    case "did":
    case "receipt":
    case "phase":
    case "settled":
      return { posts: [] };
  }
}

function said(text: string, { project }: About): Rendered {
  const chunks = chunksOf(text, POST, POSTS, defuse);
  if (chunks === null) return inFile(text, `${project}-output.md`, `What Claude said in ${project}`);
  return { posts: chunks.map((chunk) => ({ text: excerpt(chunk), blocks: [markdown(chunk)] })) };
}

function notice(text: string, { project }: About): Rendered {
  if (text.trim() === "") return { posts: [] };
  if (text.length > NOTICE) return inFile(text, `${project}-notice.md`, `A notice about ${project}`);
  return { posts: [plainPost(text)] };
}

/** With what people can do about it under it, and when it goes on by itself. */
function failed({ reason, until, actions = [] }: FailedTurn, about: About): Rendered {
  const { posts, ...rest } = notice(`:warning: **The turn failed.** ${reason}`, about);
  const more: KnownBlock[] = [
    ...(until === undefined ? [] : [section(goesOn(dateToken(until), about.project))]),
    ...(actions.length === 0 ? [] : [buttons(actions, about.project)]),
  ];
  return { posts: posts.map((one, at) => (at === 0 ? { ...one, blocks: [...one.blocks, ...more] } : one)), ...rest };
}

/** Those whom it is for stand before it; a text of Claude's or of a person's own never pings. */
function pinging({ posts: [first, ...others], ...rest }: Rendered, { mentions }: About): Rendered {
  const who = pings(mentions);
  if (first === undefined || who === "") return { posts: first === undefined ? others : [first, ...others], ...rest };
  return {
    posts: [{ text: `${who} ${first.text}`, blocks: [section(who), ...first.blocks] }, ...others],
    ...rest,
  };
}

function inFile(text: string, name: string, title: string): Rendered {
  const { blocks, ...file } = begun(text, { name, title });
  return { posts: [{ text: excerpt(text), blocks }], ...file };
}
