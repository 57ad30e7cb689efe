/**
 * Personal data from the first notice to the purge: what people are told and agreed to, what they can see and destroy
 * themselves, and the clock that destroys the rest. `docs/operating.md` says what this protects and what not.
 */
export { contactPlace } from "./consents.ts";
export { composeNotice, keepNotice, newConsentId, noteEntryNotice } from "./notices.ts";
export { createPrivacy, type Privacy } from "./privacy.ts";
export type { ForgetTelemetry } from "./store-eraser.ts";
