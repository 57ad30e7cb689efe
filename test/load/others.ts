import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Booth } from "../booth.ts";
import { FreshBodies } from "./fresh-bodies.ts";

const EVENTS_PER_BODY = 100;

/** The first request of an app, as one line after its metadata. */
export function firstRequest(name: string): string {
  const metadata = { service: { name, agent: { name: "python", version: "6.26.2" }, language: { name: "python" } } };
  const transaction = {
    id: randomBytes(8).toString("hex"),
    trace_id: randomBytes(16).toString("hex"),
    name: "GET /",
    type: "request",
    duration: 1.5,
    timestamp: Date.now() * 1_000,
    span_count: { started: 0 },
  };
  return `${JSON.stringify({ metadata })}\n${JSON.stringify({ transaction })}\n`;
}

/** Sends a body of events with that key; the status of the answer. */
export async function sendEvents(
  { url }: Pick<Booth, "url">,
  token: string,
  body: string | Uint8Array<ArrayBuffer>,
  encoding?: string,
): Promise<number> {
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "application/x-ndjson",
    ...(encoding === undefined ? {} : { "content-encoding": encoding }),
  };
  const response = await fetch(`${url}/intake/v2/events`, { method: "POST", headers, body });
  await response.arrayBuffer();
  return response.status;
}

/** Sends recorded bodies at the rate while `running`; resolves with the events a second it kept. */
export async function sendAsOthers(booth: Booth, perSecond: number, running: () => boolean): Promise<number> {
  const bodies = new FreshBodies("node-express", EVENTS_PER_BODY, 1);
  const started = performance.now();
  let sent = 0;
  while (running()) {
    const { gzip, events } = bodies.next();
    const status = await sendEvents(booth, booth.secretToken, new Uint8Array(gzip), "gzip");
    if (status !== 202) throw new Error(`the booth refused the others: ${status}`);
    sent += events;
    const due = started + (sent / perSecond) * 1_000;
    await sleep(Math.max(0, due - performance.now()));
  }
  return sent / ((performance.now() - started) / 1_000);
}
