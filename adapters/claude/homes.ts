/** Where things are in a cockpit's directories: names from the top of its `config`, its `cockpit` or its `run`. */

/** What a conversation may be called: anything else, somebody in the container has made up. */
export const SESSION = /^[A-Za-z0-9-]{1,64}$/;

/** In `config`: Claude keeps conversations under the name of their working directory, which is /workspace in every cockpit. */
export const CONVERSATIONS = "projects/-workspace";

export function transcriptPath(session: string): string {
  if (!SESSION.test(session)) throw new Error(`"${session.slice(0, 80)}" is no conversation's name`);
  return `${CONVERSATIONS}/${session}.jsonl`;
}

/** In `config`: Claude's input history, which is what Up recalls. */
export const HISTORY = "history.jsonl";
/** In `config`: what each running Claude says it does. */
export const SESSIONS = "sessions";

/** In `cockpit`: one file a hook event. */
export const HOOKS = "hooks";
/** In `cockpit`: the launch that the container has taken, before Claude starts with it. */
export const LAUNCHED = "launched";
/** In `cockpit`: the conversation that somebody has gone over to. */
export const MOVED_TO = "session";
/** In `cockpit`, until a hook of this Claude's has run. */
export const UNHEARD = "unheard";
/** In `cockpit`: Claude's exit status. */
export const EXIT = "exit";
/** In `cockpit`: the terminal as it was when it was left. */
export const SCROLLBACK = "scrollback";

/** In `cockpit`, what has become of a dialog, by the name of the hook file that told of it: one file in one of these. */
export type DialogFate = "asking" | "answered" | "closed";
/** In `cockpit`: the permits that were used. */
export const USED = "used";

/** In `run`: what Claude is started with, where it fits. */
export const LAUNCH = "launch";
/** In `run`, held while keys go in: the PreToolUse hook waits for its end, so that no dialog opens under them. */
export const TYPING = "typing";
/** In `run`: which prompt Enter was pressed for, until its delivery is over. */
export const SENT = "sent";
/** In `run`: Claude's flags, each with a NUL behind it. */
export const FLAGS = "flags";
/** In `run`: which screen people were asked about, until it is settled. */
export const SHOWN = "shown";
/** In `run`: what the hook that holds a dialog answers; empty: nothing any more. */
export const DECIDED = "decided";
/** In `run`: calls that may run once without a question. */
export const PERMITS = "permits";
