import { randomBytes } from "node:crypto";
import type { AnnounceBody } from "../../contract/index.ts";
import type { Changing } from "../../control/index.ts";
import { type EpochMicros, epochMicros, Fault, TAX_FREE_PRIZE_WON, toIso } from "../../kernel/index.ts";
import { type Actor, appendAudit } from "../audit/index.ts";
import { commitTo, listHash, requireMode, roundAtOrAfter, toHex } from "../draw/index.ts";
import type { Kit } from "../kit.ts";
import { type Challenge, lockChallenge, rankedPrizes } from "../lifecycle/index.ts";
import { type Draw, isLive, lockDraw, readDraws } from "./rows.ts";
import { leastBeforeDraw, usesBeacon } from "./times.ts";

/** Prizes worth more than this together are not drawn from the host's seed alone: above it Korea taxes them. */
const SEED_ONLY_UP_TO_WON = TAX_FREE_PRIZE_WON;
/** Nobody waits a year for a draw, and nobody can say what drand does then. */
const LONGEST_AHEAD = 400 * 24 * 3_600_000_000;

export type SeedSource = () => Uint8Array;

export const systemSeed: SeedSource = () => randomBytes(32);

/** Where the seed of a draw is sealed; moved anywhere else it does not open. */
export const seedPlace = (id: string): `${string}|${string}|${string}` => `draw|${id}|server_seed`;

/**
 * Makes the sealed seed, publishes its commitment and fixes prizes, mode and time, before entries close. Later only after
 * an earlier draw was cancelled. Faults: `draw.refused`, `draw.seed-only`, `draw.list-invalid`.
 */
export async function announce(
  kit: Kit,
  { id }: Pick<Challenge, "id">,
  { wish, actor, newSeed }: { readonly wish: AnnounceBody; readonly actor: Actor; readonly newSeed: SeedSource },
): Promise<string> {
  const { records, clock, vault } = kit;
  const seed = newSeed();
  const plannedAt = epochMicros(wish.plannedAt);
  const draw = await records.write(async (transaction) => {
    const challenge = await lockChallenge(records.kind, transaction, id);
    const draws = await readDraws(transaction, id);
    const now = clock.now();
    const state = stateOfNew(challenge, draws);
    refuseTime({ mode: wish.mode, plannedAt }, now);
    const ordinal = 1 + Math.max(0, ...draws.map((each) => each.ordinal));
    const drawId = `${challenge.slug}/${wish.name ?? `draw-${ordinal}`}`;
    if (draws.some((each) => each.id === drawId)) throw refused(`a draw ${drawId} exists, and a name is used once`);
    const prizesText = prizesOf(challenge, wish.mode);
    const commit = commitTo("seed", seed);
    const round = usesBeacon(wish.mode) ? roundAtOrAfter(plannedAt) : null;
    await transaction
      .insertInto("draw")
      .values({
        ...EMPTY,
        id: drawId,
        challenge: id,
        ordinal,
        mode: wish.mode,
        state,
        commit_hash: commit,
        server_seed_sealed: await vault.seal(id, seedPlace(drawId), toHex(seed)),
        prizes_text: prizesText,
        planned_at: plannedAt,
        round,
        announced_at: now,
        closed_at: state === "closed" ? now : null,
        simulated: challenge.rehearsal ? 1 : 0,
      })
      .execute();
    await appendAudit(transaction, id, now, {
      actor,
      type: "draw.announce",
      data: {
        draw: drawId,
        mode: wish.mode,
        commit,
        prizes: listHash(prizesText),
        at: toIso(plannedAt),
        round: round ?? 0,
      },
    });
    return drawId;
  });
  kit.bus.challengeChanged(id);
  return draw;
}

/** The columns that begin empty. */
export const EMPTY = {
  closed_at: null,
  list_shown_at: null,
  frozen_at: null,
  entries_text: null,
  entries_hash: null,
  frozen_after_round: null,
  beacon: null,
  room: null,
  drawn_at: null,
  bundle: null,
  show_started_at: null,
  cancelled_at: null,
  cancel_reason_ko: null,
  cancel_reason_en: null,
} as const;

/** Whether, and in which state, a new draw can be announced. Throws with the reason when it cannot. */
export function stateOfNew({ state }: Challenge, draws: readonly Draw[]): "announced" | "closed" {
  const real = draws.filter(({ ordinal }) => ordinal > 0);
  if (real.some(isLive)) throw refused("another draw of this event is under way; cancel it first");
  if (state === "announced" || state === "open") return "announced";
  const again = (state === "closed" || state === "review") && real.some((each) => each.state === "cancelled");
  if (again) return "closed";
  if (state === "closed" || state === "review") {
    throw refused("it must be announced before entries close; open the event again, announce it, then close");
  }
  throw refused(`the event is ${state}`);
}

function refuseTime({ mode, plannedAt }: Pick<Draw, "mode" | "plannedAt">, now: EpochMicros): void {
  if (plannedAt - now < leastBeforeDraw(mode)) throw refused("its time is too near for the list to be fixed before");
  if (plannedAt - now > LONGEST_AHEAD) throw refused("its time is more than a year away");
}

/** Prizes by rank, as they are hashed. Refuses a mode that is not fair enough for their value. */
export function prizesOf({ setup }: Challenge, mode: Draw["mode"]): string {
  if (setup.prizes.length === 0) throw refused("no prize is listed");
  const worth = setup.prizes.reduce((sum, { valueWon, quantity }) => sum + valueWon * quantity, 0);
  requireMode(mode === "A+B" ? "AB" : mode, worth, SEED_ONLY_UP_TO_WON);
  return rankedPrizes(setup.prizes);
}

/** Moves the time, and with it the round, before the old one came. Faults: `draw.refused`, `draw.unknown`. */
export async function postpone(
  kit: Kit,
  { id, draw: name }: { readonly id: Challenge["id"]; readonly draw: string },
  { plannedAt, actor }: { readonly plannedAt: EpochMicros; readonly actor: Actor },
): Promise<void> {
  const { records, clock } = kit;
  await records.write(async (transaction) => {
    await lockChallenge(records.kind, transaction, id);
    const draw = await lockDraw(records.kind, transaction, name);
    const now = clock.now();
    if (draw.state !== "announced" && draw.state !== "closed") throw refused(`the draw is ${draw.state}`);
    if (now >= draw.plannedAt) throw refused("its time has come and cannot move any more");
    if (plannedAt <= draw.plannedAt) throw refused("it can only be moved to a later time");
    refuseTime({ mode: draw.mode, plannedAt }, now);
    const round = usesBeacon(draw.mode) ? roundAtOrAfter(plannedAt) : null;
    await transaction.updateTable("draw").set({ planned_at: plannedAt, round }).where("id", "=", draw.id).execute();
    await appendAudit(transaction, id, now, {
      actor,
      type: "draw.postpone",
      data: { draw: draw.id, from: toIso(draw.plannedAt), to: toIso(plannedAt), round: round ?? 0 },
    });
  });
  kit.bus.challengeChanged(id);
}

/** Follows the event: its draw closes with it, and opens again with it. */
export async function followChallenge(
  transaction: Changing,
  { id }: Challenge,
  { to, actor, at }: { readonly to: "open" | "closed"; readonly actor: Actor; readonly at: EpochMicros },
): Promise<void> {
  const from = to === "closed" ? "announced" : "closed";
  const draw = (await readDraws(transaction, id)).find((each) => each.ordinal > 0 && each.state === from);
  if (draw === undefined) return;
  const row =
    to === "closed"
      ? ({ state: "closed", closed_at: at } as const)
      : ({ state: "announced", closed_at: null, list_shown_at: null } as const);
  await transaction.updateTable("draw").set(row).where("id", "=", draw.id).execute();
  await appendAudit(transaction, id, at, {
    actor,
    type: "draw.close",
    data: { draw: draw.id, open: to === "open" ? 1 : 0 },
  });
}

export const refused = (detail: string): Fault => new Fault("draw.refused", { detail });
