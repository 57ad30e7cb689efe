import type { Apm } from "../apm/index.ts";
import type { Keys, Records } from "../control/index.ts";
import type { Clock } from "../kernel/index.ts";
import type { Log, Metrics } from "../self/index.ts";
import type { ChangeBus } from "./change-bus.ts";
import type { Vault } from "./vault/index.ts";

/** What every part of the challenge works with. */
export interface Kit {
  readonly records: Records;
  readonly keys: Keys;
  readonly apm: Apm;
  readonly vault: Vault;
  readonly bus: ChangeBus;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}
