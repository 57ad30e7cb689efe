import type { Guard, Transition } from "../../contract/index.ts";
import type { ChallengeState } from "../../control/index.ts";
import { MICROS_PER_MINUTE } from "../../kernel/index.ts";
import type { Challenge } from "./challenge.ts";
import type { Facts } from "./facts.ts";
import { checkGuards, GUARDS, type GuardRule } from "./guards.ts";

/** A step that exists. Whatever is not in `STEPS` does not. */
export interface Step {
  readonly from: ChallengeState;
  readonly to: ChallengeState;
  readonly guards: readonly GuardRule[];
  /** `early`: only while the closing time lies ahead. */
  readonly reason: "never" | "early" | "always";
  /** What has to hold to take it back within the window; undefined where it is for good. */
  readonly undo: readonly GuardRule[] | undefined;
}

const OPEN = [
  GUARDS.nameKo,
  GUARDS.nameEn,
  GUARDS.closingTime,
  GUARDS.privacyKo,
  GUARDS.privacyEn,
  GUARDS.privacyContact,
  GUARDS.frameworks,
  GUARDS.translations,
  GUARDS.surveyTranslations,
  GUARDS.staff,
  GUARDS.snippetsTested,
];

const NONE: readonly GuardRule[] = [];

export const STEPS: readonly Step[] = [
  { from: "draft", to: "announced", guards: [GUARDS.nameKo, GUARDS.nameEn], reason: "never", undo: NONE },
  { from: "announced", to: "draft", guards: [GUARDS.nobodyJoined], reason: "always", undo: undefined },
  { from: "draft", to: "open", guards: OPEN, reason: "never", undo: [GUARDS.nobodyJoined] },
  { from: "announced", to: "open", guards: OPEN, reason: "never", undo: [GUARDS.nobodyJoined] },
  {
    from: "open",
    to: "closed",
    guards: [GUARDS.countdownShown, GUARDS.drawPromised],
    reason: "early",
    undo: [GUARDS.closingTime],
  },
  { from: "closed", to: "open", guards: [GUARDS.closingTime], reason: "always", undo: undefined },
  { from: "closed", to: "review", guards: NONE, reason: "never", undo: NONE },
  { from: "review", to: "closed", guards: NONE, reason: "always", undo: undefined },
  {
    from: "review",
    to: "frozen",
    guards: [
      GUARDS.prizesListed,
      GUARDS.somebodyIn,
      GUARDS.appeals,
      GUARDS.approvals,
      GUARDS.doubtful,
      GUARDS.drawAnnounced,
      GUARDS.drawInTime,
    ],
    reason: "never",
    undo: undefined,
  },
  { from: "review", to: "kept", guards: [GUARDS.nothingToDraw, GUARDS.appeals], reason: "never", undo: NONE },
  { from: "frozen", to: "review", guards: [GUARDS.drawCancelled], reason: "always", undo: undefined },
  { from: "frozen", to: "drawn", guards: [GUARDS.drawHeld], reason: "never", undo: undefined },
  { from: "drawn", to: "handing-over", guards: [GUARDS.proofPublished], reason: "never", undo: undefined },
  { from: "handing-over", to: "kept", guards: [GUARDS.prizesSettled], reason: "never", undo: undefined },
  { from: "kept", to: "purged", guards: [GUARDS.purgeDone], reason: "never", undo: undefined },
];

export const findStep = (from: ChallengeState, to: ChallengeState): Step | undefined =>
  STEPS.find((step) => step.from === from && step.to === to);

/**
 * Where everything personal may be destroyed: it has its time whatever else is left undone. People join what is announced,
 * so one that was never opened has something to destroy as well.
 */
export const PURGEABLE: readonly ChallengeState[] = [
  "announced",
  "closed",
  "review",
  "frozen",
  "drawn",
  "handing-over",
  "kept",
];

/** The step that only a purge takes; undefined where there is none. */
export function purgeStep(from: ChallengeState, to: ChallengeState): Step | undefined {
  if (to !== "purged" || !PURGEABLE.includes(from)) return undefined;
  return { from, to, guards: [GUARDS.purgeDone], reason: "never", undo: undefined };
}

/** Every step from the present state, the one back first, each with its guards as a checklist. Pure. */
export function transitions(challenge: Challenge, facts: Facts): readonly Transition[] {
  const back = undoOf(challenge, facts);
  const forward = STEPS.filter(({ from }) => from === challenge.state).map((step) => {
    const guards = checkGuards(step.guards, challenge, facts);
    return {
      to: step.to,
      allowed: holds(guards),
      undo: false,
      needsReason: needsReason(step, challenge, facts),
      guards: [...guards],
    };
  });
  return back === undefined ? forward : [back, ...forward];
}

/** The step back within its window; undefined where there is none. */
export function undoOf(challenge: Challenge, facts: Facts): Transition | undefined {
  const { stateBefore, undoUntil, state } = challenge;
  if (stateBefore === undefined || undoUntil === undefined || undoUntil <= facts.now) return undefined;
  const rules = findStep(stateBefore, state)?.undo;
  if (rules === undefined) return undefined;
  const guards = checkGuards(rules, challenge, facts);
  return { to: stateBefore, allowed: holds(guards), undo: true, needsReason: false, guards: [...guards] };
}

export const holds = (guards: readonly Guard[]): boolean => guards.every(({ ok, required }) => ok || !required);

export function needsReason(step: Step, { closesAt }: Challenge, { now }: Facts): boolean {
  if (step.reason === "early") return closesAt !== undefined && closesAt > now;
  return step.reason === "always";
}

/** How long a step can be taken back. */
export const UNDO_WINDOW = 5 * MICROS_PER_MINUTE;
/** How long an end that came by itself can still be moved. */
export const AUTOMATIC_UNDO_WINDOW = 10 * MICROS_PER_MINUTE;

/** Whether *extend* is possible: while open, and shortly after an end that came by itself. */
export function isExtendable(challenge: Challenge, now: number): boolean {
  const { state, closesAt, stateChangedAt } = challenge;
  if (closesAt === undefined) return false;
  if (state === "open") return true;
  return state === "closed" && stateChangedAt >= closesAt && now - stateChangedAt <= AUTOMATIC_UNDO_WINDOW;
}
