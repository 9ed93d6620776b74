import { execFile } from "node:child_process";
import { access, readdir, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { installPackages } from "../../adapters/docker/image/base.ts";

const run = promisify(execFile);

const repository = fileURLToPath(new URL("../..", import.meta.url));

/** The shipped program, as `npm run build` makes it. */
export const program = join(repository, "dist/src/main.js");

/** The program built from the sources as they are, an engine that answers, and the image on it. */
export async function prepareMachine(): Promise<void> {
  if (!(await isBuilt())) await run("npm", ["run", "build"], { cwd: repository });
  const { ANTHROPIC_API_KEY, ...environment } = process.env;
  const state = join(tmpdir(), "luzia-e2e-image");
  const doctor = await run(process.execPath, [program, "doctor", "--fix", "--json"], {
    env: { ...environment, ANTHROPIC_API_KEY: ANTHROPIC_API_KEY ?? "dummy", COCKPIT_STATE: state, COCKPIT_ROOT: state },
    maxBuffer: 64 * 1024 * 1024,
  }).catch((error: { stdout: string }) => error);
  const result: unknown = JSON.parse(doctor.stdout.trim().split("\n").at(-1) ?? "null");
  await installTools();
  const unwell = findings(result).filter(({ name, well }) => !well && (name === "engine" || name === "image"));
  if (unwell.length > 0) throw new Error(unwell.map(({ name, text }) => `${name}: ${text}`).join("; "));
}

/** What a cockpit has in its image, for the tests that run its scripts on this machine. */
const TOOLS = ["tmux", "jq"] as const;

/** From Debian's packages, as the engine is; elsewhere, and for others than root, a sentence says what to do. */
async function installTools(): Promise<void> {
  const found = await Promise.all(
    TOOLS.map((tool) =>
      run("which", [tool]).then(
        () => true,
        () => false,
      ),
    ),
  );
  const missing = TOOLS.filter((_, at) => !found[at]);
  if (missing.length === 0) return;
  try {
    await installPackages(missing, () => {});
  } catch (error) {
    throw new Error(`The tests need ${missing.join(" and ")}: install them, and run the tests again.`, {
      cause: error,
    });
  }
}

interface Finding {
  readonly name: string;
  readonly well: boolean;
  readonly text: string;
}

function findings(result: unknown): readonly Finding[] {
  const { data } = result as { data: { findings: readonly Finding[] } };
  return data.findings;
}

/** Whether no source is newer than the program; several test files in a run then build it once. */
async function isBuilt(): Promise<boolean> {
  try {
    await access(program);
  } catch {
    return false;
  }
  const built = (await stat(program)).mtimeMs;
  const sources = await Promise.all(["src", "adapters"].map((directory) => newest(join(repository, directory))));
  return Math.max(...sources) < built;
}

async function newest(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const times = entries
    .filter((entry) => entry.isFile())
    .map(async (entry) => (await stat(join(entry.parentPath, entry.name))).mtimeMs);
  return Math.max(...(await Promise.all(times)));
}
