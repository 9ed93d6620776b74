import type { ChatAnswer, ChatCall, ChatMessage, ChatPick, People } from "../../src/ports/ports.ts";

/** What was handed over, in order. */
export type Handed =
  | { readonly type: "said"; readonly message: ChatMessage }
  | { readonly type: "edited"; readonly message: ChatMessage }
  | { readonly type: "withdrawn"; readonly project: string; readonly id: string }
  | { readonly type: "command"; readonly call: ChatCall }
  | { readonly type: "pick"; readonly pick: ChatPick };

export const isSaid =
  (text: string) =>
  (one: Handed): one is Extract<Handed, { type: "said" }> =>
    one.type === "said" && one.message.text === text;

export const isCall =
  (words: RegExp) =>
  (one: Handed): one is Extract<Handed, { type: "command" }> =>
    one.type === "command" && words.test(one.call.words);

export const isEdited = (one: Handed): one is Extract<Handed, { type: "edited" }> => one.type === "edited";

export interface RecordedPeople extends People {
  readonly handed: readonly Handed[];
  /** Resolves with the first thing handed over that fits, past or to come. */
  next<T extends Handed>(fits: (one: Handed) => one is T): Promise<T>;
  /** What `said` and `edited` answer from now on. */
  refuse(reason: string | null): void;
  /** What `command` does. */
  answer(act: (call: ChatCall) => Promise<ChatAnswer>): void;
  readonly inbox: string[];
  readonly direct: Set<string>;
}

/** People's side of the bridge, which keeps what it is given and says yes. A message that comes twice is kept twice. */
export function createRecordedPeople(): RecordedPeople {
  const handed: Handed[] = [];
  const watchers = new Set<() => void>();
  let reason: string | null = null;
  let act: (call: ChatCall) => Promise<ChatAnswer> = async () => ({ text: "Done." });
  const inbox: string[] = [];
  const direct = new Set<string>();

  function hand(one: Handed): void {
    handed.push(one);
    for (const watcher of [...watchers]) watcher();
  }

  return {
    handed,
    inbox,
    direct,
    next(fits) {
      return new Promise((resolve) => {
        const watcher = () => {
          const found = handed.find(fits);
          if (found === undefined) return;
          watchers.delete(watcher);
          resolve(found);
        };
        watchers.add(watcher);
        watcher();
      });
    },
    refuse(next) {
      reason = next;
    },
    answer(next) {
      act = next;
    },
    async said(message) {
      hand({ type: "said", message });
      return reason;
    },
    async edited(message) {
      hand({ type: "edited", message });
      return reason;
    },
    async withdrawn(project, id) {
      hand({ type: "withdrawn", project, id });
      return true;
    },
    async command(call) {
      const answer = await act(call);
      hand({ type: "command", call });
      return answer;
    },
    async pick(pick) {
      hand({ type: "pick", pick });
      return { text: reason ?? `Picked: ${pick.text}` };
    },
    isCommand: (words) => /^(start|stop|status|help|remove|output|file)\b/.test(words),
    wantsDirect: async (person) => direct.has(person),
    waiting: () => inbox,
    projects: async () => reason ?? ["musica", "other"],
    slashes: async (_person, _channel, project) => reason ?? [`/deploy-${project}`, "/compact", "/context"],
  };
}
