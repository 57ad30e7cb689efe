import { z } from "zod";
import { AppCheckAnswer, MatchStatus, MyAppeal } from "./app-choice.ts";
import { Bilingual, ChallengeState, Language } from "./challenge.ts";
import { EpochMicros } from "./common.ts";
import { ReasonCode } from "./eligibility.ts";
import { Diagnosis, MyTicket } from "./ticket.ts";

/** Why staff decided as they did, each with words that the participant reads. */
export const DecisionReason = z.enum([
  "slip-of-the-key",
  "other-spelling",
  "shown-on-laptop",
  "team-mates",
  "somebody-elses",
  "no-such-app",
  "by-hand",
  "other",
]);
export type DecisionReason = z.infer<typeof DecisionReason>;

/** A ticket in a list: no contact data, nothing personal. */
export const TicketRow = z.object({
  id: z.string(),
  nickname: z.string(),
  language: Language,
  createdAt: EpochMicros,
  staff: z.boolean(),
  simulated: z.boolean(),
  /** The app they enter with, or the newest of theirs; "" without one. */
  app: z.string(),
  eligible: z.boolean(),
  codes: z.array(ReasonCode),
  fixable: z.boolean(),
  sentence: z.object({ ko: z.string(), en: z.string() }),
});
export type TicketRow = z.infer<typeof TicketRow>;

/** Those in, those out, or those with one reason. */
export const TicketFilter = z.union([z.enum(["in", "out"]), ReasonCode]);
export type TicketFilter = z.infer<typeof TicketFilter>;

export const TicketsAnswer = z.object({ tickets: z.array(TicketRow), total: z.number().int() });
export type TicketsAnswer = z.infer<typeof TicketsAnswer>;

export const Override = z.object({
  id: z.string(),
  ticket: z.string(),
  effect: z.enum(["include", "exclude"]),
  reasonKo: z.string(),
  reasonEn: z.string(),
  /** Names of the people, or "" for the host's own link. */
  by: z.string(),
  at: EpochMicros,
  before: z.object({ eligible: z.boolean(), codes: z.array(ReasonCode) }),
  needsSecond: z.boolean(),
  second: z.object({ by: z.string(), at: EpochMicros }).nullable(),
  revoked: z.object({ by: z.string(), at: EpochMicros }).nullable(),
  /** Whether it counts now. */
  inForce: z.boolean(),
  /** Whether whoever asks may be the second person. */
  mayApprove: z.boolean(),
});
export type Override = z.infer<typeof Override>;

export const OverridesAnswer = z.object({ overrides: z.array(Override) });
export type OverridesAnswer = z.infer<typeof OverridesAnswer>;

export const OverrideBody = z.object({
  effect: z.enum(["include", "exclude"]),
  /** The sentence the participant reads, in both languages. */
  reasonKo: z.string().trim().min(1).max(500),
  reasonEn: z.string().trim().min(1).max(500),
});
export type OverrideBody = z.infer<typeof OverrideBody>;

/** What staff wrote down about a visitor. */
export const VisitorNote = z.object({ id: z.string(), by: z.string(), at: EpochMicros, text: z.string() });
export type VisitorNote = z.infer<typeof VisitorNote>;

/** A visitor as staff sees them: their ticket exactly as they see it, what was decided, and what may be meant. */
export const StaffTicket = z.object({
  ticket: MyTicket,
  /** How the typed name relates to the apps; null without one. */
  match: AppCheckAnswer.nullable(),
  appeals: z.array(MyAppeal),
  overrides: z.array(Override),
  /** What was refused lately of what they sent, newest first. */
  refusals: z.array(Diagnosis.shape.refusal.unwrap()),
  /** Newest first. */
  notes: z.array(VisitorNote),
  /** Until when their prize waits for them; null where none does. */
  prizeUntil: EpochMicros.nullable(),
});
export type StaffTicket = z.infer<typeof StaffTicket>;

export const Difference = z.object({ kind: z.enum(["same", "typed", "arrived"]), text: z.string() });

/** Something a person has to look at. `name`: typed and arrived differ. `shared`: two came with one app. `by-hand`: no agent's data. */
export const DoubtfulPair = z.object({
  kind: z.enum(["name", "shared", "by-hand"]),
  ticket: z.string(),
  nickname: z.string(),
  typed: z.string(),
  /** The app it may be; "" where none comes near. */
  arrived: z.string(),
  /** Other apps it may be. */
  candidates: z.array(z.string()),
  match: MatchStatus,
  differences: z.array(Difference),
  framework: z.string(),
  lastSeen: EpochMicros.nullable(),
  /** The other ticket of a shared app. */
  other: z.object({ ticket: z.string(), nickname: z.string(), framework: z.string() }).nullable(),
  sentence: z.object({ ko: z.string(), en: z.string() }),
  /** Somebody said yes already and a second person has to. */
  waitsForSecond: z.object({ by: z.string(), mine: z.boolean() }).nullable(),
});
export type DoubtfulPair = z.infer<typeof DoubtfulPair>;

export const DoubtfulAnswer = z.object({ pairs: z.array(DoubtfulPair), serverTime: EpochMicros });
export type DoubtfulAnswer = z.infer<typeof DoubtfulAnswer>;

export const DecideBody = z.object({
  answer: z.enum(["same", "not"]),
  /** The app the decision is about; the decision is refused when it is not in question any more. */
  service: z.string().max(1_024),
  reason: DecisionReason,
  note: z.string().trim().max(300).default(""),
});
export type DecideBody = z.infer<typeof DecideBody>;

/** How far visitors came, and why those stopped who could go on. */
export const FunnelAnswer = z.object({
  /** Scanned; equal to tickets where no scans are counted. */
  scans: z.number().int().nullable(),
  tickets: z.number().int(),
  data: z.number().int(),
  survey: z.number().int(),
  eligible: z.number().int(),
  /** People with at least one reason they can mend and none they cannot. */
  fixable: z.number().int(),
  reasons: z.array(z.object({ code: ReasonCode, people: z.number().int(), fixable: z.boolean() })),
  doubtful: z.number().int(),
  openAppeals: z.number().int(),
  serverTime: EpochMicros,
});
export type FunnelAnswer = z.infer<typeof FunnelAnswer>;

export const OpenAppeal = z.object({
  id: z.string(),
  ticket: z.string(),
  nickname: z.string(),
  at: EpochMicros,
  text: z.string(),
});
export type OpenAppeal = z.infer<typeof OpenAppeal>;
export const AppealsAnswer = z.object({ appeals: z.array(OpenAppeal) });
export type AppealsAnswer = z.infer<typeof AppealsAnswer>;

export const AppealAnswerBody = z.object({
  ko: z.string().trim().min(1).max(2_000),
  en: z.string().trim().min(1).max(2_000),
});

export const ShiftNote = z.object({ id: z.string(), by: z.string(), at: EpochMicros, text: z.string() });
export type ShiftNote = z.infer<typeof ShiftNote>;

export const ShiftNotesAnswer = z.object({
  notes: z.array(ShiftNote),
  /** Who was seen at the booth in the last half hour. */
  here: z.array(z.string()),
  counts: z.object({ tickets: z.number().int(), gifts: z.number().int(), helped: z.number().int() }),
});
export type ShiftNotesAnswer = z.infer<typeof ShiftNotesAnswer>;

export const ShiftNoteBody = z.object({
  /** Made by the device, so that a note sent twice stands once. */
  id: z.string().regex(/^[0-9A-Za-z_-]{8,64}$/),
  text: z.string().trim().min(1).max(500),
});

/** `none` for a host, whose machine it is; `unset` before a PIN was chosen. */
export const StaffLock = z.object({
  lock: z.enum(["none", "unset", "open", "locked"]),
  role: z.enum(["host", "operator", "scanner"]),
  name: z.string(),
  /** When the shift on this phone is over; null for a token. */
  endsAt: EpochMicros.nullable(),
  serverTime: EpochMicros,
});
export type StaffLock = z.infer<typeof StaffLock>;

export const PinBody = z.strictObject({ pin: z.string().regex(/^[0-9]{4,6}$/) });

/** Where this person may help. */
export const StaffDesk = z.object({
  role: z.enum(["host", "operator", "scanner"]),
  name: z.string(),
  challenges: z.array(
    z.object({ slug: z.string(), name: Bilingual, state: ChallengeState, closesAt: EpochMicros.nullable() }),
  ),
  serverTime: EpochMicros,
});
export type StaffDesk = z.infer<typeof StaffDesk>;
