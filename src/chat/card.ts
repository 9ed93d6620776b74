import type { Cockpit } from "../cockpit/state.ts";
import type { Card, CardAction } from "../ports.ts";

/** `owners`: whom a question is for where nobody in particular asked Claude. */
export function cardOf(cockpit: Cockpit, owners: readonly string[]): Card {
  const { project, phase, since, session, question, inbox, trouble, asker } = cockpit;
  return {
    project,
    state: phase.name,
    since,
    session: session.id,
    question: question && {
      sentence: question.sentence,
      since: question.since,
      to: asker === null ? owners : [asker],
    },
    waiting: inbox.length,
    trouble,
    actions: actionsOf(cockpit),
  };
}

function actionsOf({ phase }: Cockpit): readonly CardAction[] {
  const output: CardAction = { command: "output", label: "Output" };
  switch (phase.name) {
    case "frozen":
      return [
        { command: "start", label: "Start", style: "primary" },
        output,
        { command: "remove", label: "Remove", style: "danger" },
      ];
    case "working":
      return [{ command: "interrupt", label: "Interrupt" }, { command: "stop", label: "Stop" }, output];
    default:
      return [{ command: "stop", label: "Stop" }, output];
  }
}
