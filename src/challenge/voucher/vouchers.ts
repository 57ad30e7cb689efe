import type { z } from "zod";
import type {
  MyData,
  MyVoucher,
  VoucherBatch,
  VoucherBatchBody,
  VoucherCode,
  VoucherGiven,
  VoucherImported,
  VoucherReturned,
} from "../../contract/index.ts";
import type { Changing, Reading, VoucherTable } from "../../control/index.ts";
import { type ChallengeId, type EpochMicros, epochMicros, Fault, randomId, type TicketId } from "../../kernel/index.ts";
import { type Actor, appendAudit } from "../audit/index.ts";
import type { Kit } from "../kit.ts";
import { type Challenge, lockChallenge } from "../lifecycle/index.ts";
import { readProgress } from "../survey/index.ts";
import { Turns } from "../turns.ts";
import { codeHash, newCode, readCodes } from "./code.ts";

/** Codes that are given to one person each. Codes stand sealed in the rows and nowhere else. */
export interface Vouchers {
  batches(challenge: Challenge): Promise<VoucherBatch[]>;
  /** Who got one when; never which. */
  given(challenge: Challenge): Promise<VoucherGiven["given"]>;
  /** Faults: `voucher.import-invalid`, `voucher.over` for a batch that was returned. */
  add(challenge: Challenge, body: z.infer<typeof VoucherBatchBody>, actor: Actor): Promise<VoucherImported>;
  /** Gives what nobody took back to the host, and to nobody else from now on. Faults: `voucher.batch-unknown`. */
  giveBack(challenge: Challenge, batch: string, actor: Actor): Promise<VoucherReturned>;

  mine(challenge: Challenge, ticket: TicketId): Promise<MyVoucher>;
  /** One code a ticket: the same one however often it asks. Faults: `voucher.empty`, `voucher.over`, `swag.survey-first`. */
  take(challenge: Challenge, ticket: TicketId): Promise<VoucherCode>;
  /** What is held of a ticket here, opened. */
  held(challenge: Challenge, ticket: TicketId): Promise<MyData["vouchers"]>;
}

/** While something of the event is still going on. */
const GIVES: ReadonlySet<Challenge["state"]> = new Set(["open", "closed", "review", "frozen", "drawn", "handing-over"]);

export function createVouchers(kit: Kit): Vouchers {
  const { records } = kit;
  const turns = new Turns();
  return {
    batches: ({ id }) => records.read((tables) => readBatches(tables, id)),
    given: ({ id }) => records.read((tables) => readGiven(tables, id)),
    add: (challenge, body, actor) => add(kit, challenge, body, actor),
    giveBack: (challenge, batch, actor) => giveBack(kit, challenge, batch, actor),
    mine: (challenge, ticket) => records.read((tables) => readMine(tables, challenge, ticket, kit.clock.now())),
    take: (challenge, ticket) => turns.take(challenge.id, () => take(kit, challenge, ticket)),
    held: (challenge, ticket) => held(kit, challenge, ticket),
  };
}

const place = (id: string): `${string}|${string}|${string}` => `voucher|${id}|code`;

async function readBatches(tables: Reading, challenge: ChallengeId): Promise<VoucherBatch[]> {
  const batches = await tables
    .selectFrom("voucher_batch")
    .selectAll()
    .where("challenge", "=", challenge)
    .orderBy("id")
    .execute();
  const counts = await tables
    .selectFrom("voucher")
    .select(({ fn }) => [
      "batch",
      fn.countAll<number | string>().as("total"),
      fn.count<number | string>("ticket").as("given"),
      fn.max("valid_until").as("valid_until"),
    ])
    .where("challenge", "=", challenge)
    .groupBy("batch")
    .execute();
  return batches.map(({ id, name_ko, name_en, returned_at }) => {
    const counted = counts.find(({ batch }) => batch === id);
    const [total, given] = [Number(counted?.total ?? 0), Number(counted?.given ?? 0)];
    const left = total - given;
    return {
      id,
      name: { ko: name_ko, en: name_en },
      total,
      given,
      left,
      low: returned_at === null && left <= Math.max(5, Math.floor(total / 10)),
      validUntil: counted?.valid_until ?? null,
      returnedAt: returned_at,
    };
  });
}

async function readGiven(tables: Reading, challenge: ChallengeId): Promise<VoucherGiven["given"]> {
  const rows = await tables
    .selectFrom("voucher")
    .select(["ticket", "batch", "given_at"])
    .where("challenge", "=", challenge)
    .where("ticket", "is not", null)
    .orderBy("given_at", "desc")
    .execute();
  return rows.map(({ ticket, batch, given_at }) => ({ ticket: ticket ?? "", batch, at: given_at ?? epochMicros(0) }));
}

async function add(
  kit: Kit,
  challenge: Challenge,
  { batch, name, codes, generate, validUntil }: z.infer<typeof VoucherBatchBody>,
  actor: Actor,
): Promise<VoucherImported> {
  const { records, clock, vault, bus } = kit;
  const wanted = codes === undefined ? Array.from({ length: generate ?? 0 }, newCode) : readCodes(codes);
  const distinct = [...new Set(wanted)];
  const rows = await Promise.all(
    distinct.map(async (code): Promise<VoucherTable> => {
      const id = `v_${randomId(16)}`;
      return {
        id,
        challenge: challenge.id,
        batch,
        code_hash: codeHash(challenge.id, code),
        code_sealed: await vault.seal(challenge.id, place(id), code),
        valid_until: validUntil === null ? null : epochMicros(validUntil),
        ticket: null,
        given_at: null,
      };
    }),
  );
  const added = await records.write(async (transaction) => {
    await lockChallenge(records.kind, transaction, challenge.id);
    await ensureBatch(transaction, challenge.id, batch, name);
    let inserted = 0;
    for (const row of rows) {
      const done = await transaction
        .insertInto("voucher")
        .values(row)
        .onConflict((conflict) => conflict.columns(["challenge", "code_hash"]).doNothing())
        .executeTakeFirst();
      inserted += Number(done.numInsertedOrUpdatedRows ?? 0);
    }
    const data = { batch, added: inserted, made: codes === undefined ? 1 : 0 };
    await appendAudit(transaction, challenge.id, clock.now(), { actor, type: "voucher.import", data });
    return inserted;
  });
  bus.challengeChanged(challenge.id);
  const [view] = (await records.read((tables) => readBatches(tables, challenge.id))).filter(({ id }) => id === batch);
  if (view === undefined) throw new Fault("voucher.batch-unknown", { batch });
  return { batch: view, added, known: wanted.length - added };
}

async function ensureBatch(
  transaction: Changing,
  challenge: ChallengeId,
  batch: string,
  name: { readonly ko: string; readonly en: string },
): Promise<void> {
  const known = await transaction
    .selectFrom("voucher_batch")
    .select("returned_at")
    .where("challenge", "=", challenge)
    .where("id", "=", batch)
    .executeTakeFirst();
  if (known !== undefined && known.returned_at !== null) throw new Fault("voucher.over");
  const named = { name_ko: name.ko, name_en: name.en };
  await transaction
    .insertInto("voucher_batch")
    .values({ challenge, id: batch, ...named, returned_at: null })
    .onConflict((conflict) => conflict.columns(["challenge", "id"]).doUpdateSet(named))
    .execute();
}

async function giveBack(kit: Kit, challenge: Challenge, batch: string, actor: Actor): Promise<VoucherReturned> {
  const { records, clock, vault, bus } = kit;
  const unused = await records.write(async (transaction) => {
    await lockChallenge(records.kind, transaction, challenge.id);
    const now = clock.now();
    const marked = await transaction
      .updateTable("voucher_batch")
      .set(({ fn, val }) => ({ returned_at: fn.coalesce("returned_at", val(now)) }))
      .where("challenge", "=", challenge.id)
      .where("id", "=", batch)
      .executeTakeFirst();
    if (Number(marked.numUpdatedRows) !== 1) throw new Fault("voucher.batch-unknown", { batch });
    const rows = await transaction
      .selectFrom("voucher")
      .select(["id", "code_sealed"])
      .where("challenge", "=", challenge.id)
      .where("batch", "=", batch)
      .where("ticket", "is", null)
      .where("code_sealed", "<>", "")
      .orderBy("id")
      .execute();
    const data = { batch, back: rows.length };
    await appendAudit(transaction, challenge.id, now, { actor, type: "voucher.return", data });
    return rows;
  });
  bus.challengeChanged(challenge.id);
  const codes = await Promise.all(
    unused.map(({ id, code_sealed }) => vault.open(challenge.id, place(id), code_sealed)),
  );
  const [view] = (await records.read((tables) => readBatches(tables, challenge.id))).filter(({ id }) => id === batch);
  if (view === undefined) throw new Fault("voucher.batch-unknown", { batch });
  return { batch: view, codes };
}

type Own = Pick<VoucherTable, "id" | "batch" | "code_sealed" | "given_at" | "valid_until">;

const readOwn = (tables: Reading, challenge: ChallengeId, ticket: TicketId): Promise<Own | undefined> =>
  ofTicket(tables, challenge, ticket).executeTakeFirst();

/** Of this ticket or of one that became this one; none that was forgotten. */
const ofTicket = (tables: Reading, challenge: ChallengeId, ticket: TicketId) =>
  tables
    .selectFrom("voucher")
    .innerJoin("ticket", "ticket.id", "voucher.ticket")
    .select(["voucher.id", "voucher.batch", "voucher.code_sealed", "voucher.given_at", "voucher.valid_until"])
    .where("voucher.challenge", "=", challenge)
    .where("voucher.code_sealed", "<>", "")
    .where(({ or, eb }) => or([eb("ticket.id", "=", ticket), eb("ticket.merged_into", "=", ticket)]))
    .orderBy("voucher.given_at");

/** The next code that may be given, the batch of the smallest id first. */
const nextFree = (tables: Reading, challenge: ChallengeId, now: EpochMicros) =>
  tables
    .selectFrom("voucher")
    .innerJoin("voucher_batch", (join) =>
      join.onRef("voucher_batch.challenge", "=", "voucher.challenge").onRef("voucher_batch.id", "=", "voucher.batch"),
    )
    .select(["voucher.id", "voucher.batch", "voucher.code_sealed", "voucher.given_at", "voucher.valid_until"])
    .where("voucher.challenge", "=", challenge)
    .where("voucher.ticket", "is", null)
    .where("voucher_batch.returned_at", "is", null)
    .where(({ or, eb }) => or([eb("voucher.valid_until", "is", null), eb("voucher.valid_until", ">", now)]))
    .orderBy("voucher.batch")
    .orderBy("voucher.id")
    .limit(1)
    .executeTakeFirst();

async function readMine(
  tables: Reading,
  { id, state }: Challenge,
  ticket: TicketId,
  now: EpochMicros,
): Promise<MyVoucher> {
  const batches = await tables.selectFrom("voucher_batch").selectAll().where("challenge", "=", id).execute();
  const nameOf = (batch: string) => {
    const found = batches.find((each) => each.id === batch);
    return found === undefined ? null : { ko: found.name_ko, en: found.name_en };
  };
  const own = await readOwn(tables, id, ticket);
  if (own !== undefined) {
    const { given_at: givenAt, valid_until: validUntil } = own;
    return { offered: true, name: nameOf(own.batch), givenAt, validUntil, whyNot: "" };
  }
  const next = await nextFree(tables, id, now);
  return {
    offered: batches.length > 0,
    name: nameOf(next?.batch ?? batches[0]?.id ?? ""),
    givenAt: null,
    validUntil: next?.valid_until ?? null,
    whyNot: GIVES.has(state) ? (next === undefined ? "empty" : await whyNot(tables, id, ticket)) : "over",
  };
}

/** Everybody who answered the survey, and nobody of the staff. */
async function whyNot(tables: Reading, challenge: ChallengeId, ticket: TicketId): Promise<"" | "staff" | "survey"> {
  const row = await tables
    .selectFrom("ticket")
    .select(["staff", "withdrawn_at"])
    .where("id", "=", ticket)
    .where("challenge", "=", challenge)
    .executeTakeFirst();
  if (row === undefined || row.withdrawn_at !== null) throw new Fault("ticket.unknown", { ticket });
  if (row.staff === 1) return "staff";
  return (await readProgress(tables, challenge, [ticket]))(ticket).completed ? "" : "survey";
}

async function take(kit: Kit, challenge: Challenge, ticket: TicketId): Promise<VoucherCode> {
  const { records, clock, vault, bus } = kit;
  const own = await records.write(async (transaction) => {
    // On two nodes too, those who ask at once follow one another here.
    const { id, state } = await lockChallenge(records.kind, transaction, challenge.id);
    const known = await readOwn(transaction, id, ticket);
    if (known !== undefined) return { ...known, voucher: await readMine(transaction, challenge, ticket, clock.now()) };
    if (!GIVES.has(state)) throw new Fault("voucher.over");
    const why = await whyNot(transaction, id, ticket);
    if (why !== "") throw new Fault(why === "staff" ? "swag.staff" : "swag.survey-first");
    const now = clock.now();
    const next = await nextFree(transaction, id, now);
    if (next === undefined) throw new Fault("voucher.empty");
    const taken = await transaction
      .updateTable("voucher")
      .set({ ticket, given_at: now })
      .where("id", "=", next.id)
      .where("ticket", "is", null)
      .executeTakeFirst();
    if (Number(taken.numUpdatedRows) !== 1) throw new Fault("voucher.empty");
    const data = { batch: next.batch, voucher: next.id };
    await appendAudit(transaction, id, now, { actor: `participant:${ticket}`, type: "voucher.give", data });
    return { ...next, voucher: await readMine(transaction, challenge, ticket, now) };
  });
  bus.ticketChanged(ticket);
  const code = await vault.open(challenge.id, place(own.id), own.code_sealed);
  return { code, voucher: own.voucher };
}

async function held({ records, vault }: Kit, { id }: Challenge, ticket: TicketId): Promise<MyData["vouchers"]> {
  const rows = await records.read((tables) =>
    ofTicket(tables, id, ticket)
      .innerJoin("voucher_batch", (join) =>
        join.onRef("voucher_batch.challenge", "=", "voucher.challenge").onRef("voucher_batch.id", "=", "voucher.batch"),
      )
      .select(["voucher_batch.name_ko", "voucher_batch.name_en"])
      .execute(),
  );
  return Promise.all(
    rows.map(async (row) => ({
      name: { ko: row.name_ko, en: row.name_en },
      code: await vault.open(id, place(row.id), row.code_sealed),
      givenAt: row.given_at ?? epochMicros(0),
      validUntil: row.valid_until,
    })),
  );
}
