import { createHmac } from "node:crypto";
import type { Changing, Reading } from "../../control/index.ts";
import { type EpochMicros, Fault, type TicketId } from "../../kernel/index.ts";
import { appendAudit } from "../audit/index.ts";
import type { Challenge } from "../lifecycle/index.ts";

/** In `app_choice.decided_by`: the app showed the code. */
export const PROVEN = "control-code";

/**
 * Four digits that only the holder of a ticket is told: whoever makes an app show them controls it. They follow from
 * the ticket's recovery hash, which never leaves the database.
 */
export function controlCode(ticket: TicketId, recoveryHash: string): string {
  const digest = createHmac("sha256", recoveryHash).update(`booth|${ticket}`).digest();
  return String(digest.readUInt32BE(0) % 10_000).padStart(4, "0");
}

/** What a ticket claims, and the code that would show it. */
export interface Claim {
  readonly code: string;
  /** The app it is bound to; undefined while none is. */
  readonly service: string | undefined;
  readonly since: EpochMicros;
  /** Shown already, or staff said so. */
  readonly settled: boolean;
}

/** Faults: `ticket.unknown`. */
export async function readClaim(tables: Reading, challenge: Challenge, ticket: TicketId): Promise<Claim> {
  const row = await tables
    .selectFrom("ticket")
    .leftJoin("app_choice", "app_choice.ticket", "ticket.id")
    .select(["ticket.recovery_hash", "app_choice.service", "app_choice.status", "app_choice.decided_by"])
    .select("ticket.created_at as since")
    .where("ticket.id", "=", ticket)
    .where("ticket.challenge", "=", challenge.id)
    .executeTakeFirst();
  if (row === undefined) throw new Fault("ticket.unknown", { ticket });
  const isBound = row.status !== null && row.status !== "waiting";
  return {
    code: `booth-${controlCode(ticket, row.recovery_hash)}`,
    service: isBound ? (row.service ?? undefined) : undefined,
    since: row.since,
    settled: row.status === "staff" || row.decided_by === PROVEN,
  };
}

/** Notes that the app a ticket is bound to has shown its code. */
export async function settleClaim(
  transaction: Changing,
  { id }: Challenge,
  ticket: TicketId,
  service: string,
  at: EpochMicros,
): Promise<void> {
  const settled = await transaction
    .updateTable("app_choice")
    .set({ decided_by: PROVEN, reason: null })
    .where("ticket", "=", ticket)
    .where("service", "=", service)
    .where("status", "in", ["exact", "confirmed"])
    .where(({ or, eb }) => or([eb("decided_by", "is", null), eb("decided_by", "<>", PROVEN)]))
    .returning("ticket")
    .executeTakeFirst();
  if (settled === undefined) return;
  await appendAudit(transaction, id, at, {
    actor: `participant:${ticket}`,
    type: "entry.app-proven",
    data: { ticket },
  });
}
