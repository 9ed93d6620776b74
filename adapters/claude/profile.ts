import type { AgentProfile } from "../../src/ports/ports.ts";

/** Claude Code in tmux, as the recipe in docker/ puts it into a container. */
export const claude: AgentProfile = {
  name: "Claude",
  image: {
    recipe: "docker",
    packages: ["claude"],
    home: "/home/dev/.claude",
    userHome: "/home/dev",
    variables: /^(ANTHROPIC_\w+|CLAUDE\w*|COCKPIT_\w+|DISABLE_\w+|HOME|TMUX\w*|TERM)$/,
    reserved: ["/usr/local/lib/cockpit", "/etc/cockpit", "/dev/shm"],
    program: "/usr/local/bin/claude",
    // The entrypoint takes 8 at most.
    stopSeconds: 15,
  },
  modes: {
    all: ["manual", "default", "acceptEdits", "plan", "bypassPermissions", "dontAsk", "auto"],
    // `auto` is left out: behind a gateway it stops at a panel of its own.
    offered: ["manual", "acceptEdits", "plan", "dontAsk", "bypassPermissions"],
    aliases: { default: "manual" },
    // As a person at the terminal may choose it with Shift-Tab; those that give more are set by people alone.
    kept: ["manual", "acceptEdits", "plan"],
  },
  environment: {
    always: /^(ANTHROPIC_\w+|CLAUDE_CODE_OAUTH_TOKEN|CLAUDE_CODE_(USE|SKIP)_\w+)$/,
    // What its documentation has for each cloud, beyond ANTHROPIC_*.
    switched: {
      CLAUDE_CODE_USE_BEDROCK: /^AWS_\w+$/,
      CLAUDE_CODE_USE_VERTEX: /^(CLOUD_ML_REGION|GOOGLE_\w+|GCLOUD_PROJECT|CLOUDSDK_\w+|VERTEX_REGION_\w+)$/,
      CLAUDE_CODE_USE_FOUNDRY: /^AZURE_\w+$/,
    },
    addresses: /^ANTHROPIC_(\w+_)?BASE_URL$/i,
  },
  credentials: {
    variables: ["ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_API_KEY", "CLAUDE_CODE_OAUTH_TOKEN"],
    file: ".claude/.credentials.json",
    advice:
      "Claude has no credentials. Set CLAUDE_CODE_OAUTH_TOKEN (claude setup-token makes one) or ANTHROPIC_API_KEY, " +
      "or sign in with claude on this machine, which writes ",
  },
  commands: ["/clear", "/compact", "/context", "/cost", "/init", "/review", "/security-review", "/recap"],
};
