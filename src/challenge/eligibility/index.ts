/**
 * Who is in the draw, and why not: rules over facts, the same sentence for everybody, which app a ticket enters with,
 * decisions of staff and appeals against them.
 */
export { createEligibility, type Eligibility } from "./eligibility.ts";
export type { TicketFacts } from "./facts.ts";
export { judge } from "./judge.ts";
export { type Decider, personOf } from "./overrides.ts";
export { createReview, type Review } from "./review.ts";
export { createShiftNotes, type ShiftNotes } from "./shift-notes.ts";
export { createVisitorNotes, type VisitorNotes } from "./visitor-notes.ts";
