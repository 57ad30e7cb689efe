import { z } from "zod";
import { Bilingual, ChallengeSetup, Prize } from "./challenge.ts";
import { EpochMicros } from "./common.ts";
import { DrawName } from "./draw.ts";
import { Notice } from "./privacy.ts";

/** `open`: won, nobody came yet. `claimed`: the winner said who they are. `forfeited`: the next in the order has it. */
export const ClaimState = z.enum(["open", "claimed", "handed-over", "forfeited"]);
export type ClaimState = z.infer<typeof ClaimState>;

/** A winner's own prize, as their phone shows it. */
export const MyClaim = z.object({
  claim: z
    .object({
      /** Ten characters that only this phone knows; staff looks at them to hand the prize over. */
      code: z.string(),
      prize: Prize,
      state: ClaimState,
      /** Until when to show up or say who one is. */
      deadline: EpochMicros,
      /** As staff sees it: 홍*동. "" before it was told. */
      maskedName: z.string(),
      handedOverAt: EpochMicros.nullable(),
      forfeitedAt: EpochMicros.nullable(),
      /** How the hand-over was confirmed; null before it. */
      receipt: z.enum(["signature", "second-look", "host"]).nullable(),
      /** Whether tax falls due, and then who pays it. */
      taxed: z.boolean(),
      taxPaidBy: ChallengeSetup.shape.taxPaidBy.unwrap(),
      /** From a reserve place, from 1; null for who won at once. */
      fromReserve: z.number().int().nullable(),
    })
    .nullable(),
  /** The place among those who wait, from 1, with the time until which the winners have; null when there is none. */
  reserve: z.object({ place: z.number().int(), until: EpochMicros.nullable() }).nullable(),
  /** What is told before the contact is asked for, in both languages; empty without a claim. */
  notices: z.array(Notice),
  /** The clock of the venue, in which winners are told their deadline. */
  timeZone: z.string(),
  serverTime: EpochMicros,
});
export type MyClaim = z.infer<typeof MyClaim>;

const oneLine = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is kept out
    .regex(/^[^\u0000-\u001f\u007f\u2028\u2029\u202a-\u202e\u2066-\u2069]+$/u);

/** Six digits, a hyphen or none, seven more: nobody may leave a resident number here. */
const RESIDENT_NUMBER = /\d{6}\s*[-–]?\s*[1-8]\d{6}/;
const noResidentNumber = (text: string): boolean => !RESIDENT_NUMBER.test(text);

/** Who the winner is: a name or nickname, and a telephone number *or* an e-mail address. Never a resident number. */
export const ClaimBody = z.strictObject({
  name: oneLine(60).refine(noResidentNumber, "a resident number is never asked for here"),
  reach: z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("phone"),
      value: z
        .string()
        .trim()
        .regex(/^\+?[0-9][0-9 ()-]{6,18}[0-9]$/)
        .refine(noResidentNumber, "a resident number is never asked for here"),
    }),
    z.strictObject({ kind: z.literal("email"), value: z.email().max(254) }),
  ]),
  /** Of the words that were shown; others are refused (`privacy.notice-changed`). */
  noticeHash: z.string().max(128),
});
export type ClaimBody = z.infer<typeof ClaimBody>;

/** What a code under the scanner means, in words. */
export const ScanAnswer = z.object({
  light: z.enum(["green", "amber", "red"]),
  kind: z.enum([
    "prize",
    "show-winner-code",
    "handed-over",
    "forfeited",
    "ticket",
    "withdrawn",
    "other-event",
    "unknown",
  ]),
  title: Bilingual,
  sentence: Bilingual,
  ticket: z.object({ id: z.string(), nickname: z.string() }).nullable(),
  prize: Prize.nullable(),
  /** Nothing more of a person than this is seen here. */
  maskedName: z.string(),
  /** Until when whoever asks can take their own hand-over back. */
  undoUntil: EpochMicros.nullable(),
  serverTime: EpochMicros,
});
export type ScanAnswer = z.infer<typeof ScanAnswer>;

/** What is said of a code, in words. */
export const ScanSays = ScanAnswer.pick({ light: true, kind: true, title: true, sentence: true });
export type ScanSays = z.infer<typeof ScanSays>;

/**
 * Everything a scan or a search answers, for a phone that loses the network: no contact, no masked name, no winner's
 * code. `says` are places in the table of sentences.
 */
export const DeskList = z.object({
  tickets: z.array(
    z.object({
      id: z.string(),
      /** The ticket this one became one with, else itself. */
      holder: z.string(),
      nickname: z.string(),
      app: z.string(),
      eligible: z.boolean(),
      fixable: z.boolean(),
      says: z.number().int(),
      prize: z.string().nullable(),
      /** Won in the raffle and not handed over yet. */
      swag: Bilingual.nullable(),
    }),
  ),
  claims: z.array(
    z.object({
      /** `PBKDF2(code, salt)` with `CLAIM_KEY`, in hexadecimal. */
      key: z.string(),
      ticket: z.string(),
      nickname: z.string(),
      prize: z.string(),
      says: z.number().int(),
    }),
  ),
  says: z.array(ScanSays),
  prizes: z.array(Prize),
  salt: z.string(),
  serverTime: EpochMicros,
});
export type DeskList = z.infer<typeof DeskList>;

/** A line of a signature: x and y in turns, each from 0 to 1,000. */
const Stroke = z.array(z.number().int().min(0).max(1_000)).min(2).max(600);

export const ClaimCode = z.string().min(1).max(40);

export const HandOverBody = z.strictObject({
  code: ClaimCode,
  receipt: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("signature"), strokes: z.array(Stroke).min(1).max(60) }),
    /** The winner's code, looked at a second time. */
    z.strictObject({ kind: z.literal("second-look"), code: ClaimCode }),
  ]),
});
export type HandOverBody = z.infer<typeof HandOverBody>;

export const UndoHandOverBody = z.strictObject({ code: ClaimCode });

export const ClaimRow = z.object({
  draw: DrawName,
  /** The place in the drawn order, from 0. */
  slot: z.number().int(),
  fromReserve: z.number().int().nullable(),
  prize: Prize,
  ticket: z.string(),
  nickname: z.string(),
  state: ClaimState,
  madeAt: EpochMicros,
  deadline: EpochMicros,
  claimedAt: EpochMicros.nullable(),
  maskedName: z.string(),
  handedOver: z.object({ at: EpochMicros, by: z.string(), receipt: z.string() }).nullable(),
  forfeited: z.object({ at: EpochMicros, by: z.string(), reason: z.string() }).nullable(),
  taxed: z.boolean(),
});
export type ClaimRow = z.infer<typeof ClaimRow>;

export const ClaimsAnswer = z.object({
  claims: z.array(ClaimRow),
  /** Who is next, best first. */
  reserves: z.array(z.object({ draw: DrawName, slot: z.number().int(), ticket: z.string(), nickname: z.string() })),
  /** Every prize was handed over or has nobody left to go to. */
  settled: z.boolean(),
  timeZone: z.string(),
  serverTime: EpochMicros,
});
export type ClaimsAnswer = z.infer<typeof ClaimsAnswer>;

/** The winner reads the reason. */
export const ForfeitBody = z.strictObject({ reason: z.string().trim().min(3).max(300) });
/** Handed over without the winner's phone; the reason stands in the audit log. */
export const HandOverByHostBody = z.strictObject({ reason: z.string().trim().min(3).max(300) });
export const DeadlineBody = z.strictObject({ deadline: EpochMicros });

export const WinnerContacts = z.object({
  contacts: z.array(
    z.object({ ticket: z.string(), prize: Prize, name: z.string(), reach: z.string(), noticeHash: z.string() }),
  ),
  serverTime: EpochMicros,
});
export type WinnerContacts = z.infer<typeof WinnerContacts>;
