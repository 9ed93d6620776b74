/** Where a container finds what the host gives it. The scripts in docker/ rely on these. */
export const places = {
  workspace: "/workspace",
  config: "/home/dev/.claude",
  cockpit: "/var/cockpit",
  run: "/run/cockpit",
} as const;

/** What a container cannot be without: nothing else may be mounted there. */
const RESERVED: readonly string[] = [...Object.values(places), "/", "/proc", "/sys", "/dev"];
/** Nor anywhere in these: what the cockpit and its bot tell each other, and what it is made of. */
const CLOSED: readonly string[] = [places.cockpit, places.run, "/usr/local/lib/cockpit", "/etc/cockpit", "/dev/shm"];

export const reservedTargets: readonly string[] = [...new Set([...RESERVED, ...CLOSED])];

export function isReserved(target: string): boolean {
  return RESERVED.includes(target) || CLOSED.some((one) => target === one || target.startsWith(`${one}/`));
}

/** Whoever holds one of these is master of the machine. */
export const engineSockets = [
  "/var/run/docker.sock",
  "/run/docker.sock",
  "/run/containerd/containerd.sock",
  "/run/podman/podman.sock",
] as const;
