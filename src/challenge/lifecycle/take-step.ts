import type { Guard } from "../../contract/index.ts";
import type { ChallengeState, Changing } from "../../control/index.ts";
import {
  type ChallengeId,
  type EpochMicros,
  epochMicros,
  Fault,
  MICROS_PER_DAY,
  MICROS_PER_MINUTE,
  toIso,
} from "../../kernel/index.ts";
import { type Actor, appendAudit } from "../audit/index.ts";
import type { Kit } from "../kit.ts";
import { type Challenge, toChallenge } from "./challenge.ts";
import { askSources, type FactSources, type Facts, gatherFacts, readPurge } from "./facts.ts";
import { checkGuards } from "./guards.ts";
import { lockChallenge } from "./lock-challenge.ts";
import {
  AUTOMATIC_UNDO_WINDOW,
  findStep,
  holds,
  isExtendable,
  needsReason,
  purgeStep,
  UNDO_WINDOW,
  undoOf,
} from "./steps.ts";

export interface StepRequest {
  readonly to: ChallengeState;
  readonly actor: Actor;
  readonly reason: string;
  /** The version the decision was made by; undefined decides by what is there. */
  readonly version: number | undefined;
  /** Runs in the transaction of the step, before its guards are looked at: what makes them hold stands or falls with it. */
  readonly within?: (transaction: Changing, challenge: Challenge, now: EpochMicros) => Promise<void>;
}

/**
 * Takes a step whose guards hold, with its audit record, in one transaction. Of two at once one wins.
 * Faults: `challenge.step-refused`, `challenge.changed-meanwhile`.
 */
export async function takeStep(kit: Kit, sources: FactSources, id: ChallengeId, request: StepRequest): Promise<void> {
  const work = async (transaction: Changing, challenge: Challenge, facts: Facts): Promise<void> => {
    refuseStale(challenge, request.version);
    const step = findStep(challenge.state, request.to) ?? purgeStep(challenge.state, request.to);
    if (facts.purgeBegun && request.to !== "purged") throw refused(challenge, request.to, "it is being destroyed");
    if (step === undefined) throw refused(challenge, request.to, "there is no such step");
    const guards = checkGuards(step.guards, challenge, facts);
    if (!holds(guards)) throw refused(challenge, request.to, namesOf(guards.filter(fails)));
    if (needsReason(step, challenge, facts) && request.reason === "") {
      throw refused(challenge, request.to, "a reason is needed");
    }
    await sources.alongside?.(transaction, challenge, { to: request.to, actor: request.actor, at: facts.now });
    const isAutomatic = request.actor === "system";
    const window = isAutomatic ? AUTOMATIC_UNDO_WINDOW : UNDO_WINDOW;
    await moveTo(transaction, challenge, request.to, {
      at: facts.now,
      undoUntil: step.undo === undefined ? undefined : epochMicros(facts.now + window),
    });
    await appendAudit(transaction, id, facts.now, {
      actor: request.actor,
      type: "event.state",
      data: { from: challenge.state, to: request.to, reason: request.reason, guards: recorded(guards) },
    });
  };
  await decide(kit, sources, id, work, request.within);
}

/** Takes the last step back within its window. Faults: `challenge.step-refused`, `challenge.changed-meanwhile`. */
export async function undoStep(
  kit: Kit,
  sources: FactSources,
  id: ChallengeId,
  { actor, version }: Pick<StepRequest, "actor" | "version">,
): Promise<void> {
  await decide(kit, sources, id, async (transaction, challenge, facts) => {
    refuseStale(challenge, version);
    const back = undoOf(challenge, facts);
    if (back === undefined) {
      throw refused(challenge, challenge.stateBefore ?? challenge.state, "the last step cannot be taken back any more");
    }
    if (!back.allowed) throw refused(challenge, back.to, namesOf(back.guards.filter(fails)));
    await sources.alongside?.(transaction, challenge, { to: back.to, actor, at: facts.now });
    await moveTo(transaction, challenge, back.to, { at: facts.now, undoUntil: undefined });
    await appendAudit(transaction, id, facts.now, {
      actor,
      type: "event.state",
      data: { from: challenge.state, to: back.to, reason: "", undo: true, guards: recorded(back.guards) },
    });
  });
}

/**
 * Moves the end by minutes from the planned one (from now, when that is over), while open or shortly after an end that
 * came by itself, which it takes back. Faults: `challenge.step-refused`.
 */
export async function extend(
  kit: Kit,
  sources: FactSources,
  id: ChallengeId,
  { actor, minutes }: { readonly actor: Actor; readonly minutes: number },
): Promise<void> {
  const closesAt = await kit.records.write(async (transaction) => {
    const challenge = await lockChallenge(kit.records.kind, transaction, id);
    const now = kit.clock.now();
    if (!isExtendable(challenge, now) || challenge.closesAt === undefined) {
      throw refused(challenge, "open", "its end can only be moved while it is open, and ten minutes after it came");
    }
    if ((await readPurge(transaction, id)) !== undefined) throw refused(challenge, "open", "it is being destroyed");
    const end = epochMicros(Math.max(challenge.closesAt, now) + minutes * MICROS_PER_MINUTE);
    const reopens = challenge.state === "closed";
    if (reopens) {
      await sources.alongside?.(transaction, challenge, { to: "open", actor, at: now });
      await moveTo(transaction, challenge, "open", { at: now, undoUntil: undefined });
    }
    await transaction
      .updateTable("challenge")
      .set({ closes_at: end, purge_at: purgeTime(end, challenge.setup.privacy.purgeAfterDays) })
      .$if(!reopens, (query) => query.set({ version: challenge.version + 1 }))
      .where("id", "=", id)
      .execute();
    const times = { before: toIso(challenge.closesAt), after: toIso(end) };
    await appendAudit(transaction, id, now, { actor, type: "event.extend", data: { minutes, ...times } });
    if (reopens) {
      const data = { from: "closed", to: "open", reason: `+${minutes} min`, undo: true, guards: [] };
      await appendAudit(transaction, id, now, { actor, type: "event.state", data });
    }
    return end;
  });
  await kit.keys.expire(id, keyEnd(closesAt));
  kit.bus.challengeChanged(id);
}

/** A day after the close: data that comes late is seen and called late, not refused like a wrong key. */
export const keyEnd = (closesAt: EpochMicros): EpochMicros => epochMicros(closesAt + MICROS_PER_DAY);

/** When everything personal goes: that many days after the last day. */
export const purgeTime = (closesAt: EpochMicros, days: number): EpochMicros =>
  epochMicros(closesAt + days * MICROS_PER_DAY);

async function decide(
  kit: Kit,
  sources: FactSources,
  id: ChallengeId,
  work: (transaction: Changing, challenge: Challenge, facts: Facts) => Promise<void>,
  within: StepRequest["within"] = async () => {},
): Promise<void> {
  const { records, clock, bus, keys } = kit;
  const before = await records.read((tables) =>
    tables.selectFrom("challenge").selectAll().where("id", "=", id).executeTakeFirst(),
  );
  if (before === undefined) throw new Fault("challenge.unknown", { slug: id });
  // The other parts answer before the lock is taken: they read by connections of their own.
  const asked = await askSources(sources, toChallenge(before), clock.now());
  const after = await records.write(async (transaction) => {
    const challenge = await lockChallenge(records.kind, transaction, id);
    const now = clock.now();
    await within(transaction, challenge, now);
    await work(transaction, challenge, await gatherFacts(transaction, challenge, { ...asked, now }));
    return lockChallenge(records.kind, transaction, id);
  });
  if (after.state === "open" && after.closesAt !== undefined) await keys.expire(id, keyEnd(after.closesAt));
  bus.challengeChanged(id);
}

async function moveTo(
  transaction: Changing,
  challenge: Challenge,
  to: ChallengeState,
  { at, undoUntil }: { readonly at: EpochMicros; readonly undoUntil: EpochMicros | undefined },
): Promise<void> {
  const { numUpdatedRows } = await transaction
    .updateTable("challenge")
    .set({
      state: to,
      state_changed_at: at,
      state_before: undoUntil === undefined ? null : challenge.state,
      undo_until: undoUntil ?? null,
      version: challenge.version + 1,
    })
    .where("id", "=", challenge.id)
    .where("version", "=", challenge.version)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new Fault("challenge.changed-meanwhile");
}

function refuseStale(challenge: Challenge, version: number | undefined): void {
  if (version !== undefined && version !== challenge.version) throw new Fault("challenge.changed-meanwhile");
}

const fails = ({ ok, required }: Guard): boolean => required && !ok;

const namesOf = (guards: readonly Guard[]): string => guards.map(({ id }) => id).join(", ");

const recorded = (guards: readonly Guard[]) => guards.map(({ id, ok, required }) => ({ id, ok, required }));

const refused = ({ state }: Challenge, to: ChallengeState, detail: string): Fault =>
  new Fault("challenge.step-refused", { from: state, to, detail });
