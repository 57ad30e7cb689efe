import { z } from "zod";
import type { Range, RangeQuery, ServiceRow, ServicesAnswer } from "../contract/index.ts";
import { MICROS_PER_MINUTE, MICROS_PER_SECOND, type SpaceId } from "../kernel/index.ts";
import type { Sources } from "./apm.ts";
import { parseRange } from "./range.ts";
import { sql } from "./sql.ts";

const SQL = sql("services");
const MOST_SERVICES = 1_000;

const Row = z.object({
  name: z.string(),
  environment: z.string(),
  agent: z.string(),
  agentVersion: z.string(),
  language: z.string(),
  framework: z.string(),
  version: z.string(),
  firstSeen: z.coerce.number(),
  lastSeen: z.coerce.number(),
  byEvent: z.coerce.boolean(),
  eventTransactions: z.number(),
  eventDuration: z.number(),
  eventSucceeded: z.number(),
  eventFailed: z.number(),
  receivedTransactions: z.number(),
  receivedDuration: z.number(),
  receivedSucceeded: z.number(),
  receivedFailed: z.number(),
});
type Row = z.infer<typeof Row>;

/** The inventory. The range is widened to whole minutes, which the answer says. */
export async function services(sources: Sources, space: SpaceId, query: Partial<RangeQuery>): Promise<ServicesAnswer> {
  const range = wholeMinutes(parseRange(query, sources.clock.now()));
  return { range, services: await serviceRows(sources, space, range, undefined) };
}

/** A service in all its environments, those with the newest data first. */
export async function serviceRows(
  { reader }: Sources,
  space: SpaceId,
  range: Range,
  service: string | undefined,
): Promise<ServiceRow[]> {
  const { from, to } = wholeMinutes(range);
  const rows = await reader.query({
    sql: SQL,
    params: {
      from: from / MICROS_PER_SECOND,
      to: Math.ceil(to / MICROS_PER_SECOND),
      service: service ?? "",
      limit: MOST_SERVICES,
    },
    space,
    route: "services",
    schema: Row,
  });
  const minutes = (to - from) / MICROS_PER_MINUTE;
  return rows.map((row) => toServiceRow(row, minutes));
}

function wholeMinutes({ from, to }: Range): Range {
  return { from: Math.floor(from / MICROS_PER_MINUTE) * MICROS_PER_MINUTE, to };
}

function toServiceRow(row: Row, minutes: number): ServiceRow {
  const { name, environment, agent, agentVersion, language, framework, version, firstSeen, lastSeen } = row;
  const [transactions, duration, succeeded, failed] = row.byEvent
    ? [row.eventTransactions, row.eventDuration, row.eventSucceeded, row.eventFailed]
    : [row.receivedTransactions, row.receivedDuration, row.receivedSucceeded, row.receivedFailed];
  return {
    name,
    environment,
    agent,
    agentVersion,
    language,
    framework,
    version,
    firstSeen,
    lastSeen,
    transactions,
    throughputPerMinute: transactions / minutes,
    latencyUs: transactions > 0 ? duration / transactions : null,
    failedRate: failedRate(succeeded, failed),
    basis: row.byEvent ? "event" : "received",
  };
}

/** failure / (failure + success); null when neither was seen. */
export function failedRate(succeeded: number, failed: number): number | null {
  return succeeded + failed > 0 ? Math.min(1, failed / (succeeded + failed)) : null;
}
