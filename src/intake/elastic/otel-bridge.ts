import type { SpanEvent, TransactionEvent } from "../../model/index.ts";
import type { SentOtel } from "./trace-fields.ts";

interface SentKind {
  readonly type: string;
}

/** Applies what an OpenTelemetry bridge adds to a transaction (2.3). */
export function bridgedTransaction(event: TransactionEvent, otel: SentOtel, sent: SentKind): TransactionEvent {
  return { ...event, otelKind: otel.spanKind ?? (sent.type === "messaging" ? "CONSUMER" : "SERVER") };
}

/** Applies what an OpenTelemetry bridge adds to a span (2.4). */
export function bridgedSpan(event: SpanEvent, otel: SentOtel, _sent: SentKind): SpanEvent {
  return { ...event, otelKind: otel.spanKind };
}
