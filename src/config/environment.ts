import { join } from "node:path";
import { agent } from "../agent.ts";
import { machineName } from "../support/places.ts";
import type { Env, Places } from "./file.ts";

const PROXIES = /^((HTTPS?|NO)_PROXY|(https?|no)_proxy)$/;

/** The variables that reach the agent, from those of the daemon. */
export function passThrough(
  env: Env,
  config: { readonly claude: { readonly environment: readonly string[] } },
): Record<string, string> {
  const { always, switched } = agent.environment;
  const more = Object.entries(switched).flatMap(([name, pattern]) => (isOn(env[name]) ? [pattern] : []));
  const patterns = [PROXIES, always, ...more];
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
    Object.entries(variables).map(([name, value]) => [name, hasHost(name) ? offLoopback(value) : value]),
  );
  const movedGateway = Object.keys(result).some((name) => isModel(name) && result[name] !== variables[name]);
  return movedGateway ? pastProxy(result) : result;
}

const isModel = (name: string) => agent.environment.addresses.test(name);
const hasHost = (name: string) => isModel(name) || /^HTTPS?_PROXY$/i.test(name);

/** A gateway on this machine was past the proxy while its name was localhost, and stays so. */
function pastProxy(variables: Record<string, string>): Record<string, string> {
  if (!Object.keys(variables).some((name) => /^https?_proxy$/i.test(name))) return variables;
  const add = (list: string | undefined): string => (list === undefined ? machineName : `${list},${machineName}`);
  const { NO_PROXY, no_proxy } = variables;
  return { ...variables, NO_PROXY: add(NO_PROXY ?? no_proxy), no_proxy: add(no_proxy ?? NO_PROXY) };
}

/** Only the host changes: going through URL would add a slash at the end, which some gateways take amiss. */
function offLoopback(address: string): string {
  const parts = /^([a-z][a-z0-9+.-]*:\/\/)?([^/?#]*@)?(\[[^\]]*\]|[^/:?#@]*)(.*)$/is.exec(address);
  if (parts === null) return address;
  const [, scheme = "", user = "", host = "", rest = ""] = parts;
  return isLoopback(host) ? `${scheme}${user}${machineName}${rest}` : address;
}

function isLoopback(host: string): boolean {
  // URL knows that 127.1 and 0x7f.0.0.1 are 127.0.0.1 too.
  const url = URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : host;
  return /^(127(\.\d+){3}|0\.0\.0\.0|(.+\.)?localhost\.?|\[::1?\]|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]+\])$/.test(url);
}

export type Credentials =
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "none"; readonly sentence: string };

/** What the agent would sign in with, in the order in which it looks. */
export function credentials(env: Env, { home, files }: Pick<Places, "home" | "files">): Credentials {
  const { variables, file, advice } = agent.credentials;
  const clouds = Object.keys(agent.environment.switched).filter((name) => isOn(env[name]));
  const [name] = [...clouds, ...variables.filter((one) => env[one])];
  if (name !== undefined) return { kind: "variable", name };
  const path = join(home, file);
  if (files.real(path) !== null) return { kind: "file", path };
  return { kind: "none", sentence: `${advice}${path}.` };
}

/** As an agent reads its switches. */
function isOn(value: string | undefined): boolean {
  return /^(1|true|yes|on)$/i.test(value ?? "");
}
