export type Json = Readonly<Record<string, unknown>>;

export function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function listOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isJson) : [];
}

export function stringOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Forms carry everything as text, JSON bodies do not. */
export function isTrue(value: unknown): boolean {
  return value === true || value === "true" || value === "1";
}
