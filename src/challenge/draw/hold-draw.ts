import { Fault } from "../../kernel/index.ts";
import { commitTo } from "./commitment.ts";
import { provenLadder } from "./cut.ts";
import { toHex } from "./digest.ts";
import { type DrawMode, modeNeeds } from "./draw-mode.ts";
import { type Entry, listHash, readEntries } from "./entry-file.ts";
import { type Permutation, permutationOf, reservesOf, type Winner, winnersOf } from "./permutation.ts";
import { type Prize, prizeCount, readPrizes } from "./prize-file.ts";
import type { ProofBundle } from "./proof-bundle.ts";
import { type Beacon, beaconFlaw, QUICKNET } from "./quicknet.ts";
import type { RoomEntropy } from "./room-entropy.ts";
import { finalSeedOf, type Transcript } from "./transcript.ts";

/** A draw at its moment: what was announced, what was frozen, and what came afterwards. */
export interface DrawInput {
  readonly announced: {
    readonly draw: string;
    readonly mode: DrawMode;
    /** `commitTo("seed", serverSeed)`. */
    readonly commit: string;
    /** SHA-256 of the prize file. */
    readonly prizes: string;
    /** The round of the announced time; only read in modes A and AB. */
    readonly round: number;
  };
  /** SHA-256 of the entry file as it was shown at the freeze. */
  readonly frozen: { readonly entries: string };
  readonly entriesText: string;
  readonly prizesText: string;
  readonly serverSeed: Uint8Array;
  readonly beacon: Beacon | null;
  readonly room: RoomEntropy | null;
}

export interface HeldDraw {
  readonly bundle: ProofBundle;
  /** Needed for the ladder of the wall when there was a cut. */
  readonly finalSeed: Uint8Array;
  readonly permutation: Permutation;
  readonly winners: readonly Winner[];
  /** Entries beyond the prizes, in the order in which they move up. */
  readonly reserves: readonly string[];
}

/**
 * Computes a draw, whole and once (§2 step 4): the same input gives the same bundle everywhere. Faults, all before anything is
 * drawn: `draw.nobody-entered`; `draw.list-changed` or `draw.seed-not-committed` when something is not what was shown;
 * `draw.entropy-missing` and `draw.beacon-refused` when the mode's ingredients are not there or not genuine.
 */
export function holdDraw(input: DrawInput): HeldDraw {
  const { announced, beacon, room, serverSeed } = input;
  const { entries, prizes } = readLists(input);
  requireSeed(input);
  requireEntropy(input);
  const transcript: Transcript = {
    v: "sadari-draw/1",
    algo: "hmac_drbg-sha256/fisher-yates-u32",
    draw: announced.draw.normalize("NFC"),
    commit: announced.commit,
    entries: input.frozen.entries,
    prizes: announced.prizes,
    n: entries.length,
    winners: prizeCount(prizes),
    beacon: beacon && { chain: QUICKNET.chain, round: beacon.round, randomness: beacon.randomness },
    room: room?.room ?? null,
  };
  const finalSeed = finalSeedOf(serverSeed, transcript);
  const permutation = permutationOf(finalSeed, entries.length);
  const winners = winnersOf(permutation.order, entries, prizes);
  const bundle: ProofBundle = {
    bundle: "sadari-draw/1",
    server_seed: toHex(serverSeed),
    transcript,
    entries_text: input.entriesText,
    prizes_text: input.prizesText,
    beacon_signature: beacon?.signature ?? null,
    ...(room && { room_commits_text: room.commitsText, room_reveals_text: room.revealsText }),
    order: [...permutation.order],
    layout: [...permutation.layout],
    ladder: provenLadder(finalSeed, permutation).rows,
    winners,
  };
  return { bundle, finalSeed, permutation, winners, reserves: reservesOf(permutation.order, entries, prizes) };
}

function readLists(input: DrawInput): { readonly entries: readonly Entry[]; readonly prizes: readonly Prize[] } {
  if (listHash(input.entriesText) !== input.frozen.entries) throw new Fault("draw.list-changed", { list: "entries" });
  if (listHash(input.prizesText) !== input.announced.prizes) throw new Fault("draw.list-changed", { list: "prizes" });
  const entries = readEntries(input.entriesText);
  const prizes = readPrizes(input.prizesText);
  if (!entries.ok)
    throw new Fault("draw.list-invalid", { detail: `entries, line ${entries.line}: ${entries.problem}` });
  if (prizes === undefined) throw new Fault("draw.list-invalid", { detail: "a prize is malformed" });
  if (entries.entries.length === 0) throw new Fault("draw.nobody-entered");
  return { entries: entries.entries, prizes };
}

function requireSeed({ announced, serverSeed }: DrawInput): void {
  if (serverSeed.length !== 32 || commitTo("seed", serverSeed) !== announced.commit)
    throw new Fault("draw.seed-not-committed");
}

function requireEntropy({ announced, beacon, room }: DrawInput): void {
  const needs = modeNeeds(announced.mode);
  if (needs.beacon !== (beacon !== null) || needs.room !== (room !== null))
    throw new Fault("draw.entropy-missing", { mode: announced.mode });
  const flaw = beacon === null ? undefined : beaconFlaw(beacon, announced.round);
  if (flaw !== undefined) throw new Fault("draw.beacon-refused", { detail: flaw.replace("-", " ") });
}
