import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { readBodies } from "../load/corpus.ts";

type Json = Record<string, unknown>;

interface Wanted {
  readonly requests: number;
  /** Of the newest, in milliseconds since 1970. */
  readonly now: number;
}

/** The lines of an agent's recorded body as `service` would have sent them now: its name, fresh ids and times. */
function recordedBody(corpus: "node-express" | "rails", service: string, { requests, now }: Wanted): Buffer {
  const body = readBodies(corpus).find((lines) => transactionsOf(lines).length > 0);
  if (body === undefined) throw new Error("the corpus has no transactions");
  const { metadata } = JSON.parse(body[0] ?? "{}") as { metadata: { service: Json } };
  const renamed = { metadata: { ...metadata, service: { ...metadata.service, name: service } } };
  const recorded = transactionsOf(body);
  const lines = Array.from({ length: requests }, (_, n) => {
    const transaction = recorded[n % recorded.length];
    const duration = 3 + Math.random() * 40;
    return JSON.stringify({
      transaction: {
        ...transaction,
        id: randomBytes(8).toString("hex"),
        trace_id: randomBytes(16).toString("hex"),
        parent_id: undefined,
        timestamp: now * 1_000 - n * 10_000,
        duration,
      },
    });
  });
  return gzipSync(`${[JSON.stringify(renamed), ...lines].join("\n")}\n`);
}

const transactionsOf = (lines: readonly string[]): readonly Json[] =>
  lines
    .filter((line) => line.startsWith('{"transaction"'))
    .map((line) => (JSON.parse(line) as { transaction: Json }).transaction);

/** Sends it as the agent would. */
export async function sendRecorded(
  server: { readonly url: string; readonly token: string },
  corpus: "node-express" | "rails",
  service: string,
  wanted: Wanted,
): Promise<void> {
  const agent = corpus === "rails" ? "ruby/4.5.0" : "nodejs/4.0.0";
  const response = await fetch(`${server.url}/intake/v2/events`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${server.token}`,
      "content-type": "application/x-ndjson",
      "content-encoding": "gzip",
      "user-agent": `apm-agent-${agent} (${service})`,
    },
    body: new Uint8Array(recordedBody(corpus, service, wanted)),
  });
  if (response.status !== 202) throw new Error(`the booth refused ${service}: ${response.status}`);
}
