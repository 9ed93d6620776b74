import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";

const local = "/usr/local/share/ca-certificates";
/** All that this machine trusts, the public authorities included: what a company added to it is in `local`. */
const bundles = new Set([
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/cert.pem",
]);

/** The certificates this machine trusts besides the public ones; `extra` is the value of NODE_EXTRA_CA_CERTS. */
export async function findCertificates(extra: string | undefined): Promise<string[]> {
  const named = extra !== undefined && !bundles.has(extra) && existsSync(extra) ? [extra] : [];
  const installed = existsSync(local)
    ? (await readdir(local, { recursive: true })).filter((name) => name.endsWith(".crt"))
    : [];
  return [...named, ...installed.sort().map((name) => join(local, name))];
}
