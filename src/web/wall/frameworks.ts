export interface FrameworkShare {
  /** "" gathers the rest. */
  readonly name: string;
  readonly apps: number;
}

const MOST_SHARES = 5;

/** How many apps use which framework (or language, where none is named), the most first, the rest in one. */
export function frameworkShares(
  apps: Iterable<{ readonly framework: string; readonly language: string }>,
): readonly FrameworkShare[] {
  const counts = new Map<string, number>();
  for (const { framework, language } of apps) {
    const name = framework || language;
    if (name) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const sorted = Array.from(counts, ([name, count]) => ({ name, apps: count })).sort(
    (a, b) => b.apps - a.apps || a.name.localeCompare(b.name),
  );
  const rest = sorted.slice(MOST_SHARES).reduce((sum, share) => sum + share.apps, 0);
  const named = sorted.slice(0, MOST_SHARES);
  return rest > 0 ? [...named, { name: "", apps: rest }] : named;
}
