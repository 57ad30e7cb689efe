import { z } from "zod";
import { type EpochMicros, epochMicros, type KeyId, keyId, type SpaceId } from "../kernel/index.ts";
import type { Sources } from "./apm.ts";
import { sql } from "./sql.ts";

const SQL = sql("received");
const MOST = 20_000;

/** What arrived of one service by one key, sampled ones counted as the single transactions they are. */
export interface Received {
  readonly name: string;
  /** Undefined for browsers that show none. */
  readonly key: KeyId | undefined;
  readonly environment: string;
  readonly agent: string;
  readonly language: string;
  readonly framework: string;
  readonly transactions: number;
  readonly firstSeen: EpochMicros;
  readonly lastSeen: EpochMicros;
}

export interface ReceivedRange {
  readonly from: EpochMicros;
  /** Not included. */
  readonly until: EpochMicros;
  /** One service; all without it. */
  readonly service?: string;
}

const Row = z.object({
  name: z.string(),
  key: z.string().transform((key) => (key === "" ? undefined : keyId(key))),
  environment: z.string(),
  agent: z.string(),
  language: z.string(),
  framework: z.string(),
  transactions: z.coerce.number(),
  firstSeen: z.coerce.number().transform(epochMicros),
  lastSeen: z.coerce.number().transform(epochMicros),
});

/** Never more than there was: of a minute that reaches over a border nothing is counted. */
export function received(
  { reader }: Sources,
  space: SpaceId,
  { from, until, service = "" }: ReceivedRange,
): Promise<readonly Received[]> {
  const params = { from, until, service, limit: MOST };
  return reader.query({ sql: SQL, params, space, route: "received", schema: Row });
}
