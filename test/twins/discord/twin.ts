import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { sendJson } from "../http.ts";
import { createLedger } from "../ledger.ts";
import { createMisdeeds, isNamed } from "../misdeeds.ts";
import { createApi } from "./api.ts";
import { type Context, type Happening, identity } from "./context.ts";
import { createGateway, type Session } from "./gateway.ts";
import { intents } from "./intents.ts";
import { createInteractions } from "./interact.ts";
import { membersAsked } from "./members.ts";
import { createPeople } from "./people.ts";
import { createRates } from "./rates.ts";
import type { Route } from "./router.ts";
import { applicationOf } from "./routes/guilds.ts";
import { routes } from "./routes/index.ts";
import { createSights } from "./sights.ts";
import { createStore } from "./store.ts";
import type { DiscordTrouble, DiscordTwin, DiscordTwinOptions, Misbehaviour, PrivilegedIntent } from "./types.ts";
import type { Call } from "./views.ts";
import { guildCreateOf } from "./wire-channels.ts";
import { personOf } from "./wire-people.ts";
import { createWorld } from "./world.ts";

const day = 24 * 60 * 60_000;

/** One application, one bot. Nothing of it outlives `close`. */
export async function createDiscordTwin(options: DiscordTwinOptions = {}): Promise<DiscordTwin> {
  const { clock = Date.now, rates = true, token = identity.token, ackTimeout = 3_000 } = options;
  const starts = options.sessionStarts ?? { total: 1_000, remaining: 1_000 };
  let privileged: readonly PrivilegedIntent[] = options.privileged ?? [
    "GuildPresences",
    "GuildMembers",
    "MessageContent",
  ];
  let refused = false;
  let port = 0;
  const ledger = createLedger<Call>();
  const misdeeds = createMisdeeds<Misbehaviour, Call>(
    ({ method, route, when }, call) =>
      (method === undefined || method === call.method) && isNamed(route, call.route) && when?.(call) !== false,
  );
  const violations: Call[] = [];
  const { changed } = ledger;

  const context: Context = {
    store: createStore(clock),
    clock,
    rates: createRates(clock, rates),
    origin: () => `http://127.0.0.1:${port}`,
    privileged: () => privileged,
    emit: (happening) => gateway.emit(happening),
    changed,
  };
  const gateway = createGateway({
    clock,
    token,
    starts,
    changed,
    heartbeat: options.heartbeat ?? 41_250,
    identifyEvery: options.identifyEvery ?? 0,
    refused: () => refused,
    privileged: () => privileged,
    ready: (session) => readyFor(context, session),
    members: (request) => membersAsked(context, request),
    exhausted() {
      refused = true;
      gateway.closeWith(4004);
    },
  });

  const gatewayRoutes: readonly Route[] = [
    { on: "GET /gateway", open: true, run: () => ({ url: linkOf(context) }) },
    {
      on: "GET /gateway/bot",
      run: () => ({
        url: linkOf(context),
        shards: 1,
        session_start_limit: {
          total: starts.total,
          remaining: gateway.counts.remaining,
          reset_after: day,
          max_concurrency: 1,
        },
      }),
    },
  ];
  const api = createApi({
    context,
    ledger,
    misdeeds,
    violations,
    token,
    routes: [...gatewayRoutes, ...routes],
    refused: () => refused,
    invalidLimit: options.invalidLimit ?? 10_000,
  });
  const server = createServer((request, response) => {
    api.handle(request, response).catch((error: unknown) => {
      // Not a 500: discord.js would try again, and hide a twin that is broken.
      if (!response.headersSent) sendJson(response, 400, { code: 0, message: `the twin broke: ${error}` });
    });
  });
  // Else an idle connection goes just when discord.js uses it again.
  server.keepAliveTimeout = 0;
  server.on("upgrade", gateway.upgrade);

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
    gateway.stop();
    changed();
    await closed;
  }

  await listen();
  const world = createWorld(context, options.permissions);
  const interactions = createInteractions(context, ackTimeout);
  const sights = createSights(context);
  const { close: stopWaiting, ...acts } = interactions;
  const twin: DiscordTwin = {
    url: `${context.origin()}/api`,
    token,
    applicationId: identity.applicationId,
    bot: identity.bot,
    guild: identity.guild,
    ...world,
    ...createPeople(context),
    ...acts,
    ...troubleOf(context, gateway),
    ...sights,
    // Spread, a getter is looked at once only.
    get interactions() {
      return sights.interactions;
    },
    get files() {
      return sights.files;
    },
    get connections() {
      return gateway.connections;
    },
    get presence() {
      return gateway.presence;
    },
    get identifies() {
      return gateway.counts.identifies;
    },
    get resumes() {
      return gateway.counts.resumes;
    },
    get invalidRequests() {
      return api.invalid();
    },
    calls: ledger.calls,
    violations,
    events: gateway.events,
    closes: gateway.closes,
    next: ledger.next,
    until: ledger.until,
    misbehave: misdeeds.add,
    refuseToken() {
      refused = true;
      gateway.closeWith(4004);
    },
    acceptToken() {
      refused = false;
    },
    setPrivileged(allowed) {
      privileged = allowed;
      gateway.closeDisallowed();
    },
    down,
    up: listen,
    async close() {
      ledger.close();
      stopWaiting();
      if (server.listening) await down();
      gateway.close();
    },
  };
  return twin;
}

function linkOf(context: Context): string {
  return context.origin().replace("http", "ws");
}

/** READY, and then every guild by itself. */
function readyFor(context: Context, session: Session) {
  const guilds = [...context.store.guilds.values()].filter(({ joined }) => joined);
  const everybody = (session.intents & intents.presences) !== 0;
  const ready = {
    v: 10,
    user: { ...personOf(context, identity.bot.id), verified: true, mfa_enabled: false, email: null },
    guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
    session_id: session.id,
    session_type: "normal",
    resume_gateway_url: linkOf(context),
    shard: [0, 1],
    application: applicationOf(context),
  };
  const after = guilds
    .filter(({ available }) => available)
    .map((guild): Happening => {
      return { type: "GUILD_CREATE", intent: intents.guilds, data: guildCreateOf(context, guild, everybody) };
    });
  return { ready, after };
}

function troubleOf(context: Context, gateway: ReturnType<typeof createGateway>) {
  const guildAt = (id: string = identity.guild.id) => {
    const guild = context.store.guilds.get(id);
    if (guild === undefined) throw new Error(`there is no guild ${id}`);
    return guild;
  };
  return {
    cut: gateway.cut,
    reconnect: gateway.reconnect,
    invalidate: (resumable = false) => gateway.invalidate(resumable),
    forgetSessions: gateway.forgetSessions,
    closeWith: gateway.closeWith,
    deafen: gateway.deafen,
    hear: gateway.hear,
    duplicate: gateway.duplicate,
    shuffle: gateway.shuffle,
    loseEvents: gateway.loseEvents,
    guildDown(id) {
      const guild = guildAt(id);
      guild.available = false;
      context.emit({ type: "GUILD_DELETE", intent: intents.guilds, data: { id: guild.id, unavailable: true } });
      context.changed();
    },
    guildUp(id) {
      const guild = guildAt(id);
      guild.available = true;
      const data = guildCreateOf(context, guild, false);
      context.emit({ type: "GUILD_CREATE", intent: intents.guilds, data });
      context.changed();
    },
  } satisfies Partial<DiscordTrouble>;
}
