import type { ChallengeView, PublicChallenge } from "../../contract/index.ts";
import type { EpochMicros } from "../../kernel/index.ts";
import type { Challenge } from "./challenge.ts";
import type { Facts } from "./facts.ts";
import { isExtendable, transitions } from "./steps.ts";

/** As its host sees it. */
export function toView(challenge: Challenge, facts: Facts): ChallengeView {
  return {
    id: challenge.id,
    slug: challenge.slug,
    state: challenge.state,
    stateChangedAt: challenge.stateChangedAt,
    setup: challenge.setup,
    opensAt: challenge.opensAt ?? null,
    closesAt: challenge.closesAt ?? null,
    purgeAt: challenge.purgeAt ?? null,
    rehearsal: challenge.rehearsal,
    createdAt: challenge.createdAt,
    undoUntil: challenge.undoUntil ?? null,
    extendable: isExtendable(challenge, facts.now),
    version: challenge.version,
    transitions: [...transitions(challenge, facts)],
    serverTime: facts.now,
  };
}

/** As anybody sees it who has its address. */
export function toPublic(challenge: Challenge, serverTime: EpochMicros): PublicChallenge {
  const { slug, state, opensAt, closesAt, rehearsal } = challenge;
  const { name, tagline, place, timeZone, keyMode, frameworks, requiredRequests, rules, prizes, swag, privacy } =
    challenge.setup;
  return {
    slug,
    state,
    name,
    tagline,
    place,
    timeZone,
    opensAt: opensAt ?? null,
    closesAt: closesAt ?? null,
    keyMode,
    frameworks,
    requiredRequests,
    rules,
    prizes,
    swagPlanned: swag.planned,
    privacy,
    rehearsal,
    serverTime,
  };
}
