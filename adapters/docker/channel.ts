import type { Duplex } from "node:stream";
import { Transform, type TransformCallback } from "node:stream";
import { finished } from "node:stream/promises";
import type Docker from "dockerode";
import { BridgeError } from "../../src/errors.ts";
import type { Channel } from "../../src/ports/ports.ts";
import { limited, statusOf, translate } from "./client.ts";
import { findContainer } from "./containers.ts";

/** Runs a command in the container named `name`, with its input open and its output apart from its errors. */
export async function openChannel(docker: Docker, name: string, argv: readonly string[]): Promise<Channel> {
  try {
    const exec = await limited(`prepare \`${argv[0]}\` in ${name}`, 15_000, (abortSignal) =>
      docker
        .getContainer(name)
        .exec({ Cmd: [...argv], AttachStdin: true, AttachStdout: true, AttachStderr: true, Tty: false, abortSignal }),
    );
    const socket = await limited(`run \`${argv[0]}\` in ${name}`, 15_000, () =>
      exec.start({ hijack: true, stdin: true }),
    );
    return channelOver(socket);
  } catch (thrown) {
    const status = statusOf(thrown);
    const missing = status === 404 || status === 409 || (status === 500 && !(await runs(docker, name)));
    if (!missing) throw thrown;
    throw new BridgeError(
      "container-missing",
      `The container ${name} does not run, so \`${argv[0]}\` cannot run in it.`,
      thrown,
    );
  }
}

/** For one that ended between the two calls the engine has a 500, in words of its own or of its runtime. */
async function runs(docker: Docker, name: string): Promise<boolean> {
  const found = await findContainer(docker, name);
  return found?.State.Running === true && !found.State.Paused;
}

function channelOver(socket: Duplex): Channel {
  const output = socket.pipe(new Demultiplexer());
  const ended = finished(socket, { readable: true, writable: false }).then(
    () => undefined,
    (error: unknown) => void output.destroy(translate(error, "keep the way into the container open")),
  );
  // Who reads learns of a broken way by the end; who does not must not be ended by it.
  output.on("error", () => {});
  return { input: socket, output, ended, close: () => socket.destroy() };
}

const header = 8;

/**
 * Takes the engine's frames (stream number, three zeroes, length, payload) apart: standard output passes; standard
 * error is kept to its last 4 kB, and is the error of an output that had nothing else to say.
 */
export class Demultiplexer extends Transform {
  #frame = Buffer.alloc(0);
  #left = 0;
  #stream = 1;
  #said = false;
  #complaint = "";

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    let rest = chunk;
    while (rest.length > 0) rest = this.#left > 0 ? this.#payload(rest) : this.#header(rest);
    done();
  }

  override _flush(done: TransformCallback): void {
    const silent = !this.#said && this.#complaint !== "";
    done(silent ? new BridgeError("engine-failed", `The command said: ${this.#complaint.trim()}`) : null);
  }

  #header(rest: Buffer): Buffer {
    const missing = header - this.#frame.length;
    this.#frame = Buffer.concat([this.#frame, rest.subarray(0, missing)]);
    if (this.#frame.length === header) {
      this.#stream = this.#frame.readUInt8(0);
      this.#left = this.#frame.readUInt32BE(4);
      this.#frame = Buffer.alloc(0);
    }
    return rest.subarray(missing);
  }

  #payload(rest: Buffer): Buffer {
    const part = rest.subarray(0, this.#left);
    this.#left -= part.length;
    if (this.#stream === 2) {
      this.#complaint = (this.#complaint + part.toString("utf8")).slice(-4096);
    } else {
      this.#said = true;
      this.push(part);
    }
    return rest.subarray(part.length);
  }
}
