import { sql } from "kysely";
import type { Changing } from "../../control/index.ts";
import type { TicketId } from "../../kernel/index.ts";
import type { Kit } from "../kit.ts";

/** How many rows of each table went. */
export type Counts = Readonly<Record<string, number>>;

/** What people wrote and chose, and what knows their devices, each before what it points at. */
const OF_A_TICKET = [
  "answer",
  "response",
  "contact",
  "appeal",
  "app_choice",
  "eligibility_override",
  "client_nonce",
  "pairing",
  "visitor_note",
] as const;

/** Tables of which rows go when somebody leaves; their files are written anew by a purge. */
export const ERASED_TABLES = [
  ...OF_A_TICKET,
  "app",
  "stray_service",
  "consent",
  "ticket_device",
  "ticket",
  "agent_key",
  "voucher",
] as const;

/** Destroys what tickets told, and turns their keys off. The tickets themselves stay. */
export async function eraseContents(
  { keys }: Pick<Kit, "keys">,
  transaction: Changing,
  tickets: readonly TicketId[],
): Promise<Counts> {
  const counts: Record<string, number> = {};
  if (tickets.length === 0) return counts;
  for (const table of OF_A_TICKET) {
    const { numDeletedRows } = await transaction.deleteFrom(table).where("ticket", "in", tickets).executeTakeFirst();
    counts[table] = Number(numDeletedRows);
  }
  // Who won what stays, for the proof names them; how they signed, and what was said of it, goes.
  await transaction
    .updateTable("claim")
    .set({ receipt_sealed: null, reason: null })
    .where("ticket", "in", tickets)
    .execute();
  // A code stays given, so that nobody else gets it; what it was goes.
  const vouchers = await forgetCodes(transaction).where("ticket", "in", tickets).executeTakeFirst();
  counts.voucher = Number(vouchers.numUpdatedRows);
  counts.agent_key = await keys.retire(transaction, { tickets });
  return counts;
}

/** Makes codes unreadable and unrecognisable; for which of them, the caller says. */
export const forgetCodes = (transaction: Changing) =>
  transaction
    .updateTable("voucher")
    .set({ code_sealed: "", code_hash: sql<string>`${FORGOTTEN} || id` })
    .where("code_hash", "not like", `${FORGOTTEN}%`);

const FORGOTTEN = "forgotten:";

export function addCounts(a: Counts, b: Counts): Counts {
  const sum = new Map(Object.entries(a));
  for (const [name, n] of Object.entries(b)) sum.set(name, (sum.get(name) ?? 0) + n);
  return Object.fromEntries([...sum].sort(([x], [y]) => (x < y ? -1 : 1)));
}

/** Stands in place of a recovery phrase's hash: no phrase opens it. */
export const erasedPhrase = (ticket: TicketId): string => `erased:${ticket}`;
