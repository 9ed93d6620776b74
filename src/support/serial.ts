/** Runs tasks one after another, in the order they came. A task that fails does not hold up the next. */
export interface SerialQueue {
  run<T>(task: () => Promise<T>): Promise<T>;
  /** Resolves once nothing is left; tasks added meanwhile are waited for too. */
  idle(): Promise<void>;
  readonly busy: boolean;
}

export function createSerialQueue(): SerialQueue {
  let tail: Promise<unknown> = Promise.resolve();
  let pending = 0;
  return {
    run(task) {
      pending += 1;
      const result = tail.then(task).finally(() => {
        pending -= 1;
      });
      tail = result.catch(() => undefined);
      return result;
    },
    async idle() {
      while (pending > 0) await tail;
    },
    get busy() {
      return pending > 0;
    },
  };
}
