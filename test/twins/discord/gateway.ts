import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { isJson, type Json, jsonOf, numberOf, stringOf } from "../json.ts";
import type { Happening } from "./context.ts";
import { disallowed, intents, knownIntents } from "./intents.ts";
import { limits } from "./limits.ts";
import type { PrivilegedIntent } from "./types.ts";
import type { DeliveredEvent } from "./views.ts";

interface Link {
  readonly socket: WebSocket;
  session: Session | undefined;
  deaf: boolean;
  readonly sends: number[];
  zombie: NodeJS.Timeout | undefined;
}

interface Frame {
  readonly seq: number;
  readonly type: string;
  readonly data: Json;
}

export interface Session {
  readonly id: string;
  readonly intents: number;
  /** All of them, for a RESUME. */
  readonly frames: Frame[];
  /** The number of the last one that went into a socket. */
  sent: number;
  link: Link | undefined;
}

export interface GatewayOptions {
  readonly clock: () => number;
  readonly heartbeat: number;
  readonly identifyEvery: number;
  readonly starts: { readonly total: number; readonly remaining: number };
  readonly changed: () => void;
  readonly token: string;
  readonly refused: () => boolean;
  readonly privileged: () => readonly PrivilegedIntent[];
  /** What a new session is told after READY. */
  readonly ready: (session: Session) => { readonly ready: Json; readonly after: readonly Happening[] };
  /** Answers op 8. */
  readonly members: (request: Json) => readonly Json[];
  /** The day's IDENTIFYs are used up: Discord takes the token back. */
  readonly exhausted: () => void;
}

export type Gateway = ReturnType<typeof createGateway>;

/** After these codes the session is over, whoever gave them; discord.js closes with 4200 to resume. */
function endsSession(code: number): boolean {
  return [1000, 1001, 4004, 4007, 4009].includes(code) || (code >= 4010 && code <= 4014);
}

/** Sockets, the sessions that outlive them, and what goes through them. */
export function createGateway(options: GatewayOptions) {
  const { clock, changed, heartbeat } = options;
  const server = new WebSocketServer({ noServer: true });
  const links = new Set<Link>();
  const sessions = new Map<string, Session>();
  const events: DeliveredEvent[] = [];
  const closes: number[] = [];
  const held: Happening[] = [];
  const counts = { identifies: 0, resumes: 0, remaining: options.starts.remaining };
  let presence: Json | undefined;
  let lastIdentify = Number.NEGATIVE_INFINITY;
  let toDuplicate = 0;
  let toHold = 0;
  let losing = false;

  function shut(link: Link, code: number): void {
    closes.push(code);
    if (endsSession(code)) end(link.session);
    detach(link);
    link.socket.close(code);
    changed();
  }

  function end(session: Session | undefined): void {
    if (session !== undefined) sessions.delete(session.id);
  }

  function detach(link: Link): void {
    if (link.session?.link === link) link.session.link = undefined;
    link.session = undefined;
    clearTimeout(link.zombie);
    links.delete(link);
  }

  function welcome(socket: WebSocket, version: string | null): void {
    const link: Link = { socket, session: undefined, deaf: false, sends: [], zombie: undefined };
    links.add(link);
    socket.on("error", () => undefined);
    socket.on("message", (data) => received(link, String(data)));
    socket.on("close", (code) => {
      if (endsSession(code) && links.has(link)) end(link.session);
      detach(link);
      changed();
    });
    if (version === "10") {
      put(link, { op: 10, d: { heartbeat_interval: heartbeat } });
      alive(link);
    } else shut(link, 4012);
    changed();
  }

  function alive(link: Link): void {
    clearTimeout(link.zombie);
    link.zombie = setTimeout(() => shut(link, 4009), heartbeat * 2 + 1_000);
  }

  function received(link: Link, text: string): void {
    // What was on its way while the twin closed.
    if (!links.has(link)) return;
    const now = clock();
    link.sends.push(now);
    const { count, ms } = limits.gatewaySends;
    const frame = parsed(text);
    if (link.sends.filter((at) => at > now - ms).length > count) shut(link, 4008);
    else if (frame === undefined) shut(link, 4002);
    else heard(link, frame);
    changed();
  }

  function heard(link: Link, { op, d }: Json): void {
    if (op === 1) {
      alive(link);
      if (!link.deaf) put(link, { op: 11 });
    } else if (op === 2) identify(link, jsonOf(d));
    else if (op === 6) resume(link, jsonOf(d));
    else if (link.session === undefined) shut(link, 4003);
    else if (op === 3) presence = jsonOf(d);
    else if (op === 8) chunks(link.session, jsonOf(d));
    else if (op !== 4) shut(link, 4001);
  }

  function identify(link: Link, asked: Json): void {
    const code = whyNot(link, asked);
    if (code !== undefined) shut(link, code);
    else if (clock() < lastIdentify + options.identifyEvery) put(link, { op: 9, d: false });
    else if (counts.remaining === 0) options.exhausted();
    else begin(link, asked);
  }

  /** The close code for an IDENTIFY that is refused. */
  function whyNot(link: Link, { token, intents: wants, shard }: Json): number | undefined {
    const [index, count] = Array.isArray(shard) ? shard : [0, 1];
    if (link.session !== undefined) return 4005;
    if (token !== options.token || options.refused()) return 4004;
    if (index !== 0 || numberOf(count) < 1) return 4010;
    if (typeof wants !== "number" || (wants & ~knownIntents) !== 0) return 4013;
    return disallowed(wants, options.privileged()) ? 4014 : undefined;
  }

  function begin(link: Link, asked: Json): void {
    lastIdentify = clock();
    counts.remaining -= 1;
    counts.identifies += 1;
    if (isJson(asked.presence)) presence = asked.presence;
    const id = randomUUID().replaceAll("-", "");
    const session: Session = { id, intents: numberOf(asked.intents), frames: [], sent: 0, link };
    sessions.set(id, session);
    link.session = session;
    const { ready, after } = options.ready(session);
    add(session, { type: "READY", intent: 0, data: ready });
    for (const one of after) add(session, one);
  }

  function resume(link: Link, { token, session_id, seq }: Json): void {
    const session = sessions.get(stringOf(session_id));
    if (token !== options.token || options.refused()) shut(link, 4004);
    else if (session === undefined) put(link, { op: 9, d: false });
    else if (numberOf(seq) > session.frames.length) shut(link, 4007);
    else take(link, session, numberOf(seq));
  }

  function take(link: Link, session: Session, seq: number): void {
    if (session.link !== undefined && session.link !== link) shut(session.link, 4000);
    session.link = link;
    link.session = session;
    session.sent = seq;
    flush(session);
    counts.resumes += 1;
    add(session, { type: "RESUMED", intent: 0, data: { _trace: ["twin"] } });
  }

  function chunks(session: Session, request: Json): void {
    for (const data of options.members(request)) add(session, { type: "GUILD_MEMBERS_CHUNK", intent: 0, data });
  }

  /** False where the session does not hear of such things. */
  function add(session: Session, { type, intent, data, bare }: Happening): boolean {
    if (intent !== 0 && (session.intents & intent) === 0) return false;
    const reads = (session.intents & intents.content) !== 0;
    session.frames.push({ seq: session.frames.length + 1, type, data: reads ? data : (bare ?? data) });
    flush(session);
    return true;
  }

  function flush(session: Session): void {
    const { link, frames } = session;
    if (link === undefined || link.deaf) return;
    for (const { seq, type, data } of frames.slice(session.sent)) put(link, { op: 0, s: seq, t: type, d: data });
    session.sent = frames.length;
  }

  function dispatch(happening: Happening): number {
    const sent = [...sessions.values()].filter((session) => add(session, happening)).length;
    events.push({ type: happening.type, data: happening.data, sent });
    if (toDuplicate > 0) {
      toDuplicate -= 1;
      for (const session of sessions.values()) add(session, happening);
    }
    return sent;
  }

  function each(change: (link: Link) => void): void {
    for (const link of [...links]) change(link);
  }

  return {
    events,
    closes,
    counts,
    get connections() {
      return links.size;
    },
    get presence() {
      return presence;
    },
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
      const version = new URL(request.url ?? "/", "http://twin").searchParams.get("v");
      server.handleUpgrade(request, socket, head, (open) => welcome(open, version));
    },
    /** To how many sessions it goes; one without a socket gets it when it resumes. */
    emit(happening: Happening): number {
      if (losing && happening.type !== "INTERACTION_CREATE") {
        events.push({ type: happening.type, data: happening.data, sent: 0 });
        return 0;
      }
      if (toHold === 0) return dispatch(happening);
      held.push(happening);
      if (held.length < toHold) return sessions.size;
      toHold = 0;
      for (const one of held.splice(0).reverse()) dispatch(one);
      return sessions.size;
    },
    cut(): void {
      each((link) => {
        detach(link);
        link.socket.terminate();
      });
      changed();
    },
    reconnect: () => each((link) => put(link, { op: 7, d: null })),
    invalidate(resumable: boolean): void {
      if (!resumable) sessions.clear();
      each((link) => {
        if (!resumable) link.session = undefined;
        put(link, { op: 9, d: resumable });
      });
    },
    forgetSessions: () => sessions.clear(),
    closeWith: (code: number) => each((link) => shut(link, code)),
    /** Sessions that asked for what is no longer allowed. */
    closeDisallowed: () =>
      each((link) => {
        if (link.session !== undefined && disallowed(link.session.intents, options.privileged())) shut(link, 4014);
      }),
    deafen: () =>
      each((link) => {
        link.deaf = true;
      }),
    hear: () =>
      each((link) => {
        link.deaf = false;
        if (link.session !== undefined) flush(link.session);
      }),
    duplicate(times: number): void {
      toDuplicate = times;
    },
    shuffle(count: number): void {
      toHold = count;
    },
    loseEvents(lost: boolean): void {
      losing = lost;
    },
    /** An outage: nothing is remembered. */
    stop(): void {
      sessions.clear();
      each((link) => {
        detach(link);
        link.socket.terminate();
      });
    },
    close: () => server.close(),
  };
}

function put({ socket }: Link, frame: Json): void {
  socket.send(JSON.stringify(frame));
}

function parsed(text: string): Json | undefined {
  try {
    const frame: unknown = JSON.parse(text);
    return isJson(frame) ? frame : undefined;
  } catch {
    return undefined;
  }
}
