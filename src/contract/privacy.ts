import { z } from "zod";
import { MyAppeal } from "./app-choice.ts";
import { Bilingual, ChallengeState, Language } from "./challenge.ts";
import { EpochMicros } from "./common.ts";
import { Verdict } from "./eligibility.ts";
import { Override } from "./staff.ts";
import { AnswerValue } from "./survey.ts";
import { MyApp, MyKey } from "./ticket.ts";

/** `entry-notice`: what joining means. `news`: the one optional consent. `winner-contact`: shown to winners only. */
export const NoticeKind = z.enum(["entry-notice", "news", "wall-photos", "winner-contact"]);
export type NoticeKind = z.infer<typeof NoticeKind>;

/** What people are told or asked, in one language. */
export const Notice = z.object({
  kind: NoticeKind,
  language: Language,
  /** Of our own words; the host's stand in the text too, so only the hash says exactly what was shown. */
  version: z.number().int(),
  /** SHA-256 of `text`. */
  hash: z.string(),
  title: z.string(),
  blocks: z.array(
    z.object({
      title: z.string(),
      /** `strong`: to be stressed to the eye. */
      lines: z.array(z.object({ label: z.string(), value: z.string(), strong: z.boolean() })),
    }),
  ),
  /** Sentences below. */
  closing: z.array(z.string()),
  /** All of it, as it is hashed and kept. */
  text: z.string(),
});
export type Notice = z.infer<typeof Notice>;

/** `none`: no end is set yet. `due`: its time has come. */
const PurgeStage = z.enum(["none", "planned", "due", "running", "failed", "done"]);

export const PrivacyAnswer = z.object({
  slug: z.string(),
  state: ChallengeState,
  controller: Bilingual,
  contact: z.string(),
  timeZone: z.string(),
  notices: z.array(Notice),
  purge: z.object({
    stage: PurgeStage,
    /** When it will be, or was. */
    at: EpochMicros.nullable(),
    days: z.number().int(),
  }),
  serverTime: EpochMicros,
});
export type PrivacyAnswer = z.infer<typeof PrivacyAnswer>;

export const ConsentBody = z.object({
  kind: z.literal("news"),
  given: z.boolean(),
  /** Of the text that was shown; an older one is refused (`privacy.notice-changed`). Not needed to take it back. */
  noticeHash: z.string().max(64).default(""),
  email: z.email().max(254).optional(),
});
export type ConsentBody = z.infer<typeof ConsentBody>;

export const MyConsents = z.object({
  /** The newest; null where it was never given. `email` is null once it was taken back. */
  news: z
    .object({
      given: z.boolean(),
      at: EpochMicros,
      withdrawnAt: EpochMicros.nullable(),
      email: z.string().nullable(),
      noticeHash: z.string(),
    })
    .nullable(),
  serverTime: EpochMicros,
});
export type MyConsents = z.infer<typeof MyConsents>;

/** Everything that is held of one participant. */
export const MyData = z.object({
  challenge: z.object({ slug: z.string(), name: Bilingual, state: ChallengeState, controller: Bilingual }),
  ticket: z.object({
    id: z.string(),
    nickname: z.string(),
    language: Language,
    createdAt: EpochMicros,
    over14At: EpochMicros.nullable(),
    staff: z.boolean(),
    place: z.string().nullable(),
    /** Tickets that became one with this. */
    merged: z.array(z.string()),
  }),
  devices: z.array(
    z.object({ kind: z.string(), createdAt: EpochMicros, lastSeenAt: EpochMicros, endedAt: EpochMicros.nullable() }),
  ),
  keys: z.array(MyKey),
  apps: z.array(MyApp),
  choice: z
    .object({ typed: z.string(), service: z.string().nullable(), status: z.string(), chosenAt: EpochMicros })
    .nullable(),
  survey: z.object({
    startedAt: EpochMicros.nullable(),
    completedAt: EpochMicros.nullable(),
    answers: z.array(
      z.object({
        question: z.string(),
        title: Bilingual,
        value: AnswerValue,
        /** Of options that were chosen, as they were read; "" otherwise. */
        chosen: Bilingual,
        at: EpochMicros,
      }),
    ),
  }),
  verdict: Verdict,
  /** Decisions about them, without the names of those who made them. */
  overrides: z.array(
    Override.pick({ id: true, effect: true, reasonKo: true, reasonEn: true, at: true, before: true, inForce: true }),
  ),
  appeals: z.array(MyAppeal),
  consents: z.array(
    z.object({
      kind: z.string(),
      given: z.boolean(),
      at: EpochMicros,
      withdrawnAt: EpochMicros.nullable(),
      noticeHash: z.string(),
      noticeVersion: z.number().int(),
      /** The very words. */
      notice: z.string(),
    }),
  ),
  contacts: z.array(z.object({ purpose: z.string(), value: z.string(), createdAt: EpochMicros })),
  /** In the gift raffle, blanks too; the number and the ticket's id stay for ever, so that everybody can check. */
  rolls: z.array(
    z.object({
      raffle: z.string(),
      seq: z.number().int(),
      nonce: z.string(),
      roll: z.number().int(),
      /** null for a blank. */
      item: Bilingual.nullable(),
      size: z.string(),
      at: EpochMicros,
      handedOverAt: EpochMicros.nullable(),
    }),
  ),
  vouchers: z.array(
    z.object({ name: Bilingual, code: z.string(), givenAt: EpochMicros, validUntil: EpochMicros.nullable() }),
  ),
  /** What staff wrote down about them, without the names of those who did. */
  notes: z.array(z.object({ at: EpochMicros, text: z.string() })),
  /** Until when it is held at the latest; null while no end is set. */
  heldUntil: EpochMicros.nullable(),
  exportedAt: EpochMicros,
});
export type MyData = z.infer<typeof MyData>;

export const WithdrawAnswer = z.object({
  ticket: z.string(),
  withdrawnAt: EpochMicros,
  /** Rows that were destroyed, by what they held; zeros when it had been done before. */
  destroyed: z.record(z.string(), z.number().int()),
  /** The list of the draw was final: the id stays in it and means nothing. */
  entryStays: z.boolean(),
  /** Apps whose events are being removed, and those that others send under the same name, which the purge removes. */
  apps: z.object({ removing: z.number().int(), untilPurge: z.number().int() }),
});
export type WithdrawAnswer = z.infer<typeof WithdrawAnswer>;

/** What was destroyed, for ever: in the database and, with its hash, in the audit log. */
export const PurgeCertificate = z.object({
  challenge: z.string(),
  slug: z.string(),
  begun: z.string(),
  at: z.string(),
  actor: z.string(),
  /** Rows by table. */
  rows: z.record(z.string(), z.number().int()),
  /** Apps by framework, all that is left of them. */
  frameworks: z.record(z.string(), z.number().int()),
  consents: z.array(
    z.object({ kind: z.string(), notice: z.string(), given: z.number().int(), refused: z.number().int() }),
  ),
  /** Services whose events were removed from the store, and those that others had sent before under the same name. */
  telemetry: z.object({ removed: z.number().int(), kept: z.number().int() }),
  key: z.literal("destroyed"),
  hash: z.string(),
});
export type PurgeCertificate = z.infer<typeof PurgeCertificate>;

export const PurgePlan = z.object({
  slug: z.string(),
  name: Bilingual,
  timeZone: z.string(),
  state: ChallengeState,
  stage: PurgeStage,
  purgeAt: EpochMicros.nullable(),
  /** From the close on. */
  possible: z.boolean(),
  /** What a purge would destroy now, by table. */
  destroys: z.array(z.object({ table: z.string(), rows: z.number().int() })),
  /** Services of the challenge, and those of them whose events stay because others in this space still keep them. */
  telemetry: z.object({ removes: z.number().int(), keeps: z.number().int() }),
  /** What stays, and why: codes that have words. */
  stays: z.array(z.object({ what: z.string(), rows: z.number().int() })),
  failure: z.object({ at: EpochMicros, times: z.number().int(), detail: z.string() }).nullable(),
  certificate: PurgeCertificate.nullable(),
  serverTime: EpochMicros,
});
export type PurgePlan = z.infer<typeof PurgePlan>;

/** The address of the challenge, typed to confirm. */
export const PurgeBody = z.object({ confirm: z.string().max(100) });

/** Who wants news, for the host; every reading stands in the audit log. */
export const NewsList = z.object({
  contacts: z.array(z.object({ email: z.string(), since: EpochMicros, noticeHash: z.string() })),
  serverTime: EpochMicros,
});
export type NewsList = z.infer<typeof NewsList>;
