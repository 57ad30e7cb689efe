import { pbkdf2Sync } from "node:crypto";
import type { Bilingual, DeskList, ScanSays, TicketRow } from "../../contract/index.ts";
import type { Reading } from "../../control/index.ts";
import { CLAIM_KEY, type TicketId } from "../../kernel/index.ts";
import type { Kit } from "../kit.ts";
import type { Challenge } from "../lifecycle/index.ts";
import { prizeOf } from "./prizes.ts";
import { type Claim, readClaims } from "./rows.ts";
import { sayOfCode, sayOfTicket } from "./scan.ts";

export interface Listing {
  /** Every ticket with its verdict; those that became one with another included. */
  readonly rows: (challenge: Challenge) => Promise<readonly TicketRow[]>;
}

/**
 * Everything a scan or a search may answer, for phones that lose the network. Winners' codes are not in it: a code that
 * is held up is found by what is derived from it, which is of no use to whoever has only the list.
 */
export async function deskList(kit: Kit, { rows }: Listing, challenge: Challenge): Promise<DeskList> {
  const [tickets, read] = await Promise.all([
    rows(challenge),
    kit.records.read(async (tables) => ({
      claims: await readClaims(tables, challenge.id),
      merged: await readMerged(tables, challenge),
      swag: await readWaitingGifts(tables, challenge),
      people: await readHandlers(tables, challenge),
    })),
  ]);
  const says = new Table();
  const own = new Map(read.claims.toSorted((a, b) => a.madeAt - b.madeAt).map((claim) => [claim.ticket, claim]));
  const byId = new Map(tickets.map((row) => [row.id, row]));
  const nameOf = (claim: Claim): string => read.people.get(claim.handedOver?.by ?? "") ?? "";
  return {
    tickets: tickets.map((row) => {
      const holder = read.merged.get(row.id) ?? row.id;
      const judged = byId.get(holder) ?? row;
      const claim = own.get(holder as TicketId);
      const said = sayOfTicket(challenge, judged, claim, claim === undefined ? "" : nameOf(claim));
      return {
        id: row.id,
        holder,
        nickname: row.nickname,
        app: row.app,
        eligible: judged.eligible,
        fixable: judged.fixable,
        says: says.add(said),
        prize: claim === undefined ? null : claim.prize,
        swag: read.swag.get(holder) ?? null,
      };
    }),
    claims: read.claims.map((claim) => ({
      key: claimKey(challenge, claim.id),
      ticket: claim.ticket,
      nickname: byId.get(claim.ticket)?.nickname ?? "",
      prize: claim.prize,
      says: says.add(sayOfCode(challenge, claim, { maskedName: "", by: nameOf(claim) })),
    })),
    says: says.all,
    prizes: challenge.setup.prizes.map(({ id }) => prizeOf(challenge, id)),
    salt: challenge.id,
    serverTime: kit.clock.now(),
  };
}

/** The code stretched so that fifty random bits are not tried out by whoever finds the list. */
const claimKey = ({ id }: Pick<Challenge, "id">, code: string): string =>
  pbkdf2Sync(code, id, CLAIM_KEY.iterations, CLAIM_KEY.bytes, CLAIM_KEY.digest).toString("hex");

/** Sentences stand once: a thousand tickets share a few dozen. */
class Table {
  readonly all: ScanSays[] = [];
  readonly #index = new Map<string, number>();

  add(says: ScanSays): number {
    const key = JSON.stringify(says);
    const known = this.#index.get(key);
    if (known !== undefined) return known;
    this.#index.set(key, this.all.length);
    return this.all.push(says) - 1;
  }
}

async function readMerged(tables: Reading, { id }: Challenge): Promise<ReadonlyMap<string, string>> {
  const rows = await tables
    .selectFrom("ticket")
    .select(["id", "merged_into"])
    .where("challenge", "=", id)
    .where("merged_into", "is not", null)
    .execute();
  return new Map(rows.map(({ id: ticket, merged_into }) => [ticket, merged_into ?? ticket]));
}

/** What people won in the raffle and did not get yet. */
async function readWaitingGifts(tables: Reading, { id }: Challenge): Promise<ReadonlyMap<string, Bilingual>> {
  const rows = await tables
    .selectFrom("swag_roll")
    .innerJoin("swag_raffle", "swag_raffle.id", "swag_roll.raffle")
    .innerJoin("swag_item", (join) =>
      join.onRef("swag_item.raffle", "=", "swag_roll.raffle").onRef("swag_item.id", "=", "swag_roll.item"),
    )
    .leftJoin("ticket", "ticket.id", "swag_roll.pid")
    .select(["swag_roll.pid", "ticket.merged_into", "swag_item.name_ko as ko", "swag_item.name_en as en"])
    .where("swag_raffle.challenge", "=", id)
    .where("swag_roll.item", "<>", "")
    .where("swag_roll.handed_over_at", "is", null)
    .orderBy("swag_roll.at")
    .execute();
  return new Map(rows.map(({ pid, merged_into, ko, en }) => [merged_into ?? pid, { ko, en }]));
}

async function readHandlers(tables: Reading, { id }: Challenge): Promise<ReadonlyMap<string, string>> {
  const rows = await tables
    .selectFrom("claim")
    .innerJoin("person", "person.id", "claim.handed_over_by")
    .select(["person.id", "person.name"])
    .distinct()
    .where("claim.challenge", "=", id)
    .execute();
  return new Map(rows.map(({ id: person, name }) => [person, name]));
}
