import type { Committer, Project } from "../../src/ports/ports.ts";

/** In `run`, where git looks for what holds for the whole machine: the project's own settings go before it. */
export const GIT_CONFIG = "gitconfig";
export const GIT_ENVIRONMENT = { GIT_CONFIG_SYSTEM: `/run/cockpit/${GIT_CONFIG}` } as const;

/** Whoever commits has a name: without one git refuses. `host`: whom git takes the bot's user for. */
export function gitConfig({ slug, committer }: Pick<Project, "slug" | "committer">, host: Committer | null): string {
  const named = committer === "host" ? host : committer;
  const { name, email } = named ?? { name: `Claude in ${slug}`, email: `${slug}@cockpit.invalid` };
  return `[include]\n\tpath = /etc/gitconfig\n[user]\n\tname = ${quoted(name)}\n\temail = ${quoted(email)}\n`;
}

function quoted(value: string): string {
  return `"${value.replace(/[\\"]/g, "\\$&").replace(/\p{Cc}/gu, " ")}"`;
}
