import type { CockpitEvent } from "./events.ts";
import { AT_ONCE, type FreezePolicy } from "./freeze-policy.ts";
import { edited, forestalled, prompted, refused, withdrawn } from "./inbox.ts";
import {
  advance,
  forbidden,
  found,
  frozen,
  gone,
  granted,
  overridden,
  renewed,
  startAsked,
  stopAsked,
  thawed,
  thawFailed,
  timePassed,
  trusted,
  wakeAt,
  yielded,
} from "./life.ts";
import { directoryChanged, modeSeen, startedWith } from "./session-settings.ts";
import { type Cockpit, claudeOf, withClaude } from "./state.ts";
import { after, post, type Step, warn } from "./step.ts";
import { tasked, taskMoved, tasksCleared, tasksPaused, untasked } from "./tasks.ts";
import {
  absent,
  askAgain,
  asked,
  askQueued,
  delivered,
  deliveryFailed,
  dialogClosed,
  dropped,
  interrupted,
  sessionChanged,
  turnEnded,
  turnFailed,
  turnStarted,
  wentIdle,
} from "./turn.ts";
import { launchPrepared } from "./withheld.ts";

/**
 * The whole life of a cockpit: pure and total. An event that does not apply returns the same state.
 * `now` is milliseconds since 1970.
 */
export function transition(state: Cockpit, event: CockpitEvent, now: number, policy: FreezePolicy = AT_ONCE): Step {
  const [next, effects] = askAgain(askQueued(step(expecting(state, event), event, now, policy), policy));
  const wake = wakeAt(state, next, policy, now);
  if (next.phase === state.phase && wake === state.wakeAt) return [next, effects];
  const since = next.phase.name === state.phase.name ? state.since : now;
  return [{ ...next, since, wakeAt: wake }, effects];
}

/** A turn that has begun, ended, or never will, is not waited for any more. */
const EXPECTED: ReadonlySet<CockpitEvent["type"]> = new Set([
  "turnStarted",
  "turnEnded",
  "turnFailed",
  "interrupted",
  "wentIdle",
]);

function expecting(state: Cockpit, { type }: CockpitEvent): Cockpit {
  return claudeOf(state).expectsTurn && EXPECTED.has(type) ? withClaude(state, { expectsTurn: false }) : state;
}

function step(state: Cockpit, event: CockpitEvent, now: number, policy: FreezePolicy): Step {
  switch (event.type) {
    case "prompted":
      return prompted(state, event, policy);
    case "edited":
      return edited(state, event.prompt, event.text, now);
    case "withdrawn":
      return withdrawn(state, event.prompt, policy);
    case "forestalled":
      return forestalled(state, event.prompt, policy);
    case "refused":
      return refused(state, event.prompt, event.reason, policy);
    case "startAsked":
      return startAsked(state, policy);
    case "stopAsked":
      return event.reason === undefined
        ? stopAsked(state)
        : after([warn(`stopped:${now}`, event.reason)], stopAsked(state));
    case "renewed":
      return renewed(state, event.session);
    case "overridden":
      return overridden(state, event.key, event.value, policy);
    case "forbidden":
      return forbidden(state, event.rule, policy);
    case "launchPrepared":
      return launchPrepared(startedWith(state, event.configuredMode, event.choices), event.withheld);
    case "trusted":
      return trusted(state, event.keys, policy);
    case "dropped":
      return dropped(state, event.id, event.by, policy);
    case "deliveryBegan":
      if (state.delivery?.prompt !== event.prompt) return [state, []];
      return [{ ...state, delivery: { prompt: event.prompt, mark: event.mark } }, []];
    case "delivered":
      return delivered(state, event.prompt, policy);
    case "absent":
      return absent(state, event.prompt, policy);
    case "deliveryFailed":
      return deliveryFailed(state, event.prompt, event.reason, now);
    case "thawed":
      return thawed(state, policy);
    case "thawFailed":
      return thawFailed(state, event, policy, now);
    case "frozen":
      return frozen(state, event.paused === true, policy);
    case "freezeFailed":
      if (state.phase.name !== "freezing") return [state, []];
      return [
        { ...state, trouble: event.reason },
        state.trouble === event.reason ? [] : [warn(`freeze:${now}`, event.reason)],
      ];
    case "found":
      return found(state, event, policy, now);
    case "tasked":
      return tasked(state, event.task, event.first, policy);
    case "untasked":
      return untasked(state, event.task, policy);
    case "taskMoved":
      return taskMoved(state, event.task, event.place);
    case "tasksPaused":
      return tasksPaused(state, event.paused, policy);
    case "tasksCleared":
      return tasksCleared(state, policy);
    case "granted":
      return granted(state, policy);
    case "yielded":
      return yielded(state, policy);
    case "timePassed":
      return timePassed(state, policy, now);
    case "relayed":
      return [{ ...state, cursor: event.at }, []];
    case "said":
      return [state, [post(event.id, { type: "said", text: event.text })]];
    case "did":
      return [state, [post(event.id, { type: "did", tool: event.tool, summary: event.summary })]];
    case "turnStarted":
      return turnStarted(state, event.at, event.typed === true);
    case "turnEnded":
      return turnEnded(state, event, policy, now);
    case "turnFailed":
      return turnFailed(state, event, policy, now);
    case "interrupted":
      return interrupted(state, event.at, policy);
    case "asked":
      return asked(state, event.question, policy);
    case "closed":
      return dialogClosed(state, policy);
    case "sessionChanged":
      return sessionChanged(state, event.session);
    case "wentIdle":
      return wentIdle(state, event.at, policy);
    case "current":
      return claudeOf(state).catchingUp ? advance(withClaude(state, { catchingUp: false }), policy) : [state, []];
    case "gone":
      return gone(state, event.reason, policy, now);
    case "modeSeen":
      return modeSeen(state, event.mode);
    case "directoryChanged":
      return directoryChanged(state, event.path, event.added);
    case "warned":
      return [state, [warn(`warned:${event.at}:${event.text.slice(0, 80)}`, event.text)]];
  }
}
