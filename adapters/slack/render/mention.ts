/** Those who are pinged. What is no id of a member pings nobody. */
export function pings(members: readonly string[]): string {
  const ids = members.filter((id) => /^[UW][A-Z0-9]+$/.test(id));
  return [...new Set(ids)].map((id) => `<@${id}>`).join(" ");
}
