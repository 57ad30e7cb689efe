/** A challenge from draft to purged: what its host decides, its states and what each step needs. */
export { type Challenge, toChallenge } from "./challenge.ts";
export { createLifecycle, type Lifecycle } from "./challenges.ts";
export { DEFAULT_SETUP } from "./default-setup.ts";
