/** How many are remembered. */
const REMEMBERED = 200;

/** By message and person, what they have chosen in its menus: an answer only once it is sent. */
export interface Choices {
  choose(message: string, user: string, menu: string, values: readonly string[]): void;
  /** What was chosen in each of so many menus, in their order; empty where nothing was. */
  chosen(message: string, user: string, menus: number): readonly string[];
}

export function createChoices(): Choices {
  const choices = new Map<string, Map<string, readonly string[]>>();

  return {
    choose(message, user, menu, values) {
      const key = `${message}:${user}`;
      const before = choices.get(key) ?? new Map<string, readonly string[]>();
      choices.delete(key);
      choices.set(key, before.set(menu, values));
      for (const old of [...choices.keys()].slice(0, Math.max(0, choices.size - REMEMBERED))) choices.delete(old);
    },
    chosen(message, user, menus) {
      const found = choices.get(`${message}:${user}`);
      return Array.from({ length: menus }, (_, at) => (found?.get(String(at)) ?? []).join(", "));
    },
  };
}
