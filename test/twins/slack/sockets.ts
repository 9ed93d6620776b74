import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocket, WebSocketServer } from "ws";
import { isJson, type Json, stringOf } from "../json.ts";
import { identity } from "./context.ts";
import type { DeliveredEvent, SlackTwinOptions } from "./types.ts";

interface Link {
  readonly socket: WebSocket;
  deaf: boolean;
  stalled: boolean;
}

type Sent = { -readonly [Key in keyof DeliveredEvent]: DeliveredEvent[Key] };

/** An envelope's way: nobody there, into a socket that carries nothing, or out. */
type Way = "away" | "lost" | "out";

export interface Sockets {
  readonly connections: number;
  readonly events: readonly DeliveredEvent[];
  /** Single use. */
  ticket(): string;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  emit(event: Json): void;
  /** What is interactive: resolves with the payload of the ack. */
  ask(type: "slash_commands" | "interactive", payload: Json): Promise<Json | undefined>;
  each(change: (link: Link) => void): void;
  /** Frames that are no envelopes. */
  frame(body: Json): void;
  disconnect(reason: "warning" | "refresh_requested" | "link_disabled"): void;
  closeAll(): void;
  terminateAll(): void;
  linkDisabled(disabled: boolean): void;
  duplicate(times: number): void;
  shuffle(count: number): void;
  loseEvents(lost: boolean): void;
  close(): void;
}

export interface SocketsOptions extends Pick<SlackTwinOptions, "retries"> {
  readonly clock: () => number;
  readonly ackTimeout: number;
  readonly changed: () => void;
}

/** Socket Mode: tickets, sockets, and what goes through them. An envelope goes to one of the sockets, in turns. */
export function createSockets({ clock, ackTimeout, retries, changed }: SocketsOptions): Sockets {
  const server = new WebSocketServer({ noServer: true, autoPong: false });
  const tickets = new Set<string>();
  const links = new Set<Link>();
  const acks = new Map<string, (payload: unknown) => void>();
  const timers = new Set<NodeJS.Timeout>();
  const events: Sent[] = [];
  let held: Sent[] = [];
  let turn = 0;
  let toDuplicate = 0;
  let toHold = 0;
  let losing = false;
  let disabled = false;

  function later(ms: number, run: () => void): () => void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, ms);
    timers.add(timer);
    return () => {
      clearTimeout(timer);
      timers.delete(timer);
    };
  }

  const disconnectFrame = (reason: string): Json => ({
    type: "disconnect",
    reason,
    debug_info: { host: "applink-twin" },
  });

  function welcome(socket: WebSocket): void {
    if (disabled) {
      put(socket, disconnectFrame("link_disabled"));
      socket.close();
      return;
    }
    const link: Link = { socket, deaf: false, stalled: false };
    links.add(link);
    socket.on("error", () => undefined);
    socket.on("ping", (data) => {
      if (!link.stalled) socket.pong(data);
    });
    socket.on("message", (data) => {
      if (!link.stalled) acknowledged(String(data));
    });
    socket.on("close", () => {
      links.delete(link);
      changed();
    });
    put(socket, {
      type: "hello",
      num_connections: links.size,
      connection_info: { app_id: identity.appId },
      debug_info: { host: "applink-twin", build_number: 1, approximate_connection_time: 18_060 },
    });
    changed();
  }

  function acknowledged(text: string): void {
    const frame: unknown = JSON.parse(text);
    if (!isJson(frame)) return;
    const id = stringOf(frame.envelope_id);
    acks.get(id)?.(frame.payload);
    acks.delete(id);
    changed();
  }

  function send(envelope: Json): Way {
    const open = [...links].filter(({ socket }) => socket.readyState === WebSocket.OPEN);
    turn += 1;
    const link = open[turn % Math.max(1, open.length)];
    if (link === undefined) return "away";
    if (link.deaf || link.stalled) return "lost";
    put(link.socket, envelope);
    return "out";
  }

  function deliver(event: Sent, attempt: number): void {
    const envelope_id = randomUUID();
    acks.set(envelope_id, () => {
      event.acked = true;
    });
    const payload = callbackOf(event, clock());
    const reason = attempt === 0 ? "" : "timeout";
    const way = send({
      envelope_id,
      type: "events_api",
      accepts_response_payload: false,
      retry_attempt: attempt,
      retry_reason: reason,
      payload,
    });
    if (way === "out") event.sent += 1;
    const wait = retries?.after[attempt];
    if (wait === undefined || (way === "away" && retries?.whenAway !== true)) return;
    later(wait, () => {
      if (!event.acked) deliver(event, attempt + 1);
    });
  }

  function dispatch(event: Sent): void {
    deliver(event, 0);
    if (toDuplicate === 0) return;
    toDuplicate -= 1;
    deliver(event, 1);
  }

  return {
    events,
    get connections() {
      return links.size;
    },
    ticket() {
      const ticket = randomUUID();
      tickets.add(ticket);
      return ticket;
    },
    upgrade(request, socket, head) {
      const url = new URL(request.url ?? "/", "http://twin");
      if (!tickets.delete(url.searchParams.get("ticket") ?? ""))
        return void socket.end("HTTP/1.1 401 Unauthorized\r\n\r\n");
      server.handleUpgrade(request, socket, head, welcome);
    },
    emit(event) {
      const sent: Sent = { event_id: `Ev${String(events.length + 1).padStart(10, "0")}`, event, sent: 0, acked: false };
      events.push(sent);
      if (losing) return;
      if (toHold === 0) return dispatch(sent);
      held.push(sent);
      if (held.length < toHold) return;
      const ready = held.reverse();
      held = [];
      toHold = 0;
      for (const one of ready) dispatch(one);
    },
    ask(type, payload) {
      const envelope_id = randomUUID();
      return new Promise((resolve, reject) => {
        const way = send({ envelope_id, type, accepts_response_payload: true, payload });
        if (way === "away") return reject(new Error("dispatch_failed: the app has no socket open"));
        const tooLate = later(ackTimeout, () => {
          acks.delete(envelope_id);
          reject(new Error(`operation_timeout: no ack within ${ackTimeout} ms`));
        });
        acks.set(envelope_id, (given) => {
          tooLate();
          resolve(isJson(given) && Object.keys(given).length > 0 ? given : undefined);
        });
      });
    },
    each(change) {
      for (const link of links) change(link);
    },
    frame: (body) => void send(body),
    disconnect(reason) {
      for (const { socket } of links) put(socket, disconnectFrame(reason));
    },
    closeAll() {
      for (const { socket } of links) socket.close();
    },
    terminateAll() {
      for (const { socket } of links) socket.terminate();
    },
    linkDisabled(is) {
      disabled = is;
    },
    duplicate(times) {
      toDuplicate = times;
    },
    shuffle(count) {
      toHold = count;
    },
    loseEvents(lost) {
      losing = lost;
    },
    close() {
      for (const timer of timers) clearTimeout(timer);
      for (const { socket } of links) socket.terminate();
      server.close();
    },
  };
}

function put(socket: WebSocket, frame: Json): void {
  socket.send(JSON.stringify(frame));
}

function callbackOf({ event_id, event }: DeliveredEvent, now: number): Json {
  const { team, appId, bot } = identity;
  return {
    type: "event_callback",
    token: "twin",
    team_id: team.id,
    context_team_id: team.id,
    api_app_id: appId,
    event_id,
    event_time: Math.floor(now / 1000),
    event,
    authorizations: [
      { enterprise_id: null, team_id: team.id, user_id: bot.userId, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
  };
}
