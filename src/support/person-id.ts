/** The two halves of a person's id, `memory:ann`: its platform's name, and the id that only this platform can read. */
export function personId(id: string): { readonly platform: string; readonly own: string } {
  const colon = id.indexOf(":");
  return colon === -1 ? { platform: "", own: id } : { platform: id.slice(0, colon), own: id.slice(colon + 1) };
}

/** Of these people, those of one platform, by the ids that it reads. */
export function ownIds(people: readonly string[], name: string): readonly string[] {
  return people.map(personId).flatMap(({ platform, own }) => (platform === name ? [own] : []));
}

/** Whether it can be a person's, or a group's, as its platform writes them. Of a platform that is not there nobody can say. */
export function isPersonId(
  id: string,
  platforms: readonly { readonly name: string; isId(id: string): boolean }[],
): boolean {
  const { platform, own } = personId(id);
  if (!/^[a-z]+$/.test(platform) || !/^\S+$/.test(own)) return false;
  return platforms.find(({ name }) => name === platform)?.isId(own) ?? true;
}
