import type { Changing, SwagRaffleTable } from "../../control/index.ts";
import { Fault } from "../../kernel/index.ts";
import { type Actor, appendAudit } from "../audit/index.ts";
import { type Chance, commitTo } from "../draw/index.ts";
import type { Kit } from "../kit.ts";
import { type Challenge, lockChallenge } from "../lifecycle/index.ts";
import { blankData } from "./plan.ts";
import { changeRaffle, lockRaffle, raffleId, refused, seedBytes, seedPlace } from "./rows.ts";

/** Opens a day and publishes its seal, or opens it again after a close. One day of a challenge is open at a time. */
export async function open(kit: Kit, challenge: Challenge, day: string, actor: Actor): Promise<void> {
  const { clock, records } = kit;
  const id = raffleId(challenge, day);
  await records.write(async (transaction) => {
    // Two days of one challenge that open at once follow one another here.
    await lockChallenge(records.kind, transaction, challenge.id);
    const row = await lockRaffle(records.kind, transaction, id);
    if (row.state !== "planned" && row.state !== "closed") throw refused(`it is ${row.state}`);
    const other = await transaction
      .selectFrom("swag_raffle")
      .select("day")
      .where("challenge", "=", challenge.id)
      .where("state", "=", "open")
      .where("parent", "is", null)
      .executeTakeFirst();
    if (other !== undefined) throw refused(`the raffle of ${other.day} is open`);
    const now = clock.now();
    await transaction
      .updateTable("swag_raffle")
      .set({ state: "open", opened_at: row.opened_at ?? now, closed_at: null })
      .where("id", "=", id)
      .execute();
    const data = {
      raffle: id,
      commit: row.commit_hash,
      weights: row.weights,
      ...blankData({ num: row.blank_num, den: row.blank_den }),
    };
    await appendAudit(transaction, challenge.id, now, { actor, type: "swag.open", data });
  });
  kit.bus.challengeChanged(challenge.id);
}

export async function close(kit: Kit, challenge: Challenge, day: string, actor: Actor): Promise<void> {
  const id = raffleId(challenge, day);
  await changeRaffle(kit, id, ["open"], async (transaction) => {
    const now = kit.clock.now();
    await transaction
      .updateTable("swag_raffle")
      .set({ state: "closed", closed_at: now })
      .where("id", "=", id)
      .execute();
    await appendAudit(transaction, challenge.id, now, { actor, type: "swag.close", data: { raffle: id, soldOut: 0 } });
  });
  kit.bus.challengeChanged(challenge.id);
}

/**
 * Shows the seed of a closed day and of the shares that devices brought back: from now on everybody checks their own
 * roll. A share that is still out has a seed of its own, which is shown when it comes back.
 */
export async function reveal(kit: Kit, challenge: Challenge, day: string, actor: Actor): Promise<void> {
  const id = raffleId(challenge, day);
  await changeRaffle(kit, id, ["closed"], async (transaction, own) => {
    const shares = await transaction
      .selectFrom("swag_raffle")
      .selectAll()
      .where("parent", "=", id)
      .where("state", "=", "closed")
      .execute();
    for (const row of [own, ...shares]) await revealOne(kit, transaction, row, actor);
  });
  kit.bus.challengeChanged(challenge.id);
}

/** Shows one seed, once. One whose key was destroyed is gone; the log says so. */
export async function revealOne(
  kit: Pick<Kit, "vault" | "clock">,
  transaction: Changing,
  row: SwagRaffleTable,
  actor: Actor,
): Promise<void> {
  if (row.day_seed_sealed === null) return;
  const seed = await openSeed(kit, row, row.day_seed_sealed);
  if (seed !== null && commitTo("swag", seedBytes(seed)) !== row.commit_hash)
    throw refused("the seed does not open its seal");
  await transaction
    .updateTable("swag_raffle")
    .set({ state: "revealed", day_seed: seed, day_seed_sealed: null })
    .where("id", "=", row.id)
    .execute();
  const data = { raffle: row.id, commit: row.commit_hash, rolls: row.last_seq };
  const record =
    seed === null ? ({ type: "swag.seed-lost", data } as const) : { type: "swag.reveal", data: { ...data, seed } };
  await appendAudit(transaction, row.challenge, kit.clock.now(), { actor, ...record });
}

async function openSeed({ vault }: Pick<Kit, "vault">, row: SwagRaffleTable, sealed: string): Promise<string | null> {
  try {
    return await vault.open(row.challenge, seedPlace(row.id), sealed);
  } catch (error) {
    if (error instanceof Fault && error.code === "challenge.key-destroyed") return null;
    throw error;
  }
}

/** Another chance of a blank from the next roll on; while open it is told to everybody, and it stands in the log. */
export async function changeOdds(
  kit: Kit,
  challenge: Challenge,
  day: string,
  blank: Chance,
  actor: Actor,
): Promise<void> {
  if (blank.num >= blank.den) throw refused("every roll would be a blank");
  const id = raffleId(challenge, day);
  await changeRaffle(kit, id, ["planned", "open"], async (transaction, row) => {
    const before = { num: row.blank_num, den: row.blank_den };
    if (before.num * blank.den === blank.num * before.den) return;
    const at = kit.clock.now();
    await transaction
      .updateTable("swag_raffle")
      .set({
        blank_num: blank.num,
        blank_den: blank.den,
        ...(row.state === "open" ? { blank_was: JSON.stringify({ ...before, at }) } : {}),
      })
      .where("id", "=", id)
      .execute();
    const data = { raffle: id, fromNum: before.num, fromDen: before.den, ...blankData(blank), seq: row.last_seq };
    await appendAudit(transaction, challenge.id, at, { actor, type: "swag.p_change", data });
  });
  kit.bus.challengeChanged(challenge.id);
}
