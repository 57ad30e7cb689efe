import { sql } from "kysely";
import type { Changing, SwagRaffleTable } from "../../control/index.ts";
import type { EpochMicros } from "../../kernel/index.ts";
import { type Actor, appendAudit } from "../audit/index.ts";
import type { Kit } from "../kit.ts";
import type { Challenge } from "../lifecycle/index.ts";
import { changeRaffle, readReleases } from "./rows.ts";

/** Puts amounts into the stock whose time came, or one by name before its time. The raffle is held by the caller. */
export async function releaseDue(
  transaction: Changing,
  { id, challenge }: SwagRaffleTable,
  now: EpochMicros,
  by: { readonly actor: Actor; readonly only?: string } = { actor: "system" },
): Promise<boolean> {
  const due = (await readReleases(transaction, id)).filter(
    (each) => each.released_at === null && (by.only === undefined ? each.due_at <= now : each.id === by.only),
  );
  for (const { id: release, item, amount } of due) {
    const taken = await transaction
      .updateTable("swag_release")
      .set({ released_at: now })
      .where("id", "=", release)
      .where("released_at", "is", null)
      .executeTakeFirst();
    if (Number(taken.numUpdatedRows) !== 1) continue;
    await transaction
      .updateTable("swag_item")
      .set({ initial: sql`initial + ${amount}`, remaining: sql`remaining + ${amount}` })
      .where("raffle", "=", id)
      .where("id", "=", item)
      .execute();
    await appendAudit(transaction, challenge, now, {
      actor: by.actor,
      type: "swag.release",
      data: { raffle: id, item, amount },
    });
  }
  return due.length > 0;
}

/** Puts out what is due of an open day, and tells open pages when something was. */
export async function settle(
  kit: Kit,
  { id: challenge }: Pick<Challenge, "id">,
  { id }: Pick<SwagRaffleTable, "id">,
): Promise<void> {
  const { records, clock, bus } = kit;
  const releases = await records.read((tables) => readReleases(tables, id));
  if (!releases.some(({ released_at, due_at }) => released_at === null && due_at <= clock.now())) return;
  await changeRaffle(kit, id, ["open", "closed", "revealed"], (transaction, row) =>
    row.state === "open" ? releaseDue(transaction, row, clock.now()) : Promise.resolve(false),
  );
  bus.challengeChanged(challenge);
}
