import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import type { z } from "zod";
import type { SwagReserveBody, SwagShare, SwagUploadBody, SwagUploaded } from "../../contract/index.ts";
import type { Changing, Reading, SwagRaffleTable, SwagRollTable } from "../../control/index.ts";
import { type EpochMicros, epochMicros, Fault, ticketId } from "../../kernel/index.ts";
import { type Actor, appendAudit } from "../audit/index.ts";
import { commitTo, rollSwag, toHex } from "../draw/index.ts";
import type { Kit } from "../kit.ts";
import type { Challenge } from "../lifecycle/index.ts";
import { pictureAddresses } from "../picture/index.ts";
import { revealOne } from "./day-steps.ts";
import { newRaffle } from "./plan.ts";
import { appendRoll, rollsOfDay, store, storedRoll } from "./roll.ts";
import {
  blankOf,
  lockRaffle,
  raffleId,
  readItems,
  readSizes,
  refused,
  rollItems,
  seedBytes,
  seedPlace,
} from "./rows.ts";

/** A device's share is a raffle of its own under the day: its seed, its seal, its numbers, its stock. */
const shareId = (challenge: Challenge, day: string, device: string): string => raffleId(challenge, `${day}+${device}`);

/**
 * Takes stock out of the day for a device that will draw without network, and gives it all it needs for that. Asked
 * again it answers the share as it stands. Faults: `swag.not-open`, `swag.not-there`, `swag.refused` for a device that
 * brought its share back already and for an item with sizes: those are chosen among at the booth.
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
    if (known !== undefined) throw refused("this device brought its share back");
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
    const sized = new Set((await readSizes(transaction, parent)).map(({ item }) => item));
    const odd = items.find(({ id: item }) => sized.has(item));
    if (odd !== undefined) throw refused(`${odd.id} has sizes, and those are chosen among at the booth`);
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
  const { row, items, pictures } = await kit.records.read(async (tables) => ({
    row: await tables.selectFrom("swag_raffle").selectAll().where("id", "=", id).executeTakeFirstOrThrow(),
    items: await readItems(tables, id),
    pictures: await pictureAddresses(tables, challenge, "swag"),
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
      picture: pictures.get(item) ?? "",
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
  const uploaded = await records.write(async (transaction) => {
    const day = await lockRaffle(records.kind, transaction, parent);
    let row = await lockRaffle(records.kind, transaction, id);
    const twice: string[] = [];
    for (const each of rolls.toSorted((a, b) => a.seq - b.seq)) {
      if (each.seq <= row.last_seq) {
        await refuseOther(transaction, id, each);
        continue;
      }
      if (row.state !== "open") throw refusedRoll(each, "the share was brought back before");
      if (!isGuest(each.pid) && (await rollsOfDay(transaction, parent, [each.pid])).length > 0) twice.push(each.pid);
      const now = kit.clock.now();
      const stored = await take(transaction, { row, seed, device, now }, each);
      await appendRoll(transaction, row, stored, actor, now);
      row = { ...row, last_seq: each.seq };
    }
    if (done && row.state === "open") await giveBack(kit, transaction, row, day, actor);
    return { lastSeq: row.last_seq, twice, unknown: await unknownTickets(transaction, challenge, rolls) };
  });
  for (const { pid } of rolls) if (!isGuest(pid)) kit.bus.ticketChanged(ticketId(pid));
  kit.bus.challengeChanged(challenge.id);
  return uploaded;
}

const isGuest = (pid: string): boolean => pid.startsWith("guest-");

/** Without network a device cannot ask whose ticket it is. */
async function unknownTickets(tables: Reading, { id }: Challenge, rolls: readonly Uploaded[]): Promise<string[]> {
  const pids = rolls.flatMap(({ pid }) => (isGuest(pid) ? [] : [ticketId(pid)]));
  if (pids.length === 0) return [];
  const known = await tables
    .selectFrom("ticket")
    .select("id")
    .where("challenge", "=", id)
    .where("id", "in", pids)
    .execute();
  const ids = new Set<string>(known.map((each) => each.id));
  return pids.filter((pid) => !ids.has(pid));
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

interface Taking {
  readonly row: SwagRaffleTable;
  readonly seed: Uint8Array;
  readonly device: string;
  readonly now: EpochMicros;
}

async function take(
  transaction: Changing,
  { row, seed, device, now }: Taking,
  upload: Uploaded,
): Promise<SwagRollTable> {
  const { seq, pid, nonce, result } = upload;
  // The clock of a device may be wrong; that it drew between getting the share and bringing it back is sure.
  const at = epochMicros(Math.min(now, Math.max(upload.at, row.opened_at ?? 0)));
  if (seq !== row.last_seq + 1) throw refusedRoll(upload, "a number before it is missing");
  const over = rollItems(row.weights, await readItems(transaction, row.id));
  const drawn = rollSwag({ daySeed: seed, raffle: row.id, seq, pid, nonce, blank: blankOf(row), items: over });
  if (drawn.kind === "sold-out") throw refusedRoll(upload, "its share was empty");
  const stored: SwagRollTable = {
    ...storedRoll(row, drawn),
    seq,
    pid,
    nonce,
    at,
    over: JSON.stringify(over.filter(({ remaining }) => remaining > 0)),
    staff: null,
    device,
    // Whoever draws at the table takes it along.
    ...(drawn.kind === "item" ? { handed_over_at: at, handed_over_by: device } : {}),
  };
  if (stored.item !== (result ?? "")) throw refusedRoll(upload, "computed again it is another result");
  await store(transaction, stored).catch((cause: unknown) => {
    // One ticket twice on one device, or one nonce: the constraint says so.
    if (cause instanceof Fault) throw cause;
    throw new Fault("swag.upload-refused", { detail: `number ${seq}: its ticket or nonce was used` }, { cause });
  });
  return stored;
}

/**
 * Takes the share of a device back that will not come back itself: lost, broken, its storage emptied. What it drew and did
 * not tell is not known; whoever has it in hand counts. Faults: `swag.unknown`, `swag.refused` when it is back already.
 */
export async function recall(
  kit: Kit,
  challenge: Challenge,
  { day, device }: { readonly day: string; readonly device: string },
  actor: Actor,
): Promise<void> {
  const { kind } = kit.records;
  await kit.records.write(async (transaction) => {
    const parent = await lockRaffle(kind, transaction, raffleId(challenge, day));
    const row = await lockRaffle(kind, transaction, shareId(challenge, day, device));
    if (row.state !== "open") throw refused("this device brought its share back");
    await giveBack(kit, transaction, row, parent, actor, "swag.recall");
  });
  kit.bus.challengeChanged(challenge.id);
}

/** What was drawn on the device leaves the day's books with it; the rest is stock again. */
export async function giveBack(
  kit: Pick<Kit, "vault" | "clock">,
  transaction: Changing,
  share: SwagRaffleTable,
  day: SwagRaffleTable,
  actor: Actor,
  type: "swag.give-back" | "swag.recall" = "swag.give-back",
): Promise<void> {
  const now = kit.clock.now();
  const { id, challenge } = share;
  let back = 0;
  for (const { id: item, remaining } of await readItems(transaction, id)) {
    back += remaining;
    await transaction
      .updateTable("swag_item")
      .set({ remaining: sql`remaining + ${remaining}`, reserved: sql`reserved - ${remaining}` })
      .where("raffle", "=", day.id)
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
  await appendAudit(transaction, challenge, now, { actor, type, data: { raffle: id, back } });
  // The day's own seed is shown already: nothing is left to wait for.
  if (day.state === "revealed") await revealOne(kit, transaction, share, actor);
}
