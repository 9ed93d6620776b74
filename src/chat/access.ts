import type { Person } from "../ports/ports.ts";

/** Who may use the bot on one platform, by the platform's own ids. Nobody else may. */
export interface Policy {
  readonly users: readonly string[];
  /** User groups, or roles. */
  readonly groups: readonly string[];
  /** Whoever writes in one of these channels. */
  readonly channels: readonly string[];
}

export type Policies = Readonly<Record<string, Policy>>;

export function mayUse(policies: Policies, { id, groups }: Pick<Person, "id" | "groups">, channel: string): boolean {
  const { platform, user } = split(id);
  const policy = policies[platform];
  if (policy === undefined) return false;
  return (
    policy.users.includes(user) ||
    policy.channels.includes(channel) ||
    groups.some((group) => policy.groups.includes(group))
  );
}

/** Whether one of them may allow and approve: by their own id, or by that of a group or role they are in. */
export function mayDecide(approvers: readonly string[] | null, { id, groups }: Pick<Person, "id" | "groups">): boolean {
  if (approvers === null) return true;
  const { platform } = split(id);
  return approvers.includes(id) || groups.some((group) => approvers.includes(`${platform}:${group}`));
}

/** Polite, and what to do next. */
export function refusal({ id }: Pick<Person, "id">): string {
  const { platform, user } = split(id);
  return `Sorry, you may not use this bot here. Whoever runs it can allow you: add ${user} under ${platform}.users in cockpit.yaml, or to ${platform.toUpperCase()}_ALLOW.`;
}

function split(id: string): { readonly platform: string; readonly user: string } {
  const colon = id.indexOf(":");
  return { platform: id.slice(0, colon), user: id.slice(colon + 1) };
}
