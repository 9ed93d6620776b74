import { audienceOf } from "../cockpit/audience.ts";
import type { QueuePosition } from "../cockpit/slots/places.ts";
import type { Cockpit } from "../cockpit/state.ts";
import type { Card, CardAction, CardAsk } from "../ports/ports.ts";

/** `owners`: whom a question is for where nobody in particular asked Claude. `place`: where it stands in line for a slot. */
export function cardOf(cockpit: Cockpit, owners: readonly string[], place: QueuePosition | null = null): Card {
  const { project, phase, since, session, question, inbox, tasks, tasksPaused, trouble } = cockpit;
  return {
    project,
    state: phase.name,
    since,
    session: session.id,
    question: question && {
      sentence: question.sentence,
      since: question.since,
      to: audienceOf(cockpit, () => owners),
    },
    waiting: inbox.length,
    tasks: tasks.length,
    tasksPaused,
    place: place?.text ?? null,
    limitedUntil: cockpit.limitedUntil,
    trouble,
    actions: [...actionsOf(cockpit), ...(cockpit.withheld > 0 ? [TRUST] : [])],
  };
}

/** Shows what the project brings, and asks. */
const TRUST: CardAction = { command: "trust", label: "Trust…" };

function actionsOf({ phase, project }: Cockpit): readonly CardAction[] {
  const output: CardAction = { command: "output", label: "Output" };
  switch (phase.name) {
    case "frozen":
      return [
        { command: "start", label: "Start", style: "primary" },
        output,
        { command: "remove", label: "Remove", style: "danger", ask: removal(project) },
      ];
    case "working":
      return [{ command: "interrupt", label: "Interrupt" }, { command: "stop", label: "Stop" }, output];
    default:
      return [{ command: "stop", label: "Stop" }, output];
  }
}

function removal(project: string): CardAsk {
  return {
    title: `Remove ${project}?`,
    text: `The container and the conversation of ${project} are gone for good then. Its files stay.`,
    yes: "Remove",
    no: "Keep",
  };
}
