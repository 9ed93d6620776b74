import type { Cockpit, Prompt } from "./state.ts";

/**
 * A limit of Claude's account passes by itself. Until then nothing is given to Claude, its container is stopped, and what
 * people write waits; then it goes on, without anybody.
 */

/** What Claude is told first, then. */
const GO_ON = "The usage limit that stopped you has passed. Go on from where you were.";
const PREFIX = "limit:";

export function limitedTo(state: Cockpit, until: number, now: number): Cockpit {
  const { inbox, delivery } = withoutGoOn(state);
  const goOn: Prompt = {
    id: `${PREFIX}${until}`,
    author: "Luzia Cockpit",
    text: GO_ON,
    kind: "text",
    at: now,
    tries: 0,
  };
  // What is on its way already stays before it.
  const begun = delivery?.mark ? inbox.findIndex(({ id }) => id === delivery.prompt) + 1 : 0;
  return {
    ...state,
    limitedUntil: until,
    inbox: inbox.toSpliced(begun, 0, goOn),
    delivery: delivery?.mark ? delivery : null,
  };
}

/** It is over, or people want to see for themselves. */
export function unlimited(state: Cockpit): Cockpit {
  return state.limitedUntil === null ? state : { ...state, limitedUntil: null };
}

/** Claude goes on already, or not in this conversation: nobody need tell it to. */
export function overtaken(state: Cockpit): Cockpit {
  return state.limitedUntil === null ? state : { ...withoutGoOn(state), limitedUntil: null };
}

function withoutGoOn(state: Cockpit): Cockpit {
  const { inbox, delivery } = state;
  const isOurs = ({ id, mark }: Prompt) =>
    id.startsWith(PREFIX) && mark === undefined && !(delivery?.prompt === id && delivery.mark !== null);
  const gone = inbox.filter(isOurs).map(({ id }) => id);
  if (gone.length === 0) return state;
  return {
    ...state,
    inbox: inbox.filter(({ id }) => !gone.includes(id)),
    delivery: delivery !== null && gone.includes(delivery.prompt) ? null : delivery,
  };
}
