import type { ChallengeSetup } from "../../../contract/index.ts";

/** What the six cards edit. */
export interface Draft {
  readonly setup: ChallengeSetup;
  readonly opensAt: number | null;
  readonly closesAt: number | null;
}

export interface Merge {
  readonly merged: Draft;
  /** Paths that both changed, each to something else; `merged` has ours there. */
  readonly conflicts: readonly string[];
}

/** Our changes and somebody else's since `base`, together: field by field, lists as a whole. */
export function mergeDrafts(base: Draft, ours: Draft, theirs: Draft): Merge {
  const conflicts: string[] = [];
  const merged = mergeValue(base, ours, theirs, "", conflicts) as Draft;
  return { merged, conflicts };
}

export const sameDraft = (a: Draft, b: Draft): boolean => JSON.stringify(a) === JSON.stringify(b);

function mergeValue(base: unknown, ours: unknown, theirs: unknown, path: string, conflicts: string[]): unknown {
  if (isGroup(base) && isGroup(ours) && isGroup(theirs)) {
    const before = new Map(Object.entries(base));
    const others = new Map(Object.entries(theirs));
    return Object.fromEntries(
      Object.entries(ours).map(([name, value]): [string, unknown] => {
        const inner = path === "" ? name : `${path}.${name}`;
        return [name, mergeValue(before.get(name), value, others.get(name), inner, conflicts)];
      }),
    );
  }
  const [was, our, their] = [base, ours, theirs].map((value) => JSON.stringify(value));
  if (our === was || our === their) return theirs;
  if (their !== was) conflicts.push(path.replace(/^setup\./, ""));
  return ours;
}

const isGroup = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);
