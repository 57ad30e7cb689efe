import { hash } from "node:crypto";
import type { Changing, Reading } from "../../control/index.ts";
import {
  type ChallengeId,
  type EpochMicros,
  MICROS_PER_DAY,
  MICROS_PER_HOUR,
  randomId,
  type TicketId,
} from "../../kernel/index.ts";
import type { Kit } from "../kit.ts";

export type DeviceKind = "phone" | "laptop" | "kiosk";

/** The ticket behind a browser. */
export interface TicketHolder {
  readonly ticket: TicketId;
  readonly challenge: ChallengeId;
  readonly device: DeviceKind;
}

/** A browser that nobody opened for so long, or that is so old, has to prove itself again. */
const IDLE_US = 30 * MICROS_PER_DAY;
const OLDEST_US = 90 * MICROS_PER_DAY;
const NOTED_EVERY_US = MICROS_PER_HOUR;

/** Beyond these the oldest ends: nobody takes part on more. */
const MOST_DEVICES = 12;

const TOKEN = /^[0-9a-hjkmnp-tv-z]{52}$/;
const tokenHash = (token: string): string => hash("sha256", token, "hex");

/** Lets one more browser be the ticket's; the token is its cookie, 260 bits, kept only as a hash. */
export async function addDevice(
  transaction: Changing,
  ticket: TicketId,
  kind: DeviceKind,
  now: EpochMicros,
): Promise<string> {
  const token = randomId(52);
  const row = { token_hash: tokenHash(token), ticket, kind, created_at: now, last_seen_at: now, ended_at: null };
  await transaction.insertInto("ticket_device").values(row).execute();
  const alive = await transaction
    .selectFrom("ticket_device")
    .select("token_hash")
    .where("ticket", "=", ticket)
    .where("ended_at", "is", null)
    .orderBy("last_seen_at", "desc")
    .orderBy("token_hash")
    .execute();
  const ending = alive.slice(MOST_DEVICES).map((device) => device.token_hash);
  if (ending.length > 0) {
    await transaction.updateTable("ticket_device").set({ ended_at: now }).where("token_hash", "in", ending).execute();
  }
  return token;
}

export async function endDevices(transaction: Changing, ticket: TicketId, now: EpochMicros): Promise<number> {
  const { numUpdatedRows } = await transaction
    .updateTable("ticket_device")
    .set({ ended_at: now })
    .where("ticket", "=", ticket)
    .where("ended_at", "is", null)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** Whose a device's token is; undefined when it is nobody's (any more). */
export async function holderOf({ records, clock, log }: Kit, token: string): Promise<TicketHolder | undefined> {
  if (!TOKEN.test(token)) return undefined;
  const now = clock.now();
  const row = await records.read((tables) => findDevice(tables, token, now));
  if (row === undefined) return undefined;
  if (now - row.last_seen_at > NOTED_EVERY_US) {
    const noted = records.write((transaction) =>
      transaction
        .updateTable("ticket_device")
        .set({ last_seen_at: now })
        .where("token_hash", "=", tokenHash(token))
        .execute(),
    );
    noted.catch((error: unknown) => log.warn({ err: error }, "the use of a ticket could not be noted"));
  }
  return { ticket: row.id, challenge: row.challenge, device: row.kind };
}

const findDevice = (tables: Reading, token: string, now: EpochMicros) =>
  tables
    .selectFrom("ticket_device")
    .innerJoin("ticket", "ticket.id", "ticket_device.ticket")
    .select(["ticket.id", "ticket.challenge", "ticket_device.kind", "ticket_device.last_seen_at"])
    .where("ticket_device.token_hash", "=", tokenHash(token))
    .where("ticket_device.ended_at", "is", null)
    .where("ticket_device.created_at", ">", (now - OLDEST_US) as EpochMicros)
    .where("ticket_device.last_seen_at", ">", (now - IDLE_US) as EpochMicros)
    .where("ticket.withdrawn_at", "is", null)
    .executeTakeFirst();
