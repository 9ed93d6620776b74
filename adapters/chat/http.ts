/** An answer over HTTP that may be another one later, outside of a platform's own methods. */
export class HttpTrouble extends Error {
  override readonly name = "HttpTrouble";
  /** Milliseconds; null where it does not say. */
  readonly retryAfter: number | null;

  constructor({ status, headers }: Response) {
    super(`HTTP ${status}`);
    this.retryAfter = status === 429 ? Number(headers.get("retry-after") ?? 1) * 1000 : null;
  }
}

/** One try to fetch a file. Rejects with `HttpTrouble` where another one may do better. */
export async function fetchOnce(address: string, init: RequestInit): Promise<Response> {
  const answer = await fetch(address, init);
  if (answer.status === 429 || answer.status >= 500) throw new HttpTrouble(answer);
  return answer;
}
