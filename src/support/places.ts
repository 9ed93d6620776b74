import type { AgentImage } from "../ports/ports.ts";

/** Where a container finds what the host gives it, whichever agent is in it. An image's recipe relies on these. */
export const places = {
  workspace: "/workspace",
  cockpit: "/var/cockpit",
  run: "/run/cockpit",
  /** Empty, or the last words of what failed, once a new container has done what comes before its agent. */
  firstRun: "/dev/shm/cockpit-first-run",
} as const;

type Image = Pick<AgentImage, "home" | "userHome" | "reserved">;

/** What a container cannot be without: nothing else may be mounted there. */
function reserved({ home, userHome }: Image): readonly string[] {
  return [places.workspace, home, userHome, places.cockpit, places.run, "/", "/proc", "/sys", "/dev"];
}

/** Nor anywhere in these: what the cockpit and its bot tell each other, and what it is made of. */
function closed(image: Image): readonly string[] {
  return [places.cockpit, places.run, ...image.reserved];
}

export function reservedTargets(image: Image): readonly string[] {
  return [...reserved(image), ...image.reserved];
}

export function isReserved(target: string, image: Image): boolean {
  return reserved(image).includes(target) || closed(image).some((one) => `${target}/`.startsWith(`${one}/`));
}

/** The name by which a container reaches the machine it runs on. */
export const machineName = "host.docker.internal";

/** Whoever holds one of these is master of the machine. */
export const engineSockets = [
  "/var/run/docker.sock",
  "/run/docker.sock",
  "/run/containerd/containerd.sock",
  "/run/podman/podman.sock",
] as const;
