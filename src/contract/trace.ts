import { z } from "zod";
import { DurationMicros, EpochMicros, Outcome } from "./common.ts";

/** A bar of the waterfall. */
export const TraceItem = z.object({
  kind: z.enum(["transaction", "span"]),
  id: z.string(),
  parentId: z.string(),
  transactionId: z.string(),
  service: z.string(),
  environment: z.string(),
  agent: z.string(),
  name: z.string(),
  type: z.string(),
  subtype: z.string(),
  action: z.string(),
  timestamp: EpochMicros,
  durationUs: DurationMicros,
  outcome: Outcome,
  result: z.string(),
  sync: z.boolean().nullable(),
  /** Spans this one stands for, when the agent compressed a run of them; else 1. */
  compositeCount: z.number().int(),
  /** Spans the agent says it did not send (transactions only). */
  droppedSpans: z.number().int(),
  childIds: z.array(z.string()),
});
export type TraceItem = z.infer<typeof TraceItem>;

export const TraceError = z.object({
  id: z.string(),
  parentId: z.string(),
  transactionId: z.string(),
  service: z.string(),
  timestamp: EpochMicros,
  groupingKey: z.string(),
  type: z.string(),
  message: z.string(),
  culprit: z.string(),
  handled: z.boolean().nullable(),
});
export type TraceError = z.infer<typeof TraceError>;

export const TraceAnswer = z.object({
  traceId: z.string(),
  items: z.array(TraceItem),
  errors: z.array(TraceError),
  /** True when the trace has more items than are sent (limit 5,000). */
  truncated: z.boolean(),
  total: z.number().int(),
});
export type TraceAnswer = z.infer<typeof TraceAnswer>;

export const StackFrame = z.object({
  filename: z.string(),
  function: z.string(),
  module: z.string(),
  classname: z.string(),
  lineno: z.number().int().nullable(),
  libraryFrame: z.boolean(),
  contextLine: z.string(),
  preContext: z.array(z.string()),
  postContext: z.array(z.string()),
});
export type StackFrame = z.infer<typeof StackFrame>;

/** Everything stored of one transaction, span or error: flat, dotted field names in reading order. */
export const EventDetailAnswer = z.object({
  kind: z.enum(["transaction", "span", "error"]),
  id: z.string(),
  fields: z.array(z.object({ name: z.string(), value: z.string() })),
  stacktraces: z.array(z.object({ title: z.string(), frames: z.array(StackFrame) })),
});
export type EventDetailAnswer = z.infer<typeof EventDetailAnswer>;
