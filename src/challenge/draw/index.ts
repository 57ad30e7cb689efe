/**
 * The draw that anybody can check: `sadari-draw/1` (the ladder) and `sadari-swag/1` (the raffle), as pure computing. Seeds,
 * times and public numbers are handed in; nothing here reads a clock, a file, the network or Node, so that the same code
 * runs in a visitor's browser.
 */
export { type Canonical, canonicalBytes, canonicalHash, canonicalText } from "./canonical.ts";
export { type CommitmentPurpose, commitTo } from "./commitment.ts";
export { type Cut, cutOf, FULL_LADDER_LANES, READABLE_LANES, shownLadder } from "./cut.ts";
export { fromHex, sha256Hex, toHex } from "./digest.ts";
export { type DrawMode, type ModePromise, modeNeeds, modeOf, modePromise, requireMode } from "./draw-mode.ts";
export {
  assignLanes,
  type EntriesRead,
  type Entry,
  listHash,
  NO_LUCKY,
  readEntries,
  writeEntries,
} from "./entry-file.ts";
export { type HashWords, hashWords } from "./hash-words.ts";
export { type DrawInput, type HeldDraw, holdDraw } from "./hold-draw.ts";
export { type Ladder, type LadderFlaw, ladderFlaw, pathOf, type Turn, traceLadder } from "./ladder.ts";
export type { Permutation, Winner } from "./permutation.ts";
export { type Prize, prizeCount, readPrizes, writePrizes } from "./prize-file.ts";
export { ProofBundle } from "./proof-bundle.ts";
export { PROOF_REASONS, type ProofCheck, type ProofCheckName, type ProofReason, type Reason } from "./proof-reasons.ts";
export {
  type Beacon,
  type BeaconFlaw,
  beaconAddresses,
  beaconFlaw,
  QUICKNET,
  readBeacon,
  roundAtOrAfter,
  timeOfRound,
} from "./quicknet.ts";
export { landingChances, type RandomLadder, stepsUntilFair } from "./random-ladder.ts";
export { revealOrder } from "./reveal-order.ts";
export {
  LEAST_REVEALS,
  type RoomCommit,
  type RoomEntropy,
  type RoomReveal,
  roomCommitsText,
  roomEntropy,
} from "./room-entropy.ts";
export { type Run, type ShowPlan, showPlan } from "./show-plan.ts";
export { type ShownProof, shownOf } from "./shown-proof.ts";
export { type PlacedRung, placeRungs } from "./spacing.ts";
export { checkSwag, SWAG_FINDINGS, type SwagFinding, type SwagReceipt } from "./swag-check.ts";
export { percentText, proposeBlank, rollsUntilSoldOut, type SwagOdds, swagOdds } from "./swag-odds.ts";
export { type Chance, rollSwag, type SwagInput, type SwagItem, type SwagRoll } from "./swag-roll.ts";
export { Transcript } from "./transcript.ts";
export { type ProofVerdict, type Receipt, type VerifyOptions, verifyProof } from "./verify-proof.ts";
