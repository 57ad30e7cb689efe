import { expect } from "vitest";
import { TransactionsAnswer } from "../../src/contract/index.ts";
import { ask, type Booth, eventually } from "../booth.ts";
import { sadariPrints } from "../command.ts";
import { residentBytes } from "../process-tree.ts";
import { body, KEY, METADATA, told, transaction } from "./lines.ts";
import { head, send, Wire, type WireAnswer, type WireRequest } from "./wire.ts";

const MOST_GROWTH = 256 * 2 ** 20;

/** Runs `attack`; afterwards the booth answers, takes an event, and all its processes hold little more than before. */
export async function survives<T>(booth: Booth, attack: () => Promise<T>): Promise<T> {
  const before = residentBytes(booth.pid);
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, residentBytes(booth.pid))), 50);
  try {
    const result = await attack();
    expect((await send(booth.port, { body: body(METADATA, transaction()) })).status).toBe(202);
    expect((await fetch(`${booth.url}/healthz`)).status).toBe(200);
    expect(Math.max(most, residentBytes(booth.pid)) - before).toBeLessThan(MOST_GROWTH);
    return result;
  } finally {
    clearInterval(watch);
  }
}

/** A refused stream: all of its answer, and that the connection closes. */
export async function expectRefusal(
  booth: Booth,
  request: WireRequest,
  status: number,
  accepted: number,
  ...errors: readonly object[]
): Promise<void> {
  const text = told(accepted, ...errors);
  expect(await survives(booth, () => send(booth.port, request))).toEqual({
    status,
    headers: {
      "x-content-type-options": "nosniff",
      "content-type": "text/plain; charset=utf-8",
      "content-length": String(Buffer.byteLength(text)),
      connection: "Close",
    },
    body: text,
  });
}

/** Streams pieces until they end or the booth does not want more; then what it says. */
export async function pour(
  booth: Booth,
  pieces: Iterable<Buffer>,
  headers: Readonly<Record<string, string>> = KEY,
): Promise<WireAnswer> {
  using wire = await Wire.open(booth.port);
  await wire.write(head({ headers }));
  let wanted = true;
  for (const piece of pieces) if (wanted) wanted = await wire.chunk(piece);
  if (wanted) await wire.chunk("");
  return await wire.answer({ timeoutMillis: 25_000 });
}

/** The same as `stored`, once it shows so many names. */
export function whenStored(booth: Booth, service: string, names: number): ReturnType<typeof stored> {
  return eventually(async () => {
    const found = await stored(booth, service);
    return Object.keys(found).length >= names ? found : undefined;
  });
}

/** How many transactions of each name the default space shows of a service. */
export async function stored(booth: Booth, service: string): Promise<Readonly<Record<string, number>>> {
  const response = await fetch(`${booth.url}/api/services/${service}/transactions`, {
    headers: { authorization: `Bearer ${booth.hostToken}` },
  });
  if (response.status === 404) return {};
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  const { groups } = TransactionsAnswer.parse(await response.json());
  return Object.fromEntries(groups.map(({ name, transactions }) => [name, transactions]));
}

/** One figure of `/metrics`; 0 where it does not stand there yet. */
export async function figure(booth: Booth, name: string): Promise<number> {
  const text = await (await fetch(`${booth.url}/metrics`)).text();
  const line = text.split("\n").find((one) => one.startsWith(`${name} `));
  return Number(line?.split(" ")[1] ?? 0);
}

export interface MadeKey {
  readonly id: string;
  readonly secret: string;
  readonly apiKey: string;
}

export async function createKey(booth: Booth, space: string): Promise<MadeKey> {
  return JSON.parse(await sadariPrints(booth.dataDir, "key", "create", "--space", space, "--json")) as MadeKey;
}

/** What a host reads of the requests refused so far, newest first: `reason status`. */
export async function rejections(booth: Booth): Promise<readonly string[]> {
  const answer = await ask<{ rejections: { reason: string; status: number }[] }>(booth, "/api/rejections");
  return answer.rejections.map(({ reason, status }) => `${reason} ${status}`);
}
