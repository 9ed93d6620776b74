/** Where this machine's apt gets Debian from, so that no mirror's name is ours to know. */
export interface Source {
  readonly uri: string;
  readonly suite: string;
}

/** Reads both of apt's formats: one line a source, and deb822 paragraphs. */
export function parseSources(text: string): Source[] {
  const clean = text.replace(/^\s*#.*(\n|$)/gm, "");
  return clean
    .split(/\n\s*\n/)
    .flatMap((paragraph) => (/^Types:/m.test(paragraph) ? deb822(paragraph) : oneLine(paragraph)));
}

function deb822(paragraph: string): Source[] {
  const field = (name: string) =>
    (new RegExp(`^${name}:(.*(?:\\n[ \\t].*)*)`, "mi").exec(paragraph)?.[1] ?? "").split(/\s+/).filter(Boolean);
  if (!field("Types").includes("deb") || !field("Components").includes("main") || field("Enabled").includes("no"))
    return [];
  return field("URIs").flatMap((uri) => field("Suites").map((suite) => ({ uri, suite })));
}

function oneLine(paragraph: string): Source[] {
  return paragraph.split("\n").flatMap((line) => {
    const [, uri, suite, components] = /^deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s+(.*)$/.exec(line.trim()) ?? [];
    const isMain = components?.split(/\s+/).includes("main");
    return uri !== undefined && suite !== undefined && isMain ? [{ uri, suite }] : [];
  });
}

/** The release itself, its updates and its security fixes. */
export function sourcesFor(release: string, sources: readonly Source[]): Source[] {
  const suites = [release, `${release}-updates`, `${release}-security`];
  return suites.flatMap((suite) => sources.find((source) => source.suite === suite) ?? []);
}

export function formatSources(sources: readonly Source[]): string {
  return sources.map(({ uri, suite }) => `deb ${uri} ${suite} main\n`).join("");
}
