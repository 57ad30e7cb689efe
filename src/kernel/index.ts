/**
 * What every room may use: ids and units that cannot be mixed up, the clocks, the fault catalogue.
 * No input or output happens here, and it imports nothing.
 */
export { assertNever } from "./assert-never.ts";
export type { Brand } from "./brand.ts";
export { CLAIM_KEY } from "./claim-key.ts";
export { FAULTS, Fault, type FaultCode, type FaultEntry } from "./faults.ts";
export { freeMemory } from "./free-memory.ts";
export {
  type ChallengeId,
  challengeId,
  DEFAULT_SPACE,
  type KeyId,
  keyId,
  type PersonId,
  personId,
  randomId,
  type SpaceId,
  spaceId,
  type TicketId,
  ticketId,
} from "./ids.ts";
export { PRIZE_TAX_PERCENT, TAX_FREE_PRIZE_WON } from "./korean-tax.ts";
export { REASON_CODES } from "./reason-codes.ts";
export {
  type Clock,
  type EpochMicros,
  epochMicros,
  MICROS_PER_DAY,
  MICROS_PER_HOUR,
  MICROS_PER_MILLI,
  MICROS_PER_MINUTE,
  MICROS_PER_SECOND,
  type Micros,
  micros,
  systemClock,
  toIso,
} from "./time.ts";
