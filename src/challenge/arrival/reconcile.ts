import type { AppTable, ChallengeTable } from "../../control/index.ts";
import {
  type ChallengeId,
  type EpochMicros,
  epochMicros,
  MICROS_PER_DAY,
  MICROS_PER_MINUTE,
} from "../../kernel/index.ts";
import type { Kit } from "../kit.ts";

/** An app of which the store had more than its row when it was asked. */
export interface Lost {
  readonly challenge: ChallengeId;
  readonly service: string;
  readonly agentKey: string;
  readonly stored: number;
  readonly lastSeen: EpochMicros;
}

/**
 * Apps that arrived later than their rows know: their last counts were lost. Only where a name belongs to one row of the
 * space, for the store does not keep which key brought an event.
 */
export async function findLostCounts(kit: Kit): Promise<readonly Lost[]> {
  const { apm, clock } = kit;
  const rows = await openApps(kit);
  const lost: Lost[] = [];
  for (const [space, own] of Map.groupBy(rows, (row) => row.space)) {
    const newest = await apm.received(space, epochMicros(clock.now() - MICROS_PER_DAY));
    const lastSeen = new Map(newest.map((service) => [service.name, service.lastSeen]));
    for (const [name, apps] of Map.groupBy(own, ({ service }) => service)) {
      const [app, another] = apps;
      const at = lastSeen.get(name);
      if (app === undefined || another !== undefined || at === undefined || at <= app.last_seen) continue;
      const [stored] = await apm.received(space, countedSince(app), name);
      if (stored === undefined || stored.transactions <= app.transactions) continue;
      lost.push({
        challenge: app.challenge,
        service: name,
        agentKey: app.agent_key,
        stored: stored.transactions,
        lastSeen: at,
      });
    }
  }
  return lost;
}

/** What came before the opening counts for nothing; of the minute of the opening the store cannot tell. */
function countedSince({
  first_seen,
  state_changed_at,
  rehearsal,
}: Pick<AppTable, "first_seen"> & Pick<ChallengeTable, "state_changed_at" | "rehearsal">): EpochMicros {
  if (rehearsal === 1 || first_seen >= state_changed_at) return first_seen;
  return epochMicros(Math.ceil(state_changed_at / MICROS_PER_MINUTE) * MICROS_PER_MINUTE);
}

const openApps = ({ records }: Kit) =>
  records.read((tables) =>
    tables
      .selectFrom("app")
      .innerJoin("challenge", "challenge.id", "app.challenge")
      .select([
        "challenge.space",
        "challenge.state_changed_at",
        "challenge.rehearsal",
        "app.challenge",
        "app.service",
        "app.agent_key",
        "app.first_seen",
        "app.last_seen",
        "app.transactions",
      ])
      .where("challenge.state", "=", "open")
      .execute(),
  );

/** Upward only. Answers how many rows were behind. */
export async function raiseCounts({ records, bus }: Kit, lost: readonly Lost[]): Promise<number> {
  let raised = 0;
  await records.write(async (transaction) => {
    for (const { challenge, service, agentKey, stored, lastSeen } of lost) {
      const { numUpdatedRows } = await transaction
        .updateTable("app")
        .set({ transactions: stored, last_seen: lastSeen })
        .where("challenge", "=", challenge)
        .where("service", "=", service)
        .where("agent_key", "=", agentKey)
        .where("transactions", "<", stored)
        .executeTakeFirst();
      raised += Number(numUpdatedRows);
    }
  });
  for (const challenge of new Set(lost.map((each) => each.challenge))) bus.appsChanged(challenge);
  return raised;
}
