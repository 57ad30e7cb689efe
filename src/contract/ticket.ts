import { z } from "zod";
import { Bilingual, ChallengeState, Language } from "./challenge.ts";
import { EpochMicros } from "./common.ts";
import { Verdict } from "./eligibility.ts";

/** An app as its owner sees it. */
export const MyApp = z.object({
  service: z.string(),
  ordinal: z.number().int(),
  agent: z.string(),
  language: z.string(),
  framework: z.string(),
  environment: z.string(),
  firstSeen: EpochMicros,
  lastSeen: EpochMicros,
  transactions: z.number().int(),
  errors: z.number().int(),
  /** A default or sample name that many share. */
  placeholder: z.boolean(),
  /** Its name is not on the wall: until somebody has looked at it, or because staff hid it. It counts all the same. */
  offWall: z.object({ shown: z.enum(["held", "hidden"]), reason: z.string() }).optional(),
});
export type MyApp = z.infer<typeof MyApp>;

/** What we saw of this participant's sending, for the strip under the guide. */
export const Diagnosis = z.object({
  step: z.enum(["nothing", "wrong-key", "refused", "connected", "default-name", "seen", "done"]),
  /** The newest app, once there is one. */
  app: MyApp.nullable(),
  /** Requests seen of the required ones. */
  requests: z.number().int(),
  required: z.number().int(),
  /** The newest refusal that may be theirs, as on /services. */
  refusal: z
    .object({
      at: EpochMicros,
      reason: z.string(),
      agent: z.string(),
      service: z.string(),
      detail: z.string(),
      params: z.record(z.string(), z.string()),
      /** `key`: their own key was shown. `hint`: a key that begins like theirs. `address`: from this very address. */
      matched: z.enum(["key", "hint", "address"]),
    })
    .nullable(),
});
export type Diagnosis = z.infer<typeof Diagnosis>;

/** A participant's ticket with everything their pages show; sent whole whenever something of it changes. */
export const MyTicket = z.object({
  id: z.string(),
  nickname: z.string(),
  language: Language,
  createdAt: EpochMicros,
  challenge: z.object({ slug: z.string(), state: ChallengeState, closesAt: EpochMicros.nullable() }),
  device: z.enum(["phone", "laptop", "kiosk"]),
  staff: z.boolean(),
  over14: z.boolean(),
  apps: z.array(MyApp),
  /** Which app they enter with. */
  choice: z
    .object({
      typed: z.string(),
      service: z.string().nullable(),
      status: z.enum(["waiting", "exact", "confirmed", "staff"]),
    })
    .nullable(),
  survey: z.object({ answered: z.number().int(), questions: z.number().int(), completed: z.boolean() }),
  diagnosis: Diagnosis,
  verdict: Verdict,
  /** A line of the booth to everybody, the same as on the walls; left out without one. */
  notice: Bilingual.optional(),
  serverTime: EpochMicros,
});
export type MyTicket = z.infer<typeof MyTicket>;

/** How many words open a ticket again; 66 bits. */
export const RECOVERY_WORDS = 6;

export const JoinBody = z.object({
  language: Language,
  /** Which poster brought them: the code in its address. */
  place: z
    .string()
    .regex(/^[0-9A-Za-z_-]{1,40}$/)
    .optional(),
  over14: z.boolean().optional(),
  /** Random, of this attempt: an answer that got lost can be asked for again without a second ticket. */
  nonce: z
    .string()
    .regex(/^[0-9A-Za-z_-]{16,64}$/)
    .optional(),
});
export type JoinBody = z.infer<typeof JoinBody>;

export const JoinAnswer = z.object({
  ticket: MyTicket,
  /** Shown this once; null when this browser had its ticket already. */
  phrase: z.array(z.string()).nullable(),
});
export type JoinAnswer = z.infer<typeof JoinAnswer>;

export const RecoverBody = z.object({ phrase: z.string().min(1).max(400) });
export const PairBody = z.object({ code: z.string().min(1).max(40) });
export const PhraseAnswer = z.object({ phrase: z.array(z.string()) });
export type PhraseAnswer = z.infer<typeof PhraseAnswer>;

/** Six characters without 0, O, 1 and I that open the ticket in another browser, once. */
export const PairingCode = z.object({
  /** As it is shown: `K7Q-2MX`. */
  code: z.string(),
  expiresAt: EpochMicros,
  serverTime: EpochMicros,
});
export type PairingCode = z.infer<typeof PairingCode>;

/** Where a code or phrase has led: the pages of that challenge know the ticket from now on. */
export const EnteredAnswer = z.object({
  slug: z.string(),
  ticket: z.string(),
  /** True when this browser's own ticket became one with it. */
  merged: z.boolean(),
});
export type EnteredAnswer = z.infer<typeof EnteredAnswer>;

/** A key as its owner sees it. */
export const MyKey = z.object({
  id: z.string(),
  /** The first characters behind the prefix. */
  hint: z.string(),
  createdAt: EpochMicros,
  lastUsedAt: EpochMicros.nullable(),
  expiresAt: EpochMicros.nullable(),
  revokedAt: EpochMicros.nullable(),
});
export type MyKey = z.infer<typeof MyKey>;

export const MyKeys = z.object({
  mode: z.enum(["personal", "shared"]),
  /** What goes into the snippet: the newest key that works; null while there is none. */
  secret: z.string().nullable(),
  keys: z.array(MyKey),
});
export type MyKeys = z.infer<typeof MyKeys>;

/**
 * `ensure`: the key there is, or a first one. `another`: one more. `rotate`: a new one, and all before it stop working.
 */
export const KeyWish = z.object({ wish: z.enum(["ensure", "another", "rotate"]).default("ensure") });
