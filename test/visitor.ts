import { randomBytes } from "node:crypto";
import type { JoinAnswer, MyKeys, MyTicket } from "../src/contract/index.ts";
import type { Booth } from "./booth.ts";

type Reached = Pick<Booth, "url">;

/** Somebody with a ticket and a key of their own, over HTTP alone. */
export interface Visitor {
  readonly slug: string;
  readonly ticket: string;
  readonly secret: string;
  ask<T>(path: string, method?: "GET" | "POST" | "PUT" | "DELETE", body?: unknown): Promise<T>;
  mine(): Promise<MyTicket>;
  /** One request of an app of theirs, acknowledged. */
  send(service: string): Promise<void>;
}

export async function visit(booth: Reached, slug: string): Promise<Visitor> {
  const joined = await fetch(`${booth.url}/api/e/${slug}/tickets`, {
    method: "POST",
    headers: HEADERS,
    body: '{"language":"ko"}',
  });
  if (!joined.ok) throw new Error(`joining: ${joined.status} ${await joined.text()}`);
  const { ticket } = (await joined.json()) as JoinAnswer;
  const cookie = joined.headers.get("set-cookie")?.split(";")[0] ?? "";
  const ask = async <T>(path: string, method = "GET", body?: unknown): Promise<T> => {
    const response = await fetch(`${booth.url}/api/e/${slug}${path}`, {
      method,
      headers: { "x-requested-by": "sadari", cookie, ...(body === undefined ? {} : HEADERS) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  const { secret } = await ask<MyKeys>("/me/keys", "POST", {});
  return {
    slug,
    ticket: ticket.id,
    secret: secret ?? "",
    ask,
    mine: () => ask<MyTicket>("/me"),
    send: (service) => sendOne(booth, secret ?? "", service),
  };
}

const HEADERS = { "content-type": "application/json", "x-requested-by": "sadari" };

/** The smallest that an agent sends for one request; resolves with its acknowledgement. */
export async function sendOne(booth: Reached, secret: string, service: string): Promise<void> {
  const metadata = { service: { name: service, agent: { name: "python", version: "6.26.2" } } };
  const id = randomBytes(8).toString("hex");
  const transaction = { id, trace_id: id + id, name: "GET /", type: "request", duration: 1.5 };
  const response = await fetch(`${booth.url}/intake/v2/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/x-ndjson" },
    body: `${JSON.stringify({ metadata })}\n${JSON.stringify({ transaction: { ...transaction, span_count: { started: 0 } } })}\n`,
  });
  if (response.status !== 202) throw new Error(`sending: ${response.status} ${await response.text()}`);
}
