import { setTimeout as after } from "node:timers/promises";
import type Docker from "dockerode";
import { fenced } from "../../src/cockpit/fenced.ts";
import { asBridgeError, BridgeError } from "../../src/errors.ts";
import type { Project, Told } from "../../src/ports/ports.ts";
import { places } from "../../src/support/places.ts";
import { openChannel } from "./channel.ts";

/** A little over what first-run.sh has itself. */
const LIMIT_SECONDS = 1_860;
/** Bytes that are read of what it says, whatever stands in its place. */
const MOST = 8_192;
const MARK = "first run:";

/** What new containers do before their agent. */
export interface FirstRuns {
  /**
   * Resolves once it is done, or not within its limit, or once the container has ended: that is told of by whoever looks
   * at it next. Tells once of how it went. Rejects where the container is left meanwhile.
   */
  untilDone(container: string, project: Project, told: Told): Promise<void>;
  /** The project's container is to end, or to stand still. */
  leave(project: string): void;
}

export function createFirstRuns(docker: Docker, limitSeconds = LIMIT_SECONDS): FirstRuns {
  const waits = new Map<string, Set<AbortController>>();

  /** What it says, as far as it is read. */
  async function said(container: string, signal: AbortSignal): Promise<string> {
    const { input, output, close } = await openChannel(docker, container, ["/bin/sh", "-c", waitingFor(limitSeconds)]);
    const read = async () => {
      let text = "";
      for await (const piece of output) {
        text += String(piece);
        if (text.length >= MOST) break;
      }
      // Where the container ends meanwhile, there may be words of the engine's instead.
      return text.startsWith(MARK) ? text.slice(MARK.length, MOST).trim() : "";
    };
    const over = new AbortController();
    const ended = AbortSignal.any([over.signal, signal]);
    const late = after(limitSeconds * 1_000, "", { signal: ended }).catch(() => {
      throw signal.reason;
    });
    try {
      input.end();
      return await Promise.race([read(), late]);
    } finally {
      over.abort();
      late.catch(() => undefined);
      close();
    }
  }

  return {
    async untilDone(container, { slug }, { progress, trouble, signal }) {
      const left = new AbortController();
      const mine = waits.get(slug) ?? new Set();
      waits.set(slug, mine.add(left));
      const ended = signal === undefined ? left.signal : AbortSignal.any([left.signal, signal]);
      try {
        progress("Waiting for what the project does first in a new container");
        const text = await said(container, ended);
        if (text === "") return;
        trouble(
          `What ${slug} does first in a new container has failed, and the cockpit goes on without:\n${fenced(text)}`,
        );
      } catch (thrown) {
        if (ended.aborted) throw ended.reason;
        if (asBridgeError(thrown).code !== "container-missing") throw thrown;
      } finally {
        mine.delete(left);
        if (mine.size === 0 && waits.get(slug) === mine) waits.delete(slug);
      }
    },
    leave(project) {
      const reason = new BridgeError("container-missing", `${project} was stopped before it was ready.`);
      for (const wait of waits.get(project) ?? []) wait.abort(reason);
    },
  };
}

/** Not with what people have installed in the home. It ends by itself, for nobody ends it where its reader is gone. */
function waitingFor(seconds: number): string {
  return `PATH=\${COCKPIT_PATH:-$PATH}
    [ -e /etc/cockpit/first-run ] || exit 0
    left=${seconds * 10}
    until [ -e ${places.firstRun} ]; do
      [ "$left" -gt 0 ] || exit 0
      left=$((left - 1))
      sleep 0.1
    done
    [ -f ${places.firstRun} ] && [ ! -L ${places.firstRun} ] || exit 0
    printf '%s' '${MARK}'
    tail -c 3000 ${places.firstRun}
    : >${places.firstRun}`;
}
