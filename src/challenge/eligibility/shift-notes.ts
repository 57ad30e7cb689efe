import type { ShiftNotesAnswer } from "../../contract/index.ts";
import { type ChallengeId, epochMicros, MICROS_PER_MINUTE, type PersonId } from "../../kernel/index.ts";
import type { Kit } from "../kit.ts";
import { type Challenge, isEntry } from "../lifecycle/index.ts";

/** What one shift leaves to the next. */
export interface ShiftNotes {
  /** The last two notes, who is at the booth, and what the day has come to. */
  read(challenge: Challenge): Promise<ShiftNotesAnswer>;
  /** Stands once, however often the device sends it; its id is made there. */
  write(challenge: Challenge, person: PersonId, note: { readonly id: string; readonly text: string }): Promise<void>;
}

/** Longer than anybody waits for the next visitor. */
const HERE = 30 * MICROS_PER_MINUTE;

/** Whoever writes one may name somebody: it can be read no longer than the event's own key is there. */
const placeOf = (id: string) => `shift_note|${id}|text` as const;

export function createShiftNotes({ records, clock, bus, vault }: Kit): ShiftNotes {
  return {
    async read({ id, space }) {
      const { notes, ...rest } = await records.read(async (tables) => {
        const notes = await tables
          .selectFrom("shift_note")
          .innerJoin("person", "person.id", "shift_note.person")
          .select(["shift_note.id", "person.name as by", "shift_note.at", "shift_note.text_sealed"])
          .where("shift_note.challenge", "=", id)
          .orderBy("shift_note.at", "desc")
          .orderBy("shift_note.id")
          .limit(2)
          .execute();
        const here = await tables
          .selectFrom("session")
          .innerJoin("person", "person.id", "session.person")
          .select("person.name")
          .distinct()
          .where("session.space", "=", space)
          .where(({ or, eb }) => or([eb("session.challenge", "is", null), eb("session.challenge", "=", id)]))
          .where("session.role", "in", ["operator", "scanner"])
          .where("session.ended_at", "is", null)
          .where("session.last_seen_at", ">", epochMicros(clock.now() - HERE))
          .orderBy("person.name")
          .execute();
        return { notes, here: here.map(({ name }) => name), counts: await readCounts(tables, id) };
      });
      const opened = notes.map(async ({ text_sealed, ...note }) => ({
        ...note,
        text: await vault.open(id, placeOf(note.id), text_sealed),
      }));
      return { notes: await Promise.all(opened), ...rest };
    },
    async write({ id: challenge }, person, note) {
      const id = `${person}.${note.id}`;
      const text_sealed = await vault.seal(challenge, placeOf(id), note.text);
      await records.write((transaction) =>
        transaction
          .insertInto("shift_note")
          .values({ id, challenge, person, at: clock.now(), text_sealed })
          .onConflict((conflict) => conflict.column("id").doNothing())
          .execute(),
      );
      bus.challengeChanged(challenge);
    },
  };
}

/** Tickets of real people, and decisions of staff that helped one in. */
async function readCounts(
  tables: Parameters<Parameters<Kit["records"]["read"]>[0]>[0],
  challenge: ChallengeId,
): Promise<ShiftNotesAnswer["counts"]> {
  const tickets = await tables
    .selectFrom("ticket")
    .select(({ fn }) => fn.countAll<number | string>().as("n"))
    .where("challenge", "=", challenge)
    .where("simulated", "=", 0)
    .where(isEntry)
    .executeTakeFirstOrThrow();
  const gifts = await tables
    .selectFrom("swag_roll")
    .innerJoin("swag_raffle", "swag_raffle.id", "swag_roll.raffle")
    .select(({ fn }) => fn.countAll<number | string>().as("n"))
    .where("swag_raffle.challenge", "=", challenge)
    .where("swag_roll.handed_over_at", "is not", null)
    .executeTakeFirstOrThrow();
  const helped = await tables
    .selectFrom("app_choice")
    .innerJoin("ticket", "ticket.id", "app_choice.ticket")
    .select(({ fn }) => fn.countAll<number | string>().as("n"))
    .where("ticket.challenge", "=", challenge)
    .where("app_choice.status", "=", "staff")
    .executeTakeFirstOrThrow();
  return { tickets: Number(tickets.n), gifts: Number(gifts.n), helped: Number(helped.n) };
}
