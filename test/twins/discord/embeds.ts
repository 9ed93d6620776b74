import { type Json, jsonOf, listOf, stringOf } from "../json.ts";
import { checkCount, checkText, type Path, type Problems } from "./errors.ts";
import { limits } from "./limits.ts";

/** What Discord has to say against the embeds of a message. */
export function checkEmbeds(problems: Problems, embeds: readonly Json[], at: Path = []): void {
  const path = [...at, "embeds"];
  checkCount(problems, path, embeds.length, limits.embeds);
  for (const [index, embed] of embeds.entries()) checkEmbed(problems, embed, [...path, index]);
  if (embeds.reduce((sum, embed) => sum + lengthOf(embed), 0) > limits.embedTotal)
    problems.add(path, "MAX_EMBED_SIZE_EXCEEDED", `Embed size exceeds maximum size of ${limits.embedTotal}`);
}

function checkEmbed(problems: Problems, embed: Json, path: Path): void {
  const { title, description, url, footer, author, image, thumbnail } = embed;
  const fields = listOf(embed.fields);
  const optional = { min: 0, required: false };
  checkText(problems, [...path, "title"], title, { max: limits.embedTitle, ...optional });
  checkText(problems, [...path, "description"], description, { max: limits.embedDescription, ...optional });
  if (footer !== undefined)
    checkText(problems, [...path, "footer", "text"], jsonOf(footer).text, { max: limits.footer });
  if (author !== undefined)
    checkText(problems, [...path, "author", "name"], jsonOf(author).name, { max: limits.authorName });
  checkCount(problems, [...path, "fields"], fields.length, limits.embedFields);
  for (const [index, { name, value }] of fields.entries()) {
    checkText(problems, [...path, "fields", index, "name"], name, { max: limits.fieldName });
    checkText(problems, [...path, "fields", index, "value"], value, { max: limits.fieldValue });
  }
  for (const [key, link] of [["url", url] as const, ["image", jsonOf(image).url] as const])
    checkUrl(problems, link, key === "image" ? [...path, key, "url"] : [...path, key]);
  checkUrl(problems, jsonOf(thumbnail).url, [...path, "thumbnail", "url"]);
}

function checkUrl(problems: Problems, url: unknown, path: Path): void {
  if (url === undefined || url === null || /^(https?|attachment):\/\/./.test(stringOf(url))) return;
  problems.add(
    path,
    "URL_TYPE_INVALID_SCHEME",
    `Scheme "${stringOf(url).split(":")[0]}" is not supported. Scheme must be one of ('http', 'https').`,
  );
}

function lengthOf(embed: Json): number {
  const texts = [embed.title, embed.description, jsonOf(embed.footer).text, jsonOf(embed.author).name];
  const fields = listOf(embed.fields).flatMap(({ name, value }) => [name, value]);
  return [...texts, ...fields].reduce<number>((sum, text) => sum + stringOf(text).trim().length, 0);
}
