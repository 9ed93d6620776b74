import { asBridgeError } from "../errors.ts";
import type { Check, Finding } from "./doctor.ts";
import type { Standing } from "./service.ts";

/** What the doctor needs to know of this machine; `main.ts` finds it out. */
export interface HostFacts {
  engineAnswers(): Promise<boolean>;
  ensureEngine(progress: (line: string) => void): Promise<void>;
  imageReady(): Promise<boolean>;
  buildImage(progress: (line: string) => void): Promise<void>;
  /** The projects that have an image of their own, by name. */
  readonly projectImages: Readonly<Record<string, ImageFacts>>;
  /** What to do about missing credentials; null where there are some. */
  credentials(): string | null;
  readonly stateDirectory: string;
  /** Bytes. */
  freeDisk(): Promise<number>;
  freeMemory(): number;
  /** Bytes that one cockpit may use. */
  readonly limit: number;
  readonly nodeVersion: string;
  /** The daemon that runs; null where none does. */
  daemon(): Promise<Standing | null>;
  /** The chats that there are tokens for, by their names: who the bot is there; rejects with what to do. */
  readonly chats: Readonly<Record<string, () => Promise<string>>>;
}

export interface ImageFacts {
  /** Rejects with what is wrong with what it is to be made from. */
  isReady(): Promise<boolean>;
  build(progress: (line: string) => void): Promise<void>;
}

const GIGABYTE = 2 ** 30;
/** The image, its base and its build need this much at least (bytes). */
const NEEDED_DISK = 3 * GIGABYTE;
/** An idle cockpit holds 164 MiB (measured); this leaves it room to work (bytes). */
const NEEDED_MEMORY = 0.5 * GIGABYTE;

export function checksOf(facts: HostFacts): readonly Check[] {
  return [
    {
      name: "Node",
      look: async () => node(facts.nodeVersion),
    },
    {
      name: "engine",
      look: async () =>
        finding(
          await facts.engineAnswers(),
          "answers",
          "no container engine answers",
          '"cockpit doctor --fix" installs and starts one on Debian; elsewhere install Docker and start it.',
        ),
      fix: facts.ensureEngine,
    },
    {
      name: "image",
      look: async () =>
        finding(
          await facts.imageReady(),
          "is built",
          "is not built yet",
          '"cockpit start" builds it the first time, "cockpit doctor --fix" now.',
        ),
      fix: facts.buildImage,
    },
    ...Object.entries(facts.projectImages).map(([project, { isReady, build }]) => ({
      name: `image of ${project}`,
      look: async () =>
        finding(
          await isReady(),
          "is built",
          "is not built as it would be now",
          `The next start of ${project} builds it, "cockpit doctor --fix" now.`,
        ),
      fix: build,
    })),
    {
      name: "credentials",
      look: async () => {
        const missing = facts.credentials();
        return missing === null
          ? { well: true, text: "are there" }
          : { well: false, text: "there are none", advice: missing };
      },
    },
    {
      name: "disk",
      look: async () => {
        const free = await facts.freeDisk();
        return finding(
          free >= NEEDED_DISK,
          `${size(free)} free in ${facts.stateDirectory}`,
          `only ${size(free)} free in ${facts.stateDirectory}`,
          `Free some: ${size(NEEDED_DISK)} is the least for the image and the conversations.`,
        );
      },
    },
    {
      name: "memory",
      look: async () => {
        const free = facts.freeMemory();
        return finding(
          free >= NEEDED_MEMORY,
          `${size(free)} free; one cockpit may use ${size(facts.limit)}`,
          `only ${size(free)} free`,
          'Stop some cockpits ("cockpit stop"), or give the machine more.',
        );
      },
    },
    {
      name: "daemon",
      look: async () => {
        const standing = await facts.daemon();
        if (standing === null) return { well: true, text: "none runs; the next command starts it" };
        const { pid, without, advice } = standing;
        const runs = `runs (process ${pid})`;
        return without === null
          ? { well: true, text: runs }
          : { well: false, text: `${runs}, without ${without}`, advice };
      },
    },
    ...Object.entries(facts.chats).map(([name, ask]) => ({ name, look: () => chat(ask) })),
  ];
}

async function chat(ask: () => Promise<string>): Promise<Omit<Finding, "name">> {
  try {
    return { well: true, text: await ask() };
  } catch (error) {
    return { well: false, text: "is not well", advice: asBridgeError(error).message };
  }
}

function finding(well: boolean, good: string, bad: string, advice: string): Omit<Finding, "name"> {
  return well ? { well, text: good } : { well, text: bad, advice };
}

function node(version: string): Omit<Finding, "name"> {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const well = major > 20 || (major === 20 && minor >= 19);
  return finding(well, version, `${version} is too old`, "Install Node.js 20.19 or newer.");
}

function size(bytes: number): string {
  return bytes >= GIGABYTE ? `${(bytes / GIGABYTE).toFixed(1)} GB` : `${Math.round(bytes / 2 ** 20)} MB`;
}
