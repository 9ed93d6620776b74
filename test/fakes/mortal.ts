import { Writable } from "node:stream";
import type { Channel, Clock, Home, OwnVolume, Volume } from "../../src/ports/ports.ts";

/** A bot's life. Once it is over, nothing that it calls is done any more, and nothing answers, as if it were killed. */
export interface Life {
  readonly isOver: boolean;
  end(): void;
  /** Told of each call before it is done: it may end the life at that very call. */
  onCall: (what: string) => void;
}

export function createLife(): Life {
  let isOver = false;
  return {
    get isOver() {
      return isOver;
    },
    end() {
      isOver = true;
    },
    onCall: () => undefined,
  };
}

const never = new Promise<never>(() => {});

/** The same ports, for as long as the life lasts. */
export function mortal(life: Life) {
  const call =
    <A extends readonly unknown[], T>(name: string, act: (...parts: A) => Promise<T>) =>
    async (...parts: A): Promise<T> => {
      if (!life.isOver) life.onCall(`${name} ${String(parts[0])}`);
      if (life.isOver) return never;
      const outcome = await act(...parts);
      return life.isOver ? never : outcome;
    };

  async function* pieces(volume: Volume, ...parts: Parameters<Volume["pieces"]>) {
    if (life.isOver) await never;
    for await (const piece of volume.pieces(...parts)) yield life.isOver ? await never : piece;
  }

  const volume = (one: Volume): Volume => ({
    read: call("read", one.read),
    pieces: (...parts) => pieces(one, ...parts),
    size: call("size", one.size),
    list: call("list", one.list),
    append: call("append", one.append),
    remove: call("remove", one.remove),
    watch: one.watch,
  });
  const own = (one: OwnVolume): OwnVolume => ({
    ...volume(one),
    write: call("write", one.write),
    receive: call("receive", one.receive),
  });

  return {
    call,
    home: (one: Home): Home => ({
      config: volume(one.config),
      cockpit: volume(one.cockpit),
      run: own(one.run),
      used: call("used", one.used),
      prepare: call("prepare", one.prepare),
      destroy: call("destroy", one.destroy),
    }),
    clock: (one: Clock): Clock => ({
      now: one.now,
      async after(ms, signal) {
        await one.after(ms, signal);
        return life.isOver ? never : undefined;
      },
    }),
    /** What is written to it is one call each. */
    channel: (one: Channel): Channel => ({
      ...one,
      input: new Writable({
        write(piece: Buffer, _, done) {
          if (!life.isOver) life.onCall(piece.toString().trim());
          if (!life.isOver) one.input.write(piece);
          done();
        },
        final(done) {
          one.input.end(done);
        },
      }),
    }),
  };
}
