/** Codes of a sponsor, one a ticket: sealed at rest, given once, read back only by their owner. */
export { createVouchers, type Vouchers } from "./vouchers.ts";
