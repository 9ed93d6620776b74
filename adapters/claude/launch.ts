import { z } from "zod";
import { promptText } from "../../src/cockpit/answer/answer.ts";
import { BridgeError } from "../../src/errors.ts";
import type { Committer, Home, Launch, Owner, Project, Volume } from "../../src/ports/ports.ts";
import { forgetDialogs, permit } from "./dialog/dialog.ts";
import { GIT_CONFIG, GIT_ENVIRONMENT, gitConfig } from "./git.ts";
import { EXIT, FLAGS, LAUNCH, LAUNCHED, MOVED_TO, SENT, SHOWN, TYPING } from "./homes.ts";
import { claude } from "./profile.ts";
import { linesFrom } from "./record/lines.ts";
import { parseLine } from "./record/transcript.ts";
import { launchArguments, launchable } from "./text.ts";
import type { Admitted } from "./trust/trust.ts";

/** What reaches Claude in every cockpit. */
export interface Credentials {
  /** Passed through from the bot's environment: keys, gateway, proxies. Never in the container's own settings, which `docker inspect` shows. */
  readonly environment: Readonly<Record<string, string>>;
  /** The host's `.credentials.json`, where there is one. */
  readonly file: CredentialsFile | null;
  /** What to do where there are none; null where there are. */
  readonly missing: string | null;
}

export interface CredentialsFile {
  readonly path: string;
  read(): Promise<string>;
}

/** What is the bot's own, and the same for all projects. */
export interface LaunchSettings {
  readonly credentials: Credentials;
  /** Whom git takes the bot's user for. */
  readonly committer: Committer | null;
  /** Whether Claude is told to ask by its tool for questions. */
  readonly asksByChoices: boolean;
}

/** What Claude is told of those it works for: what it asks in words people may overlook, and has no buttons. */
const ASK_BY_CHOICES =
  "The people you work for read you in a chat and may answer hours later; while a question is open you are stopped, and that costs nothing. Whenever you cannot go on without their answer, or leave a choice to them, ask with the AskUserQuestion tool instead of in the last words of your message. Do not ask where you can go on by yourself.";

/** Writes what the container's next start reads: into `run` alone, where the container cannot write. */
export async function writeLaunch(
  home: Home,
  launch: Launch,
  admitted: Admitted,
  owner: Owner,
  { credentials, committer, asksByChoices }: LaunchSettings,
): Promise<void> {
  const { project, session, prompt, directories } = launch;
  if (credentials.missing !== null && !hasOwnKey(project)) throw new BridgeError("no-credentials", credentials.missing);
  if (session.started && !(await hasConversation(home.config, session.id)))
    throw lostConversation(project.slug, session.id);
  await home.prepare(owner);
  // Whoever sets it for the bot, or for the project, means it.
  const environment = {
    ...timersOf(admitted),
    ...GIT_ENVIRONMENT,
    ...credentials.environment,
    ...project.environment,
  };
  const flags = [
    ...(asksByChoices ? ["--append-system-prompt", ASK_BY_CHOICES] : []),
    ...flagsOf(project),
    ...directories.flatMap((path) => ["--add-dir", path]),
    ...sourcesOf(admitted),
  ].map((flag) => `${flag}\0`);
  const { run, cockpit } = home;
  await run.write("seed.json", JSON.stringify(seedOf(environment, directories)), owner);
  await shareCredentials(home, credentials.file, owner);
  await run.write(GIT_CONFIG, gitConfig(project, committer), owner);
  await run.write("session", session.id, owner);
  await run.write(FLAGS, flags.join(""), owner);
  await run.write("env", exportsOf(environment), owner);
  await run.write("rules.json", JSON.stringify(rulesOf(launch, admitted)), owner);
  if (launch.trusted === "all") await run.write("trust-all", "", owner);
  else await run.remove("trust-all");
  await forgetDialogs(home);
  if (prompt !== undefined) await permit(home, prompt);
  for (const stale of [TYPING, SENT, SHOWN, LAUNCH]) await run.remove(stale);
  for (const stale of [MOVED_TO, EXIT, LAUNCHED]) await cockpit.remove(stale);
  const isLaunched = prompt?.kind === "text" && prompt.answers?.kind !== "screen";
  const text = isLaunched ? promptText(prompt) : null;
  if (text !== null && launchable(text)) await run.write(LAUNCH, launchArguments(text), owner);
}

export function flagsOf({ model, permissionMode }: Project): readonly string[] {
  return ["--permission-mode", permissionMode, ...(model === undefined ? [] : ["--model", model])];
}

/** Of the project's own settings, files of words included, only those that people have trusted (facts: `--setting-sources`). */
function sourcesOf({ sources }: Admitted): readonly string[] {
  const read = sources.filter((source) => source !== "tasks");
  return read.length === 2 ? [] : ["--setting-sources", ["user", ...read].join(",")];
}

/** A project's timed prompts come whatever `--setting-sources` says, and also those that come into it while Claude runs. */
function timersOf({ sources }: Admitted): Readonly<Record<string, string>> {
  return sources.includes("tasks") ? {} : { CLAUDE_CODE_DISABLE_CRON: "1" };
}

function rulesOf({ allowed }: Launch, { servers }: Admitted) {
  return { permissions: { allow: allowed }, enabledMcpjsonServers: servers };
}

/** A shell file; single quotes keep everything but themselves. */
export function exportsOf(environment: Readonly<Record<string, string>>): string {
  return Object.entries(environment)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`)
    .join("");
}

function hasOwnKey({ environment }: Project): boolean {
  return claude.credentials.variables.some((name) => environment[name]);
}

async function hasConversation(config: Volume, session: string): Promise<boolean> {
  for await (const { text } of linesFrom(config, session, 0))
    if (parseLine(text).some(({ type }) => type === "heard" || type === "command")) return true;
  return false;
}

function lostConversation(project: string, session: string): BridgeError {
  return new BridgeError(
    "unknown-session",
    `The conversation ${session} of ${project} is not on disk any more, so it cannot be resumed. Restore it, or begin a new one with "start ${project} --new".`,
  );
}

/**
 * What a first start would ask on the screen (theme, trust, key, nudges), answered before it can (facts, 7). The
 * container merges it into Claude's own settings (seed-settings.sh): `first` where nothing is set, `always` over it.
 */
export function seedOf(environment: Readonly<Record<string, string>>, directories: readonly string[] = []) {
  const key = environment.ANTHROPIC_API_KEY?.slice(-20);
  return {
    first: { theme: "dark" },
    always: {
      hasCompletedOnboarding: true,
      bypassPermissionsModeAccepted: true,
      hasSeenAutoDefaultNudge: true,
      customApiKeyResponses: {},
      projects: {
        "/workspace": {
          hasTrustDialogAccepted: true,
          hasCompletedProjectOnboarding: true,
          // What a project's CLAUDE.md takes from outside of it stays outside, and nobody is asked.
          hasClaudeMdExternalIncludesWarningShown: true,
        },
        // Whoever added one has answered for it, as Claude asked then.
        ...Object.fromEntries(directories.map((path) => [path, { hasTrustDialogAccepted: true }])),
      },
    },
    approved: key ? [key] : [],
  };
}

const oauth = z.looseObject({ claudeAiOauth: z.looseObject({ refreshToken: z.string().nullish() }).optional() });

async function readCredentials(file: CredentialsFile): Promise<z.infer<typeof oauth>> {
  try {
    return oauth.parse(JSON.parse(await file.read()));
  } catch (error) {
    throw new BridgeError(
      "no-credentials",
      `The credentials in ${file.path} cannot be read. Sign in with claude on this machine again.`,
      error,
    );
  }
}

/**
 * The host's credential goes in read-only and without its refresh token: a refresh in one container would make the
 * token of all the others, and of the host, worthless. Each start takes the host's newest. The container links to it.
 */
async function shareCredentials({ run }: Home, file: CredentialsFile | null, owner: Owner): Promise<void> {
  await run.remove("credentials.json");
  if (file === null) return;
  const shared = await readCredentials(file);
  if (shared.claudeAiOauth) delete shared.claudeAiOauth.refreshToken;
  await run.write("credentials.json", JSON.stringify(shared), owner);
}
