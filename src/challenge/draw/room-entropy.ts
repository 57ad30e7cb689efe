import { Fault } from "../../kernel/index.ts";
import { commitTo } from "./commitment.ts";
import { fromHex, sha256Hex } from "./digest.ts";

/** A visitor's sealed number: `commitTo("room", number)`. */
export interface RoomCommit {
  readonly entry: string;
  readonly commit: string;
}

/** A visitor's number, 32 bytes in hex, shown after all are sealed. */
export interface RoomReveal {
  readonly entry: string;
  readonly number: string;
}

/** What the people in the room added to the draw (§3, mode B). */
export interface RoomEntropy {
  /** `entry TAB commit LF` for each, sorted by entry: what the first window fixed. */
  readonly commitsText: string;
  /** `entry TAB number LF` for each, sorted by entry; `-` for a number that is missing or does not fit its seal. */
  readonly revealsText: string;
  /** SHA-256 of `revealsText`, in hex. */
  readonly room: string;
  /** Entries that sealed a number and did not show it. They are named: withholding is the one way to bias this mode. */
  readonly withheld: readonly string[];
}

/** Fewer numbers than this are no crowd. */
export const LEAST_REVEALS = 3;

const COMMIT_LINE = /^([0-9A-HJKMNP-TV-Z]{8})\t([0-9a-f]{64})$/;
const REVEAL_LINE = /^([0-9A-HJKMNP-TV-Z]{8})\t([0-9a-f]{64}|-)$/;

/** The sealed numbers as text; its hash is shown before any number is. */
export const roomCommitsText = (commits: readonly RoomCommit[]): string =>
  sorted(commits.map(({ entry, commit }) => `${entry}\t${commit}`));

/** Puts seals and numbers together. Faults with `draw.room-refused` for fewer than three numbers or a broken seal list. */
export function roomEntropy(commits: readonly RoomCommit[], reveals: readonly RoomReveal[]): RoomEntropy {
  const numbers = new Map(reveals.map(({ entry, number }) => [entry, number]));
  const commitsText = roomCommitsText(commits);
  const lines = commits.map(({ entry, commit }) => `${entry}\t${numberOf(commit, numbers.get(entry))}`);
  const revealsText = sorted(lines);
  const flaw = roomFlaw(commitsText, revealsText);
  if (flaw !== undefined) throw new Fault("draw.room-refused", { detail: ROOM_FLAWS[flaw] });
  const withheld = lines.filter((line) => line.endsWith("\t-")).map((line) => line.slice(0, 8));
  return { commitsText, revealsText, room: sha256Hex(revealsText), withheld: withheld.toSorted() };
}

export type RoomFlaw = "malformed" | "unsealed" | "too-few";

const ROOM_FLAWS: Readonly<Record<RoomFlaw, string>> = {
  malformed: "a line is malformed, not sorted or there twice",
  unsealed: "a number does not fit its seal",
  "too-few": `fewer than ${LEAST_REVEALS} people showed their number`,
};

/** What is wrong with a room's two texts; undefined when every number fits its seal and there are enough. */
export function roomFlaw(commitsText: string, revealsText: string): RoomFlaw | undefined {
  const commits = readLines(commitsText, COMMIT_LINE);
  const reveals = readLines(revealsText, REVEAL_LINE);
  if (commits === undefined || reveals === undefined || commits.length !== reveals.length) return "malformed";
  let shown = 0;
  for (const [index, [entry, commit]] of commits.entries()) {
    const [revealed, number] = reveals[index] ?? ["", "-"];
    if (revealed !== entry) return "malformed";
    if (number === "-") continue;
    if (numberOf(commit, number) === "-") return "unsealed";
    shown += 1;
  }
  return shown < LEAST_REVEALS ? "too-few" : undefined;
}

/** The number as it stands in the list: itself when it is 32 bytes that open the seal, else `-`. */
function numberOf(commit: string, number: string | undefined): string {
  const bytes = number === undefined ? undefined : fromHex(number);
  return number !== undefined && bytes?.length === 32 && commitTo("room", bytes) === commit
    ? number.toLowerCase()
    : "-";
}

/** The pairs of a text whose lines are sorted and each of another entry. */
function readLines(text: string, form: RegExp): [entry: string, value: string][] | undefined {
  const lines = text.split("\n");
  if (lines.pop() !== "") return undefined;
  const pairs: [string, string][] = [];
  for (const line of lines) {
    const [, entry, value] = form.exec(line) ?? [];
    if (entry === undefined || value === undefined || entry <= (pairs.at(-1)?.[0] ?? "")) return undefined;
    pairs.push([entry, value]);
  }
  return pairs;
}

const sorted = (lines: readonly string[]): string =>
  lines
    .toSorted()
    .map((line) => `${line}\n`)
    .join("");
