import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { stringOf } from "../json.ts";
import { createLedger } from "../ledger.ts";
import { createMisdeeds, isNamed } from "../misdeeds.ts";
import { createApi } from "./api.ts";
import { type Context, hasBot, identity } from "./context.ts";
import { sendJson } from "./http.ts";
import { createInteractions } from "./interact.ts";
import { createPeople } from "./people.ts";
import { createRates } from "./rates.ts";
import { createSights } from "./sights.ts";
import { createSockets, type Sockets } from "./sockets.ts";
import { type Channel, createStore } from "./store.ts";
import type { Call, Misbehaviour, SlackTrouble, SlackTwin, SlackTwinOptions } from "./types.ts";

/** One workspace, one app, one bot. Nothing of it outlives `close`. */
export async function createSlackTwin(options: SlackTwinOptions = {}): Promise<SlackTwin> {
  const { clock = Date.now, rates = true, events, ackTimeout = 3_000, retries } = options;
  const ledger = createLedger<Call>();
  const misdeeds = createMisdeeds<Misbehaviour, Call>(
    (what, call) => isNamed(what.method, call.method) && what.when?.(call.args) !== false,
  );
  const store = createStore(clock);
  const refused = new Map<"bot" | "app", string>();
  const violations: Call[] = [];
  const { changed } = ledger;
  const sockets = createSockets({ clock, ackTimeout, changed, ...(retries !== undefined && { retries }) });
  let port = 0;
  let held: Promise<unknown> | undefined;

  const context: Context = {
    store,
    clock,
    origin: () => `http://127.0.0.1:${port}`,
    subscribed: (event) => events?.includes(event) !== false,
    sharing: () => held ?? new Promise((resolve) => setImmediate(resolve)),
    emit(event, channel) {
      const there = channel === undefined || hasBot(channel);
      if (there && context.subscribed(subscriptionOf(stringOf(event.type), channel))) sockets.emit(event);
      changed();
    },
  };

  const { ticket } = sockets;
  const limits = createRates(clock, rates);
  const { scopes } = options;
  const api = createApi({ context, ledger, misdeeds, rates: limits, violations, refused, scopes, ticket });
  const server = createServer((request, response) => {
    api(request, response).catch((error: unknown) => {
      // Not a 500: the SDK would try again, and hide a twin that is broken.
      if (!response.headersSent) sendJson(response, 200, { ok: false, error: `the twin broke: ${error}` });
    });
  });
  // Else an idle connection goes just when the SDK uses it again.
  server.keepAliveTimeout = 0;
  server.on("upgrade", sockets.upgrade);

  function listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", () => {
        server.off("error", reject);
        port = (server.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  async function down(): Promise<void> {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    sockets.terminateAll();
    await closed;
  }

  await listen();
  const { team, appId, bot, botToken, appToken } = identity;
  const sights = createSights(context);
  return {
    url: `${context.origin()}/api/`,
    team,
    appId,
    bot,
    botToken,
    appToken,
    ...createPeople(context, changed),
    ...createInteractions(context, sockets.ask, changed),
    ...troubleWith(sockets, clock),
    ...sights,
    // Spread, a getter is looked at once only.
    get sessions() {
      return sights.sessions;
    },
    get files() {
      return sights.files;
    },
    get connections() {
      return sockets.connections;
    },
    calls: ledger.calls,
    violations,
    events: sockets.events,
    next: ledger.next,
    until: ledger.until,
    misbehave: misdeeds.add,
    holdShares(until) {
      held = until;
    },
    refuseTokens(which, error = "invalid_auth") {
      refused.set(which, error);
    },
    acceptTokens: () => refused.clear(),
    down,
    up: listen,
    async close() {
      ledger.close();
      sockets.close();
      if (server.listening) await down();
    },
  };
}

function subscriptionOf(type: string, channel: Channel | undefined): string {
  if (type !== "message" || channel === undefined) return type;
  return { channel: "message.channels", group: "message.groups", im: "message.im" }[channel.kind];
}

function troubleWith(sockets: Sockets, clock: () => number) {
  const { team, appId } = identity;
  return {
    cut: sockets.terminateAll,
    warn: () => sockets.disconnect("warning"),
    refresh() {
      sockets.disconnect("refresh_requested");
      sockets.closeAll();
    },
    disableLink() {
      sockets.linkDisabled(true);
      sockets.disconnect("link_disabled");
      sockets.closeAll();
    },
    enableLink: () => sockets.linkDisabled(false),
    deafen() {
      sockets.each((link) => {
        link.deaf = true;
      });
    },
    hear() {
      sockets.each((link) => {
        link.deaf = false;
      });
    },
    stall() {
      sockets.each((link) => {
        link.stalled = true;
      });
    },
    duplicate: sockets.duplicate,
    shuffle: sockets.shuffle,
    loseEvents: sockets.loseEvents,
    rateLimitedFrame() {
      const now = Math.floor(clock() / 60_000) * 60;
      const payload = {
        token: "twin",
        type: "app_rate_limited",
        team_id: team.id,
        minute_rate_limited: now,
        api_app_id: appId,
      };
      sockets.frame({ envelope_id: "rate-limited", type: "events_api", accepts_response_payload: false, payload });
    },
  } satisfies Partial<SlackTrouble>;
}
