import type { Transaction } from "kysely";
import { type Clock, type EpochMicros, Fault, MICROS_PER_MINUTE } from "../kernel/index.ts";
import type { Database } from "./database.ts";
import { checkPassword, hashPassword } from "./passwords.ts";
import type { SessionTable, Tables } from "./tables.ts";

/** `unset` before a PIN was chosen: such a session cannot be locked. */
export type SessionLock = "unset" | "open" | "locked";

/** What a new session begins with. */
export const UNLOCKED = { pin_hash: null, pin_failures: 0, locked_at: null } as const;

/** Wrong PINs in a row after which the session ends and a new link is needed. */
const MOST_PIN_TRIES = 5;

/** A page that is open asks every few seconds; one that was silent for so long was put away unlocked. */
const SILENT_US = 10 * MICROS_PER_MINUTE;

export const lockOf = (row: SessionTable, now: EpochMicros): SessionLock => {
  if (row.pin_hash === null) return "unset";
  return row.locked_at !== null || now - row.last_seen_at > SILENT_US ? "locked" : "open";
};

/** Chooses the PIN of a session, once. Faults: `auth.pin-chosen`. */
export async function setPin(database: Database, tokenHash: string, pin: string): Promise<void> {
  const pin_hash = await hashPassword(pin);
  const { numUpdatedRows } = await database.write((transaction) =>
    transaction
      .updateTable("session")
      .set({ pin_hash })
      .where("token_hash", "=", tokenHash)
      .where("pin_hash", "is", null)
      .executeTakeFirst(),
  );
  if (numUpdatedRows === 0n) throw new Fault("auth.pin-chosen");
}

/** Nothing happens to a session without a PIN: nobody could open it again. */
export async function lockSession(database: Database, tokenHash: string, now: EpochMicros): Promise<void> {
  await database.write((transaction) =>
    transaction
      .updateTable("session")
      .set({ locked_at: now })
      .where("token_hash", "=", tokenHash)
      .where("pin_hash", "is not", null)
      .where("locked_at", "is", null)
      .execute(),
  );
}

/**
 * Opens a locked session. The try is counted before it is looked at, so that a hundred at once are no more than five.
 * Faults: `auth.pin-wrong` with how many tries are left, `auth.pin-spent` when that was the last: the session is over.
 */
export async function unlockSession(database: Database, clock: Clock, tokenHash: string, pin: string): Promise<void> {
  const row = await database.write((transaction) => takeTry(transaction, tokenHash));
  if (row === undefined) throw new Fault("auth.pin-spent");
  const { right } = await checkPassword(pin, row.pin_hash ?? undefined);
  const now = clock.now();
  if (right) {
    await database.write((transaction) =>
      transaction
        .updateTable("session")
        .set({ locked_at: null, pin_failures: 0, last_seen_at: now })
        .where("token_hash", "=", tokenHash)
        .where("ended_at", "is", null)
        .execute(),
    );
    return;
  }
  const left = MOST_PIN_TRIES - Number(row.pin_failures);
  if (left > 0) throw new Fault("auth.pin-wrong", { left });
  await database.write((transaction) =>
    transaction
      .updateTable("session")
      .set({ ended_at: now })
      .where("token_hash", "=", tokenHash)
      .where("ended_at", "is", null)
      .execute(),
  );
  throw new Fault("auth.pin-spent");
}

const takeTry = (transaction: Transaction<Tables>, tokenHash: string) =>
  transaction
    .updateTable("session")
    .set((row) => ({ pin_failures: row("pin_failures", "+", 1) }))
    .where("token_hash", "=", tokenHash)
    .where("ended_at", "is", null)
    .where("pin_hash", "is not", null)
    .where("pin_failures", "<", MOST_PIN_TRIES)
    .returning(["pin_hash", "pin_failures"])
    .executeTakeFirst();
