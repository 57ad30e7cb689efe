import type { Changing, DrawTable, Reading, Records } from "../../control/index.ts";
import { type ChallengeId, type EpochMicros, Fault } from "../../kernel/index.ts";
import { type Beacon, ProofBundle, timeOfRound } from "../draw/index.ts";

/** A row of a draw, read. */
export interface Draw {
  /** `<challenge>/<name>`. */
  readonly id: string;
  readonly name: string;
  readonly challenge: ChallengeId;
  readonly ordinal: number;
  readonly mode: DrawTable["mode"];
  readonly state: DrawTable["state"];
  readonly commit: string;
  readonly seedSealed: string | undefined;
  readonly prizesText: string;
  readonly plannedAt: EpochMicros;
  readonly round: number | undefined;
  readonly roundAt: EpochMicros | undefined;
  readonly announcedAt: EpochMicros;
  readonly closedAt: EpochMicros | undefined;
  readonly listShownAt: EpochMicros | undefined;
  readonly frozenAt: EpochMicros | undefined;
  readonly entriesText: string | undefined;
  readonly entriesHash: string | undefined;
  readonly frozenAfterRound: number | undefined;
  readonly beacon: Beacon | undefined;
  readonly drawnAt: EpochMicros | undefined;
  /** The proof as it is published. */
  readonly bundleText: string | undefined;
  readonly showStartedAt: EpochMicros | undefined;
  readonly cancelled: { readonly at: EpochMicros; readonly ko: string; readonly en: string } | undefined;
  readonly simulated: boolean;
}

export function toDraw(row: DrawTable): Draw {
  return {
    id: row.id,
    name: nameOf(row.id),
    challenge: row.challenge,
    ordinal: row.ordinal,
    mode: row.mode,
    state: row.state,
    commit: row.commit_hash,
    seedSealed: row.server_seed_sealed ?? undefined,
    prizesText: row.prizes_text,
    plannedAt: row.planned_at,
    round: row.round ?? undefined,
    roundAt: row.round === null ? undefined : timeOfRound(row.round),
    announcedAt: row.announced_at,
    closedAt: row.closed_at ?? undefined,
    listShownAt: row.list_shown_at ?? undefined,
    frozenAt: row.frozen_at ?? undefined,
    entriesText: row.entries_text ?? undefined,
    entriesHash: row.entries_hash ?? undefined,
    frozenAfterRound: row.frozen_after_round ?? undefined,
    beacon: row.beacon === null ? undefined : (JSON.parse(row.beacon) as Beacon),
    drawnAt: row.drawn_at ?? undefined,
    bundleText: row.bundle ?? undefined,
    showStartedAt: row.show_started_at ?? undefined,
    cancelled:
      row.cancelled_at === null
        ? undefined
        : { at: row.cancelled_at, ko: row.cancel_reason_ko ?? "", en: row.cancel_reason_en ?? "" },
    simulated: row.simulated === 1,
  };
}

const nameOf = (id: string): string => id.slice(id.indexOf("/") + 1);

/** The proof of a draw that was held. */
export const bundleOf = (draw: Draw): ProofBundle | undefined =>
  draw.bundleText === undefined ? undefined : ProofBundle.parse(JSON.parse(draw.bundleText));

/** Whether anything may still happen to it. */
export const isLive = ({ state }: Pick<Draw, "state">): boolean =>
  state === "announced" || state === "closed" || state === "frozen";

/** All of a challenge, the newest first; tries among them. */
export async function readDraws(tables: Reading, challenge: ChallengeId): Promise<readonly Draw[]> {
  const rows = await tables
    .selectFrom("draw")
    .selectAll()
    .where("challenge", "=", challenge)
    .orderBy("announced_at", "desc")
    .execute();
  const draws = rows.map(toDraw);
  return draws.toSorted((a, b) => b.announcedAt - a.announcedAt || Math.abs(b.ordinal) - Math.abs(a.ordinal));
}

/** The draw of that name, held until the transaction ends. Faults: `draw.unknown`. */
export async function lockDraw(kind: Records["kind"], transaction: Changing, id: string): Promise<Draw> {
  const row = await transaction
    .selectFrom("draw")
    .selectAll()
    .where("id", "=", id)
    .$if(kind === "postgresql", (query) => query.forUpdate())
    .executeTakeFirst();
  if (row === undefined) throw new Fault("draw.unknown", { draw: id });
  return toDraw(row);
}
