/**
 * What agents send, after decoding and before storage: the event union, the port it leaves through,
 * what a door says of the things it refused, and what is derived from an event alone. No input or output.
 */
export type * from "./apm-event.ts";
export { forwardedAddress, type HeaderLookup, parseAddress } from "./client-address.ts";
export type { EventBatch, EventSink, Pressure } from "./event-sink.ts";
export { groupingKey, groupingName } from "./grouping-key.ts";
export { hostNames, type SentHostNames, serviceNodeName } from "./host-names.ts";
export type { Labels } from "./labels.ts";
export { outcomeOfClient, outcomeOfServer, representativeCount } from "./outcome.ts";
export { Recent } from "./recent.ts";
export type { Rejection, RejectionLog, RejectionReason } from "./rejection.ts";
export type * from "./resource.ts";
export { type ServiceTarget, serviceTarget, spanType } from "./service-target.ts";
export { urlParts } from "./url-parts.ts";
export { userAgent } from "./user-agent.ts";
