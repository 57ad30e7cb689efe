/**
 * The event at the booth: its states, tickets and their apps, guide, survey, who is in the draw and why, the wall, and
 * what is told, kept and destroyed. Rows live in `control`; what people write is sealed by the challenge's own key.
 */
export { type Actor, appendAudit } from "./audit/index.ts";
export { type ChallengeOptions, type Challenges, openChallenges } from "./challenges.ts";
export { type HashWords, hashWords, type ProofVerdict, verifyProof } from "./draw/index.ts";
export type { Decider } from "./eligibility/index.ts";
export type { ExportFile, ExportRole } from "./export/index.ts";
export { type Challenge, DEFAULT_SETUP, toPublic } from "./lifecycle/index.ts";
export { drawPoster, isByPerson, type PlaceView, type Poster, toPdf, toSvg } from "./place/index.ts";
export { CHALLENGE_TABLES, TICKET_TABLES } from "./rehearsal/index.ts";
export type { Surveys } from "./survey/index.ts";
export type { Hands as SwagHands, Swag } from "./swag/index.ts";
export type { TicketHolder, Tickets } from "./ticket/index.ts";
export type { Vouchers } from "./voucher/index.ts";
export {
  isHeldName,
  NOBODY_YET,
  offeredScenes,
  type People,
  type ReleasedNames,
  type WallApp,
  type WallPicture,
  type Walls,
} from "./wall/index.ts";
