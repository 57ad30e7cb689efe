/** A challenge from draft to purged: what its host decides, its states and what each step needs. */
export { rankedPrizes } from "./announced-prizes.ts";
export { type Challenge, toChallenge } from "./challenge.ts";
export { createLifecycle, type Lifecycle } from "./challenges.ts";
export { DEFAULT_SETUP } from "./default-setup.ts";
export type { TakenStep } from "./facts.ts";
export { isEntry, KIOSK_PLACE } from "./held-ticket.ts";
export { lockChallenge } from "./lock-challenge.ts";
export { PURGEABLE } from "./steps.ts";
export { toPublic } from "./views.ts";
