import type { Person, Policy } from "../ports/ports.ts";
import { personId } from "../support/person-id.ts";

export type Policies = Readonly<Record<string, Policy>>;

export function mayUse(policies: Policies, { id, groups }: Pick<Person, "id" | "groups">, channel: string): boolean {
  const { platform, own: user } = personId(id);
  const policy = policies[platform];
  if (policy === undefined) return false;
  return (
    policy.users.includes(user) ||
    policy.channels.includes(channel) ||
    groups.some((group) => policy.groups.includes(group))
  );
}

/** Polite, and what to do next. */
export function refusal({ id }: Pick<Person, "id">): string {
  const { platform, own: user } = personId(id);
  return `Sorry, you may not use this bot here. Whoever runs it can allow you: add ${user} under ${platform}.users in cockpit.yaml, or to ${platform.toUpperCase()}_ALLOW.`;
}
