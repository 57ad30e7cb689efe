import type { VisitorNote } from "../../contract/index.ts";
import type { PersonId, TicketId } from "../../kernel/index.ts";
import { appendAudit } from "../audit/index.ts";
import type { Kit } from "../kit.ts";
import type { Challenge } from "../lifecycle/index.ts";

/** What staff wrote down about a visitor, for whoever helps them next; sealed, and shown to the visitor who asks for their data. */
export interface VisitorNotes {
  /** Newest first. */
  of(challenge: Challenge, ticket: TicketId): Promise<VisitorNote[]>;
  /** Stands once, however often the device sends it; its id is made there. */
  write(
    challenge: Challenge,
    ticket: TicketId,
    person: PersonId,
    note: { readonly id: string; readonly text: string },
  ): Promise<void>;
}

const MOST = 20;

const placeOf = (id: string) => `visitor_note|${id}|text_sealed` as const;

export function createVisitorNotes({ records, clock, vault, bus }: Kit): VisitorNotes {
  return {
    async of({ id }, ticket) {
      const rows = await records.read((tables) =>
        tables
          .selectFrom("visitor_note")
          .innerJoin("person", "person.id", "visitor_note.person")
          .select(["visitor_note.id", "person.name as by", "visitor_note.at", "visitor_note.text_sealed"])
          .where("visitor_note.challenge", "=", id)
          .where("visitor_note.ticket", "=", ticket)
          .orderBy("visitor_note.at", "desc")
          .orderBy("visitor_note.id")
          .limit(MOST)
          .execute(),
      );
      return Promise.all(
        rows.map(async ({ id: note, by, at, text_sealed }) => ({
          id: note,
          by,
          at,
          text: await vault.open(id, placeOf(note), text_sealed),
        })),
      );
    },
    async write({ id: challenge }, ticket, person, note) {
      const id = `${person}.${note.id}`;
      const at = clock.now();
      const text_sealed = await vault.seal(challenge, placeOf(id), note.text);
      await records.write(async (transaction) => {
        const { numInsertedOrUpdatedRows } = await transaction
          .insertInto("visitor_note")
          .values({ id, challenge, ticket, person, at, text_sealed })
          .onConflict((conflict) => conflict.column("id").doNothing())
          .executeTakeFirst();
        if (numInsertedOrUpdatedRows === 0n) return;
        const actor = `staff:${person}` as const;
        await appendAudit(transaction, challenge, at, { actor, type: "ticket.note", data: { ticket } });
      });
      bus.ticketChanged(ticket);
    },
  };
}
