import { z } from "zod";
import { ChallengeState, Language } from "./challenge.ts";
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
  serverTime: EpochMicros,
});
export type MyTicket = z.infer<typeof MyTicket>;
