import {
  type ChallengeId,
  type EpochMicros,
  epochMicros,
  type KeyId,
  MICROS_PER_SECOND,
  type SpaceId,
  type TicketId,
} from "../../kernel/index.ts";

/** What one batch says of one sender. */
export interface AppSighting {
  readonly resource: {
    readonly service: {
      readonly name: string;
      readonly environment: string;
      readonly language?: { readonly name?: string | undefined } | undefined;
      readonly framework?: { readonly name?: string | undefined } | undefined;
    };
    readonly agent: { readonly name: string };
  };
  /** Each as it came, whatever a sample rate says it stands for. */
  readonly requests: number;
  readonly spans: number;
  readonly errors: number;
}

/** Sightings of one service by one key within one second, summed. */
export interface Pending {
  readonly space: SpaceId;
  readonly key: KeyId | undefined;
  readonly service: string;
  readonly environment: string;
  /** Of the arrival by our clock: what comes after the close must not be added to what came before. */
  readonly second: number;
  readonly agent: string;
  language: string;
  framework: string;
  at: EpochMicros;
  lastAt: EpochMicros;
  transactions: number;
  spans: number;
  errors: number;
}

export interface AppKey {
  readonly challenge: ChallengeId;
  readonly service: string;
  /** '' for a shared key. */
  readonly agentKey: string;
}

/** The same with its owner. */
export interface Tally extends Pending, AppKey {
  readonly ticket: TicketId | null;
  readonly simulated: 0 | 1;
  /** False when it came while the doors were not open: seen, and not counted. */
  readonly counts: boolean;
}

export function asPending(space: SpaceId, at: EpochMicros, key: KeyId | undefined, seen: AppSighting): Pending {
  const { service, agent } = seen.resource;
  return {
    space,
    key,
    service: service.name,
    environment: service.environment,
    second: Math.floor(at / MICROS_PER_SECOND),
    agent: agent.name,
    language: service.language?.name ?? "",
    framework: service.framework?.name ?? "",
    at,
    lastAt: at,
    transactions: seen.requests,
    spans: seen.spans,
    errors: seen.errors,
  };
}

export const keyOf = ({ space, key, service }: Pending): string => `${space}\u0000${key ?? ""}\u0000${service}`;

/** The row of an app. */
export const rowId = ({ challenge, service, agentKey }: AppKey): string =>
  `${challenge}\u0000${service}\u0000${agentKey}`;

type Sum = Pick<Pending, "language" | "framework" | "at" | "lastAt" | "transactions" | "spans" | "errors">;

/** Later events may tell more of an app than its first: a metricset knows no framework. */
export function addTo(sum: Sum, more: Sum): void {
  sum.language ||= more.language;
  sum.framework ||= more.framework;
  sum.at = epochMicros(Math.min(sum.at, more.at));
  sum.lastAt = epochMicros(Math.max(sum.lastAt, more.lastAt));
  sum.transactions += more.transactions;
  sum.spans += more.spans;
  sum.errors += more.errors;
}
