import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import type { z } from "zod";
import type { SwagReserveBody, SwagShare, SwagUploadBody, SwagUploaded } from "../../contract/index.ts";
import type { Changing, SwagRaffleTable, SwagRollTable } from "../../control/index.ts";
import { epochMicros, Fault } from "../../kernel/index.ts";
import { type Actor, appendAudit } from "../audit/index.ts";
import { commitTo, rollSwag, toHex } from "../draw/index.ts";
import type { Kit } from "../kit.ts";
import type { Challenge } from "../lifecycle/index.ts";
import { newRaffle } from "./plan.ts";
import { appendRoll, rollsOfDay, store, storedRoll } from "./roll.ts";
import { blankOf, lockRaffle, raffleId, readItems, rollItems, seedBytes, seedPlace } from "./rows.ts";

/** A device's share is a raffle of its own under the day: its seed, its seal, its numbers, its stock. */
const shareId = (challenge: Challenge, day: string, device: string): string => raffleId(challenge, `${day}+${device}`);

/**
 * Takes stock out of the day for a device that will draw without network, and gives it all it needs for that. Asked
 * again it answers the share as it stands. Faults: `swag.not-open`, `swag.not-there`, `swag.refused` for a device that
 * brought its share back already.
 */
export async function reserve(
  kit: Kit,
  challenge: Challenge,
  day: string,
  { device, items }: z.infer<typeof SwagReserveBody>,
  actor: Actor,
): Promise<SwagShare> {
  const { records, clock, vault } = kit;
  const parent = raffleId(challenge, day);
  const id = shareId(challenge, day, device);
  await records.write(async (transaction) => {
    const row = await lockRaffle(records.kind, transaction, parent);
    const known = await transaction.selectFrom("swag_raffle").select("state").where("id", "=", id).executeTakeFirst();
    if (known?.state === "open") return;
    if (known !== undefined) throw new Fault("swag.refused", { detail: "this device brought its share back" });
    if (row.state !== "open") throw new Fault("swag.not-open");
    const seed = randomBytes(32);
    const now = clock.now();
    await transaction
      .insertInto("swag_raffle")
      .values({
        ...newRaffle(challenge, id, `${day}+${device}`),
        state: "open",
        parent,
        opened_at: now,
        commit_hash: commitTo("swag", seed),
        day_seed_sealed: await vault.seal(challenge.id, seedPlace(id), toHex(seed)),
        blank_num: row.blank_num,
        blank_den: row.blank_den,
        weights: row.weights,
        presence: 0,
      })
      .execute();
    for (const { id: item, amount } of items) await moveOut(transaction, { parent, id }, item, amount);
    const data = {
      raffle: id,
      commit: commitTo("swag", seed),
      items: items.reduce((sum, { amount }) => sum + amount, 0),
    };
    await appendAudit(transaction, challenge.id, now, { actor, type: "swag.reserve", data });
  });
  return readShare(kit, challenge, id, device);
}

async function moveOut(
  transaction: Changing,
  { parent, id }: { readonly parent: string; readonly id: string },
  item: string,
  amount: number,
): Promise<void> {
  const taken = await transaction
    .updateTable("swag_item")
    .set({ remaining: sql`remaining - ${amount}`, reserved: sql`reserved + ${amount}` })
    .where("raffle", "=", parent)
    .where("id", "=", item)
    .where("remaining", ">=", amount)
    .returning(["name_ko", "name_en", "weight"])
    .executeTakeFirst();
  if (taken === undefined) throw new Fault("swag.not-there", { item });
  await transaction
    .insertInto("swag_item")
    .values({ raffle: id, id: item, ...taken, initial: amount, remaining: amount, reserved: 0 })
    .execute();
}

async function readShare(kit: Kit, challenge: Challenge, id: string, device: string): Promise<SwagShare> {
  const { row, items } = await kit.records.read(async (tables) => ({
    row: await tables.selectFrom("swag_raffle").selectAll().where("id", "=", id).executeTakeFirstOrThrow(),
    items: await readItems(tables, id),
  }));
  if (row.day_seed_sealed === null) throw new Fault("swag.not-open");
  return {
    raffle: id,
    device,
    commit: row.commit_hash,
    daySeed: await kit.vault.open(challenge.id, seedPlace(id), row.day_seed_sealed),
    blank: blankOf(row),
    items: items.map(({ id: item, name_ko, name_en, remaining, weight }) => ({
      id: item,
      name: { ko: name_ko, en: name_en },
      remaining,
      ...(row.weights === "fixed" ? { weight } : {}),
    })),
    lastSeq: row.last_seq,
  };
}

type Uploaded = z.infer<typeof SwagUploadBody>["rolls"][number];

/**
 * Takes over what a device drew, each roll computed again; those known already are passed over. `done` gives what it
 * has left back to the day. A ticket that rolled elsewhere too keeps both and is named: the thing is out of the house.
 * Faults: `swag.upload-refused`, and then nothing of the upload is kept.
 */
export async function upload(
  kit: Kit,
  challenge: Challenge,
  { day, device }: { readonly day: string; readonly device: string },
  { rolls, done }: z.infer<typeof SwagUploadBody>,
  actor: Actor,
): Promise<SwagUploaded> {
  const { records } = kit;
  const parent = raffleId(challenge, day);
  const id = shareId(challenge, day, device);
  const seed = await sealedSeed(kit, challenge, id);
  return records.write(async (transaction) => {
    await lockRaffle(records.kind, transaction, parent);
    let row = await lockRaffle(records.kind, transaction, id);
    const twice: string[] = [];
    for (const each of rolls.toSorted((a, b) => a.seq - b.seq)) {
      if (each.seq <= row.last_seq) {
        await refuseOther(transaction, id, each);
        continue;
      }
      if (row.state !== "open") throw refusedRoll(each, "the share was brought back before");
      if ((await rollsOfDay(transaction, parent, [each.pid])).length > 0 && !each.pid.startsWith("guest-"))
        twice.push(each.pid);
      const stored = await take(transaction, { row, seed, device }, each);
      await appendRoll(transaction, row, stored, actor, kit.clock.now());
      row = { ...row, last_seq: each.seq };
    }
    if (done && row.state === "open") await giveBack(kit, transaction, row, parent, actor);
    return { lastSeq: row.last_seq, twice };
  });
}

const refusedRoll = ({ seq }: Uploaded, why: string): Fault =>
  new Fault("swag.upload-refused", { detail: `number ${seq}: ${why}` });

async function sealedSeed({ records, vault }: Kit, challenge: Challenge, id: string): Promise<Uint8Array> {
  const row = await records.read((tables) =>
    tables.selectFrom("swag_raffle").select(["day_seed_sealed", "day_seed"]).where("id", "=", id).executeTakeFirst(),
  );
  if (row === undefined) throw new Fault("swag.unknown", { day: id });
  if (row.day_seed_sealed === null) return seedBytes(row.day_seed ?? "");
  return seedBytes(await vault.open(challenge.id, seedPlace(id), row.day_seed_sealed));
}

/** A number that is here already has to be the same roll. */
async function refuseOther(transaction: Changing, id: string, each: Uploaded): Promise<void> {
  const known = await transaction
    .selectFrom("swag_roll")
    .select(["pid", "nonce", "item"])
    .where("raffle", "=", id)
    .where("seq", "=", each.seq)
    .executeTakeFirst();
  const same = known?.pid === each.pid && known.nonce === each.nonce && known.item === (each.result ?? "");
  if (!same) throw refusedRoll(each, "another roll has it");
}

async function take(
  transaction: Changing,
  { row, seed, device }: { readonly row: SwagRaffleTable; readonly seed: Uint8Array; readonly device: string },
  { seq, pid, nonce, at, result }: Uploaded,
): Promise<SwagRollTable> {
  const upload = { seq, pid, nonce, at, result };
  if (seq !== row.last_seq + 1) throw refusedRoll(upload, "a number before it is missing");
  const over = rollItems(row.weights, await readItems(transaction, row.id));
  const drawn = rollSwag({ daySeed: seed, raffle: row.id, seq, pid, nonce, blank: blankOf(row), items: over });
  if (drawn.kind === "sold-out") throw refusedRoll(upload, "its share was empty");
  const stored: SwagRollTable = {
    ...storedRoll(row, drawn),
    seq,
    pid,
    nonce,
    at: epochMicros(at),
    over: JSON.stringify(over.filter(({ remaining }) => remaining > 0)),
    staff: null,
    device,
    // Whoever draws at the table takes it along.
    ...(drawn.kind === "item" ? { handed_over_at: epochMicros(at), handed_over_by: device } : {}),
  };
  if (stored.item !== (result ?? "")) throw refusedRoll(upload, "computed again it is another result");
  await store(transaction, stored).catch((cause: unknown) => {
    // One ticket twice on one device, or one nonce: the constraint says so.
    if (cause instanceof Fault) throw cause;
    throw new Fault("swag.upload-refused", { detail: `number ${seq}: its ticket or nonce was used` }, { cause });
  });
  return stored;
}

/** What was drawn on the device leaves the day's books with it; the rest is stock again. */
async function giveBack(
  { clock }: Kit,
  transaction: Changing,
  { id, challenge }: SwagRaffleTable,
  parent: string,
  actor: Actor,
): Promise<void> {
  const now = clock.now();
  let back = 0;
  for (const { id: item, remaining } of await readItems(transaction, id)) {
    back += remaining;
    await transaction
      .updateTable("swag_item")
      .set({ remaining: sql`remaining + ${remaining}`, reserved: sql`reserved - ${remaining}` })
      .where("raffle", "=", parent)
      .where("id", "=", item)
      .execute();
    await transaction
      .updateTable("swag_item")
      .set({ remaining: 0, initial: sql`initial - ${remaining}` })
      .where("raffle", "=", id)
      .where("id", "=", item)
      .execute();
  }
  await transaction.updateTable("swag_raffle").set({ state: "closed", closed_at: now }).where("id", "=", id).execute();
  await appendAudit(transaction, challenge, now, { actor, type: "swag.give-back", data: { raffle: id, back } });
}
