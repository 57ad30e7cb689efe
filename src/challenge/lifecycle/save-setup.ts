import type { ChallengeSetup, SaveSetupBody } from "../../contract/index.ts";
import type { ChallengeState, Changing } from "../../control/index.ts";
import { type ChallengeId, type EpochMicros, epochMicros, Fault } from "../../kernel/index.ts";
import { type Actor, appendAudit } from "../audit/index.ts";
import type { Kit } from "../kit.ts";
import { refuseOtherPrizes } from "./announced-prizes.ts";
import type { Challenge } from "./challenge.ts";
import { lockChallenge } from "./lock-challenge.ts";
import { keyEnd, purgeTime } from "./take-step.ts";

/** What may still change when the list is final: nothing that decides who wins what. */
const AFTER_FREEZE = new Set(["tagline", "place", "guide", "swag", "wall"]);

const FINAL: readonly ChallengeState[] = ["frozen", "drawn", "handing-over", "kept", "purged"];

/** What has to be done about rows that stand because of what the host decided before. */
export type SetupChanged = (transaction: Changing, before: Challenge, after: ChallengeSetup) => Promise<void>;

/**
 * Stores what a host decided, with an audit record of the fields that changed; `setupChanged` in the same transaction.
 * Faults: `challenge.changed-meanwhile`, `challenge.frozen`, `challenge.field-fixed`, `request.invalid`.
 */
export async function saveSetup(
  kit: Kit,
  id: ChallengeId,
  input: SaveSetupBody,
  actor: Actor,
  setupChanged: SetupChanged | undefined,
): Promise<void> {
  refuseNonsense(input);
  const { records, clock, keys, bus } = kit;
  const { setup } = input;
  const opensAt = input.opensAt === null ? undefined : epochMicros(input.opensAt);
  const closesAt = input.closesAt === null ? undefined : epochMicros(input.closesAt);
  const endMoved = await records.write(async (transaction) => {
    const challenge = await lockChallenge(records.kind, transaction, id);
    if (challenge.version !== input.version) throw new Fault("challenge.changed-meanwhile");
    const fields = changedFields(challenge, setup, opensAt, closesAt);
    if (fields.length === 0) return false;
    const now = clock.now();
    refuseFixed(challenge, fields, closesAt, now);
    if (fields.includes("prizes")) await refuseOtherPrizes(transaction, challenge, setup.prizes);
    await transaction
      .updateTable("challenge")
      .set({
        setup: JSON.stringify(setup),
        opens_at: opensAt ?? null,
        closes_at: closesAt ?? null,
        purge_at: closesAt === undefined ? null : purgeTime(closesAt, setup.privacy.purgeAfterDays),
        version: challenge.version + 1,
      })
      .where("id", "=", id)
      .execute();
    await setupChanged?.(transaction, challenge, setup);
    await appendAudit(transaction, id, now, { actor, type: "rule.change", data: { fields: [...fields] } });
    return fields.includes("closesAt");
  });
  if (endMoved && closesAt !== undefined) await keys.expire(id, keyEnd(closesAt));
  bus.challengeChanged(id);
  bus.appsChanged(id);
}

/** Paths of the members that differ, one level deep: `name.ko`, `prizes`, `closesAt`. */
function changedFields(
  challenge: Challenge,
  setup: ChallengeSetup,
  opensAt: EpochMicros | undefined,
  closesAt: EpochMicros | undefined,
): readonly string[] {
  return [
    ...differing(challenge.setup, setup),
    ...(opensAt === challenge.opensAt ? [] : ["opensAt"]),
    ...(closesAt === challenge.closesAt ? [] : ["closesAt"]),
  ];
}

function differing(before: object, after: object, prefix = ""): readonly string[] {
  const old = new Map<string, unknown>(Object.entries(before));
  return Object.entries(after).flatMap(([name, value]: [string, unknown]) => {
    const was = old.get(name);
    if (JSON.stringify(was) === JSON.stringify(value)) return [];
    const isGroup = (each: unknown): each is object =>
      typeof each === "object" && each !== null && !Array.isArray(each);
    return isGroup(was) && isGroup(value) ? differing(was, value, `${prefix}${name}.`) : [`${prefix}${name}`];
  });
}

function refuseFixed(
  { state }: Challenge,
  fields: readonly string[],
  closesAt: EpochMicros | undefined,
  now: EpochMicros,
): void {
  if (FINAL.includes(state) && fields.some((field) => !AFTER_FREEZE.has(field.split(".", 1)[0] ?? ""))) {
    throw new Fault("challenge.frozen");
  }
  if (state === "draft" || state === "announced") return;
  for (const field of fields) {
    if (field === "keyMode" || field === "opensAt") throw new Fault("challenge.field-fixed", { field, state });
  }
  if (state === "open" && fields.includes("closesAt") && (closesAt === undefined || closesAt <= now)) {
    throw new Fault("request.invalid", { detail: "body closesAt: close it instead of moving its end into the past" });
  }
}

/** What a shape alone cannot say. */
function refuseNonsense({ setup, opensAt, closesAt }: SaveSetupBody): void {
  const refuse = (detail: string): never => {
    throw new Fault("request.invalid", { detail: `body ${detail}` });
  };
  if (!isTimeZone(setup.timeZone)) refuse("setup.timeZone: no time zone of the IANA list");
  const ids = setup.prizes.map(({ id }) => id);
  if (new Set(ids).size !== ids.length) refuse("setup.prizes: two have the same id");
  if (new Set(setup.frameworks).size !== setup.frameworks.length) refuse("setup.frameworks: one is named twice");
  if (opensAt !== null && closesAt !== null && closesAt <= opensAt) refuse("closesAt: it would close before it opens");
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return name !== "";
  } catch {
    return false;
  }
}
