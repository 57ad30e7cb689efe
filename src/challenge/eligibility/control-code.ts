import { createHmac } from "node:crypto";
import type { TicketId } from "../../kernel/index.ts";

/**
 * Four digits that only the holder of a ticket is told: whoever makes an app show them controls it. They follow from
 * the ticket's recovery hash, which never leaves the database.
 */
export function controlCode(ticket: TicketId, recoveryHash: string): string {
  const digest = createHmac("sha256", recoveryHash).update(`booth|${ticket}`).digest();
  return String(digest.readUInt32BE(0) % 10_000).padStart(4, "0");
}
