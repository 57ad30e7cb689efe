import { z } from "zod";
import { DurationMicros, EpochMicros, Range, Rate, TimeBasis } from "./common.ts";

/** One row of the inventory: a service in one environment. */
export const ServiceRow = z.object({
  name: z.string(),
  /** "" when the agent names none. */
  environment: z.string(),
  agent: z.string(),
  agentVersion: z.string(),
  language: z.string(),
  framework: z.string(),
  version: z.string(),
  /** When its first event ever (within retention) reached us. */
  firstSeen: EpochMicros,
  /** When its newest event reached us. */
  lastSeen: EpochMicros,
  /** Transactions in the range, weighted by sample rate. */
  transactions: z.number(),
  throughputPerMinute: z.number(),
  /** Mean transaction duration; null without transactions. */
  latencyUs: DurationMicros.nullable(),
  /** failure / (failure + success); null when neither was seen. */
  failedRate: Rate,
  basis: TimeBasis,
});
export type ServiceRow = z.infer<typeof ServiceRow>;

export const ServicesAnswer = z.object({ range: Range, services: z.array(ServiceRow) });
export type ServicesAnswer = z.infer<typeof ServicesAnswer>;

/** One transaction group of a service. */
export const TransactionGroup = z.object({
  name: z.string(),
  type: z.string(),
  transactions: z.number(),
  throughputPerMinute: z.number(),
  latencyUs: z.object({ avg: DurationMicros, p50: DurationMicros, p95: DurationMicros, p99: DurationMicros }),
  failedRate: Rate,
  /** Share of all time spent in the range by this group, 0…1. */
  impact: z.number().min(0).max(1),
  lastSeen: EpochMicros,
});
export type TransactionGroup = z.infer<typeof TransactionGroup>;

export const TransactionsAnswer = z.object({
  range: Range,
  basis: TimeBasis,
  service: ServiceRow.nullable(),
  groups: z.array(TransactionGroup),
  /** True when more groups exist than are listed. */
  truncated: z.boolean(),
});
export type TransactionsAnswer = z.infer<typeof TransactionsAnswer>;

/** One sampled transaction, as the list of newest traces shows it. */
export const TraceSample = z.object({
  traceId: z.string(),
  transactionId: z.string(),
  service: z.string(),
  environment: z.string(),
  name: z.string(),
  type: z.string(),
  result: z.string(),
  outcome: z.enum(["success", "failure", "unknown"]),
  timestamp: EpochMicros,
  receivedAt: EpochMicros,
  durationUs: DurationMicros,
  spans: z.number().int(),
});
export type TraceSample = z.infer<typeof TraceSample>;

export const TracesAnswer = z.object({
  range: Range,
  basis: TimeBasis,
  traces: z.array(TraceSample),
  truncated: z.boolean(),
});
export type TracesAnswer = z.infer<typeof TracesAnswer>;
