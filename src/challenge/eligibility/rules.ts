import type { ReasonCode } from "../../contract/index.ts";
import { type EntryApp, entryApp } from "./entry-app.ts";
import type { AppFacts, TicketFacts } from "./facts.ts";

/** A rule that was not met. */
export interface Finding {
  readonly code: ReasonCode;
  readonly params: Readonly<Record<string, string>>;
}

/** One condition of being in the draw: what stands in the way by it, or nothing. */
export interface Rule {
  readonly id: "person" | "age" | "consent" | "data" | "app" | "survey" | "time";
  find(facts: TicketFacts, entry: EntryApp): readonly Finding[];
}

const finding = (code: ReasonCode, params: Finding["params"] = {}): Finding => ({ code, params });

/** All conditions there are, in the order people are told of them. */
export const RULES: readonly Rule[] = [
  { id: "person", find: person },
  { id: "age", find: ({ occasion, over14 }) => (occasion.rules.age14 && !over14 ? [finding("UNDER_14")] : []) },
  { id: "consent", find: ({ consentsMissing }) => consentsMissing.map((kind) => finding("CONSENT_MISSING", { kind })) },
  { id: "data", find: data },
  { id: "app", find: app },
  { id: "survey", find: survey },
  { id: "time", find: late },
];

/** What stands in the way, by rule. */
export function findAll(facts: TicketFacts): ReadonlyMap<Rule["id"], readonly Finding[]> {
  const entry = entryApp(facts);
  return new Map(RULES.map(({ id, find }) => [id, find(facts, entry)]));
}

/** Staff never win, one entry a person, and who left has left. */
function person({ staff, duplicateOf, withdrawn }: TicketFacts): readonly Finding[] {
  if (withdrawn) return [finding("WITHDRAWN")];
  return [
    ...(duplicateOf === undefined ? [] : [finding("DUPLICATE_PERSON", { ticket: duplicateOf })]),
    ...(staff ? [finding("STAFF")] : []),
  ];
}

/** The app shows enough real requests, by an agent. Which app is asked by `app`. */
function data({ occasion, apps, choice }: TicketFacts, entry: EntryApp): readonly Finding[] {
  switch (entry.kind) {
    case "chosen":
      return enough(occasion, entry.app, entry.byStaff, choice);
    case "none":
      return occasion.keyMode === "personal" ? [finding("NO_DATA")] : [];
    case "unclear":
      return occasion.keyMode === "personal" && apps.length === 0 && choice !== undefined ? [finding("NO_DATA")] : [];
    case "default-name":
    case "several":
      return [];
  }
}

function enough(
  { requiredRequests, handMadeCounts }: TicketFacts["occasion"],
  { service, requests, byHand }: AppFacts,
  byStaff: boolean,
  choice: TicketFacts["choice"],
): readonly Finding[] {
  if (byHand && !handMadeCounts && !byStaff) {
    return [finding("NOT_AN_AGENT", { app: service, ...looked(choice, service) })];
  }
  if (requests >= requiredRequests) return [];
  const missing = String(requiredRequests - requests);
  return [
    finding("FEW_REQUESTS", { app: service, requests: String(requests), required: String(requiredRequests), missing }),
  ];
}

/** It is clear which app it is, and that it is theirs. */
function app(facts: TicketFacts, entry: EntryApp): readonly Finding[] {
  const { occasion, choice, controlCode } = facts;
  switch (entry.kind) {
    case "chosen": {
      const { service, placeholder, shared } = entry.app;
      if (placeholder && !entry.byStaff) return [finding("NAME_PLACEHOLDER", { app: service })];
      if (!shared || entry.byStaff) return [];
      const code = occasion.keyMode === "shared" ? { code: controlCode } : {};
      return [finding("NAME_SHARED", { app: service, ...code, ...looked(choice, service) })];
    }
    case "default-name":
      return [finding("NAME_PLACEHOLDER", { app: entry.app.service })];
    case "several":
      return [finding("APP_NOT_CHOSEN", { count: String(entry.count) })];
    case "unclear":
      return choice === undefined ? [] : unclear(facts, choice);
    case "none":
      return occasion.keyMode === "shared" ? [finding("APP_NOT_CHOSEN", { count: "0" })] : [];
  }
}

function unclear({ occasion, apps }: TicketFacts, choice: NonNullable<TicketFacts["choice"]>): readonly Finding[] {
  // With a key of their own it comes by itself when the app does.
  if (occasion.keyMode === "personal" && apps.length === 0) return [];
  const { typed, match } = choice;
  const [candidate] = match.candidates;
  if (candidate === undefined) return [finding("NAME_UNKNOWN", { typed })];
  return [finding("NAME_NEAR", { typed, app: candidate, match: match.status, ...looked(choice, candidate) })];
}

/** What staff said when they turned this app down. */
function looked(choice: TicketFacts["choice"], service: string): Finding["params"] {
  const said = choice?.turnedDown;
  return said?.service === service ? { staffKo: said.ko, staffEn: said.en } : {};
}

function survey(facts: TicketFacts, entry: EntryApp): readonly Finding[] {
  const { answered, questions } = facts.survey;
  if (!facts.occasion.rules.survey || isSurveyDone(facts, entry)) return [];
  if (answered === 0) return [finding("SURVEY_MISSING", { questions: String(questions) })];
  return [finding("SURVEY_PARTIAL", { answered: String(answered), questions: String(questions) })];
}

/** An app that is chosen by itself answers the question for it. */
export const isSurveyDone = (
  { survey: { completed, onlyAppOpen, questions } }: TicketFacts,
  entry: EntryApp,
): boolean => completed || questions === 0 || (onlyAppOpen && entry.kind === "chosen");

/** Came after the doors were closed. */
function late({ occasion: { closedAt }, createdAt }: TicketFacts, entry: EntryApp): readonly Finding[] {
  if (closedAt === undefined) return [];
  if (createdAt > closedAt) return [finding("LATE", { what: "ticket" })];
  if (entry.kind === "chosen" && entry.app.firstSeen > closedAt) {
    return [finding("LATE", { what: "app", app: entry.app.service })];
  }
  return [];
}
