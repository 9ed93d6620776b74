import type { AgentImage } from "../../../src/ports/ports.ts";
import type { FirstCommand, Variable } from "./described.ts";

/** A feature as it is installed: `place` is its directory in the build context. */
export interface Installed {
  readonly place: string;
  /** For `install.sh`. */
  readonly variables: Readonly<Record<string, string>>;
}

export interface Layer {
  readonly environment: readonly Variable[];
  readonly first: readonly FirstCommand[];
  readonly features: readonly Installed[];
  readonly setup: readonly string[];
}

type Image = Pick<AgentImage, "userHome" | "program">;

/** Where our own files are in the build context: no project's have that name. */
export const OURS = ".luzia-cockpit";

/** What goes on top of the agent's layer, as files of a build context; null where nothing does. */
export function layerFiles(base: string, layer: Layer, image: Image): Readonly<Record<string, string>> | null {
  const { environment, first, features, setup } = layer;
  if (environment.length + first.length + features.length + setup.length === 0) return null;
  return {
    [`${OURS}/Dockerfile`]: dockerfile(base, layer, image),
    [`${OURS}/etc/environment`]: environment.map(exported).join(""),
    ...(first.length > 0 && { [`${OURS}/etc/first-run`]: firstRun(first) }),
  };
}

function dockerfile(base: string, { features, setup }: Layer, { userHome, program }: Image): string {
  const copied = features.map(({ place }, at) => `COPY ${JSON.stringify([`${place}/`, `/opt/features/${at}/`])}\n`);
  const installed = features.map((feature, at) => runs(installing(feature, `/opt/features/${at}`, userHome)));
  const hasRun = features.length + setup.length > 0;
  return [
    `FROM ${base} AS cockpit\n`,
    ...(hasRun ? ["USER root\n", runs(`${stateOf(program)} >${SCRIPTS}/program`)] : []),
    `FROM ${base}\n`,
    "USER root\n",
    // Not the user's home, which is kept on the host: what is set up here goes where everybody has it.
    "ENV HOME=/root\n",
    "ARG DEBIAN_FRONTEND=noninteractive\nARG npm_config_prefix=/usr/local\n",
    ...copied,
    ...installed,
    ...setup.map(runs),
    // Whatever has been run as root, the cockpit's own files are as they were; the agent itself is too large to come twice.
    ...(hasRun
      ? [`COPY --from=cockpit ${SCRIPTS}/ ${SCRIPTS}/\n`, `COPY --from=cockpit /etc/cockpit/ /etc/cockpit/\n`]
      : []),
    ...(hasRun
      ? [runs(`[ "$(${stateOf(program)})" = "$(cat ${SCRIPTS}/program)" ] || { echo "${replaced(program)}"; exit 1; }`)]
      : []),
    `COPY ${OURS}/etc/ /etc/cockpit/\n`,
    `RUN chmod 644 /etc/cockpit/* && /usr/local/lib/cockpit/keep-home.sh ${userHome}\n`,
    `ENV HOME=${userHome}\n`,
    "USER 1000:1000\n",
  ].join("");
}

const SCRIPTS = "/usr/local/lib/cockpit";

function stateOf(program: string): string {
  return `stat -c '%s %Y' ${program}`;
}

function replaced(program: string): string {
  return `What was set up has replaced ${program}, and the cockpit needs its own there.`;
}

/** As JSON: whatever stands in the command, it is none of the Dockerfile's words. */
function runs(command: string): string {
  return `RUN ${JSON.stringify(["/bin/bash", "-euo", "pipefail", "-c", command])}\n`;
}

function installing({ variables }: Installed, directory: string, userHome: string): string {
  const user = `export _REMOTE_USER="$(id -nu 1000)" _REMOTE_USER_HOME=${userHome}`;
  const own = Object.entries(variables).map(([name, value]) => `export ${name}=${inQuotes(value)}\n`);
  return `${user}\nexport _CONTAINER_USER="$_REMOTE_USER" _CONTAINER_USER_HOME=${userHome}\n${own.join("")}cd ${directory}\nchmod +x install.sh\n./install.sh`;
}

function exported({ name, word }: Variable): string {
  return word === null ? `unset ${name}\n` : `export ${name}=${word}\n`;
}

/** With the variables that the agent has; the first that fails is the last. */
function firstRun(commands: readonly FirstCommand[]): string {
  const given = "[ ! -f /run/cockpit/env ] || . /run/cockpit/env\n";
  const calls = commands.map(({ name, argv }) => `run ${[name, ...argv].map(inQuotes).join(" ")}\n`);
  return `${given}. /etc/cockpit/environment\n${given}run() {
  local name=$1 code
  shift
  "$@" && return
  code=$?
  echo "$name failed with status $code."
  exit "$code"
}
${calls.join("")}`;
}

function inQuotes(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
