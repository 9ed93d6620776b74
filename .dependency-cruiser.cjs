/** The arrows of the design: adapters -> src/ports, never back, never sideways. `test/dependencies.ts` runs it. */

const owned = (name, comment, packages, home) => ({
  name,
  comment,
  severity: "error",
  from: { path: "^(src|adapters)/", pathNot: home },
  to: { path: `(^|/)node_modules/(${packages})(/|$)` },
});

module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      comment: "What needs each other belongs together, or needs a third.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "resolved",
      comment: "An import that leads nowhere would pass every other rule.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "src-knows-no-adapter",
      comment: "Only the composition root knows adapters.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/((main|app|agent|platforms)\\.ts$|assembly/)" },
      to: { path: "^adapters/" },
    },
    {
      name: "row-leads-to-a-profile",
      comment: "Settings and commands read src/agent.ts: of an adapter they see what its profile says.",
      severity: "error",
      from: { path: "^src/agent\\.ts$" },
      to: { path: "^adapters/", pathNot: "^adapters/[^/]+/profile\\.ts$" },
    },
    {
      name: "profile-is-data",
      comment: "Every command line reads it, and it carries nothing of its adapter along.",
      severity: "error",
      from: { path: "^adapters/[^/]+/profile\\.ts$" },
      to: { dependencyTypesNot: ["type-only"] },
    },
    {
      name: "adapters-know-ports",
      comment: "Of src, adapters know ports, errors, small helpers that know nobody, and the core's types and rules.",
      severity: "error",
      from: { path: "^adapters/" },
      to: { path: "^src/", pathNot: "^src/(ports/|errors\\.ts$|cockpit/|support/)" },
    },
    {
      name: "support-knows-little",
      comment: "What everybody may use stands on errors, the types of ports, and itself.",
      severity: "error",
      from: { path: "^src/support/" },
      to: { pathNot: "^src/(support/|errors\\.ts$|ports/)" },
    },
    {
      name: "support-does-nothing-with-ports",
      comment: "What everybody may use stands on errors, the types of ports, and itself.",
      severity: "error",
      from: { path: "^src/support/" },
      to: { path: "^src/ports/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "adapters-stay-apart",
      comment: "An adapter can be taken out without touching another.",
      severity: "error",
      from: { path: "^adapters/([^/]+)/" },
      // What chats have in common above their SDKs stands in adapters/chat, and knows none of them.
      to: { path: "^adapters/", pathNot: "^adapters/($1|chat)/" },
    },
    {
      name: "core-is-pure",
      comment: "The core does no I/O and has no clock: it stands on nothing but itself.",
      severity: "error",
      from: { path: "^src/cockpit/", pathNot: "^src/cockpit/markdown\\.ts$" },
      to: { pathNot: "^src/cockpit/" },
    },
    {
      name: "reader-is-pure",
      comment:
        "The reader of markdown stands on its lexer, which does no I/O and has no clock either, and on nothing else.",
      severity: "error",
      from: { path: "^src/cockpit/markdown\\.ts$" },
      to: { pathNot: "(^|/)node_modules/markdown-it/" },
    },
    {
      name: "files-through-the-room",
      comment:
        "What a container can write is opened in adapters/host alone. The others here open what only the host's people name: the bot's own state, its configuration, its image's packages, the file that somebody attaches on the terminal.",
      severity: "error",
      from: {
        path: "^(src|adapters)/",
        pathNot:
          "^adapters/(host|keyv|files)/|^adapters/docker/(capacity|client|host|image/(base|certificates|context|packages))\\.ts$|^src/(app|config/host|api/server|main)\\.ts$",
      },
      to: { path: "^(node:)?fs(/promises)?$" },
    },
    {
      name: "agent-is-anywhere",
      comment:
        "The agent's container and its files may be on another machine: its adapter reaches both through ports alone.",
      severity: "error",
      from: { path: "^adapters/claude/" },
      to: { path: "^(node:)?(fs|child_process|os|net|cluster|worker_threads|inspector)(/|$)" },
    },
    {
      name: "no-tests-in-the-product",
      comment: "Tests and their fakes are not shipped.",
      severity: "error",
      from: { path: "^(src|adapters)/", pathNot: "\\.test\\.ts$" },
      to: { path: "^test/" },
    },
    owned(
      "docker-stays-home",
      "The engine's types stop at its folder.",
      "dockerode|@types/dockerode|docker-modem",
      "^adapters/docker/",
    ),
    owned("slack-stays-home", "Slack's types stop at its folder.", "@slack/[^/]+", "^adapters/slack/"),
    owned(
      "discord-stays-home",
      "Discord's types stop at its folder.",
      "discord\\.js|@discordjs/[^/]+|discord-api-types",
      "^adapters/discord/",
    ),
    owned(
      "markdown-stays-home",
      "One reader of markdown serves all: a second one would see code where the first sees words.",
      "markdown-it",
      "^src/cockpit/markdown\\.ts$",
    ),
    owned("keyv-stays-home", "The store's types stop at its folder.", "keyv|@keyv/[^/]+|sqlite3", "^adapters/keyv/"),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types", "node", "default"] },
  },
};
