import type { ScanAnswer, Verdict } from "../../contract/index.ts";
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
  const about = { ...who, undoUntil: undoOf(claim, decider, kit.clock.now()) };
  if (claim.handedOver !== undefined) {
    return { light: "red", kind: "handed-over", ...already(challenge, claim.handedOver.at, read.by), ...about };
  }
  if (!isWaiting(claim)) return { light: "red", kind: "forfeited", ...SCAN_WORDS.forfeited, ...about };
  if (challenge.state !== "handing-over") return { light: "amber", kind: "forfeited", ...SCAN_WORDS.notYet, ...about };
  const says = maskedName === "" ? SCAN_WORDS.handOverUnnamed : SCAN_WORDS.handOver;
  return { light: "green", kind: "prize", ...says, ...about };
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
  const about = { ...NOTHING, ticket: { id: ticket, nickname: row.nickname } };
  const { claim, receiver } = await kit.records.read(async (tables) => {
    const own = await readOwn(tables, challenge.id, ticket);
    return { claim: own, receiver: await by(tables, { handed_over_by: own?.handedOver?.by ?? null }) };
  });
  if (claim !== undefined) {
    const prize = prizeOf(challenge, claim.prize);
    if (claim.handedOver !== undefined) {
      const said = already(challenge, claim.handedOver.at, receiver);
      return { light: "red", kind: "handed-over", ...said, ...about, prize };
    }
    if (isWaiting(claim)) {
      return { light: "amber", kind: "show-winner-code", ...SCAN_WORDS.showWinnerCode, ...about, prize };
    }
    return { light: "red", kind: "forfeited", ...SCAN_WORDS.forfeited, ...about, prize };
  }
  const verdict = await verdictOf(challenge, ticket);
  const isFixable = verdict.reasons.length > 0 && verdict.reasons.every(({ fixable }) => fixable);
  const light = verdict.eligible ? "green" : isFixable ? "amber" : "red";
  const title = { ko: row.nickname, en: row.nickname };
  return { light, kind: "ticket", title, sentence: verdict.sentence, ...about };
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
