import { z } from "zod";
import type { EpochMicros, SpaceId } from "../kernel/index.ts";
import type { Sources } from "./apm.ts";
import { sql } from "./sql.ts";

const SQL = sql("origins");

/** How the newest requests of a service look, at most 100 of them. */
export interface Origin {
  readonly service: string;
  readonly agent: string;
  readonly requests: number;
  readonly distinctIds: number;
  readonly distinctDurations: number;
  /** Requests of a process that named its runtime. */
  readonly withRuntime: number;
  /** Names of requests, at most 20, in order. */
  readonly names: readonly string[];
}

export interface OriginsQuery {
  readonly services: readonly string[];
  readonly since: EpochMicros;
}

const Row = z.object({
  service: z.string(),
  agent: z.string(),
  requests: z.coerce.number(),
  distinctIds: z.coerce.number(),
  distinctDurations: z.coerce.number(),
  withRuntime: z.coerce.number(),
  names: z.array(z.string()),
});

/** Signs of what sent the data of services; those without requests are left out. */
export async function origins(
  { reader }: Sources,
  space: SpaceId,
  { services, since }: OriginsQuery,
): Promise<readonly Origin[]> {
  if (services.length === 0) return [];
  const rows = await reader.query({
    sql: SQL,
    params: { services: [...services], since },
    space,
    route: "origins",
    schema: Row,
  });
  return rows.map((row) => ({ ...row, names: [...row.names].sort() }));
}
