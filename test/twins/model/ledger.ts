import type { IncomingHttpHeaders } from "node:http";
import type { Json } from "../json.ts";
import type { RequestView } from "./view.ts";

/** How a response ended: all of it written, or the connection gone before that (an interrupt, a kill). */
export type Ending = "sent" | "cut";

export interface ModelRequest {
  readonly view: RequestView;
  readonly body: Json;
  readonly headers: IncomingHttpHeaders;
  /** Milliseconds since 1970. */
  readonly when: number;
  readonly ended: Promise<Ending>;
}

interface Wait {
  readonly fits: (request: ModelRequest) => boolean;
  readonly resolve: (request: ModelRequest) => void;
  readonly reject: (reason: Error) => void;
}

export interface Ledger {
  readonly entries: readonly ModelRequest[];
  add(request: ModelRequest): void;
  next(fits: (request: ModelRequest) => boolean, after?: ModelRequest): Promise<ModelRequest>;
  /** Whoever still waits is told that it will not come. */
  close(): void;
}

/** Requests in the order they came, and those who wait for one. */
export function createLedger(): Ledger {
  const entries: ModelRequest[] = [];
  let waits: Wait[] = [];
  let closed = false;

  return {
    entries,
    add(request) {
      entries.push(request);
      const ready = waits.filter(({ fits }) => fits(request));
      waits = waits.filter((wait) => !ready.includes(wait));
      for (const { resolve } of ready) resolve(request);
    },
    next(fits, after) {
      const from = after === undefined ? 0 : entries.indexOf(after) + 1;
      const past = entries.slice(from).find(fits);
      if (past !== undefined) return Promise.resolve(past);
      if (closed) return Promise.reject(new Error("the twin is closed"));
      return new Promise((resolve, reject) => waits.push({ fits, resolve, reject }));
    },
    close() {
      closed = true;
      for (const { reject } of waits) reject(new Error("the twin closed before such a request came"));
      waits = [];
    },
  };
}
