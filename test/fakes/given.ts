import type { GivenFile } from "../../src/ports/ports.ts";

/** A file of musica's that holds just that. */
export function given(name: string, content: string): GivenFile {
  return { project: "musica", name, read: async () => Buffer.from(content) };
}
