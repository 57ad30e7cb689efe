import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TransactionsAnswer } from "../../src/contract/index.ts";
import { ask, type Booth, eventually, freePort, startBooth } from "../booth.ts";

const KILLS = 10;
const SENDERS = 6;
const EVENTS_PER_BODY = 200;

/** What the senders know: bodies answered 202, and bodies whose answer never came. */
interface Ledger {
  readonly acknowledged: Map<string, number>;
  readonly unknown: Map<string, number>;
}

/** An answer lists a thousand groups at most, so the bodies are spread over transaction types. */
const BODIES_PER_TYPE = 500;

/**
 * Each body is one transaction name of its own, so that a count by name says whether it is stored whole, partly
 * or twice.
 */
function makeBody(name: string, type: string): Buffer {
  const lines = [
    JSON.stringify({
      metadata: {
        service: { name: "under-fire", agent: { name: "nodejs", version: "4.18.0" }, language: { name: "javascript" } },
      },
    }),
  ];
  for (let i = 0; i < EVENTS_PER_BODY; i++) {
    const id = randomBytes(8).toString("hex");
    const trace = randomBytes(16).toString("hex");
    const timestamp = Date.now() * 1_000;
    lines.push(
      JSON.stringify({
        transaction: {
          id,
          trace_id: trace,
          name,
          type,
          duration: 3.5,
          timestamp,
          span_count: { started: 0 },
          result: "HTTP 2xx",
        },
      }),
    );
  }
  return gzipSync(`${lines.join("\n")}\n`, { level: 1 });
}

async function send(url: string, token: string, ledger: Ledger, running: () => boolean, who: number): Promise<void> {
  for (let i = 0; running(); i++) {
    const name = `body-${who}-${i}-${randomBytes(3).toString("hex")}`;
    const type = typeOf(ledger.unknown.size + ledger.acknowledged.size);
    ledger.unknown.set(name, EVENTS_PER_BODY);
    try {
      const response = await fetch(`${url}/intake/v2/events`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${token}`,
          "content-type": "application/x-ndjson",
          "content-encoding": "gzip",
        },
        body: new Uint8Array(makeBody(name, type)),
      });
      if (response.status === 202) {
        ledger.unknown.delete(name);
        ledger.acknowledged.set(name, EVENTS_PER_BODY);
      }
      await response.arrayBuffer();
    } catch {
      // Nobody listens: an agent backs off, and does not make bodies meanwhile.
      await sleep(100);
      while (running() && !(await isUp(url))) await sleep(100);
    }
  }
}

const isUp = (url: string): Promise<boolean> =>
  fetch(`${url}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );

describe("kill -9 of everything at full load", () => {
  let booth: Booth;
  let dataDir: string;
  const ledger: Ledger = { acknowledged: new Map(), unknown: new Map() };
  const restarts: number[] = [];

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), "sadari-kill-"));
    booth = await startBooth({ dataDir, port: await freePort() });
  });
  afterAll(async () => {
    await booth[Symbol.asyncDispose]();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it(`loses nothing acknowledged and doubles nothing, ${KILLS} times`, { timeout: 240_000 }, async () => {
    let running = true;
    const senders = Array.from({ length: SENDERS }, (_, who) =>
      send(booth.url, booth.secretToken, ledger, () => running, who),
    );
    for (let kill = 0; kill < KILLS; kill++) {
      const before = ledger.acknowledged.size;
      await eventually(async () => ledger.acknowledged.size > before + 5 || undefined);
      await sleep(300 + Math.random() * 900);
      await booth.kill();
      booth = await startBooth({ dataDir, port: booth.port });
      restarts.push(booth.startedInMillis);
    }
    running = false;
    await Promise.all(senders);

    const stored = await allStored(booth, ledger);
    const lost = [...ledger.acknowledged].filter(([name, count]) => (stored.get(name) ?? 0) < count);
    const doubled = [...stored].filter(([, count]) => count > EVENTS_PER_BODY);
    const partial = [...ledger.unknown.keys()].filter((name) => (stored.get(name) ?? 0) % EVENTS_PER_BODY !== 0);
    console.log(
      `kill: ${ledger.acknowledged.size * EVENTS_PER_BODY} acknowledged, ${lost.length} bodies lost, ${doubled.length} doubled, ` +
        `${partial.length} of ${ledger.unknown.size} unanswered stored in part; accepting again after ${restarts.map(Math.round).join(", ")} ms`,
    );
    expect(ledger.acknowledged.size).toBeGreaterThan(KILLS * 5);
    expect(lost).toEqual([]);
    expect(doubled).toEqual([]);
    expect(Math.max(...restarts)).toBeLessThan(5_000);
  });
});

/** The stored count of each body, once the spool has been emptied into the store. */
async function allStored(booth: Booth, ledger: Ledger): Promise<ReadonlyMap<string, number>> {
  const stored = new Map<string, number>();
  await eventually(async () => {
    const metrics = await (await fetch(`${booth.url}/metrics`)).text();
    return Number(/^sadari_telemetry_spooled_events (\d+)/m.exec(metrics)?.[1]) === 0 || undefined;
  }, 30_000);
  const bodies = ledger.acknowledged.size + ledger.unknown.size;
  for (let body = 0; body <= bodies; body += BODIES_PER_TYPE) {
    const query = new URLSearchParams({ from: "now-1h", type: typeOf(body) });
    const { groups, truncated } = TransactionsAnswer.parse(
      await ask(booth, `/api/services/under-fire/transactions?${query}`),
    );
    expect(truncated).toBe(false);
    for (const { name, transactions } of groups) stored.set(name, transactions);
  }
  return stored;
}

const typeOf = (body: number): string => `fire-${Math.floor(body / BODIES_PER_TYPE)}`;
