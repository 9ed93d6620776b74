/** What stands aside while the rest of a text is rewritten, behind marks that are no characters. */
export interface Aside {
  /** What the text holds in its place. */
  keep(text: string): string;
  restore(text: string): string;
}

/** So that no text has the marks by itself. */
export function withoutMarks(text: string): string {
  return text.replace(/[\uFDD0\uFDD1]/g, "");
}

export function createAside(): Aside {
  const kept: string[] = [];
  const restore = (text: string): string =>
    text.replace(/\uFDD0(\d+)\uFDD0/g, (_, index: string) => restore(kept[Number(index)] ?? ""));
  return { keep: (text) => `\uFDD0${kept.push(text) - 1}\uFDD0`, restore };
}
