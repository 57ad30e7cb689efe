import type { EpochMicros, KeyId, SpaceId } from "../kernel/index.ts";
import type { ApmEvent } from "./apm-event.ts";

/** Events of one space that arrived together, in the order they were sent. */
export interface EventBatch {
  readonly space: SpaceId;
  /** The key that brought them; undefined for browsers that show none. */
  readonly key?: KeyId | undefined;
  /** When the request that carried them arrived. */
  readonly receivedAt: EpochMicros;
  readonly events: readonly ApmEvent[];
}

/** How much more a sink can take: `slow` asks senders to pause reading, `full` means writes will be refused. */
export type Pressure = "none" | "slow" | "full";

/**
 * The port between the doors and everything behind them.
 *
 * `write` encodes the batch before it returns and keeps nothing of it: the caller may empty the list of events
 * then, so that nobody holds them while the disk is waited for. The promise resolves when every event of the
 * batch is on disk, and only then may it be acknowledged. It rejects with `spool.full`, `server.draining` or
 * `store.unavailable`, and then none of the batch was kept. Batches of concurrent calls may become durable
 * together.
 */
export interface EventSink {
  write(batch: EventBatch): Promise<void>;
  pressure(): Pressure;
  /** Resolves when the pressure is below `slow` again, or after `timeoutMillis`. */
  relieved(timeoutMillis: number): Promise<void>;
}
