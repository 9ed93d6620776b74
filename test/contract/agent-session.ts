import type { Session } from "../../src/cockpit/state.ts";

/** The conversation that the checks have. */
export const SESSION: Session = { id: "8e32f26f-0000-4000-8000-000000000000", started: false };
