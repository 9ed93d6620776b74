/** What the engine streams while it builds, pulls or imports, as lines for people. */
export interface Heard {
  readonly lines: readonly string[];
  readonly error?: string;
}

/** One JSON line of the stream, in any of its forms. */
export function hear(json: string): Heard {
  const event: unknown = JSON.parse(json);
  if (typeof event !== "object" || event === null) return { lines: [] };
  if ("error" in event && typeof event.error === "string") return { lines: [], error: event.error.trim() };
  if ("stream" in event && typeof event.stream === "string") return { lines: textLines(event.stream) };
  if ("aux" in event && typeof event.aux === "string" && "id" in event && event.id === "moby.buildkit.trace") {
    return { lines: traceLines(Buffer.from(event.aux, "base64")) };
  }
  // A pull's progress bars come by the hundred; only what changed in words is worth a line.
  const bar = "progress" in event && event.progress !== "";
  return { lines: !bar && "status" in event && typeof event.status === "string" ? textLines(event.status) : [] };
}

function textLines(text: string): string[] {
  return text.split(/[\r\n]+/).filter((line) => line.trim() !== "");
}

/**
 * BuildKit's StatusResponse: the steps that begin, fail or come from the cache, and what they print. Decoded here
 * because dockerode's own decoder gives the printed lines in base64.
 */
function traceLines(status: Buffer): string[] {
  return fields(status).flatMap(({ number, bytes }) => {
    if (number === 1) return vertexLines(fields(bytes));
    if (number === 3) return textLines(text(fields(bytes), 4));
    return [];
  });
}

function vertexLines(vertex: readonly Field[]): string[] {
  const name = text(vertex, 3);
  const error = text(vertex, 7);
  if (error !== "") return [`${name}: ${error}`];
  const has = (number: number) => vertex.some((field) => field.number === number);
  const [cached, started, completed] = [has(4), has(5), has(6)];
  if (name.startsWith("[internal]")) return [];
  if (cached && completed) return [`${name} (cached)`];
  return started && !completed ? [name] : [];
}

function text(message: readonly Field[], number: number): string {
  return message.find((field) => field.number === number)?.bytes.toString("utf8") ?? "";
}

interface Field {
  readonly number: number;
  /** Of a length-delimited field; empty for the others. */
  readonly bytes: Buffer;
}

/** The fields of a protobuf message. */
function fields(message: Buffer): Field[] {
  const found: Field[] = [];
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1; at < message.length; scale *= 128) {
      const byte = message[at++] ?? 0;
      value += (byte % 128) * scale;
      if (byte < 128) break;
    }
    return value;
  };
  while (at < message.length) {
    const tag = varint();
    const wire = tag % 8;
    let length = 0;
    if (wire === 0) varint();
    else length = wire === 2 ? varint() : wire === 1 ? 8 : 4;
    found.push({
      number: Math.floor(tag / 8),
      bytes: wire === 2 ? message.subarray(at, at + length) : Buffer.alloc(0),
    });
    at += length;
  }
  return found;
}
