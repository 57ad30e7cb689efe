import type { ChallengeState } from "../../control/index.ts";
import type { EpochMicros, TicketId } from "../../kernel/index.ts";
import type { MatchStatus } from "../names/index.ts";

/** What is the same for all tickets of a challenge in one moment. */
export interface Occasion {
  readonly state: ChallengeState;
  readonly closesAt: EpochMicros | undefined;
  /** When the doors were closed, by the clock or by hand; undefined while they are not. */
  readonly closedAt: EpochMicros | undefined;
  readonly keyMode: "personal" | "shared";
  readonly requiredRequests: number;
  readonly handMadeCounts: boolean;
  readonly rules: { readonly survey: boolean; readonly age14: boolean };
}

/** An app that may be somebody's entry. */
export interface AppFacts {
  readonly service: string;
  readonly requests: number;
  readonly firstSeen: EpochMicros;
  /** A default or sample name. */
  readonly placeholder: boolean;
  /** Its data does not look like an agent's. */
  readonly byHand: boolean;
  /** Another ticket came with the same app before and nobody has settled whose it is. */
  readonly shared: boolean;
}

/** Which app a ticket enters with, as far as it was said. */
export interface ChoiceFacts {
  readonly typed: string;
  readonly status: "waiting" | "exact" | "confirmed" | "staff";
  /** Undefined while nothing is bound, or what was bound is gone. */
  readonly app: AppFacts | undefined;
  /** How the typed name relates to the apps it may mean; only asked while nothing is bound. */
  readonly match: { readonly status: MatchStatus; readonly candidates: readonly string[] };
  /** Staff looked and said no about this app: their reason in both languages. */
  readonly turnedDown: { readonly service: string; readonly ko: string; readonly en: string } | undefined;
}

/** Everything one ticket is judged by. */
export interface TicketFacts {
  readonly ticket: TicketId;
  readonly occasion: Occasion;
  readonly createdAt: EpochMicros;
  readonly staff: boolean;
  readonly over14: boolean;
  readonly withdrawn: boolean;
  readonly duplicateOf: TicketId | undefined;
  /** Apps of its own keys. Empty where keys are shared. */
  readonly apps: readonly AppFacts[];
  readonly choice: ChoiceFacts | undefined;
  readonly survey: SurveyFacts;
  /** Kinds of consent that the entry needs and this person has not given. */
  readonly consentsMissing: readonly string[];
  /** The newest decision of a host that holds. */
  readonly override: { readonly effect: "include" | "exclude"; readonly ko: string; readonly en: string } | undefined;
  /** The digits that prove control of an app, see `controlCode`. */
  readonly controlCode: string;
}

export interface SurveyFacts {
  readonly answered: number;
  readonly questions: number;
  readonly completed: boolean;
  /** True when the question for the app is the only required one that is open. */
  readonly onlyAppOpen: boolean;
}
