import type { Cockpit, SessionSettings } from "./state.ts";
import type { Step } from "./step.ts";

/** Directories that Claude may be started with beside its own: more than anybody adds by hand. */
const DIRECTORIES = 20;

/** `configuredMode`: what people have set, before what the session itself is in. */
export function startedWith(state: Cockpit, configuredMode: string): Cockpit {
  const { sessionSettings: now } = state;
  const mode = now.mode === configuredMode ? null : now.mode;
  return withSettings(state, { configuredMode, seenMode: mode ?? configuredMode, mode });
}

/** What was seen before is no news: a Claude that ends writes down the mode it was in, also where people have chosen another meanwhile. */
export function modeSeen(state: Cockpit, seenMode: string | null): Step {
  const { sessionSettings: now, overrides } = state;
  if (seenMode === now.seenMode) return [state, []];
  const configured = overrides.permissionMode ?? now.configuredMode;
  return [withSettings(state, { seenMode, mode: seenMode === configured ? null : seenMode }), []];
}

export function directoryChanged(state: Cockpit, path: string, isAdded: boolean): Step {
  const { directories } = state.sessionSettings;
  if (directories.includes(path) === isAdded) return [state, []];
  const others = directories.filter((one) => one !== path);
  return [withSettings(state, { directories: isAdded ? [...others, path].slice(-DIRECTORIES) : others }), []];
}

/** People have chosen a mode, whatever the session is in. */
export function modeChosen(state: Cockpit): Cockpit {
  return state.sessionSettings.mode === null ? state : withSettings(state, { mode: null });
}

export function withSettings(state: Cockpit, change: Partial<SessionSettings>): Cockpit {
  return { ...state, sessionSettings: { ...state.sessionSettings, ...change } };
}
