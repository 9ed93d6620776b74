import type Docker from "dockerode";
import { hasImage } from "./base.ts";

type Progress = (line: string) => void;

/** Makes an image where there is none of that tag; all who want it meanwhile share one making, and hear of it. */
export type Once = (tag: string, progress: Progress, make: (tell: Progress) => Promise<void>) => Promise<void>;

export function createOnce(docker: Docker): Once {
  const making = new Map<string, { readonly done: Promise<void>; readonly listeners: Set<Progress> }>();

  function begin(tag: string, make: (tell: Progress) => Promise<void>) {
    const listeners = new Set<Progress>();
    const tell = (line: string) => {
      for (const listener of listeners) listener(line);
    };
    const makeIt = async () => {
      if (!(await hasImage(docker, tag))) await make(tell);
    };
    const begun = { done: makeIt().finally(() => making.delete(tag)), listeners };
    making.set(tag, begun);
    return begun;
  }

  return async (tag, progress, make) => {
    const { done, listeners } = making.get(tag) ?? begin(tag, make);
    listeners.add(progress);
    try {
      await done;
    } finally {
      listeners.delete(progress);
    }
  };
}
