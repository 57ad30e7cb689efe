import type { ScanAnswer, ScanSays, TicketRow, Verdict } from "../../contract/index.ts";
import type { Reading } from "../../control/index.ts";
import type { EpochMicros, TicketId } from "../../kernel/index.ts";
import { type Decider, personOf } from "../eligibility/index.ts";
import type { Kit } from "../kit.ts";
import type { Challenge } from "../lifecycle/index.ts";
import { isClaimCode, readCode } from "./claim-code.ts";
import { maskedNames, readOwn } from "./contact.ts";
import { undoUntil } from "./hand-over.ts";
import { prizeOf } from "./prizes.ts";
import { type Claim, isWaiting, toClaim } from "./rows.ts";
import { alreadyWords, SCAN_WORDS } from "./scan-words.ts";

export interface Scanning {
  readonly verdict: (challenge: Challenge, ticket: TicketId) => Promise<Verdict>;
}

type Found = Omit<ScanAnswer, "serverTime">;

const NOTHING = { ticket: null, prize: null, maskedName: "", undoUntil: null } as const;

/** What a scanned or typed code means. Reads only: a look changes nothing, however often it is repeated. */
export async function scan(
  kit: Kit,
  { verdict }: Scanning,
  challenge: Challenge,
  { text, decider }: { readonly text: string; readonly decider: Decider },
): Promise<ScanAnswer> {
  const code = readCode(text);
  const found = isClaimCode(code)
    ? await ofClaim(kit, challenge, code, decider)
    : await ofTicket(kit, verdict, challenge, code as TicketId);
  return { ...found, serverTime: kit.clock.now() };
}

async function ofClaim(kit: Kit, challenge: Challenge, code: string, decider: Decider): Promise<Found> {
  const read = await kit.records.read(async (tables) => {
    const row = await tables.selectFrom("claim").selectAll().where("id", "=", code).executeTakeFirst();
    if (row === undefined) return undefined;
    return { claim: toClaim(row), nickname: await nicknameOf(tables, row.ticket), by: await by(tables, row) };
  });
  if (read === undefined) return { light: "red", kind: "unknown", ...SCAN_WORDS.unknown, ...NOTHING };
  const { claim, nickname } = read;
  if (claim.challenge !== challenge.id) {
    return { light: "red", kind: "other-event", ...SCAN_WORDS.otherEvent, ...NOTHING };
  }
  const maskedName = (await maskedNames(kit, challenge.id)).get(claim.ticket) ?? "";
  const who = { ticket: { id: claim.ticket, nickname }, prize: prizeOf(challenge, claim.prize), maskedName };
  const undoable = undoOf(claim, decider, kit.clock.now());
  return { ...sayOfCode(challenge, claim, { maskedName, by: read.by }), ...who, undoUntil: undoable };
}

/** What a winner's own code means; `by` is who handed the prize over. */
export function sayOfCode(
  challenge: Challenge,
  claim: Claim,
  { maskedName, by: who }: { readonly maskedName: string; readonly by: string },
): ScanSays {
  if (claim.handedOver !== undefined) {
    return { light: "red", kind: "handed-over", ...already(challenge, claim.handedOver.at, who) };
  }
  if (!isWaiting(claim)) return { light: "red", kind: "forfeited", ...SCAN_WORDS.forfeited };
  if (challenge.state !== "handing-over") return { light: "amber", kind: "forfeited", ...SCAN_WORDS.notYet };
  return { light: "green", kind: "prize", ...(maskedName === "" ? SCAN_WORDS.handOverUnnamed : SCAN_WORDS.handOver) };
}

async function ofTicket(kit: Kit, verdictOf: Scanning["verdict"], challenge: Challenge, id: TicketId): Promise<Found> {
  const row = await kit.records.read((tables) =>
    tables
      .selectFrom("ticket")
      .innerJoin("challenge", "challenge.id", "ticket.challenge")
      .select(["ticket.id", "ticket.challenge", "ticket.nickname", "ticket.withdrawn_at", "ticket.merged_into"])
      .where("ticket.id", "=", id)
      .where("challenge.space", "=", challenge.space)
      .executeTakeFirst(),
  );
  if (row === undefined) return { light: "red", kind: "unknown", ...SCAN_WORDS.unknown, ...NOTHING };
  if (row.challenge !== challenge.id) {
    return { light: "red", kind: "other-event", ...SCAN_WORDS.otherEvent, ...NOTHING };
  }
  if (row.withdrawn_at !== null) return { light: "red", kind: "withdrawn", ...SCAN_WORDS.withdrawn, ...NOTHING };
  const ticket = row.merged_into ?? row.id;
  const { claim, receiver } = await kit.records.read(async (tables) => {
    const own = await readOwn(tables, challenge.id, ticket);
    return { claim: own, receiver: await by(tables, { handed_over_by: own?.handedOver?.by ?? null }) };
  });
  const { eligible, reasons, sentence } = await verdictOf(challenge, ticket);
  const fixable = !eligible && reasons.every((reason) => reason.fixable);
  const codes = reasons.map(({ code }) => code);
  const said = sayOfTicket(challenge, { eligible, fixable, codes, sentence }, claim, receiver);
  return {
    ...said,
    ...NOTHING,
    ...(said.kind === "ticket" ? { title: { ko: row.nickname, en: row.nickname } } : {}),
    ticket: { id: ticket, nickname: row.nickname },
    prize: claim === undefined ? null : prizeOf(challenge, claim.prize),
  };
}

/** What a ticket's number means, which everybody may know; a title is the ticket's nickname where none is said. */
export function sayOfTicket(
  challenge: Challenge,
  { eligible, fixable, codes, sentence }: Pick<TicketRow, "eligible" | "fixable" | "codes" | "sentence">,
  claim: Claim | undefined,
  receiver: string,
): ScanSays {
  if (codes.includes("WITHDRAWN")) return { light: "red", kind: "withdrawn", ...SCAN_WORDS.withdrawn };
  if (claim?.handedOver !== undefined) {
    return { light: "red", kind: "handed-over", ...already(challenge, claim.handedOver.at, receiver) };
  }
  if (claim !== undefined) {
    return isWaiting(claim)
      ? { light: "amber", kind: "show-winner-code", ...SCAN_WORDS.showWinnerCode }
      : { light: "red", kind: "forfeited", ...SCAN_WORDS.forfeited };
  }
  const light = eligible ? "green" : fixable ? "amber" : "red";
  return { light, kind: "ticket", title: { ko: "", en: "" }, sentence };
}

function undoOf({ handedOver }: Claim, decider: Decider, now: EpochMicros): EpochMicros | null {
  if (handedOver === undefined || handedOver.by !== personOf(decider)) return null;
  const until = undoUntil(handedOver.at);
  return until > now ? until : null;
}

const already = ({ setup }: Challenge, at: EpochMicros, who: string) =>
  alreadyWords(
    new Intl.DateTimeFormat("en-GB", { timeZone: setup.timeZone, hour: "2-digit", minute: "2-digit" }).format(
      at / 1_000,
    ),
    who,
  );

async function nicknameOf(tables: Reading, ticket: TicketId): Promise<string> {
  const row = await tables.selectFrom("ticket").select("nickname").where("id", "=", ticket).executeTakeFirst();
  return row?.nickname ?? "";
}

/** "" for the host's own link. */
async function by(tables: Reading, { handed_over_by }: { readonly handed_over_by: string | null }): Promise<string> {
  if (handed_over_by === null) return "";
  const row = await tables
    .selectFrom("person")
    .select("name")
    .where("id", "=", handed_over_by as never)
    .executeTakeFirst();
  return row?.name ?? "";
}
