/**
 * What agents send, after decoding and before storage: the event union, the port it leaves through,
 * and what a door says of the things it refused. No input or output.
 */
export type * from "./apm-event.ts";
export type { EventBatch, EventSink, Pressure } from "./event-sink.ts";
export type { Labels } from "./labels.ts";
export type { Rejection, RejectionLog, RejectionReason } from "./rejection.ts";
export type * from "./resource.ts";
