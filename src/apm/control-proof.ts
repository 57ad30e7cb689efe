import { z } from "zod";
import type { EpochMicros, SpaceId } from "../kernel/index.ts";
import type { Sources } from "./apm.ts";
import { sql } from "./sql.ts";

const SQL = sql("control-proof");

export interface ControlProofQuery {
  readonly service: string;
  /** Letters, digits and hyphens: `booth-4821`. */
  readonly code: string;
  readonly since: EpochMicros;
}

const Row = z.object({ found: z.coerce.number() });

/** Whether a service showed the code as its version or was asked for `/<code>` since then. */
export async function controlProof(
  { reader }: Sources,
  space: SpaceId,
  { service, code, since }: ControlProofQuery,
): Promise<boolean> {
  const [row] = await reader.query({
    sql: SQL,
    params: { service, code, since, pattern: `/${code}(?:[^0-9]|$)` },
    space,
    route: "control-proof",
    schema: Row,
  });
  return (row?.found ?? 0) > 0;
}
