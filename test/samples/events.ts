import { type EpochMicros, epochMicros, micros } from "../../src/kernel/index.ts";
import type {
  ErrorEvent,
  LogEvent,
  MetricsetEvent,
  Resource,
  SpanEvent,
  TransactionEvent,
} from "../../src/model/index.ts";

export type { ApmEvent } from "../../src/model/index.ts";

/** A resource like the one a small Express app sends. */
export function sampleResource(name = "toy-shop", environment = "pycon", over: Partial<Resource> = {}): Resource {
  return {
    service: {
      name,
      environment,
      version: "1.0.0",
      nodeName: "vm",
      framework: { name: "express", version: "5.3.0" },
      language: { name: "javascript" },
      runtime: { name: "node", version: "26.10.0" },
    },
    agent: { name: "nodejs", version: "4.18.0", activationMethod: "require" },
    process: { pid: 17568, parentPid: 17255, title: "node", args: ["/usr/bin/node", "app.cjs"] },
    host: { name: "vm", hostname: "vm", architecture: "x64", osPlatform: "linux", ip: "127.0.0.1" },
    cloud: { provider: "gcp", region: "asia-northeast3" },
    ...over,
  };
}

export const microsNow = (): EpochMicros => epochMicros(Date.now() * 1000);

export function sampleTransaction(over: Partial<TransactionEvent> = {}): TransactionEvent {
  return {
    kind: "transaction",
    resource: sampleResource(),
    timestamp: microsNow(),
    traceId: "c7b007682532d1460df917ce0b9646e2",
    transactionId: "6ad1870483cb4308",
    spanId: "6ad1870483cb4308",
    type: "request",
    name: "GET /products/:id",
    result: "HTTP 2xx",
    duration: micros(11_075),
    outcome: "success",
    sampled: true,
    representativeCount: 1,
    spanCount: { started: 1, dropped: 0 },
    root: true,
    ...over,
  };
}

export function sampleSpan(over: Partial<SpanEvent> = {}): SpanEvent {
  return {
    kind: "span",
    resource: sampleResource(),
    timestamp: microsNow(),
    traceId: "c7b007682532d1460df917ce0b9646e2",
    transactionId: "6ad1870483cb4308",
    spanId: "27ce4149fa5e3068",
    parentId: "6ad1870483cb4308",
    name: "SELECT FROM products",
    type: "db",
    subtype: "postgresql",
    action: "query",
    duration: micros(3_633),
    outcome: "success",
    representativeCount: 1,
    ...over,
  };
}

export function sampleError(over: Partial<ErrorEvent> = {}): ErrorEvent {
  return {
    kind: "error",
    resource: sampleResource(),
    timestamp: microsNow(),
    id: "ddaba6009bc92a8a2228e4ec4642e379",
    traceId: "c7b007682532d1460df917ce0b9646e2",
    transactionId: "6ad1870483cb4308",
    spanId: "6ad1870483cb4308",
    parentId: "6ad1870483cb4308",
    transactionName: "POST /checkout",
    transactionType: "request",
    groupingKey: "b4a2d4b5c1f1a0ee",
    groupingName: "card declined",
    culprit: "handleRequest (app.cjs)",
    exceptions: [{ message: "card declined", type: "Error", handled: true }],
    ...over,
  };
}

export function sampleMetricset(over: Partial<MetricsetEvent> = {}): MetricsetEvent {
  return {
    kind: "metricset",
    resource: sampleResource(),
    timestamp: microsNow(),
    name: "app",
    samples: [
      { name: "system.cpu.total.norm.pct", value: 0.684 },
      { name: "requests.size", type: "histogram", unit: "byte", values: [1.5, 2, 3], counts: [4, 5, 6] },
    ],
    ...over,
  };
}

export function sampleLog(over: Partial<LogEvent> = {}): LogEvent {
  return {
    kind: "log",
    resource: sampleResource(),
    timestamp: microsNow(),
    traceId: "c7b007682532d1460df917ce0b9646e2",
    transactionId: "6ad1870483cb4308",
    message: "결제가 거절되었습니다",
    level: "error",
    logger: "shop.checkout",
    ...over,
  };
}
