import { rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { inject } from "vitest";
import type { TestProject } from "vitest/node";
import { prepareMachine } from "./program.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The socket that tells how the machine's preparation ended: in nothing, or in what went wrong. */
    readonly machine: string;
  }
}

/** Prepares the machine once for all files. What needs none of it runs meanwhile: the image takes minutes. */
export default async function setUp({ provide }: TestProject): Promise<() => Promise<void>> {
  const path = join(tmpdir(), `luzia-machine-${process.pid}.sock`);
  const outcome = prepareMachine().then(
    () => "",
    (error: unknown) => String(error),
  );
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    void outcome.then((said) => socket.end(said));
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  provide("machine", path);
  return async () => {
    server.close();
    await rm(path, { force: true });
  };
}

/** Resolves once the program is built, an engine answers, and the image is on it. */
export async function machineReady(): Promise<void> {
  const said = await text(connect(inject("machine")));
  if (said !== "") throw new Error(said);
}
