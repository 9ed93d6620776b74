import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { homedir, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Credentials } from "../adapters/claude/launch.ts";
import type { DockerConfig } from "../adapters/docker/config.ts";
import { findCertificates } from "../adapters/docker/image/certificates.ts";
import { keepFile, keepPath } from "../adapters/files/attachments.ts";
import { deletedBy } from "../adapters/host/deleted.ts";
import { createHomes, refuseBlindHost } from "../adapters/host/homes.ts";
import { hostDirectory } from "../adapters/host/ownership.ts";
import { createWorkspace } from "../adapters/host/workspace.ts";
import { agent as profile } from "./agent.ts";
import { createDiskWatch } from "./bridge/disk.ts";
import { isRunning } from "./cockpit/state.ts";
import type { Caller, Context } from "./commands/command.ts";
import type { Config } from "./config/config.ts";
import { credentials, passThrough } from "./config/environment.ts";
import type { Env } from "./config/file.ts";
import { hostFiles } from "./config/host.ts";
import { asBridgeError } from "./errors.ts";
import type { Log } from "./log/log.ts";
import type { ChatAdapter, ChatState, Clock, Project } from "./ports/ports.ts";
import { createCapacityWatch } from "./slots/capacity.ts";

const self = fileURLToPath(import.meta.url);
/** The package's own directory, whether this runs from dist/ or from the sources. */
export const packageDirectory = join(dirname(self), self.includes("/dist/") ? "../.." : "..");

export interface App {
  /** Resolves once what is on disk agrees with the engine. */
  readonly ready: Promise<void>;
  readonly context: Omit<Context, Caller>;
  chats(): readonly ChatState[];
  /** Resolves once no chat is connecting any more. */
  readonly connected: Promise<void>;
  /** Containers run on after it. */
  close(): Promise<void>;
}

/** Milliseconds between two tries to connect to a chat. */
const RECONNECT = { first: 1_000, longest: 60_000 } as const;

/** Milliseconds; a question is not shown before. */
const OPINION_LIMIT = 10_000;

export interface AppParts {
  readonly config: Config;
  readonly env: Env;
  readonly clock: Clock;
  readonly log: Log;
}

/** All of the daemon but its socket: the bridge, what it stands on, and the chats it speaks to. */
export async function openApp({ config, env, clock, log }: AppParts): Promise<App> {
  // Loaded here, for every command line would pay half a second for them otherwise.
  const [
    { createClaude },
    { createOpinion },
    { createDocker },
    { containerOwner },
    { createCapacity },
    { createKeyvStore },
    { createFeed },
  ] = await Promise.all([
    import("../adapters/claude/agent.ts"),
    import("../adapters/claude/opinion.ts"),
    import("../adapters/docker/docker.ts"),
    import("../adapters/docker/user.ts"),
    import("../adapters/docker/capacity.ts"),
    import("../adapters/keyv/store.ts"),
    import("../adapters/files/feed.ts"),
  ]);
  const [
    { createBridge },
    { createPeople },
    { createOutbox },
    { createWaitingRoom },
    { createSchedules },
    { createAudit },
  ] = await Promise.all([
    import("./bridge/bridge.ts"),
    import("./chat/people.ts"),
    import("./chat/outbox.ts"),
    import("./waiting/waiting.ts"),
    import("./schedules.ts"),
    import("../adapters/files/audit.ts"),
  ]);
  refuseBlindHost();
  const homes = createHomes(config.state);
  homes.tidy();
  const engineSettings = await engineConfig(config, env);
  const engine = createDocker({ ...engineSettings, onNotice: (line) => log.info(line) });
  const capacity = createCapacityWatch({
    capacity: createCapacity(engineSettings),
    settings: config.queue,
    total: totalmem(),
    clock,
    log,
    onChange: () => bridge.recount(),
  });
  const { timeouts } = config;
  const store = await createKeyvStore({ directory: config.state, onTrouble: (sentence) => log.error(sentence) });
  const feed = createFeed({ directory: config.state, clock });
  const agent = createClaude({
    home: homes.of,
    workspace: ({ directory }) => createWorkspace(directory),
    owner: (project) => containerOwner(project, hostDirectory),
    credentials: () => claudeCredentials(config, env),
    open: (project, argv) => engine.open(project, argv),
    clock,
    timeouts,
    onError: (error) => log.error({ err: error }, "following Claude"),
  });
  const project = (name: string) => config.project(name);
  const filesOf = (name: string) => homes.of(project(name).slug).run;
  const ownersOf = (name: string) => config.projects().find(({ slug }) => slug === name)?.owners ?? [];
  const chats: ChatAdapter[] = [];
  if (config.slack !== null) {
    const { createSlack } = await import("../adapters/slack/slack.ts");
    chats.push(
      createSlack({
        ...config.slack,
        records: store.records("slack"),
        notes: store.records("slack-notes"),
        clock,
        log,
      }),
    );
  }
  if (config.discord !== null) {
    const [{ createDiscord }, { commands }, { chatCommands }] = await Promise.all([
      import("../adapters/discord/discord.ts"),
      import("./commands/table.ts"),
      import("./chat/words.ts"),
    ]);
    const offered = chatCommands(commands);
    chats.push(
      createDiscord({
        ...config.discord,
        commands: offered,
        records: store.records("discord"),
        notes: store.records("discord-notes"),
        clock,
        log,
      }),
    );
  }
  const trustedRoots = store.records<boolean>("trusted-roots");
  const isRootTrusted = async () => (await trustedRoots.get(config.root)) === true;
  // A project's directory has its links followed.
  const root = hostFiles.real(config.root) ?? config.root;
  const isInRoot = ({ directory }: Project) => directory.startsWith(join(root, "/"));
  const audit = createAudit(join(config.state, "audit.jsonl"), clock, (error) =>
    log.error({ err: error }, "the audit log cannot be written"),
  );
  const { secondOpinion: model } = config.claude;
  const opinion = model === null ? null : createOpinion({ model, environment: env, limit: OPINION_LIMIT });
  const bridge = createBridge({
    engine,
    agent,
    store,
    feed,
    clock,
    log,
    timeouts,
    policy: config.rules,
    async trusts(name) {
      const said = config.trusts(name);
      return said === "all" || (said === null && isInRoot(project(name)) && (await isRootTrusted()));
    },
    ...(opinion && { opinion }),
    project,
    limits: capacity.limits,
    priority: config.priority,
    onChange: (cockpit) => {
      outbox.changed(cockpit);
      waiting.changed();
    },
    onPlace: (cockpit) => outbox.changed(cockpit),
    onRemove: () => waiting.changed(),
  });
  const outbox = createOutbox({
    chats,
    bridge,
    feed,
    cursors: store.records("outbox"),
    clock,
    log,
    owners: ownersOf,
  });
  const waiting = createWaitingRoom({
    chats,
    bridge,
    feed,
    records: store.records("reminders"),
    clock,
    log,
    owners: ownersOf,
    rules: config.reminders,
  });
  const schedules = createSchedules({
    records: store.records("schedules"),
    clock,
    log,
    zone: config.zone,
    waiting(name) {
      const { tasks = [], inbox = [] } = bridge.known().find((cockpit) => cockpit.project === name) ?? {};
      return [...tasks, ...inbox].map(({ id }) => id);
    },
    enqueue: (name, task) => bridge.queue(name, { ...task, priority: "normal" }, false),
    tell: (name, key, text) => feed.post(name, key, { type: "notice", level: "warn", text }),
  });
  const disk = createDiskWatch({
    running: () => bridge.known().flatMap(({ project: name, phase }) => (isRunning(phase) ? [name] : [])),
    measure: [
      (name) => homes.of(name).used(),
      (name) => engine.written(name),
      async (name) => deletedBy(await engine.processes(name)),
    ],
    limit: config.disk,
    stop: async (name, reason) => void (await bridge.stop(name, reason)),
    clock,
    log,
  });
  const context: App["context"] = {
    bridge,
    feed,
    clock,
    audit,
    preferences: store.records("people"),
    schedules,
    trustedRoot: {
      async set(trusted) {
        await trustedRoots.set(config.root, trusted);
        return config.root;
      },
    },
    quota: config.queue.tasksPerUser,
    projects: () => config.projects(),
    misnamed: () => config.skipped(),
    async projectFile(name, path) {
      const { directory } = project(name);
      const workspace = createWorkspace(directory);
      const found = await workspace.look(path);
      return { ...found, path: join(directory, found.path), read: (most) => workspace.read(found.path, most) };
    },
    usage: async (name) => {
      const { readUsage } = await import("../adapters/claude/record/usage.ts");
      const { slug } = project(name);
      const session = (await bridge.look(slug))?.session.id ?? "";
      return readUsage(homes.of(slug).config, session);
    },
    links: waiting.links,
    snooze: waiting.snooze,
    attachFile: async (name, event, path) => keepPath(filesOf(name), event, path),
  };
  const people = createPeople({
    bridge,
    policies: {
      ...(config.slack && { slack: config.slack.policy }),
      ...(config.discord && { discord: config.discord.policy }),
    },
    audit,
    log,
    context,
    checkProject: (name) => project(name).slug,
    approvers: (name) => project(name).approvers,
    prepare: (slug, name) => outbox.prepare(slug, name),
    opened: (slug) => {
      outbox.opened(slug);
      waiting.changed();
    },
    keepFile: async (name, event, file, at) => keepFile(filesOf(name), event, file, at),
  });
  const closing = new AbortController();
  const states = new Map<string, ChatState>(
    chats.map(({ name }) => [name, { name, state: "connecting", trouble: null }]),
  );
  const ready = capacity.open().then(() => bridge.open());
  ready.catch((error: unknown) => log.error({ err: error }, "not opened"));

  /** Tried for as long as it may come to work: only what the platform refuses is left to people. */
  async function connect(chat: ChatAdapter): Promise<void> {
    const { name } = chat;
    for (let pause: number = RECONNECT.first; !closing.signal.aborted; pause = Math.min(2 * pause, RECONNECT.longest)) {
      try {
        const hint = await chat.open(people, (state, trouble) => states.set(name, { name, state, trouble }));
        states.set(name, { name, state: "connected", trouble: hint });
        log.info({ chat: name }, hint === null ? "connected" : `connected, ${hint}`);
        return;
      } catch (error) {
        const { code, message } = asBridgeError(error);
        const isRefused = code === "chat-refused";
        states.set(name, { name, state: isRefused ? "refused" : "connecting", trouble: message });
        log.error({ err: error, chat: name }, message);
        if (isRefused) return;
        await clock.after(pause, closing.signal).catch(() => undefined);
      }
    }
  }

  const connected = ready
    .then(async () => {
      await schedules.open();
      await outbox.open();
      waiting.open();
      await Promise.all(chats.map(connect));
    })
    .catch((error: unknown) => log.error({ err: error }, "the chats were not opened"));
  return {
    ready,
    context,
    chats: () => [...states.values()],
    connected,
    async close() {
      closing.abort(new Error("the bot is closed"));
      await waiting.close();
      await Promise.all(chats.map((chat) => chat.close()));
      await outbox.close();
      await schedules.close();
      capacity.close();
      disk.close();
      await bridge.close();
    },
  };
}

export function claudeCredentials(config: Config, env: Env): Credentials {
  const found = credentials(env, { home: homedir(), files: hostFiles });
  return {
    environment: passThrough(env, config),
    file: found.kind === "file" ? { path: found.path, read: () => readFile(found.path, "utf8") } : null,
    missing: found.kind === "none" ? found.sentence : null,
  };
}

export async function engineConfig(config: Config, env: Env): Promise<DockerConfig> {
  const { endpoint, base, node, builder } = config.docker;
  const proxies = Object.entries(env).filter(
    (pair): pair is [string, string] => /^(https?|no)_proxy$/i.test(pair[0]) && pair[1] !== undefined,
  );
  return {
    endpoint,
    ...namesOf(config, env),
    agent: profile,
    program: packageDirectory,
    cacheDir: join(config.state, "cache"),
    mounts: ({ slug }) => createHomes(hostFiles.real(config.state) ?? config.state).paths(slug),
    host: hostDirectory,
    certificates: await findCertificates(env.NODE_EXTRA_CA_CERTS),
    ...(base && { base }),
    ...(node !== undefined && { node }),
    proxy: Object.fromEntries(proxies),
    builder,
  };
}

/** Containers and a network of each installation's own: two users' on one engine do not get into each other's way. */
export function namesOf({ state }: Pick<Config, "state">, env: Env) {
  const real = hostFiles.real(state) ?? state;
  const mark = createHash("sha256").update(real).digest("hex").slice(0, 8);
  return { name: env.COCKPIT_NAME || `luzia-cockpit-${mark}`, state: [real, state] };
}

/** What must not stand in a log: the chats' tokens, and every value that reaches Claude and is no mere address or switch. */
export function secretsOf(config: Config, env: Env): readonly string[] {
  const claude = Object.entries(claudeCredentials(config, env).environment)
    .filter(([name, value]) => /KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL/i.test(name) && value.length >= 8)
    .map(([, value]) => value);
  const slack = config.slack === null ? [] : [config.slack.botToken, config.slack.appToken];
  return [...claude, ...slack, ...(config.discord === null ? [] : [config.discord.token])];
}
