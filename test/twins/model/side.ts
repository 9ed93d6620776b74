import { isJson, type Json, stringOf } from "../json.ts";
import { type Reply, say } from "./reply.ts";

/** What the CLI asks beside the conversation. `schema` covers titles and classifiers, `small` the rest without tools. */
export type SideQuery = "quota" | "schema" | "compact" | "suggestion" | "small";

const compactOrder = /\byour task is to create a detailed summary of /i;

/** The conversation always offers tools, and so do the two forks of it known by their last text. */
export function sideQuery(body: Json, lastText: string): SideQuery | null {
  if (body.max_tokens === 1) return "quota";
  if (schemaOf(body) !== null) return "schema";
  if (lastText.startsWith("[SUGGESTION MODE:")) return "suggestion";
  if (compactOrder.test(lastText.slice(0, 2000)) && lastText.includes("<summary>")) return "compact";
  return Array.isArray(body.tools) && body.tools.length > 0 ? null : "small";
}

function schemaOf(body: Json): Json | null {
  const format = isJson(body.output_config) ? body.output_config.format : undefined;
  return isJson(format) && isJson(format.schema) ? format.schema : null;
}

/** The dullest answer that the CLI accepts. */
export function blandReply(side: SideQuery, body: Json): Reply {
  switch (side) {
    case "schema":
      return say(JSON.stringify(sample(schemaOf(body) ?? {})));
    case "compact":
      return say(
        "<analysis>\nNothing stands out.\n</analysis>\n\n<summary>\nThe conversation so far, in short.\n</summary>",
      );
    case "suggestion":
      return say("");
    case "quota":
    case "small":
      return say("OK");
  }
}

/** Any value that fits the schema. */
function sample(schema: Json): unknown {
  if (Array.isArray(schema.enum)) return schema.enum[0];
  switch (stringOf(schema.type)) {
    case "object":
      return Object.fromEntries(
        Object.entries(isJson(schema.properties) ? schema.properties : {}).map(([name, property]) => [
          name,
          sample(isJson(property) ? property : {}),
        ]),
      );
    case "array":
      return [];
    case "boolean":
      return false;
    case "number":
    case "integer":
      return 0;
    default:
      return "Twin";
  }
}
