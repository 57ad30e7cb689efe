import type { Outcome } from "./apm-event.ts";

/** What a server's own status says of its transaction: 5xx is a failure, no status is unknown (3.1). */
export function outcomeOfServer(statusCode: number | undefined): Outcome {
  if (statusCode === undefined) return "unknown";
  return statusCode >= 500 ? "failure" : "success";
}

/** What the answer a client got says of its span: 4xx and 5xx are failures, no status is unknown (3.1). */
export function outcomeOfClient(statusCode: number | undefined): Outcome {
  if (statusCode === undefined) return "unknown";
  return statusCode >= 400 ? "failure" : "success";
}

/** How many events one sampled event stands for: 1 / rate, 0 for rate 0, 1 when no rate was sent (3.3). */
export function representativeCount(sampleRate: number | undefined): number {
  if (sampleRate === undefined) return 1;
  return sampleRate > 0 ? 1 / sampleRate : 0;
}
