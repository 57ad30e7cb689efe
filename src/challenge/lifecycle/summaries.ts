import type { ChallengeSummary } from "../../contract/index.ts";
import type { Records } from "../../control/index.ts";
import type { Challenge } from "./challenge.ts";
import { isEntry } from "./held-ticket.ts";

/** Challenges with what each came to. What was simulated counts only where everything is a rehearsal. */
export async function summarise(
  records: Records,
  challenges: readonly Challenge[],
): Promise<readonly ChallengeSummary[]> {
  if (challenges.length === 0) return [];
  const ids = challenges.map(({ id }) => id);
  const [tickets, apps, surveys] = await records.read((tables) =>
    Promise.all([
      tables
        .selectFrom("ticket")
        .innerJoin("challenge", "challenge.id", "ticket.challenge")
        .select(({ fn }) => ["ticket.challenge as id", fn.countAll().as("n")])
        .where("ticket.challenge", "in", ids)
        .whereRef("ticket.simulated", "<=", "challenge.rehearsal")
        .where("ticket.merged_into", "is", null)
        .where("ticket.withdrawn_at", "is", null)
        .where(isEntry)
        .groupBy("ticket.challenge")
        .execute(),
      tables
        .selectFrom("app")
        .innerJoin("challenge", "challenge.id", "app.challenge")
        .select(({ fn }) => ["app.challenge as id", fn.countAll().as("n")])
        .where("app.challenge", "in", ids)
        .whereRef("app.simulated", "<=", "challenge.rehearsal")
        .groupBy("app.challenge")
        .execute(),
      tables
        .selectFrom("response")
        .innerJoin("ticket", "ticket.id", "response.ticket")
        .innerJoin("challenge", "challenge.id", "response.challenge")
        .select(({ fn }) => ["response.challenge as id", fn.countAll().as("n")])
        .where("response.challenge", "in", ids)
        .where("response.completed_at", "is not", null)
        .whereRef("ticket.simulated", "<=", "challenge.rehearsal")
        .groupBy("response.challenge")
        .execute(),
    ]),
  );
  const countOf = (rows: readonly { readonly id: string; readonly n: unknown }[], id: string): number =>
    Number(rows.find((row) => row.id === id)?.n ?? 0);
  return challenges.map(({ id, slug, setup, state, rehearsal, opensAt, closesAt, createdAt }) => ({
    id,
    slug,
    name: setup.name,
    state,
    rehearsal,
    timeZone: setup.timeZone,
    opensAt: opensAt ?? null,
    closesAt: closesAt ?? null,
    createdAt,
    counts: { tickets: countOf(tickets, id), apps: countOf(apps, id), surveys: countOf(surveys, id) },
  }));
}
