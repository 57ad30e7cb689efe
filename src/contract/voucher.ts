import { z } from "zod";
import { Bilingual } from "./challenge.ts";
import { EpochMicros } from "./common.ts";

const BatchId = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/);

/** Codes of a host's own (`codes`, any text with one a line or column) or newly made ones (`generate`). */
export const VoucherBatchBody = z
  .strictObject({
    batch: BatchId,
    name: z.strictObject({ ko: z.string().trim().max(80), en: z.string().trim().max(80) }),
    codes: z.string().max(60_000).optional(),
    generate: z.number().int().min(1).max(5_000).optional(),
    validUntil: EpochMicros.nullable().default(null),
  })
  .refine(({ codes, generate }) => (codes === undefined) !== (generate === undefined), "codes or generate, not both");
export type VoucherBatchBody = z.infer<typeof VoucherBatchBody>;

export const VoucherBatch = z.object({
  id: z.string(),
  name: Bilingual,
  total: z.number().int(),
  given: z.number().int(),
  left: z.number().int(),
  /** Few are left: somebody should bring more. */
  low: z.boolean(),
  validUntil: EpochMicros.nullable(),
  returnedAt: EpochMicros.nullable(),
});
export type VoucherBatch = z.infer<typeof VoucherBatch>;

export const VoucherBatches = z.object({ batches: z.array(VoucherBatch) });
export type VoucherBatches = z.infer<typeof VoucherBatches>;

export const VoucherImported = z.object({
  batch: VoucherBatch,
  added: z.number().int(),
  /** Were here already, in this batch or another. */
  known: z.number().int(),
});
export type VoucherImported = z.infer<typeof VoucherImported>;

/** Codes nobody took, given back to the host; they are given to nobody afterwards. */
export const VoucherReturned = z.object({ batch: VoucherBatch, codes: z.array(z.string()) });
export type VoucherReturned = z.infer<typeof VoucherReturned>;

/** Who got one of which batch when: never the code. */
export const VoucherGiven = z.object({
  given: z.array(z.object({ ticket: z.string(), batch: z.string(), at: EpochMicros })),
});
export type VoucherGiven = z.infer<typeof VoucherGiven>;

/** A participant's voucher without its code, which only a request of its own shows. */
export const MyVoucher = z.object({
  /** Whether codes are given out at this event at all. */
  offered: z.boolean(),
  name: Bilingual.nullable(),
  givenAt: EpochMicros.nullable(),
  validUntil: EpochMicros.nullable(),
  /** "" when one may be had or is had. */
  whyNot: z.enum(["", "survey", "empty", "staff", "over"]),
});
export type MyVoucher = z.infer<typeof MyVoucher>;

export const VoucherCode = z.object({ code: z.string(), voucher: MyVoucher });
export type VoucherCode = z.infer<typeof VoucherCode>;
