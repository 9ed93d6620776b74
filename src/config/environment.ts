import { join } from "node:path";
import type { Env, Places } from "./file.ts";

const ALWAYS =
  /^(ANTHROPIC_\w+|CLAUDE_CODE_OAUTH_TOKEN|CLAUDE_CODE_(USE|SKIP)_\w+|(HTTPS?|NO)_PROXY|(https?|no)_proxy)$/;

/** What Claude's documentation has for each cloud, beyond ANTHROPIC_*: sent only where that cloud is switched on. */
const CLOUDS: Readonly<Record<string, RegExp>> = {
  CLAUDE_CODE_USE_BEDROCK: /^AWS_\w+$/,
  CLAUDE_CODE_USE_VERTEX: /^(CLOUD_ML_REGION|GOOGLE_\w+|GCLOUD_PROJECT|CLOUDSDK_\w+|VERTEX_REGION_\w+)$/,
  CLAUDE_CODE_USE_FOUNDRY: /^AZURE_\w+$/,
};

const HAS_HOST = /^(ANTHROPIC_(\w+_)?BASE_URL|HTTPS?_PROXY)$/i;

/** The name by which a container reaches the machine it runs on. */
const MACHINE = "host.docker.internal";

/** The variables that reach Claude, from those of the daemon. */
export function passThrough(
  env: Env,
  config: { readonly claude: { readonly environment: readonly string[] } },
): Record<string, string> {
  const patterns = [ALWAYS, ...Object.keys(CLOUDS).flatMap((name) => (isOn(env[name]) ? (CLOUDS[name] ?? []) : []))];
  const passed: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    const wanted = patterns.some((pattern) => pattern.test(name)) || config.claude.environment.includes(name);
    if (wanted && value !== undefined && value !== "") passed[name] = value;
  }
  return reachable(passed);
}

/** Inside a container, loopback is the container: what stands there on the machine gets the machine's name. */
export function reachable(variables: Readonly<Record<string, string>>): Record<string, string> {
  const result = Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, HAS_HOST.test(name) ? offLoopback(value) : value]),
  );
  const movedGateway = Object.keys(result).some((name) => /BASE_URL$/.test(name) && result[name] !== variables[name]);
  return movedGateway ? pastProxy(result) : result;
}

/** A gateway on this machine was past the proxy while its name was localhost, and stays so. */
function pastProxy(variables: Record<string, string>): Record<string, string> {
  if (!Object.keys(variables).some((name) => /^https?_proxy$/i.test(name))) return variables;
  const add = (list: string | undefined): string => (list === undefined ? MACHINE : `${list},${MACHINE}`);
  const { NO_PROXY, no_proxy } = variables;
  return { ...variables, NO_PROXY: add(NO_PROXY ?? no_proxy), no_proxy: add(no_proxy ?? NO_PROXY) };
}

/** Only the host changes: going through URL would add a slash at the end, which some gateways take amiss. */
function offLoopback(address: string): string {
  const parts = /^([a-z][a-z0-9+.-]*:\/\/)?([^/?#]*@)?(\[[^\]]*\]|[^/:?#@]*)(.*)$/is.exec(address);
  if (parts === null) return address;
  const [, scheme = "", user = "", host = "", rest = ""] = parts;
  return isLoopback(host) ? `${scheme}${user}${MACHINE}${rest}` : address;
}

function isLoopback(host: string): boolean {
  // URL knows that 127.1 and 0x7f.0.0.1 are 127.0.0.1 too.
  const url = URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : host;
  return /^(127(\.\d+){3}|0\.0\.0\.0|(.+\.)?localhost\.?|\[::1?\]|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]+\])$/.test(url);
}

export type Credentials =
  | { readonly kind: "token" | "api-key" | "cloud" }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "none"; readonly sentence: string };

/** What Claude would sign in with, in the order in which it looks. */
export function credentials(env: Env, { home, files }: Pick<Places, "home" | "files">): Credentials {
  if (Object.keys(CLOUDS).some((name) => isOn(env[name]))) return { kind: "cloud" };
  if (env.ANTHROPIC_AUTH_TOKEN) return { kind: "token" };
  if (env.ANTHROPIC_API_KEY) return { kind: "api-key" };
  if (env.CLAUDE_CODE_OAUTH_TOKEN) return { kind: "token" };
  const path = join(home, ".claude/.credentials.json");
  if (files.real(path) !== null) return { kind: "file", path };
  return {
    kind: "none",
    sentence:
      "Claude has no credentials. Set CLAUDE_CODE_OAUTH_TOKEN (claude setup-token makes one) or ANTHROPIC_API_KEY, " +
      `or sign in with claude on this machine, which writes ${path}.`,
  };
}

/** As Claude reads its switches. */
function isOn(value: string | undefined): boolean {
  return /^(1|true|yes|on)$/i.test(value ?? "");
}
