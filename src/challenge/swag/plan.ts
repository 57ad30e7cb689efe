import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import type { z } from "zod";
import type { SwagAdjustBody, SwagCountBody, SwagPlanBody, SwagReleaseBody } from "../../contract/index.ts";
import type { Changing, SwagRaffleTable } from "../../control/index.ts";
import { type EpochMicros, epochMicros, Fault, type PersonId, randomId, toIso } from "../../kernel/index.ts";
import { type Actor, appendAudit } from "../audit/index.ts";
import { type Chance, commitTo, toHex } from "../draw/index.ts";
import type { Kit } from "../kit.ts";
import { type Challenge, lockChallenge } from "../lifecycle/index.ts";
import { releaseDue } from "./releases.ts";
import { lockRaffle, raffleId, readItems, seedBytes, seedPlace } from "./rows.ts";

const refused = (detail: string): Fault => new Fault("swag.refused", { detail });

/** Runs `change` with the day held, if it is in one of the states. Faults: `swag.unknown`, `swag.refused`. */
export function changeRaffle<T>(
  { records }: Kit,
  raffle: string,
  states: readonly SwagRaffleTable["state"][],
  change: (transaction: Changing, row: SwagRaffleTable) => Promise<T>,
): Promise<T> {
  return records.write(async (transaction) => {
    const row = await lockRaffle(records.kind, transaction, raffle);
    if (!states.includes(row.state)) throw refused(`it is ${row.state}`);
    return change(transaction, row);
  });
}

/** Makes a day or plans it anew, until it opens. Its seed is sealed at once. */
export async function plan(
  kit: Kit,
  challenge: Challenge,
  day: string,
  wish: SwagPlanBody,
  actor: Actor,
): Promise<void> {
  const { records, clock, vault } = kit;
  const id = raffleId(challenge, day);
  const seed = randomBytes(32);
  refusePlan(wish);
  await records.write(async (transaction) => {
    await lockChallenge(records.kind, transaction, challenge.id);
    const known = await transaction.selectFrom("swag_raffle").select("state").where("id", "=", id).executeTakeFirst();
    if (known !== undefined && known.state !== "planned") throw refused(`it is ${known.state}`);
    const planned = {
      blank_num: wish.blank.num,
      blank_den: wish.blank.den,
      weights: wish.weights,
      presence: wish.presence ? (1 as const) : (0 as const),
    };
    if (known !== undefined) await transaction.updateTable("swag_raffle").set(planned).where("id", "=", id).execute();
    else {
      const sealed = await vault.seal(challenge.id, seedPlace(id), toHex(seed));
      await transaction
        .insertInto("swag_raffle")
        .values({
          ...newRaffle(challenge, id, day),
          ...planned,
          commit_hash: commitTo("swag", seed),
          day_seed_sealed: sealed,
        })
        .execute();
    }
    await replaceStock(transaction, id, wish);
    const data = { raffle: id, items: wish.items.length, stock: stockOf(wish), ...blankData(wish.blank) };
    await appendAudit(transaction, challenge.id, clock.now(), { actor, type: "swag.plan", data });
  });
  kit.bus.challengeChanged(challenge.id);
}

const stockOf = ({ items, releases }: SwagPlanBody): number =>
  items.reduce((sum, { initial }) => sum + initial, 0) + releases.reduce((sum, { amount }) => sum + amount, 0);

const blankData = ({ num, den }: Chance) => ({ blankNum: num, blankDen: den });

function refusePlan({ items, blank, releases }: SwagPlanBody): void {
  if (new Set(items.map(({ id }) => id)).size < items.length) throw refused("two items have one id");
  if (blank.num >= blank.den) throw refused("every roll would be a blank");
  const unknown = releases.find(({ item }) => !items.some(({ id }) => id === item));
  if (unknown !== undefined) throw refused(`there is no item ${unknown.item} to release`);
}

/** A raffle before anything happened in it. */
export const newRaffle = ({ id: challenge, rehearsal }: Challenge, id: string, day: string) => ({
  id,
  challenge,
  day,
  state: "planned" as const,
  day_seed: null,
  blank_was: null,
  parent: null,
  last_seq: 0,
  presence_key: randomBytes(16).toString("hex"),
  opened_at: null,
  closed_at: null,
  simulated: rehearsal ? (1 as const) : (0 as const),
});

async function replaceStock(transaction: Changing, raffle: string, { items, releases }: SwagPlanBody): Promise<void> {
  await transaction.deleteFrom("swag_release").where("raffle", "=", raffle).execute();
  await transaction.deleteFrom("swag_item").where("raffle", "=", raffle).execute();
  for (const { id, name, initial, weight } of items) {
    const stock = { initial, remaining: initial, reserved: 0, weight };
    await transaction
      .insertInto("swag_item")
      .values({ raffle, id, name_ko: name.ko, name_en: name.en, ...stock })
      .execute();
  }
  for (const { item, amount, dueAt } of releases) await insertRelease(transaction, raffle, item, amount, dueAt);
}

const insertRelease = (transaction: Changing, raffle: string, item: string, amount: number, dueAt: number) =>
  transaction
    .insertInto("swag_release")
    .values({ id: `sr_${randomId(16)}`, raffle, item, amount, due_at: epochMicros(dueAt), released_at: null })
    .execute();

/** A day that never opened goes without a trace but the log. */
export async function removePlan(kit: Kit, challenge: Challenge, day: string, actor: Actor): Promise<void> {
  const id = raffleId(challenge, day);
  await changeRaffle(kit, id, ["planned"], async (transaction) => {
    for (const table of ["swag_release", "swag_item"] as const)
      await transaction.deleteFrom(table).where("raffle", "=", id).execute();
    await transaction.deleteFrom("swag_raffle").where("id", "=", id).execute();
    await appendAudit(transaction, challenge.id, kit.clock.now(), { actor, type: "swag.unplan", data: { raffle: id } });
  });
  kit.bus.challengeChanged(challenge.id);
}

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

/** Shows the seed of a closed day and of the shares devices had: from now on everybody checks their own roll. */
export async function reveal(kit: Kit, challenge: Challenge, day: string, actor: Actor): Promise<void> {
  const id = raffleId(challenge, day);
  await changeRaffle(kit, id, ["closed"], async (transaction) => {
    const shares = await transaction.selectFrom("swag_raffle").selectAll().where("parent", "=", id).execute();
    const out = shares.find(({ state }) => state === "open");
    if (out !== undefined) throw refused(`the device ${out.day.slice(day.length + 1)} has not brought its stock back`);
    const own = await transaction.selectFrom("swag_raffle").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
    for (const row of [own, ...shares]) await revealOne(kit, transaction, row, actor);
  });
  kit.bus.challengeChanged(challenge.id);
}

async function revealOne(
  { vault, clock }: Kit,
  transaction: Changing,
  row: SwagRaffleTable,
  actor: Actor,
): Promise<void> {
  if (row.day_seed_sealed === null) return;
  const seed = await vault.open(row.challenge, seedPlace(row.id), row.day_seed_sealed);
  if (commitTo("swag", seedBytes(seed)) !== row.commit_hash) throw refused("the seed does not open its seal");
  await transaction
    .updateTable("swag_raffle")
    .set({ state: "revealed", day_seed: seed, day_seed_sealed: null })
    .where("id", "=", row.id)
    .execute();
  const data = { raffle: row.id, commit: row.commit_hash, seed, rolls: row.last_seq };
  await appendAudit(transaction, row.challenge, clock.now(), { actor, type: "swag.reveal", data });
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

export async function addRelease(
  kit: Kit,
  challenge: Challenge,
  day: string,
  { item, amount, dueAt }: z.infer<typeof SwagReleaseBody>,
  actor: Actor,
): Promise<void> {
  const id = raffleId(challenge, day);
  await changeRaffle(kit, id, ["planned", "open"], async (transaction) => {
    const items = await readItems(transaction, id);
    if (!items.some((each) => each.id === item)) throw refused(`there is no item ${item}`);
    await insertRelease(transaction, id, item, amount, dueAt);
    await appendAudit(transaction, challenge.id, kit.clock.now(), {
      actor,
      type: "swag.release-plan",
      data: { raffle: id, item, amount, at: toIso(epochMicros(dueAt)) },
    });
  });
  kit.bus.challengeChanged(challenge.id);
}

/** The next release now instead of at its time. */
export async function releaseNow(
  kit: Kit,
  challenge: Challenge,
  day: string,
  release: string,
  actor: Actor,
): Promise<void> {
  const done = await changeRaffle(kit, raffleId(challenge, day), ["open"], (transaction, row) =>
    releaseDue(transaction, row, kit.clock.now(), { actor, only: release }),
  );
  if (!done) throw refused("this release is out already");
  kit.bus.challengeChanged(challenge.id);
}

/** Stock that came or went outside the raffle. Faults: `swag.not-there` when less is there than goes. */
export async function adjust(
  kit: Kit,
  challenge: Challenge,
  { day, item }: { readonly day: string; readonly item: string },
  { delta, reason }: z.infer<typeof SwagAdjustBody>,
  actor: Actor,
): Promise<void> {
  const id = raffleId(challenge, day);
  await changeRaffle(kit, id, ["planned", "open", "closed"], async (transaction) => {
    const changed = await transaction
      .updateTable("swag_item")
      .set({ initial: sql`initial + ${delta}`, remaining: sql`remaining + ${delta}` })
      .where("raffle", "=", id)
      .where("id", "=", item)
      .where("remaining", ">=", -delta)
      .executeTakeFirst();
    if (Number(changed.numUpdatedRows) !== 1) throw new Fault("swag.not-there", { item });
    // What staff wrote is theirs; the log keeps how long it was, not the words.
    const data = { raffle: id, item, delta, reasonLetters: reason.length };
    await appendAudit(transaction, challenge.id, kit.clock.now(), { actor, type: "swag.adjust", data });
  });
  kit.bus.challengeChanged(challenge.id);
}

/** What somebody counted on the table, beside what should lie there: left, and won but not fetched yet. */
export async function count(
  kit: Kit,
  challenge: Challenge,
  { day, item }: { readonly day: string; readonly item: string },
  { counted, reason }: z.infer<typeof SwagCountBody>,
  by: { readonly actor: Actor; readonly person: PersonId | "token" },
): Promise<void> {
  const id = raffleId(challenge, day);
  await changeRaffle(kit, id, ["planned", "open", "closed", "revealed"], async (transaction) => {
    const found = (await readItems(transaction, id)).find((each) => each.id === item);
    if (found === undefined) throw refused(`there is no item ${item}`);
    const waiting = await transaction
      .selectFrom("swag_roll")
      .select(({ fn }) => fn.countAll<number | string>().as("n"))
      .where("raffle", "=", id)
      .where("item", "=", item)
      .where("handed_over_at", "is", null)
      .executeTakeFirstOrThrow();
    const expected = found.remaining + Number(waiting.n);
    const at: EpochMicros = kit.clock.now();
    await transaction
      .insertInto("swag_count")
      .values({ id: `sc_${randomId(16)}`, raffle: id, item, at, person: by.person, counted, expected, reason })
      .execute();
    const data = { raffle: id, item, counted, expected };
    await appendAudit(transaction, challenge.id, at, { actor: by.actor, type: "swag.count", data });
  });
}
