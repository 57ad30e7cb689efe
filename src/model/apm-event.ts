import type { EpochMicros, Micros } from "../kernel/index.ts";
import type { Labels } from "./labels.ts";
import type { Resource, User } from "./resource.ts";

/** One decoded item of what agents send, ready to be stored. */
export type ApmEvent = TransactionEvent | SpanEvent | ErrorEvent | MetricsetEvent | LogEvent;

/** success, failure or unknown; unknown counts in no failure rate. */
export type Outcome = "success" | "failure" | "unknown";

/** A JSON value that is stored and shown but never computed with. */
export type Json = unknown;

interface EventBase {
  readonly resource: Resource;
  /** As the agent says it (may be wrong by years), else the time its request arrived. */
  readonly timestamp: EpochMicros;
  /** The event's own labels; the resource's apply beside them. */
  readonly labels?: Labels | undefined;
  /** Ids are opaque text, usually lower-case hex; absent means "not sent". */
  readonly traceId?: string | undefined;
  readonly transactionId?: string | undefined;
  readonly parentId?: string | undefined;
}

interface RequestFields {
  readonly user?: User | undefined;
  readonly http?: Http | undefined;
  readonly url?: Url | undefined;
  readonly userAgent?: UserAgent | undefined;
  readonly client?: Address | undefined;
  readonly source?: Address | undefined;
  readonly sourceNatIp?: string | undefined;
  readonly custom?: Readonly<Record<string, Json>> | undefined;
  readonly message?: Message | undefined;
}

export interface TransactionEvent extends EventBase, RequestFields {
  readonly kind: "transaction";
  readonly traceId: string;
  readonly transactionId: string;
  /** The transaction's own id once more, as spans name it; undefined for RUM v3 (2.9). */
  readonly spanId?: string | undefined;
  readonly type: string;
  readonly name?: string | undefined;
  readonly result?: string | undefined;
  readonly duration: Micros;
  readonly outcome: Outcome;
  readonly sampled: boolean;
  /** How many transactions this one stands for: 1 / sample rate; 0 when it must not be counted. */
  readonly representativeCount: number;
  readonly spanCount: { readonly started: number; readonly dropped?: number | undefined };
  readonly marks?: readonly MarkGroup[] | undefined;
  readonly experience?: Experience | undefined;
  readonly session?: { readonly id: string; readonly sequence?: number | undefined } | undefined;
  readonly droppedSpansStats?: readonly DroppedSpansStat[] | undefined;
  readonly links?: readonly SpanLink[] | undefined;
  readonly faas?: Faas | undefined;
  readonly otelKind?: string | undefined;
  readonly cloudOrigin?: CloudOrigin | undefined;
  /** Parent is missing: the entry of its trace. */
  readonly root: boolean;
}

export interface SpanEvent extends EventBase {
  readonly kind: "span";
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string;
  readonly name: string;
  readonly type: string;
  readonly subtype?: string | undefined;
  readonly action?: string | undefined;
  readonly duration: Micros;
  readonly outcome: Outcome;
  readonly representativeCount: number;
  readonly sync?: boolean | undefined;
  readonly childIds?: readonly string[] | undefined;
  readonly links?: readonly SpanLink[] | undefined;
  readonly stacktrace?: readonly StackFrame[] | undefined;
  readonly composite?: Composite | undefined;
  readonly db?: Database | undefined;
  readonly destination?: Destination | undefined;
  /** `type` may be "" (3.7). */
  readonly serviceTarget?: { readonly type: string; readonly name?: string | undefined } | undefined;
  readonly http?: Http | undefined;
  readonly url?: Url | undefined;
  readonly message?: Message | undefined;
  readonly otelKind?: string | undefined;
}

export interface ErrorEvent extends EventBase, RequestFields {
  readonly kind: "error";
  readonly id?: string | undefined;
  readonly spanId?: string | undefined;
  readonly transactionName?: string | undefined;
  readonly transactionType?: string | undefined;
  readonly transactionSampled?: boolean | undefined;
  readonly culprit?: string | undefined;
  /** Depth first: the exception, then its causes (2.5). */
  readonly exceptions?: readonly Exception[] | undefined;
  readonly log?: ErrorLog | undefined;
  /** 16 hex digits (3.8). */
  readonly groupingKey: string;
  readonly groupingName?: string | undefined;
  /** Stack trace as text, where the sender has no frames. */
  readonly stackTraceText?: string | undefined;
  /** What the log line said that told of the error (2.8). */
  readonly logLine?:
    | (LogOrigin & { readonly level?: string | undefined; readonly logger?: string | undefined })
    | undefined;
}

export interface MetricsetEvent extends EventBase {
  readonly kind: "metricset";
  readonly name: "app" | "span_breakdown" | "";
  readonly samples: readonly MetricSample[];
  readonly transactionName?: string | undefined;
  readonly transactionType?: string | undefined;
  readonly spanType?: string | undefined;
  readonly spanSubtype?: string | undefined;
  readonly faas?: Faas | undefined;
}

/** Where in a program a log line was written. */
export interface LogOrigin {
  readonly originFile?: string | undefined;
  readonly originLine?: number | undefined;
  readonly originFunction?: string | undefined;
  readonly dataset?: string | undefined;
  readonly threadName?: string | undefined;
  readonly faas?: Faas | undefined;
}

export interface LogEvent extends EventBase, LogOrigin {
  readonly kind: "log";
  readonly spanId?: string | undefined;
  readonly message?: string | undefined;
  readonly level?: string | undefined;
  readonly logger?: string | undefined;
}

export interface MetricSample {
  readonly name: string;
  readonly type?: "gauge" | "counter" | "histogram" | "summary" | undefined;
  readonly unit?: string | undefined;
  readonly value?: number | undefined;
  readonly values?: readonly number[] | undefined;
  readonly counts?: readonly number[] | undefined;
}

export interface MarkGroup {
  readonly name: string;
  readonly marks: readonly (readonly [name: string, millis: number])[];
}

/** Keys as sent (cls, fid, tbt, lcp, inp, …), plus the long tasks. */
export interface Experience {
  readonly values: readonly (readonly [name: string, value: number])[];
  readonly longtask?: { readonly count: number; readonly sum: number; readonly max: number } | undefined;
}

export interface DroppedSpansStat {
  readonly destinationServiceResource?: string | undefined;
  readonly serviceTargetType?: string | undefined;
  readonly serviceTargetName?: string | undefined;
  readonly outcome?: Outcome | undefined;
  readonly count?: number | undefined;
  readonly sum?: Micros | undefined;
}

export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
}

export interface Faas {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly version?: string | undefined;
  readonly execution?: string | undefined;
  readonly coldstart?: boolean | undefined;
  readonly triggerType?: string | undefined;
  readonly triggerRequestId?: string | undefined;
}

export interface CloudOrigin {
  readonly accountId?: string | undefined;
  readonly provider?: string | undefined;
  readonly region?: string | undefined;
  readonly serviceName?: string | undefined;
}

export interface Composite {
  readonly strategy?: "exact_match" | "same_kind" | undefined;
  readonly count: number;
  readonly sum: Micros;
}

export interface Database {
  readonly instance?: string | undefined;
  readonly statement?: string | undefined;
  readonly type?: string | undefined;
  readonly user?: string | undefined;
  readonly link?: string | undefined;
  readonly rowsAffected?: number | undefined;
}

export interface Destination {
  readonly address?: string | undefined;
  readonly port?: number | undefined;
  readonly serviceResource?: string | undefined;
  readonly serviceName?: string | undefined;
  readonly serviceType?: string | undefined;
}

export type Headers = readonly (readonly [name: string, values: readonly string[]])[];

export interface Http {
  readonly version?: string | undefined;
  readonly method?: string | undefined;
  readonly requestId?: string | undefined;
  readonly requestHeaders?: Headers | undefined;
  readonly requestCookies?: Json;
  readonly requestEnv?: Json;
  readonly requestBody?: Json;
  readonly requestReferrer?: string | undefined;
  readonly statusCode?: number | undefined;
  readonly responseHeaders?: Headers | undefined;
  readonly responseFinished?: boolean | undefined;
  readonly responseHeadersSent?: boolean | undefined;
  readonly transferSize?: number | undefined;
  readonly encodedBodySize?: number | undefined;
  readonly decodedBodySize?: number | undefined;
}

export interface Url {
  readonly original?: string | undefined;
  readonly full?: string | undefined;
  readonly scheme?: string | undefined;
  readonly domain?: string | undefined;
  readonly port?: number | undefined;
  readonly path?: string | undefined;
  readonly query?: string | undefined;
  readonly fragment?: string | undefined;
}

export interface UserAgent {
  readonly original: string;
  readonly name?: string | undefined;
  readonly version?: string | undefined;
  readonly osName?: string | undefined;
  readonly osVersion?: string | undefined;
  readonly deviceName?: string | undefined;
}

export interface Address {
  readonly ip: string;
  readonly port?: number | undefined;
}

export interface Message {
  readonly queueName?: string | undefined;
  readonly routingKey?: string | undefined;
  readonly body?: string | undefined;
  readonly ageMillis?: number | undefined;
  readonly headers?: Headers | undefined;
}

export interface Exception {
  readonly message?: string | undefined;
  readonly type?: string | undefined;
  readonly module?: string | undefined;
  readonly code?: string | undefined;
  readonly handled?: boolean | undefined;
  readonly attributes?: Json;
  readonly stacktrace?: readonly StackFrame[] | undefined;
  /** Index of the parent in the list, unless that is the element before. */
  readonly parent?: number | undefined;
}

export interface ErrorLog {
  readonly message: string;
  readonly level?: string | undefined;
  readonly loggerName?: string | undefined;
  readonly paramMessage?: string | undefined;
  readonly stacktrace?: readonly StackFrame[] | undefined;
}

export interface StackFrame {
  readonly filename?: string | undefined;
  readonly classname?: string | undefined;
  readonly absPath?: string | undefined;
  readonly function?: string | undefined;
  readonly module?: string | undefined;
  readonly lineno?: number | undefined;
  readonly colno?: number | undefined;
  readonly libraryFrame?: boolean | undefined;
  /** RUM: matched the exclusion pattern, left out of the grouping key. */
  readonly excludeFromGrouping?: boolean | undefined;
  readonly contextLine?: string | undefined;
  readonly preContext?: readonly string[] | undefined;
  readonly postContext?: readonly string[] | undefined;
  readonly vars?: Json;
}
