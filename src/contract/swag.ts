import { z } from "zod";
import { Bilingual } from "./challenge.ts";
import { EpochMicros } from "./common.ts";

/** A day in the venue's time zone: `2026-11-23`. */
export const SwagDayName = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

/** A chance as a pair of whole numbers: `num` of `den`. */
export const SwagChance = z.object({
  num: z.number().int().min(0).max(10_000),
  den: z.number().int().min(1).max(10_000),
});

const ItemId = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/);
const Amount = z.number().int().min(1).max(100_000);
/** 16 bytes of the phone's own making: nobody else knows them, and a retry carries the same. */
const Nonce = z.string().regex(/^[0-9a-f]{32}$/);

export const SwagState = z.enum(["planned", "open", "closed", "revealed"]);
export type SwagState = z.infer<typeof SwagState>;

export const SwagRelease = z.object({
  id: z.string(),
  item: z.string(),
  amount: z.number().int(),
  dueAt: EpochMicros,
  releasedAt: EpochMicros.nullable(),
});
export type SwagRelease = z.infer<typeof SwagRelease>;

/** A raffle day as everybody may see it before rolling: the odds, the stock, the seal. */
export const SwagDay = z.object({
  day: SwagDayName,
  /** As it stands in every roll: `<challenge>/swag-<day>`. */
  raffle: z.string(),
  state: SwagState,
  /** The seal of the day's seed; "" before it opened. */
  commit: z.string(),
  /** The seed itself, once shown; "" before. */
  daySeed: z.string(),
  blank: z.object({ num: z.number().int(), den: z.number().int() }),
  /** All items, those that are gone too, in the order of their ids; the chance is that of the next roll. */
  items: z.array(
    z.object({
      id: z.string(),
      name: Bilingual,
      remaining: z.number().int(),
      chance: z.object({ num: z.number().int(), den: z.number().int() }),
      /** The address of its picture; "" without one. */
      picture: z.string(),
      /** What its winner may choose among, in the host's order, with how many nobody has taken; empty without sizes. */
      sizes: z.array(z.object({ size: z.string(), left: z.number().int() })),
    }),
  ),
  remaining: z.number().int(),
  soldOut: z.boolean(),
  rolls: z.number().int(),
  /** Whether a roll needs the four digits of the booth's screen. */
  presence: z.boolean(),
  /** What comes next and when; null when nothing does. */
  nextRelease: z.object({ at: EpochMicros, amount: z.number().int() }).nullable(),
  /** The last change of the chance of a blank while the raffle was open. */
  change: z
    .object({
      at: EpochMicros,
      before: z.object({ num: z.number().int(), den: z.number().int() }),
    })
    .nullable(),
  /** What everybody gets anyway, in the host's words; "" without any. */
  consolation: Bilingual,
  timeZone: z.string(),
  simulated: z.boolean(),
  serverTime: EpochMicros,
});
export type SwagDay = z.infer<typeof SwagDay>;

/** A roll with all it was computed from, so that its owner can compute it again. */
export const SwagRollView = z.object({
  day: SwagDayName,
  raffle: z.string(),
  seq: z.number().int(),
  pid: z.string(),
  nonce: z.string(),
  blank: z.object({ num: z.number().int(), den: z.number().int() }),
  items: z.array(z.object({ id: z.string(), remaining: z.number().int(), weight: z.number().int().optional() })),
  commit: z.string(),
  roll: z.number().int(),
  /** The item's id, or null for a blank. */
  result: z.string().nullable(),
  /** The item's name; null for a blank. */
  name: Bilingual.nullable(),
  /** The address of the item's picture; "" for a blank and without one. */
  picture: z.string(),
  /** The size its winner chose; "" while none is, or where there is no choice. */
  size: z.string(),
  /** What they may choose among; empty without a choice. */
  sizes: z.array(z.object({ size: z.string(), left: z.number().int() })),
  at: EpochMicros,
  handedOverAt: EpochMicros.nullable(),
  /** The day's seed once it is shown; "" before. */
  daySeed: z.string(),
});
export type SwagRollView = z.infer<typeof SwagRollView>;

/** Why somebody may not roll now; "" when they may. */
export const SwagWhyNot = z.enum(["", "no-raffle", "not-open", "sold-out", "survey", "drawn", "staff"]);
export type SwagWhyNot = z.infer<typeof SwagWhyNot>;

export const MySwag = z.object({
  now: SwagDay.nullable(),
  /** Of the raffle in `now`. */
  mine: SwagRollView.nullable(),
  /** Of other days, newest first. */
  earlier: z.array(SwagRollView),
  whyNot: SwagWhyNot,
});
export type MySwag = z.infer<typeof MySwag>;

export const SwagRollBody = z.strictObject({
  nonce: Nonce,
  /** The four digits of the booth's screen. */
  code: z.string().max(12).default(""),
});
export type SwagRollBody = z.infer<typeof SwagRollBody>;

const Size = z.string().trim().min(1).max(12);

/** The size of what was won, chosen or changed. */
export const SwagSizeBody = z.strictObject({ raffle: z.string().max(120), size: Size });
export type SwagSizeBody = z.infer<typeof SwagSizeBody>;

/** What the booth's screens show; the code only to those that stand at the booth. */
export const SwagScreen = z.object({
  now: SwagDay.nullable(),
  code: z.string(),
  /** When the next code comes. */
  codeUntil: EpochMicros,
});
export type SwagScreen = z.infer<typeof SwagScreen>;

export const SwagPlanBody = z.strictObject({
  items: z
    .array(
      z.strictObject({
        id: ItemId,
        name: z.strictObject({ ko: z.string().trim().max(80), en: z.string().trim().max(80) }),
        initial: z.number().int().min(0).max(100_000),
        /** Counts only where weights are fixed. */
        weight: z.number().int().min(1).max(100_000).default(1),
        /** All that will ever be there of each, so in sum what is put in first and what is released later. */
        sizes: z
          .array(z.strictObject({ size: Size, amount: z.number().int().min(0).max(100_000) }))
          .max(12)
          .default([]),
      }),
    )
    .min(1)
    .max(40),
  blank: SwagChance,
  /** `remaining`: what is left is the weight, so that the items run out together. */
  weights: z.enum(["remaining", "fixed"]).default("remaining"),
  presence: z.boolean().default(true),
  releases: z
    .array(z.strictObject({ item: ItemId, amount: Amount, dueAt: EpochMicros }))
    .max(200)
    .default([]),
});
export type SwagPlanBody = z.infer<typeof SwagPlanBody>;

/** Everything about a day that the people who run it need. */
export const SwagStock = z.object({
  day: SwagDay,
  weights: z.enum(["remaining", "fixed"]),
  items: z.array(
    z.object({
      id: z.string(),
      name: Bilingual,
      /** What was put in so far, releases and adjustments with it. */
      initial: z.number().int(),
      remaining: z.number().int(),
      reserved: z.number().int(),
      won: z.number().int(),
      handedOver: z.number().int(),
      weight: z.number().int(),
      low: z.boolean(),
      picture: z.string(),
      /** `taken`: chosen by their winners, handed over or not yet. */
      sizes: z.array(z.object({ size: z.string(), amount: z.number().int(), taken: z.number().int() })),
    }),
  ),
  releases: z.array(SwagRelease),
  rolls: z.number().int(),
  blanks: z.number().int(),
  /** Devices that were given stock to draw without network; `out` while they have not brought it back. */
  devices: z.array(
    z.object({ device: z.string(), remaining: z.number().int(), rolls: z.number().int(), out: z.boolean() }),
  ),
  counts: z.array(
    z.object({
      item: z.string(),
      at: EpochMicros,
      by: z.string(),
      counted: z.number().int(),
      expected: z.number().int(),
      /** Came, or went when negative, where it was no count. */
      delta: z.number().int().nullable(),
      reason: z.string(),
    }),
  ),
  /** Whether every item's figures add up: put in = left + won + reserved. */
  addsUp: z.boolean(),
});
export type SwagStock = z.infer<typeof SwagStock>;

export const SwagStocks = z.object({ days: z.array(SwagStock), serverTime: EpochMicros });
export type SwagStocks = z.infer<typeof SwagStocks>;

export const SwagAdjustBody = z.strictObject({
  delta: z.number().int().min(-100_000).max(100_000),
  /** Needed where the item has sizes. */
  size: Size.optional(),
  reason: z.string().trim().min(1).max(200),
});
export const SwagCountBody = z.strictObject({
  counted: z.number().int().min(0).max(1_000_000),
  reason: z.string().trim().max(200).default(""),
});
export const SwagReleaseBody = z.strictObject({ item: ItemId, amount: Amount, dueAt: EpochMicros });
export const SwagOddsBody = z.strictObject({ blank: SwagChance });

/** A visitor at the table. */
export const SwagVisitor = z.object({
  ticket: z.string(),
  nickname: z.string(),
  /** Newest first. */
  rolls: z.array(SwagRollView),
  whyNot: SwagWhyNot,
});
export type SwagVisitor = z.infer<typeof SwagVisitor>;

export const SwagForVisitorBody = z.strictObject({ nonce: Nonce });

/** `size` where the visitor has not chosen one yet, or takes another. */
export const SwagHandOverBody = z.strictObject({ size: Size.optional() });

export const SwagHandOver = z.object({
  ticket: z.string(),
  raffle: z.string(),
  seq: z.number().int(),
  item: z.string(),
  name: Bilingual,
  size: z.string(),
  at: EpochMicros,
  /** Who handed it over; "" for the host's own link. */
  by: z.string(),
  /** It was handed over before this request. */
  already: z.boolean(),
  undoUntil: EpochMicros,
});
export type SwagHandOver = z.infer<typeof SwagHandOver>;

export const SwagReserveBody = z.strictObject({
  device: z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,20}[a-z0-9])?$/),
  items: z
    .array(z.strictObject({ id: ItemId, amount: Amount }))
    .min(1)
    .max(40),
});

/** What a device needs to roll by itself: a raffle of its own with the reserved stock. */
export const SwagShare = z.object({
  raffle: z.string(),
  device: z.string(),
  commit: z.string(),
  daySeed: z.string(),
  blank: z.object({ num: z.number().int(), den: z.number().int() }),
  items: z.array(
    z.object({
      id: z.string(),
      name: Bilingual,
      remaining: z.number().int(),
      weight: z.number().int().optional(),
      picture: z.string(),
    }),
  ),
  lastSeq: z.number().int(),
});
export type SwagShare = z.infer<typeof SwagShare>;

export const SwagUploadBody = z.strictObject({
  rolls: z
    .array(
      z.strictObject({
        seq: z.number().int().min(1),
        /** The visitor's ticket, or `guest-<n>` without one. */
        pid: z.string().regex(/^(?:[0-9A-HJKMNP-TV-Z]{8}|guest-\d{1,6})$/),
        nonce: Nonce,
        at: EpochMicros,
        /** The item's id, or null for a blank. */
        result: z.string().nullable(),
      }),
    )
    .max(500),
  /** The device draws no more; what it has left comes back. */
  done: z.boolean().default(false),
});
export type SwagUploadBody = z.infer<typeof SwagUploadBody>;

export const SwagUploaded = z.object({
  lastSeq: z.number().int(),
  /** Tickets that rolled elsewhere on the same day: a person has to look. */
  twice: z.array(z.string()),
  /** Numbers that are no ticket of this event: mistyped, or another event's. */
  unknown: z.array(z.string()),
});
export type SwagUploaded = z.infer<typeof SwagUploaded>;
