interface Bucket {
  readonly count: number;
  readonly ms: number;
}

/** As the headers of the real ones tell it, or the libraries' authors; Discord documents none, and changes them. */
const buckets = {
  send: { count: 5, ms: 5_000 },
  edit: { count: 5, ms: 5_000 },
  remove: { count: 5, ms: 1_000 },
  react: { count: 1, ms: 250 },
  typing: { count: 5, ms: 5_000 },
  thread: { count: 50, ms: 300_000 },
  command: { count: 5, ms: 20_000 },
  webhook: { count: 5, ms: 2_000 },
  other: { count: 10, ms: 1_000 },
} as const satisfies Record<string, Bucket>;

/** Within one of the buckets, and not told in its headers. */
const sublimits = {
  rename: { count: 2, ms: 600_000 },
  /** Of messages more than an hour old, in a channel. */
  oldEdit: { count: 3, ms: 20_000 },
} as const satisfies Record<string, Bucket>;

const global: Bucket = { count: 50, ms: 1_000 };

/** Each route has one of these for itself. */
const own: readonly BucketName[] = ["webhook", "other"];

export type BucketName = keyof typeof buckets;

export interface Taken {
  readonly headers: Readonly<Record<string, string>>;
  /** Seconds to wait when this call is one too many. */
  readonly retryAfter?: number;
  readonly global?: boolean;
}

export interface Rates {
  /** `major` is the channel, guild or token that it is for; `open` calls do not count for the global limit. */
  take(call: {
    readonly bucket: BucketName;
    readonly on: string;
    readonly major: string;
    readonly open: boolean;
  }): Taken;
  /** Seconds to wait when this is one too many. */
  sublimit(name: keyof typeof sublimits, major: string): number | undefined;
}

/** Windows that begin with their first call. */
export function createRates(clock: () => number, rates: boolean | { readonly factor: number }): Rates {
  const factor = typeof rates === "boolean" ? 1 : rates.factor;
  const windows = new Map<string, { readonly until: number; used: number }>();

  /** What is left after this call, and when the window ends. */
  function use(key: string, { count, ms }: Bucket): { readonly left: number; readonly seconds: number } {
    const now = clock();
    const open = windows.get(key);
    const window = open !== undefined && open.until > now ? open : { until: now + ms / factor, used: 0 };
    windows.set(key, window);
    window.used += 1;
    return { left: count - window.used, seconds: Math.max(0.001, (window.until - now) / 1000) };
  }

  return {
    take({ bucket, on, major, open }) {
      if (rates === false) return { headers: {} };
      const all = open ? undefined : use("global", global);
      if (all !== undefined && all.left < 0)
        return {
          headers: { "x-ratelimit-global": "true", "x-ratelimit-scope": "global" },
          retryAfter: all.seconds,
          global: true,
        };
      const name = own.includes(bucket) ? `${bucket} ${on}` : bucket;
      const { left, seconds } = use(`${name} ${major}`, buckets[bucket]);
      const headers = {
        "x-ratelimit-limit": String(buckets[bucket].count),
        "x-ratelimit-remaining": String(Math.max(0, left)),
        "x-ratelimit-reset": (clock() / 1000 + seconds).toFixed(3),
        "x-ratelimit-reset-after": seconds.toFixed(3),
        "x-ratelimit-bucket": Buffer.from(`twin ${name}`).toString("hex"),
      };
      return left >= 0
        ? { headers }
        : { headers: { ...headers, "x-ratelimit-scope": "user" }, retryAfter: seconds, global: false };
    },
    sublimit(name, major) {
      if (rates === false) return undefined;
      const { left, seconds } = use(`${name} ${major}`, sublimits[name]);
      return left < 0 ? seconds : undefined;
    },
  };
}
