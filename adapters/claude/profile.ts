import type { AgentProfile } from "../../src/ports/ports.ts";

/** Claude Code in tmux, as the recipe in docker/ puts it into a container. */
export const claude: AgentProfile = {
  name: "Claude",
  image: {
    recipe: "docker",
    packages: ["claude"],
    home: "/home/dev/.claude",
    reserved: ["/usr/local/lib/cockpit", "/etc/cockpit", "/dev/shm"],
    // The entrypoint takes 8 at most.
    stopSeconds: 15,
  },
  modes: {
    all: ["manual", "default", "acceptEdits", "plan", "bypassPermissions", "dontAsk", "auto"],
    // `auto` is left out: behind a gateway it stops at a panel of its own.
    offered: ["manual", "acceptEdits", "plan", "dontAsk", "bypassPermissions"],
  },
  commands: ["/clear", "/compact", "/context", "/cost", "/init", "/review", "/security-review", "/recap"],
};
