import { chmod, chown, mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { BridgeError, systemCode } from "../../src/errors.ts";
import type { Launch, Project } from "../../src/ports.ts";
import { forgetDialogs, permit } from "./dialog.ts";
import { type Home, hooksPath, launchedPath, launchPath, transcriptPath, typingPath } from "./homes.ts";
import { linesFrom } from "./record.ts";
import { launchArguments, launchable } from "./text.ts";
import { parseLine } from "./transcript.ts";

/** What reaches Claude in every cockpit. */
export interface Credentials {
  /** Passed through from the bot's environment: keys, gateway, proxies. Never in the container's own settings, which `docker inspect` shows. */
  readonly environment: Readonly<Record<string, string>>;
  /** The host's `.credentials.json`, where there is one. */
  readonly file: string | null;
  /** What to do where there are none; null where there are. */
  readonly missing: string | null;
}

/** Writes what the container's next start reads. */
export async function writeBoard(home: Home, launch: Launch, credentials: Credentials): Promise<void> {
  const { project, session, prompt } = launch;
  if (credentials.missing !== null && !hasOwnKey(project)) throw new BridgeError("no-credentials", credentials.missing);
  if (session.started && !(await hasConversation(home, session.id))) throw lostConversation(project.slug, session.id);
  const owner = ownerOf(project);
  for (const directory of directoriesOf(home)) await makeDirectory(directory, owner);
  const environment = { ...credentials.environment, ...project.environment };
  await seed(home, environment, owner);
  await shareCredentials(home, credentials.file, owner);
  await put(join(home.run, "session"), session.id, owner);
  await put(
    join(home.run, "flags"),
    flagsOf(project)
      .map((flag) => `${flag}\0`)
      .join(""),
    owner,
  );
  await put(join(home.run, "env"), exportsOf(environment), owner);
  await put(join(home.run, "rules.json"), JSON.stringify({ permissions: { allow: launch.allowed } }), owner);
  await forgetDialogs(home);
  if (prompt !== undefined) await permit(home, prompt);
  for (const stale of [
    join(home.cockpit, "session"),
    join(home.cockpit, "exit"),
    typingPath(home),
    launchPath(home),
    launchedPath(home),
  ]) {
    await rm(stale, { force: true });
  }
  if (prompt?.kind === "text" && launchable(prompt.text))
    await put(launchPath(home), launchArguments(prompt.text), owner);
}

export function flagsOf({ model, permissionMode }: Project): readonly string[] {
  return ["--permission-mode", permissionMode, ...(model === undefined ? [] : ["--model", model])];
}

/** A shell file; single quotes keep everything but themselves. */
export function exportsOf(environment: Readonly<Record<string, string>>): string {
  return Object.entries(environment)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`)
    .join("");
}

function directoriesOf(home: Home): readonly string[] {
  return [
    home.config,
    join(home.config, "sessions"),
    dirname(transcriptPath(home, "any")),
    home.cockpit,
    hooksPath(home),
    home.run,
  ];
}

function hasOwnKey({ environment }: Project): boolean {
  return ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "CLAUDE_CODE_OAUTH_TOKEN"].some((name) => environment[name]);
}

async function hasConversation(home: Home, session: string): Promise<boolean> {
  const lines = await linesFrom(transcriptPath(home, session), 0);
  return lines.some(({ text }) => parseLine(text).some(({ type }) => type === "heard" || type === "command"));
}

function lostConversation(project: string, session: string): BridgeError {
  return new BridgeError(
    "unknown-session",
    `The conversation ${session} of ${project} is not on disk any more, so it cannot be resumed. Restore it, or begin a new one with "start ${project} --new".`,
  );
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

function ownerOf({ user }: Project): Owner {
  const [uid = 1000, gid = uid] = user.split(":").map(Number);
  return { uid, gid };
}

async function makeDirectory(path: string, owner: Owner): Promise<void> {
  await mkdir(path, { recursive: true });
  await chmod(path, 0o700);
  await give(path, owner);
}

/** Written aside and renamed, so that a container that starts meanwhile reads the old or the new, never half. */
async function put(path: string, content: string, owner: Owner): Promise<void> {
  const aside = `${path}.new`;
  await writeFile(aside, content, { mode: 0o600 });
  await give(aside, owner);
  await rename(aside, path);
}

/** Only root can give files away; anybody else is the owner already, or Claude could not read them anyway. */
async function give(path: string, { uid, gid }: Owner): Promise<void> {
  if (process.getuid?.() === 0) await chown(path, uid, gid);
}

const settings = z.looseObject({
  projects: z.record(z.string(), z.looseObject({})).default({}),
  customApiKeyResponses: z.looseObject({ approved: z.array(z.string()).default([]) }).default({ approved: [] }),
});

/** What a first start would ask on the screen (theme, trust, key, nudges), answered before it can (facts, 7). */
async function seed(home: Home, environment: Readonly<Record<string, string>>, owner: Owner): Promise<void> {
  const path = join(home.config, ".claude.json");
  const read = settings.safeParse(await readSettings(path));
  const old = read.success ? read.data : settings.parse({});
  const key = environment.ANTHROPIC_API_KEY?.slice(-20);
  const approved = [...new Set([...old.customApiKeyResponses.approved, ...(key ? [key] : [])])];
  const seeded = {
    theme: "dark",
    ...old,
    hasCompletedOnboarding: true,
    bypassPermissionsModeAccepted: true,
    hasSeenAutoDefaultNudge: true,
    customApiKeyResponses: { ...old.customApiKeyResponses, approved },
    projects: {
      ...old.projects,
      "/workspace": {
        ...old.projects["/workspace"],
        hasTrustDialogAccepted: true,
        hasCompletedProjectOnboarding: true,
      },
    },
  };
  await put(path, JSON.stringify(seeded, null, 2), owner);
}

async function readSettings(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return {};
  }
}

async function readCredentials(file: string): Promise<z.infer<typeof oauth>> {
  try {
    return oauth.parse(JSON.parse(await readFile(file, "utf8")));
  } catch (error) {
    throw new BridgeError(
      "no-credentials",
      `The credentials in ${file} cannot be read. Sign in with claude on this machine again.`,
      error,
    );
  }
}

const oauth = z.looseObject({ claudeAiOauth: z.looseObject({ refreshToken: z.string().nullish() }).optional() });

/**
 * The host's credential goes in read-only and without its refresh token: a refresh in one container would make the
 * token of all the others, and of the host, worthless. Each start takes the host's newest.
 */
async function shareCredentials(home: Home, file: string | null, owner: Owner): Promise<void> {
  const link = join(home.config, ".credentials.json");
  await rm(link, { force: true });
  await rm(join(home.run, "credentials.json"), { force: true });
  if (file === null) return;
  const shared = await readCredentials(file);
  if (shared.claudeAiOauth) delete shared.claudeAiOauth.refreshToken;
  await put(join(home.run, "credentials.json"), JSON.stringify(shared), owner);
  await symlink("/run/cockpit/credentials.json", link).catch((error: unknown) => {
    if (systemCode(error) !== "EEXIST") throw error;
  });
}
