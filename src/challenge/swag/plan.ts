import { randomBytes } from "node:crypto";
import type { SwagPlanBody } from "../../contract/index.ts";
import type { Changing } from "../../control/index.ts";
import { epochMicros, randomId } from "../../kernel/index.ts";
import { type Actor, appendAudit } from "../audit/index.ts";
import { type Chance, commitTo, toHex } from "../draw/index.ts";
import type { Kit } from "../kit.ts";
import { type Challenge, lockChallenge } from "../lifecycle/index.ts";
import { changeRaffle, raffleId, refused, seedPlace } from "./rows.ts";

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

export const blankData = ({ num, den }: Chance) => ({ blankNum: num, blankDen: den });

function refusePlan({ items, blank, releases }: SwagPlanBody): void {
  if (new Set(items.map(({ id }) => id)).size < items.length) throw refused("two items have one id");
  if (blank.num >= blank.den) throw refused("every roll would be a blank");
  const unknown = releases.find(({ item }) => !items.some(({ id }) => id === item));
  if (unknown !== undefined) throw refused(`there is no item ${unknown.item} to release`);
  for (const item of items) refuseSizes(item, releases);
}

/** Whoever wins one finds a size: there are as many of all sizes as there will ever be of the item. */
function refuseSizes({ id, initial, sizes }: SwagPlanBody["items"][number], releases: SwagPlanBody["releases"]): void {
  if (sizes.length === 0) return;
  if (new Set(sizes.map(({ size }) => size)).size < sizes.length) throw refused(`two sizes of ${id} have one name`);
  const there = releases.filter(({ item }) => item === id).reduce((sum, { amount }) => sum + amount, initial);
  const listed = sizes.reduce((sum, { amount }) => sum + amount, 0);
  if (listed !== there) throw refused(`the sizes of ${id} are ${listed} in sum, and there will be ${there} of it`);
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
  await transaction.deleteFrom("swag_size").where("raffle", "=", raffle).execute();
  await transaction.deleteFrom("swag_item").where("raffle", "=", raffle).execute();
  for (const { id, name, initial, weight, sizes } of items) {
    const stock = { initial, remaining: initial, reserved: 0, weight };
    await transaction
      .insertInto("swag_item")
      .values({ raffle, id, name_ko: name.ko, name_en: name.en, ...stock })
      .execute();
    for (const [place, { size, amount }] of sizes.entries())
      await transaction.insertInto("swag_size").values({ raffle, item: id, size, place, amount, taken: 0 }).execute();
  }
  for (const { item, amount, dueAt } of releases) await insertRelease(transaction, raffle, item, amount, dueAt);
}

export const insertRelease = (transaction: Changing, raffle: string, item: string, amount: number, dueAt: number) =>
  transaction
    .insertInto("swag_release")
    .values({ id: `sr_${randomId(16)}`, raffle, item, amount, due_at: epochMicros(dueAt), released_at: null })
    .execute();

/** A day that never opened goes without a trace but the log. */
export async function removePlan(kit: Kit, challenge: Challenge, day: string, actor: Actor): Promise<void> {
  const id = raffleId(challenge, day);
  await changeRaffle(kit, id, ["planned"], async (transaction) => {
    for (const table of ["swag_release", "swag_size", "swag_count", "swag_item"] as const)
      await transaction.deleteFrom(table).where("raffle", "=", id).execute();
    await transaction.deleteFrom("swag_raffle").where("id", "=", id).execute();
    await appendAudit(transaction, challenge.id, kit.clock.now(), { actor, type: "swag.unplan", data: { raffle: id } });
  });
  kit.bus.challengeChanged(challenge.id);
}
