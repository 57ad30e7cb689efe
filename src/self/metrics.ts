import { Registry } from "prom-client";

/**
 * Where rooms register their counters: `new Counter({ name, help, registers: [metrics] })` of prom-client,
 * names `sadari_<room>_<what>_<unit>`. Rendered as OpenMetrics by `GET /metrics`.
 */
export type Metrics = Registry<"application/openmetrics-text; version=1.0.0; charset=utf-8">;

export function createMetrics(): Metrics {
  const registry = new Registry<"application/openmetrics-text; version=1.0.0; charset=utf-8">();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  return registry;
}
