import { PassThrough } from "node:stream";
import { finished } from "node:stream/promises";
import { BridgeError } from "../../src/errors.ts";
import type { Channel, Container, Engine, Project } from "../../src/ports/ports.ts";

/** What runs for `open`: reads the input, writes the output, and returns when it ends. */
export type Program = (input: PassThrough, output: PassThrough, argv: readonly string[]) => Promise<void>;

/** An engine in memory, with the means to do to its containers what happens to real ones. */
export interface FakeEngine extends Engine {
  /** Every call so far, oldest first: `start musica`. */
  readonly calls: readonly string[];
  /** Programs that `open` finds, by name; `cat` is there. */
  readonly programs: Map<string, Program>;
  /** What each start is told of, from now on: what of its image is not done, and what has failed in it. */
  readonly image: { lacks: readonly string[]; troubles: readonly string[] };
  /** The container ends by itself or is killed, behind everybody's back; its channels end with it. */
  die(project: string, exitCode: number, outOfMemory?: boolean): void;
  pause(project: string): void;
  /** The next call of this method rejects. */
  failNext(method: keyof Engine, error: BridgeError): void;
}

interface Box {
  container: Container;
  /** What a change of would need a new container. */
  spec: string;
  readonly channels: Set<Channel>;
}

export function createFakeEngine(): FakeEngine {
  const boxes = new Map<string, Box>();
  const calls: string[] = [];
  const failures = new Map<keyof Engine, BridgeError>();
  const programs = new Map<string, Program>([["cat", cat]]);

  const image: FakeEngine["image"] = { lacks: [], troubles: [] };

  const enter = async (method: keyof Engine, what = "") => {
    calls.push(`${method} ${what}`.trim());
    const failure = failures.get(method);
    failures.delete(method);
    if (failure !== undefined) throw failure;
  };
  const end = (project: string, exitCode: number, outOfMemory = false) => {
    const box = boxes.get(project);
    if (box?.container.running !== true) return;
    box.container = { ...box.container, running: false, paused: false, exitCode, outOfMemory };
    for (const channel of box.channels) channel.close();
  };

  const hold = (project: string) => {
    const box = boxes.get(project);
    if (box?.container.running === true) box.container = { ...box.container, paused: true };
  };

  return {
    calls,
    programs,
    image,
    die: end,
    pause: hold,
    failNext: (method, error) => void failures.set(method, error),
    async prepare() {
      await enter("prepare");
      return image.lacks;
    },
    async start(project, session, told) {
      await enter("start", project.slug);
      for (const trouble of image.troubles) told?.trouble(trouble);
      const spec = JSON.stringify([project, session]);
      const found = boxes.get(project.slug);
      if (found === undefined || (!found.container.running && found.spec !== spec)) {
        boxes.set(project.slug, { container: startedContainer(project, session), spec, channels: new Set() });
      } else {
        found.container = { ...found.container, running: true, paused: false, exitCode: null, outOfMemory: false };
      }
      return boxes.get(project.slug)?.container ?? startedContainer(project, session);
    },
    async stop(project, pause = false) {
      await enter("stop", project);
      if (pause) hold(project);
      else end(project, 0);
    },
    async remove(project) {
      await enter("remove", project);
      end(project, 137);
      boxes.delete(project);
    },
    async inspect(project) {
      await enter("inspect", project);
      return boxes.get(project)?.container ?? null;
    },
    async list() {
      await enter("list");
      return [...boxes.values()].map(({ container }) => container);
    },
    async processes(project) {
      await enter("processes", project);
      return boxes.get(project)?.container.running === true ? [4711] : [];
    },
    async written(project) {
      await enter("written", project);
      return 0;
    },
    shell: (container, argv) => ["enter", container.name, ...argv],
    async open(project, argv) {
      await enter("open", project);
      const box = boxes.get(project);
      const program = programs.get(argv[0] ?? "");
      if (box === undefined || !box.container.running || box.container.paused) {
        throw new BridgeError("container-missing", `The container of ${project} does not run.`);
      }
      if (program === undefined) throw new BridgeError("engine-failed", `There is no ${argv[0]} in the container.`);
      const channel = openChannel(program, argv);
      box.channels.add(channel);
      void channel.ended.then(() => box.channels.delete(channel));
      return channel;
    },
  };
}

function startedContainer({ slug }: Project, session: string): Container {
  const name = `luzia-cockpit-${slug}`;
  return { project: slug, session, name, running: true, paused: false, exitCode: null, outOfMemory: false };
}

async function cat(input: PassThrough, output: PassThrough): Promise<void> {
  input.pipe(output, { end: false });
  await finished(input, { writable: false }).catch(() => {});
}

function openChannel(program: Program, argv: readonly string[]): Channel {
  const input = new PassThrough();
  const output = new PassThrough();
  let close = () => {};
  const closed = new Promise<void>((resolve) => {
    close = resolve;
  });
  const ended = Promise.race([program(input, output, argv), closed]).then(() => {
    input.destroy();
    output.end();
  });
  return { input, output, ended, close };
}
