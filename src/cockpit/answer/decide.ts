import type { Decision, Question } from "../state.ts";

/** What a person's words decide on a permission or a plan; null for a question of another kind. */
export function decide({ kind, call }: Question, text: string): Decision | null {
  if (kind !== "permission" && kind !== "plan") return null;
  const words = bare(text);
  if (kind === "plan" && ACCEPT_EDITS.has(words)) return { verdict: "allow", scope: "once", acceptsEdits: true };
  if (YES.has(words)) return { verdict: "allow", scope: "once" };
  if (NO.has(words)) return { verdict: "deny", scope: "once" };
  if (kind === "permission") {
    const scope = SESSION.has(words) ? "session" : ALWAYS.has(words) ? "always" : null;
    // Where no rule says it, this once is all that can be allowed.
    if (scope !== null) return { verdict: "allow", scope: call?.rules.length ? scope : "once" };
  }
  // Words of any other kind, a yes with a condition among them, say what to do instead.
  return { verdict: "deny", scope: "once", reason: reasonIn(text) };
}

/** Words that allow, approve or refuse, and say no more: only who may decide is heard with them. */
export function isDecisive(decision: Decision | null): decision is Decision {
  return decision !== null && (decision.verdict === "allow" || decision.reason === undefined);
}

/** The words on the buttons; each decides just what it says. */
export const WORDS = {
  once: "Allow once",
  session: "Allow for this session",
  always: "Allow always",
  deny: "Deny",
  approve: "Approve",
  acceptEdits: "Approve and accept edits",
  reject: "Reject",
} as const;

/** Of a button's code; of what is none, the code itself. */
export function wordsFor(code: string): string {
  return Object.entries(WORDS).find(([name]) => name === code)?.[1] ?? code;
}

export interface OfferedDecision {
  readonly code: keyof typeof WORDS;
  /** What is said by it, in the thread as on a button. */
  readonly words: string;
  /** To be followed by a reason, which the person is asked for. */
  readonly asksWhy: boolean;
}

/** What a person can decide, in the order in which it is offered: rules only where there are some to hold. */
export function decisionsOn(kind: Question["kind"], rules: readonly string[]): readonly OfferedDecision[] {
  const offer = (code: keyof typeof WORDS, asksWhy = false) => ({ code, words: WORDS[code], asksWhy });
  if (kind === "plan") return [offer("approve"), offer("acceptEdits"), offer("reject"), offer("reject", true)];
  if (kind !== "permission") return [];
  const lasting = rules.length === 0 ? [] : [offer("session"), offer("always")];
  return [offer("once"), ...lasting, offer("deny"), offer("deny", true)];
}

const lines = (text: string): ReadonlySet<string> =>
  new Set(
    text
      .split("|")
      .map((word) => word.trim())
      .filter((word) => word !== ""),
  );

const YES = lines(
  `:+1:|:thumbsup:|:white_check_mark:|y|yes|yes please|ok|okay|allow|allow it|allow once|once|this once|approve|approved|approve it|sure|go ahead|do it|proceed|lgtm|looks good|+1|👍|✅
  |ja|ja bitte|erlauben|genehmigt|einverstanden|mach das|oui|d'accord|autoriser|approuvé|vas-y|sí|si|vale|de acuerdo|adelante|permitir|aprobado
  |sim|pode|permitir|aprovado|sì|va bene|procedi|consenti|approvato|ano|jo|povolit|schváleno|да|давай|хорошо|разрешаю|разрешить|одобряю
  |はい|許可|許可する|承認|承認する|お願いします|いいよ|是|是的|好|好的|可以|行|允许|同意|批准`,
);
const NO = lines(
  `:-1:|:thumbsdown:|:x:|n|no|no thanks|nope|deny|denied|deny it|don't|do not|reject|rejected|stop|-1|👎|❌
  |nein|nicht erlauben|ablehnen|abgelehnt|non|refuser|refusé|denegar|rechazar|rechazado|não|nao|negar|rejeitar|nega|rifiuta|rifiutato
  |ne|zamítnout|zakázat|нет|не надо|запретить|отклонить|いいえ|だめ|ダメ|拒否|却下|不|不要|不行|不可以|拒绝|否`,
);
const SESSION = lines(
  "session|this session|for this session|allow session|allow this session|allow for this session|allow for the session",
);
const ALWAYS = lines("always|allow always|always allow|allow always for this project|always allow this");
const ACCEPT_EDITS = lines(
  "approve and accept edits|approve, accept edits|accept edits|yes and accept edits|yes, and accept edits|yes, accept edits",
);

function bare(text: string): string {
  return (
    text
      .normalize("NFKC")
      .toLowerCase()
      .replaceAll("’", "'")
      // A thumb is one whatever its colour; some chats write colours behind it.
      .replace(/[\u{1f3fb}-\u{1f3ff}\ufe0f]/gu, "")
      .replace(/:skin-tone-\d:/gu, "")
      .replace(/[*`"“”]|(?<![a-z])_|_(?![a-z])/gu, "")
      .replace(/\s+/gu, " ")
      .replace(/^[\s(]+|[\s.!。！)]+$/gu, "")
  );
}

/** Behind a "deny:" stands the reason itself. */
function reasonIn(text: string): string {
  const [, reason] = /^\s*(?:deny|denied|reject|rejected|no)\s*[:,;.–—-]\s*(\S[\s\S]*)$/iu.exec(text) ?? [];
  return (reason ?? text).trim();
}
