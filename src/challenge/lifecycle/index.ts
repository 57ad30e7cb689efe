/** A challenge from draft to purged: what its host decides, its states and what each step needs. */
export { rankedPrizes } from "./announced-prizes.ts";
export { type Challenge, toChallenge } from "./challenge.ts";
export { createLifecycle, type Lifecycle } from "./challenges.ts";
export { DEFAULT_SETUP } from "./default-setup.ts";
export type { FactSources, Facts, TakenStep } from "./facts.ts";
export { missingTexts } from "./guards.ts";
export { lockChallenge } from "./lock-challenge.ts";
export { PURGEABLE, STEPS, transitions } from "./steps.ts";
export type { StepRequest } from "./take-step.ts";
export { toPublic } from "./views.ts";
