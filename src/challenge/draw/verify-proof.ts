import { commitTo } from "./commitment.ts";
import { provenLadder } from "./cut.ts";
import { fromHex, sha256Hex } from "./digest.ts";
import { type DrawMode, modeOf } from "./draw-mode.ts";
import { listHash, readEntries } from "./entry-file.ts";
import { type Ladder, ladderFlaw, traceLadder } from "./ladder.ts";
import { permutationOf, winnersOf } from "./permutation.ts";
import { prizeCount, readPrizes } from "./prize-file.ts";
import { ProofBundle } from "./proof-bundle.ts";
import { type ProofCheck, proofCheck } from "./proof-reasons.ts";
import { QUICKNET, signedByQuicknet } from "./quicknet.ts";
import { roomFlaw } from "./room-entropy.ts";
import { finalSeedOf } from "./transcript.ts";

/** What a phone, a photo or a poster was shown before the draw (§2, receipts); each part is compared when it is there. */
export interface Receipt {
  readonly draw?: string;
  readonly commit?: string;
  readonly prizes?: string;
  readonly entries?: string;
  readonly n?: number;
  /** The round that follows from the announced time: `roundAtOrAfter`. */
  readonly round?: number;
  /** One's own place; lanes are counted from 0. */
  readonly ticket?: { readonly entry: string; readonly lane: number };
}

export interface VerifyOptions {
  readonly receipt?: Receipt;
  /** Let a draw from the host's seed alone pass (mode C). Refused unless asked for. */
  readonly acceptSeedOnly?: boolean;
}

export interface ProofVerdict {
  /** Whether every check is fine. */
  readonly ok: boolean;
  readonly checks: readonly ProofCheck[];
  /** What was checked; absent when it could not be read at all. */
  readonly proof?: { readonly bundle: ProofBundle; readonly mode: DrawMode };
}

/**
 * Computes a draw again from its proof and compares (§7e), offline. Never throws, whatever it is given; each check says
 * for itself what is wrong. What it cannot see: who was entitled to be in the list, and, without a receipt, when the list was fixed.
 */
export function verifyProof(candidate: unknown, options: VerifyOptions = {}): ProofVerdict {
  const parsed = ProofBundle.safeParse(candidate);
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.join(".") || "—";
    return { ok: false, checks: [proofCheck("shape.invalid", { where })] };
  }
  const bundle = parsed.data;
  const checks = [
    proofCheck("shape.ok"),
    checkCommit(bundle),
    checkEntries(bundle),
    checkPrizes(bundle),
    ...checkEntropy(bundle, options),
    ...checkResult(bundle),
    ...(options.receipt === undefined ? [] : [checkReceipt(bundle, options.receipt)]),
  ];
  return { ok: checks.every(({ ok }) => ok), checks, proof: { bundle, mode: modeOf(bundle.transcript) } };
}

const seedOf = (bundle: ProofBundle): Uint8Array => fromHex(bundle.server_seed) ?? new Uint8Array();

const checkCommit = (bundle: ProofBundle): ProofCheck =>
  proofCheck(commitTo("seed", seedOf(bundle)) === bundle.transcript.commit ? "commit.ok" : "commit.differs");

function checkEntries({ entries_text: text, transcript }: ProofBundle): ProofCheck {
  const read = readEntries(text);
  if (!read.ok) return proofCheck(`entries.${read.problem}`, { line: read.line });
  if (listHash(text) !== transcript.entries) return proofCheck("entries.differs");
  const counts = { n: read.entries.length, claimed: transcript.n };
  return proofCheck(counts.n === counts.claimed ? "entries.ok" : "entries.miscounted", counts);
}

function checkPrizes({ prizes_text: text, transcript }: ProofBundle): ProofCheck {
  const prizes = readPrizes(text);
  if (prizes === undefined) return proofCheck("prizes.malformed");
  if (listHash(text) !== transcript.prizes) return proofCheck("prizes.differs");
  const counts = { n: prizeCount(prizes), claimed: transcript.winners };
  return proofCheck(counts.n === counts.claimed ? "prizes.ok" : "prizes.miscounted", counts);
}

function checkEntropy(bundle: ProofBundle, options: VerifyOptions): ProofCheck[] {
  const { beacon, room } = bundle.transcript;
  if (beacon === null && room === null)
    return [proofCheck(options.acceptSeedOnly === true ? "entropy.accepted" : "entropy.seed-only")];
  return [...(beacon === null ? [] : checkBeacon(bundle, beacon)), ...(room === null ? [] : [checkRoom(bundle, room)])];
}

function checkBeacon(
  bundle: ProofBundle,
  beacon: { readonly chain: string; readonly round: number; readonly randomness: string },
): ProofCheck[] {
  if (beacon.chain !== QUICKNET.chain) return [proofCheck("beacon.wrong-chain")];
  const signature = fromHex(bundle.beacon_signature ?? "");
  if (signature?.length !== 48) return [proofCheck("beacon.unsigned")];
  const { round } = beacon;
  return [
    proofCheck(sha256Hex(signature) === beacon.randomness ? "beacon.ok" : "beacon.wrong-randomness", { round }),
    proofCheck(signedByQuicknet(signature, round) ? "signature.ok" : "signature.wrong", { round }),
  ];
}

function checkRoom(bundle: ProofBundle, room: string): ProofCheck {
  const { room_commits_text: commits, room_reveals_text: reveals, transcript } = bundle;
  if (typeof commits !== "string" || typeof reveals !== "string")
    return proofCheck(transcript.beacon === null ? "room.unseen" : "room.beside-beacon");
  const flaw = roomFlaw(commits, reveals);
  if (flaw !== undefined) return proofCheck(`room.${flaw}`);
  if (sha256Hex(reveals) !== room) return proofCheck("room.differs");
  const listed = new Set(bundle.entries_text.split("\n").map((line) => line.slice(0, 8)));
  const lines = reveals.split("\n").filter((line) => line !== "");
  const stranger = lines.find((line) => !listed.has(line.slice(0, 8)));
  if (stranger !== undefined) return proofCheck("room.stranger", { entry: stranger.slice(0, 8) });
  return proofCheck("room.ok", { shown: lines.filter((line) => !line.endsWith("\t-")).length });
}

function checkResult(bundle: ProofBundle): ProofCheck[] {
  const { transcript } = bundle;
  const finalSeed = finalSeedOf(seedOf(bundle), transcript);
  const permutation = permutationOf(finalSeed, transcript.n);
  const { rows, dest } = provenLadder(finalSeed, permutation);
  return [
    proofCheck(firstDifference(bundle.order, permutation.order) === undefined ? "order.ok" : "order.differs"),
    proofCheck(firstDifference(bundle.layout, permutation.layout) === undefined ? "layout.ok" : "layout.differs"),
    checkLadder(bundle.ladder, rows, dest),
    checkWinners(bundle, permutation.order),
  ];
}

function checkLadder(shown: Ladder, computed: Ladder, dest: readonly number[]): ProofCheck {
  const flawed = ladderFlaw(dest.length, shown);
  if (flawed !== undefined) return proofCheck("ladder.flawed", { row: flawed.row + 1, flaw: flawed.flaw });
  const lane = firstDifference(traceLadder(dest.length, shown), dest);
  if (lane !== undefined) return proofCheck("ladder.leads-elsewhere", { lane: lane + 1 });
  const row = firstDifference(shown.map(String), computed.map(String));
  return row === undefined ? proofCheck("ladder.ok") : proofCheck("ladder.differs", { row: row + 1 });
}

function checkWinners(bundle: ProofBundle, order: readonly number[]): ProofCheck {
  const entries = readEntries(bundle.entries_text);
  const computed = winnersOf(order, entries.ok ? entries.entries : [], readPrizes(bundle.prizes_text) ?? []);
  const asText = (winners: ProofBundle["winners"]): string[] =>
    winners.map(({ slot, prize, lane, entry }) => JSON.stringify([slot, prize, lane, entry]));
  const slot = firstDifference(asText(bundle.winners), asText(computed));
  if (slot !== undefined) return proofCheck("winners.differs", { rank: slot + 1 });
  return proofCheck("winners.ok", { n: computed.length });
}

function checkReceipt(bundle: ProofBundle, receipt: Receipt): ProofCheck {
  const { transcript } = bundle;
  const { ticket } = receipt;
  if (differs(receipt.draw?.normalize("NFC"), transcript.draw.normalize("NFC")))
    return proofCheck("receipt.draw-differs");
  if (differs(receipt.commit, transcript.commit)) return proofCheck("receipt.commit-differs");
  if (differs(receipt.prizes, transcript.prizes)) return proofCheck("receipt.prizes-differ");
  if (differs(receipt.entries, transcript.entries)) return proofCheck("receipt.entries-differ");
  if (differs(receipt.n, transcript.n)) return proofCheck("receipt.count-differs", { shown: receipt.n ?? 0 });
  if (differs(receipt.round, transcript.beacon?.round))
    return proofCheck("receipt.round-differs", { shown: receipt.round ?? 0 });
  const onLane = ticket && bundle.entries_text.split("\n")[ticket.lane]?.slice(0, 8);
  if (ticket !== undefined && onLane !== ticket.entry)
    return proofCheck("receipt.lane-differs", { entry: ticket.entry, lane: ticket.lane + 1 });
  return proofCheck("receipt.ok");
}

const differs = <T>(shown: T | undefined, actual: T | undefined): boolean => shown !== undefined && shown !== actual;

/** The first place at which two lists are not the same; undefined when there is none. */
function firstDifference<T>(a: readonly T[], b: readonly T[]): number | undefined {
  const length = Math.max(a.length, b.length);
  for (let index = 0; index < length; index++) if (a[index] !== b[index]) return index;
  return undefined;
}
