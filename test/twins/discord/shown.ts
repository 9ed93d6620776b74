import { type Json, jsonOf, listOf, stringOf } from "../json.ts";

/** What people read of a message, a line each: content, embeds, components. */
export function shownOf(content: string, embeds: readonly Json[], components: readonly Json[]): string {
  return [content, ...embeds.flatMap(embedLines), ...components.flatMap(componentLines)]
    .filter((line) => line !== "")
    .join("\n");
}

function embedLines({ author, title, description, fields, footer }: Json): string[] {
  return [
    stringOf(jsonOf(author).name),
    stringOf(title),
    stringOf(description),
    ...listOf(fields).flatMap(({ name, value }) => [stringOf(name), stringOf(value)]),
    stringOf(jsonOf(footer).text),
  ];
}

/** The buttons of a row are in one line. */
function componentLines(component: Json): string[] {
  const inner = listOf(component.components);
  switch (component.type) {
    case 1:
      return [inner.flatMap(componentLines).join(" ")];
    case 2:
      return [[stringOf(jsonOf(component.emoji).name), stringOf(component.label)].filter(Boolean).join(" ")];
    case 3:
      return [
        [stringOf(component.placeholder), ...listOf(component.options).map(({ label }) => stringOf(label))]
          .filter(Boolean)
          .join(" "),
      ];
    case 10:
      return [stringOf(component.content)];
    default:
      return [...inner, ...listOf([component.accessory])].flatMap(componentLines);
  }
}
