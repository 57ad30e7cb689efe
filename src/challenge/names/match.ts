import { cleanName, foldName } from "./clean.ts";
import { distanceWithin } from "./distance.ts";
import { toJamo, toKeys } from "./jamo.ts";

/**
 * How a typed name relates to the apps we know. `exact`: the very name. `format`: case, separators or quotes differ.
 * `keyboard`: typed in the other keyboard mode. `agent`: what an Elastic agent makes of it. `near`: a slip. `part`: one
 * contains the other. Only `exact` may pass without a person's yes.
 */
export type MatchStatus = "exact" | "format" | "keyboard" | "agent" | "near" | "part" | "none" | "empty";

export interface NameMatch {
  readonly status: MatchStatus;
  /** The apps that may be meant, likeliest first; at most three. */
  readonly candidates: readonly string[];
}

/** Names taken apart once for many questions. */
export type PreparedNames = readonly Prepared[];

interface Prepared {
  readonly name: string;
  readonly clean: string;
  readonly folded: string;
  readonly jamo: string;
  readonly keys: string;
  readonly jamoLetters: number;
  readonly keyLetters: number;
}

const MOST_CANDIDATES = 3;
/** Slips are looked for in names people really type. */
const LONGEST_FOR_SLIPS = 256;
const MOST_SLIPS = 4;
const SHORTEST_TYPED_PART = 3;
const SHORTEST_KNOWN_PART = 4;

export const prepareNames = (names: Iterable<string>): PreparedNames => [...new Set(names)].map(prepare);

/** Which of the known apps a typed name means (challenge features, E). Never throws; takes any text. */
export function matchName(typed: string, known: PreparedNames): NameMatch {
  const wanted = prepare(typed);
  if (wanted.clean === "") return { status: "empty", candidates: [] };
  const steps: readonly (readonly [MatchStatus, (app: Prepared) => boolean])[] = [
    ["exact", (app) => app.clean === wanted.clean],
    ["format", (app) => app.folded === wanted.folded],
    ["keyboard", (app) => app.keys === wanted.keys],
    ["agent", isMangledFrom(wanted.clean)],
  ];
  for (const [status, fits] of steps) {
    const found = known.filter(fits);
    if (found.length > 0) return { status, candidates: namesOf(found) };
  }
  const near = slips(wanted, known);
  if (near.length > 0) return { status: "near", candidates: namesOf(near) };
  const parts = known.filter((app) => isPart(wanted.folded, app.folded));
  if (parts.length > 0) return { status: "part", candidates: namesOf(parts) };
  return { status: "none", candidates: [] };
}

function prepare(name: string): Prepared {
  const folded = foldName(name);
  const jamo = toJamo(folded);
  const keys = toKeys(folded).toLowerCase();
  return {
    name,
    clean: cleanName(name),
    folded,
    jamo,
    keys,
    jamoLetters: lettersOf(jamo),
    keyLetters: lettersOf(keys),
  };
}

/** Which letters occur, as bits. One slip changes two of them at most, so far names need no comparison. */
function lettersOf(text: string): number {
  let letters = 0;
  for (let at = 0; at < text.length; at++) letters |= 1 << (text.charCodeAt(at) & 31);
  return letters;
}

function bitsOf(letters: number): number {
  let count = 0;
  for (let left = letters; left !== 0; left &= left - 1) count += 1;
  return count;
}

const namesOf = (found: readonly Prepared[]): readonly string[] =>
  found.slice(0, MOST_CANDIDATES).map(({ name }) => name);

/** Elastic agents put `_` for every character outside `a-z A-Z 0-9 _ -` and blank; servers ignore case. */
function isMangledFrom(typed: string): (app: Prepared) => boolean {
  const mangled = mangle(typed);
  if (mangled === typed) return () => false;
  const wanted = mangled.toLowerCase();
  return (app) => app.clean.toLowerCase() === wanted;
}

/** What an Elastic agent sends for a name. */
export const mangle = (name: string): string => name.replace(/[^a-zA-Z0-9 _-]/g, "_");

/** Names a slip or two away, nearest first: by jamo, or by keys where the keyboard was in the other mode as well. */
function slips(wanted: Prepared, known: PreparedNames): readonly Prepared[] {
  const found: { readonly app: Prepared; readonly by: number }[] = [];
  for (const app of known) {
    const isFar = bitsOf(wanted.jamoLetters ^ app.jamoLetters) > 2 * MOST_SLIPS;
    const by = (isFar ? undefined : slipsBetween(wanted.jamo, app.jamo)) ?? slipsOnKeyboard(wanted, app);
    if (by !== undefined) found.push({ app, by });
  }
  return found.sort((a, b) => a.by - b.by).map(({ app }) => app);
}

function slipsOnKeyboard(wanted: Prepared, app: Prepared): number | undefined {
  const otherMode = (wanted.keys === wanted.folded) !== (app.keys === app.folded);
  const isFar = bitsOf(wanted.keyLetters ^ app.keyLetters) > 2 * MOST_SLIPS;
  return otherMode && !isFar ? slipsBetween(wanted.keys, app.keys) : undefined;
}

function slipsBetween(a: string, b: string): number | undefined {
  const longer = Math.max(a.length, b.length);
  if (longer > LONGEST_FOR_SLIPS) return undefined;
  const limit = Math.min(MOST_SLIPS, Math.max(1, Math.floor(longer / 4)));
  const by = distanceWithin(a, b, limit);
  // A name of which nothing stays is another name.
  return by !== undefined && by < Math.min(a.length, b.length) ? by : undefined;
}

function isPart(typed: string, known: string): boolean {
  if (typed.length >= SHORTEST_TYPED_PART && known.includes(typed)) return true;
  return known.length >= SHORTEST_KNOWN_PART && typed.includes(known);
}
