import { sql } from "kysely";
import type { z } from "zod";
import type { SwagAdjustBody, SwagCountBody, SwagReleaseBody } from "../../contract/index.ts";
import type { Changing } from "../../control/index.ts";
import { type EpochMicros, epochMicros, Fault, randomId, toIso } from "../../kernel/index.ts";
import { type Actor, appendAudit } from "../audit/index.ts";
import type { Kit } from "../kit.ts";
import type { Challenge } from "../lifecycle/index.ts";
import type { Hands } from "./hand-over.ts";
import { insertRelease } from "./plan.ts";
import { releaseDue } from "./releases.ts";
import { changeRaffle, raffleId, readItems, readSizes, refused } from "./rows.ts";

/** Plans one more release. Faults: `swag.refused` for an item with sizes, which only an adjustment tells apart. */
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
    if ((await readSizes(transaction, id)).some((size) => size.item === item))
      throw refused("an item with sizes gets more by an adjustment of one size");
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

/**
 * Stock that came or went outside the raffle; of an item with sizes, of one of them.
 * Faults: `swag.not-there` when less is there than goes, `swag.refused` without the size.
 */
export async function adjust(
  kit: Kit,
  challenge: Challenge,
  { day, item }: { readonly day: string; readonly item: string },
  { delta, size, reason }: z.infer<typeof SwagAdjustBody>,
  { actor, person }: Hands,
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
    await adjustSize(transaction, { raffle: id, item, size, delta });
    const at = kit.clock.now();
    await transaction
      .insertInto("swag_count")
      .values({ id: `sc_${randomId(16)}`, raffle: id, item, at, person, counted: 0, expected: 0, delta, reason })
      .execute();
    // What staff wrote is theirs; the log keeps how long it was, not the words.
    const data = { raffle: id, item, delta, ...(size === undefined ? {} : { size }), reasonLetters: reason.length };
    await appendAudit(transaction, challenge.id, at, { actor, type: "swag.stock_adjust", data });
  });
  kit.bus.challengeChanged(challenge.id);
}

async function adjustSize(
  transaction: Changing,
  of: { readonly raffle: string; readonly item: string; readonly size: string | undefined; readonly delta: number },
): Promise<void> {
  const { raffle, item, size, delta } = of;
  const sizes = (await readSizes(transaction, raffle)).filter((each) => each.item === item);
  if (sizes.length === 0) return;
  if (size === undefined) throw refused(`the size of ${item} is missing`);
  const changed = await transaction
    .updateTable("swag_size")
    .set({ amount: sql`amount + ${delta}` })
    .where("raffle", "=", raffle)
    .where("item", "=", item)
    .where("size", "=", size)
    .where(sql<boolean>`amount - taken >= ${-delta}`)
    .executeTakeFirst();
  if (Number(changed.numUpdatedRows) !== 1) throw new Fault("swag.not-there", { item: `${item} ${size}` });
}

/** What somebody counted on the table, beside what should lie there: left, and won but not fetched yet. */
export async function count(
  kit: Kit,
  challenge: Challenge,
  { day, item }: { readonly day: string; readonly item: string },
  { counted, reason }: z.infer<typeof SwagCountBody>,
  by: Hands,
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
      .values({
        id: `sc_${randomId(16)}`,
        raffle: id,
        item,
        at,
        person: by.person,
        counted,
        expected,
        delta: null,
        reason,
      })
      .execute();
    const data = { raffle: id, item, counted, expected };
    await appendAudit(transaction, challenge.id, at, { actor: by.actor, type: "swag.count", data });
  });
}
