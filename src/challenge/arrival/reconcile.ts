import type { Received } from "../../apm/index.ts";
import type { Reading } from "../../control/index.ts";
import { type EpochMicros, epochMicros, type KeyId, MICROS_PER_SECOND } from "../../kernel/index.ts";
import type { Kit } from "../kit.ts";
import { type Challenge, toChallenge } from "../lifecycle/index.ts";
import { type AppKey, rowId, type Tally } from "./app-tally.ts";
import { openTimes } from "./doors-open.ts";
import type { Owners } from "./owners.ts";

/** What the store has of an app, over all the time that its challenge's doors were open. */
export interface Stored extends AppKey {
  readonly transactions: number;
  readonly lastSeen: EpochMicros;
}

export interface Losses {
  /** Apps without a row: all that came of them fell into a crash. */
  readonly missing: readonly Tally[];
  /** Apps whose rows know less than the store, those without a row among them. */
  readonly behind: readonly Stored[];
}

/** Compares what the store took with the rows of every challenge whose list is not final. */
export async function findLosses(kit: Kit, owners: Owners): Promise<Losses> {
  const { records, clock } = kit;
  const missing: Tally[] = [];
  const behind: Stored[] = [];
  const challenges = await records.read((tables) =>
    tables.selectFrom("challenge").selectAll().where("state", "in", ["open", "closed", "review"]).execute(),
  );
  for (const challenge of challenges.map(toChallenge)) {
    const times = await records.read((tables) => openTimes(tables, challenge, clock.now()));
    if (times.length === 0) continue;
    const stored = new Map<string, Tally>();
    for (const time of times) {
      for (const received of await kit.apm.received(challenge.space, time)) {
        await addReceived(stored, challenge, received, owners);
      }
    }
    const known = await records.read((tables) => readKnown(tables, challenge));
    for (const [id, tally] of stored) {
      const { service, agentKey, transactions, lastAt: lastSeen } = tally;
      const row = known.rows.get(id);
      // Somebody had it removed, or there were too many names.
      if (known.strays.has(id) || (tally.ticket !== null && known.gone.has(tally.ticket))) continue;
      if (agentKey === "" && tally.key !== undefined && !known.keys.has(tally.key)) continue;
      if (row === undefined) missing.push({ ...tally, transactions: 0 });
      if (transactions > (row ?? 0)) {
        behind.push({ challenge: challenge.id, service, agentKey, transactions, lastSeen });
      }
    }
  }
  return { missing, behind };
}

async function addReceived(
  stored: Map<string, Tally>,
  { id, space }: Challenge,
  received: Received,
  owners: Owners,
): Promise<void> {
  const owner = await owners.of(space, received.key);
  if (owner === undefined || owner.challenge !== id) return;
  const { name: service, key, environment, agent, language, framework, transactions, firstSeen, lastSeen } = received;
  const tally: Tally = {
    space,
    key,
    service,
    environment,
    second: Math.floor(firstSeen / MICROS_PER_SECOND),
    agent,
    language,
    framework,
    at: firstSeen,
    lastAt: lastSeen,
    transactions,
    spans: 0,
    errors: 0,
    ...owner,
    counts: true,
  };
  const before = stored.get(rowId(tally));
  stored.set(rowId(tally), before === undefined ? tally : together(before, tally));
}

/** One shared app by several keys, or one app over two openings. */
const together = (a: Tally, b: Tally): Tally => ({
  ...(a.at <= b.at ? a : b),
  language: a.language || b.language,
  framework: a.framework || b.framework,
  at: epochMicros(Math.min(a.at, b.at)),
  lastAt: epochMicros(Math.max(a.lastAt, b.lastAt)),
  transactions: a.transactions + b.transactions,
});

async function readKnown(tables: Reading, { id: challenge, space }: Challenge) {
  const rows = await tables
    .selectFrom("app")
    .select(["service", "agent_key", "transactions"])
    .where("challenge", "=", challenge)
    .execute();
  const strays = await tables
    .selectFrom("stray_service")
    .select(["service", "agent_key"])
    .where("challenge", "=", challenge)
    .execute();
  const gone = await tables
    .selectFrom("ticket")
    .select("id")
    .where("challenge", "=", challenge)
    .where("withdrawn_at", "is not", null)
    .execute();
  const keys = await tables.selectFrom("agent_key").select("id").where("space", "=", space).execute();
  const id = (row: { readonly service: string; readonly agent_key: string }): string =>
    rowId({ challenge, service: row.service, agentKey: row.agent_key });
  return {
    rows: new Map(rows.map((row) => [id(row), row.transactions])),
    strays: new Set(strays.map(id)),
    gone: new Set(gone.map((row) => row.id)),
    keys: new Set<KeyId>(keys.map((row) => row.id)),
  };
}

/** Upward only. Answers how many rows were behind. */
export async function raiseCounts({ records, bus }: Kit, behind: readonly Stored[]): Promise<number> {
  let raised = 0;
  await records.write(async (transaction) => {
    for (const { challenge, service, agentKey, transactions, lastSeen } of behind) {
      const { numUpdatedRows } = await transaction
        .updateTable("app")
        .set(({ eb }) => ({
          transactions,
          last_seen: eb.case().when("last_seen", "<", lastSeen).then(lastSeen).else(eb.ref("last_seen")).end(),
        }))
        .where("challenge", "=", challenge)
        .where("service", "=", service)
        .where("agent_key", "=", agentKey)
        .where("transactions", "<", transactions)
        .executeTakeFirst();
      raised += Number(numUpdatedRows);
    }
  });
  for (const challenge of new Set(behind.map((each) => each.challenge))) bus.appsChanged(challenge);
  return raised;
}
