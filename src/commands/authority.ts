import { BridgeError } from "../errors.ts";
import type { Person } from "../ports/ports.ts";
import { personId } from "../support/person-id.ts";

/** Whether somebody may decide in a project: allow what Claude asks for, approve its plan, trust what the project brings. */
export type Authority = (project: string) => boolean;

/** Who may use the socket may do everything. */
export const operator: Authority = () => true;

/**
 * A member of a chat may where they, or a group or role they are in, are among the project's approvers; where it has
 * none of its own (null), whoever may use the bot.
 */
export function memberOf(
  { id, groups }: Pick<Person, "id" | "groups">,
  approvers: (project: string) => readonly string[] | null,
): Authority {
  const ids = [id, ...groups.map((group) => `${personId(id).platform}:${group}`)];
  return (project) => approvers(project)?.some((one) => ids.includes(one)) ?? true;
}

/** Rejects with `bad-input` where the caller may not decide; `deed` completes "Only musica's approvers can …". */
export function refuseUnlessApprover(
  { mayDecide }: { readonly mayDecide: Authority },
  project: string,
  deed: string,
): void {
  if (!mayDecide(project)) throw new BridgeError("bad-input", `Only ${project}'s approvers can ${deed}.`);
}
