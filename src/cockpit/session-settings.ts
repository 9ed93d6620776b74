import type { Cockpit, SessionSettings } from "./state.ts";
import type { Step } from "./step.ts";

/** Directories that Claude may be started with beside its own: more than anybody adds by hand. */
const DIRECTORIES = 20;

/** `configuredMode`: what people had set, before what the session itself is in, when they had chosen `choices` times. */
export function startedWith(state: Cockpit, configuredMode: string, choices: number): Cockpit {
  const { mode } = state.sessionSettings;
  return withSettings(state, { configuredMode, mode: mode === configuredMode ? null : mode, toldChoices: choices });
}

/** What people have chosen since it was started holds: a Claude that ends writes down once more what it was in before. */
export function modeSeen(state: Cockpit, seen: string | null): Step {
  const { configuredMode, mode: kept, choices, toldChoices } = state.sessionSettings;
  const mode = seen === (state.overrides.permissionMode ?? configuredMode) ? null : seen;
  return [choices !== toldChoices || mode === kept ? state : withSettings(state, { mode }), []];
}

export function directoryChanged(state: Cockpit, path: string, isAdded: boolean): Step {
  const { directories } = state.sessionSettings;
  if (directories.includes(path) === isAdded) return [state, []];
  const others = directories.filter((one) => one !== path);
  return [withSettings(state, { directories: isAdded ? [...others, path].slice(-DIRECTORIES) : others }), []];
}

/** People have chosen a mode, whatever the session is in. `isTold`: Claude goes over to it by itself, and need not be started for it. */
export function modeChosen(state: Cockpit, isTold: boolean): Cockpit {
  const { choices } = state.sessionSettings;
  // In the dialog that stands: what was chosen before it is out of date, too.
  return withSettings(state, {
    mode: null,
    ...(isTold ? { toldChoices: choices } : { choices: choices + 1 }),
  });
}

export function withSettings(state: Cockpit, change: Partial<SessionSettings>): Cockpit {
  return { ...state, sessionSettings: { ...state.sessionSettings, ...change } };
}
