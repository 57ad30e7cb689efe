import { z } from "zod";
import { type EpochMicros, epochMicros, MICROS_PER_MINUTE, MICROS_PER_SECOND, type SpaceId } from "../kernel/index.ts";
import type { Sources } from "./apm.ts";
import { sql } from "./sql.ts";

const SQL = sql("received");
const MOST_SERVICES = 10_000;

/** What arrived of one service, sampled ones counted as the single transactions they are. */
export interface Received {
  readonly name: string;
  readonly transactions: number;
  readonly lastSeen: EpochMicros;
}

const Row = z.object({
  name: z.string(),
  transactions: z.coerce.number(),
  lastSeen: z.coerce.number().transform(epochMicros),
});

/** Since the minute of `from`, of one service or of all. */
export function received(
  { reader }: Sources,
  space: SpaceId,
  from: EpochMicros,
  service = "",
): Promise<readonly Received[]> {
  const minute = Math.floor(from / MICROS_PER_MINUTE) * MICROS_PER_MINUTE;
  const params = { from: minute / MICROS_PER_SECOND, service, limit: MOST_SERVICES };
  return reader.query({ sql: SQL, params, space, route: "received", schema: Row });
}
