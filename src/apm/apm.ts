import type {
  EventDetailAnswer,
  RangeQuery,
  ServicesAnswer,
  TraceAnswer,
  TracesAnswer,
  TransactionsAnswer,
} from "../contract/index.ts";
import type { Clock, SpaceId } from "../kernel/index.ts";
import type { Reader } from "../telemetry/index.ts";
import { type ControlProofQuery, controlProof } from "./control-proof.ts";
import { type EventDetailQuery, eventDetail } from "./event-detail.ts";
import { type Origin, type OriginsQuery, origins } from "./origins.ts";
import { type Received, type ReceivedRange, received } from "./received.ts";
import { services } from "./services.ts";
import { trace } from "./trace.ts";
import { type TracesQuery, traces } from "./traces.ts";
import { type TransactionsQuery, transactions } from "./transactions.ts";

export interface Sources {
  readonly reader: Reader;
  readonly clock: Clock;
}

/**
 * The questions of the APM pages, each within one space. All may throw `request.invalid`, `store.unavailable`
 * and `store.query-too-heavy`; those about a trace also `apm.trace-unknown`.
 */
export interface Apm {
  /** The inventory. */
  services(space: SpaceId, query: Partial<RangeQuery>): Promise<ServicesAnswer>;
  /** The transaction groups of a service. */
  transactions(space: SpaceId, query: TransactionsQuery): Promise<TransactionsAnswer>;
  /** The newest samples of a service or of one of its groups. */
  traces(space: SpaceId, query: TracesQuery): Promise<TracesAnswer>;
  /** All that is stored of a trace. */
  trace(space: SpaceId, traceId: string): Promise<TraceAnswer>;
  /** All that is stored of one event of a trace. */
  eventDetail(space: SpaceId, query: EventDetailQuery): Promise<EventDetailAnswer>;
  /** What arrived of a service, or of all, by which key, from one moment to another by our clock. */
  received(space: SpaceId, range: ReceivedRange): Promise<readonly Received[]>;
  /** Signs of what sent the data of services: an agent, or a hand. */
  origins(space: SpaceId, query: OriginsQuery): Promise<readonly Origin[]>;
  /** Whether whoever knows a code controls a service. */
  controlProof(space: SpaceId, query: ControlProofQuery): Promise<boolean>;
}

export function createApm(sources: Sources): Apm {
  return {
    services: (space, query) => services(sources, space, query),
    transactions: (space, query) => transactions(sources, space, query),
    traces: (space, query) => traces(sources, space, query),
    trace: (space, traceId) => trace(sources, space, traceId),
    eventDetail: (space, query) => eventDetail(sources, space, query),
    received: (space, range) => received(sources, space, range),
    origins: (space, query) => origins(sources, space, query),
    controlProof: (space, query) => controlProof(sources, space, query),
  };
}
