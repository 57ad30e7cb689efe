import type { ChallengeState, Changing, DrawTable, Reading } from "../../control/index.ts";
import type { EpochMicros } from "../../kernel/index.ts";
import type { Actor } from "../audit/index.ts";
import type { Challenge } from "./challenge.ts";

/** What a step is decided by besides the challenge itself. */
export interface Facts {
  readonly now: EpochMicros;
  /** People who help at the booth, and links that wait for them. */
  readonly staff: number;
  /** Tickets of real people. */
  readonly tickets: number;
  /** Fields of the survey that lack a language. */
  readonly surveyMissing: readonly string[];
  /** Whether the code of the guide was run as it is; undefined where nothing can tell. */
  readonly snippetsTested: boolean | undefined;
  readonly openAppeals: number;
  /** Overrides that wait for their second person. */
  readonly openApprovals: number;
  /** Pairs of typed and arrived names that staff has not decided. */
  readonly doubtfulPairs: number;
  readonly eligible: number | undefined;
  /** The planned time of the draw whose list the freeze fixes; undefined when none was announced. */
  readonly drawPlannedAt: EpochMicros | undefined;
  /** What the freeze must leave until then, in microseconds. */
  readonly leastBeforeDraw: number;
  /** A draw whose list is frozen and that is not over. */
  readonly drawPending: boolean;
  readonly drawHeld: boolean;
  readonly proofPublished: boolean;
  readonly prizesSettled: boolean;
  readonly purged: boolean;
  /** Everything personal is being destroyed, or is already. */
  readonly purgeBegun: boolean;
}

/** Answers other parts of the challenge give; composed in `challenges.ts`, so that none imports another in a circle. */
export interface FactSources {
  readonly surveyMissing?: (challenge: Challenge) => Promise<readonly string[]>;
  /** Whether the code that its guide shows was run as it is. */
  readonly snippetsTested?: (challenge: Challenge) => boolean;
  readonly doubtfulPairs?: (challenge: Challenge) => Promise<number>;
  readonly eligible?: (challenge: Challenge) => Promise<number>;
  /** What the freeze must leave until the planned time of a draw of that mode. */
  readonly leastBeforeDraw?: (mode: DrawTable["mode"]) => number;
  /** What stands or falls with a step; runs in its transaction once its guards hold, before the state changes. */
  readonly alongside?: (transaction: Changing, challenge: Challenge, step: TakenStep) => Promise<void>;
}

export interface TakenStep {
  readonly to: ChallengeState;
  readonly actor: Actor;
  readonly at: EpochMicros;
}

/** What rows say inside the transaction of the step; `asked` was answered before it by the other parts. */
export async function gatherFacts(tables: Reading, challenge: Challenge, asked: Asked): Promise<Facts> {
  const { id, space } = challenge;
  const people = await tables
    .selectFrom("person")
    .select(({ fn }) => fn.countAll().as("n"))
    .where("space", "=", space)
    .where("role", "in", ["operator", "scanner"])
    .where("disabled_at", "is", null)
    .executeTakeFirstOrThrow();
  const links = await tables
    .selectFrom("link")
    .select(({ fn }) => fn.countAll().as("n"))
    .where("space", "=", space)
    .where("kind", "in", ["operator", "scanner"])
    .where("revoked_at", "is", null)
    .where("used_at", "is", null)
    .where(({ or, eb }) => or([eb("challenge", "is", null), eb("challenge", "=", id)]))
    .where(({ or, eb }) => or([eb("expires_at", "is", null), eb("expires_at", ">", asked.now)]))
    .executeTakeFirstOrThrow();
  const tickets = await tables
    .selectFrom("ticket")
    .select(({ fn }) => fn.countAll().as("n"))
    .where("challenge", "=", id)
    .where("simulated", "=", 0)
    .executeTakeFirstOrThrow();
  const appeals = await tables
    .selectFrom("appeal")
    .select(({ fn }) => fn.countAll().as("n"))
    .where("challenge", "=", id)
    .where("answered_at", "is", null)
    .executeTakeFirstOrThrow();
  const approvals = await tables
    .selectFrom("eligibility_override")
    .select(({ fn }) => fn.countAll().as("n"))
    .where("challenge", "=", id)
    .where("needs_second", "=", 1)
    .where("second_at", "is", null)
    .where("revoked_at", "is", null)
    .executeTakeFirstOrThrow();
  const purge = await readPurge(tables, id);
  const draws = await tables
    .selectFrom("draw")
    .select(["state", "mode", "planned_at"])
    .where("challenge", "=", id)
    .where("ordinal", ">", 0)
    .execute();
  const announced = draws.find(({ state }) => state === "announced" || state === "closed");
  const unsettled = await tables
    .selectFrom("claim")
    .select("id")
    .where("challenge", "=", id)
    .where("state", "in", ["open", "claimed"])
    .limit(1)
    .executeTakeFirst();
  const isHeld = draws.some(({ state }) => state === "drawn" || state === "revealed");
  return {
    ...asked,
    drawPlannedAt: announced?.planned_at,
    leastBeforeDraw: announced === undefined ? 0 : asked.leastBeforeDraw(announced.mode),
    drawPending: draws.some(({ state }) => state === "frozen"),
    staff: Number(people.n) + Number(links.n),
    tickets: Number(tickets.n),
    openAppeals: Number(appeals.n),
    openApprovals: Number(approvals.n),
    drawHeld: isHeld,
    // Result and proof are stored in one transaction.
    proofPublished: isHeld,
    prizesSettled: unsettled === undefined,
    purged: purge !== undefined && purge.at !== null,
    purgeBegun: purge !== undefined,
  };
}

/** When everything personal was destroyed, `at: null` while it is being destroyed; undefined before. */
export const readPurge = (
  tables: Reading,
  id: Challenge["id"],
): Promise<{ readonly at: EpochMicros | null } | undefined> =>
  tables.selectFrom("purge").select("at").where("challenge", "=", id).executeTakeFirst();

export type Asked = Pick<Facts, "now" | "surveyMissing" | "snippetsTested" | "doubtfulPairs" | "eligible"> & {
  readonly leastBeforeDraw: (mode: DrawTable["mode"]) => number;
};

export async function askSources(sources: FactSources, challenge: Challenge, now: EpochMicros): Promise<Asked> {
  const [surveyMissing, doubtfulPairs, eligible] = await Promise.all([
    sources.surveyMissing?.(challenge) ?? [],
    sources.doubtfulPairs?.(challenge) ?? 0,
    sources.eligible?.(challenge),
  ]);
  const leastBeforeDraw = sources.leastBeforeDraw ?? (() => 0);
  return {
    now,
    surveyMissing,
    doubtfulPairs,
    eligible,
    snippetsTested: sources.snippetsTested?.(challenge),
    leastBeforeDraw,
  };
}
