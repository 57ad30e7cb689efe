import type { Bilingual, Guard } from "../../contract/index.ts";
import { MICROS_PER_MINUTE, MICROS_PER_SECOND, toIso } from "../../kernel/index.ts";
import type { Challenge } from "./challenge.ts";
import type { Facts } from "./facts.ts";

/** A condition of a step. `undefined` where nothing is known that could be checked. */
export interface GuardRule {
  readonly id: string;
  /** False: a warning that stops nothing. */
  readonly required: boolean;
  check(challenge: Challenge, facts: Facts): Finding | undefined;
}

interface Finding {
  readonly ok: boolean;
  readonly params?: Readonly<Record<string, string>>;
  /** Where the host mends it. */
  readonly field?: string;
}

export function checkGuards(rules: readonly GuardRule[], challenge: Challenge, facts: Facts): readonly Guard[] {
  return rules.flatMap(({ id, required, check }) => {
    const finding = check(challenge, facts);
    if (finding === undefined) return [];
    return [{ id, required, ok: finding.ok, params: { ...finding.params }, field: finding.field ?? null }];
  });
}

/** Minutes before the close in which every page counts down. */
const LAST_CALL = 10 * MICROS_PER_MINUTE;

const isWritten = (text: string): boolean => text.trim() !== "";

const noneLeft = (n: number, field: string): Finding => ({ ok: n === 0, params: { n: String(n) }, field });

export const GUARDS = {
  nameKo: {
    id: "name-ko",
    required: true,
    check: ({ setup }) => ({ ok: isWritten(setup.name.ko), field: "name.ko" }),
  },
  nameEn: {
    id: "name-en",
    required: true,
    check: ({ setup }) => ({ ok: isWritten(setup.name.en), field: "name.en" }),
  },
  closingTime: {
    id: "closing-time",
    required: true,
    check: ({ closesAt }, { now }) => ({
      ok: closesAt !== undefined && closesAt > now,
      params: closesAt === undefined ? {} : { at: toIso(closesAt) },
      field: "closesAt",
    }),
  },
  privacyKo: {
    id: "privacy-ko",
    required: true,
    check: ({ setup }) => ({ ok: isWritten(setup.privacy.controller.ko), field: "privacy.controller.ko" }),
  },
  privacyEn: {
    id: "privacy-en",
    required: true,
    check: ({ setup }) => ({ ok: isWritten(setup.privacy.controller.en), field: "privacy.controller.en" }),
  },
  privacyContact: {
    id: "privacy-contact",
    required: true,
    check: ({ setup }) => ({ ok: isWritten(setup.privacy.contact), field: "privacy.contact" }),
  },
  translations: { id: "translations", required: true, check: ({ setup }) => missing(missingTexts(setup)) },
  surveyTranslations: {
    id: "survey-translations",
    required: true,
    check: ({ setup }, { surveyMissing }) => (setup.rules.survey ? missing(surveyMissing, "survey") : undefined),
  },
  staff: {
    id: "staff",
    required: false,
    check: (_, { staff }) => ({ ok: staff > 0, params: { n: String(staff) }, field: "staff" }),
  },
  snippetsTested: {
    id: "snippets-tested",
    required: false,
    check: (_, { snippetsTested }) =>
      snippetsTested === undefined ? undefined : { ok: snippetsTested, field: "frameworks" },
  },
  frameworks: {
    id: "frameworks",
    required: true,
    check: ({ setup }) => ({ ok: setup.frameworks.length > 0, field: "frameworks" }),
  },
  countdownShown: {
    id: "countdown-shown",
    required: false,
    check: ({ closesAt }, { now }) => ({
      ok: closesAt !== undefined && closesAt - now <= LAST_CALL,
      params: closesAt === undefined ? {} : { at: toIso(closesAt) },
      field: "closesAt",
    }),
  },
  nobodyJoined: {
    id: "nobody-joined",
    required: true,
    check: (_, { tickets }) => ({ ok: tickets === 0, params: { n: String(tickets) } }),
  },
  nothingToDraw: {
    id: "nothing-to-draw",
    required: true,
    check: ({ setup }) => noneLeft(setup.prizes.length, "prizes"),
  },
  appeals: { id: "appeals-answered", required: true, check: (_, facts) => noneLeft(facts.openAppeals, "appeals") },
  approvals: {
    id: "overrides-approved",
    required: true,
    check: (_, facts) => noneLeft(facts.openApprovals, "overrides"),
  },
  doubtful: { id: "doubtful-settled", required: true, check: (_, facts) => noneLeft(facts.doubtfulPairs, "doubtful") },
  somebodyIn: {
    id: "somebody-in",
    required: true,
    check: (_, { eligible }) =>
      eligible === undefined ? undefined : { ok: eligible > 0, params: { n: String(eligible) }, field: "eligible" },
  },
  prizesListed: {
    id: "prizes-listed",
    required: true,
    check: ({ setup }) => ({
      ok: setup.prizes.length > 0,
      params: { n: String(setup.prizes.length) },
      field: "prizes",
    }),
  },
  drawAnnounced: {
    id: "draw-announced",
    required: true,
    check: (_, { drawPlannedAt }) => ({
      ok: drawPlannedAt !== undefined,
      params: drawPlannedAt === undefined ? {} : { at: toIso(drawPlannedAt) },
      field: "draw",
    }),
  },
  drawInTime: {
    id: "draw-in-time",
    required: true,
    check: (_, { drawPlannedAt, leastBeforeDraw, now }) =>
      drawPlannedAt === undefined
        ? undefined
        : {
            ok: drawPlannedAt - now >= leastBeforeDraw,
            params: { at: toIso(drawPlannedAt), n: String(Math.ceil(leastBeforeDraw / MICROS_PER_SECOND)) },
            field: "draw",
          },
  },
  drawPromised: {
    id: "draw-promised",
    required: false,
    check: ({ setup }, { drawPlannedAt }) =>
      setup.prizes.length === 0 ? undefined : { ok: drawPlannedAt !== undefined, field: "draw" },
  },
  drawCancelled: {
    id: "draw-cancelled",
    required: true,
    check: (_, { drawPending }) => ({ ok: !drawPending, field: "draw" }),
  },
  drawHeld: { id: "draw-held", required: true, check: (_, { drawHeld }) => ({ ok: drawHeld, field: "draw" }) },
  proofPublished: {
    id: "proof-published",
    required: true,
    check: (_, { proofPublished }) => ({ ok: proofPublished, field: "draw" }),
  },
  prizesSettled: {
    id: "prizes-settled",
    required: true,
    check: (_, { prizesSettled }) => ({ ok: prizesSettled, field: "prizes" }),
  },
  purgeDone: { id: "purge-done", required: true, check: (_, { purged }) => ({ ok: purged, field: "purge" }) },
} as const satisfies Record<string, GuardRule>;

function missing(fields: readonly string[], place?: string): Finding {
  const [first] = fields;
  return {
    ok: first === undefined,
    params: { n: String(fields.length), fields: fields.join(", ") },
    ...(first === undefined ? {} : { field: place ?? first }),
  };
}

/** Fields of the setup that are written in one language and lack the other, or are asked of everybody and lack both. */
export function missingTexts(setup: Challenge["setup"]): readonly string[] {
  const pairs: readonly (readonly [string, Bilingual])[] = [
    ["tagline", setup.tagline],
    ["guide.intro", setup.guide.intro],
    ["guide.outro", setup.guide.outro],
    ["swag.note", setup.swag.note],
    ...setup.prizes.map(({ id, name }) => [`prizes.${id}.name`, name] as const),
  ];
  return pairs.flatMap(([path, { ko, en }]) => {
    if (isWritten(ko) === isWritten(en)) return [];
    return [`${path}.${isWritten(ko) ? "en" : "ko"}`];
  });
}
