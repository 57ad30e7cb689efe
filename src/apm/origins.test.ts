import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApmEvent, sampleResource, sampleTransaction } from "../../test/samples/events.ts";
import { epochMicros, MICROS_PER_HOUR, micros, type SpaceId, spaceId, systemClock } from "../kernel/index.ts";
import { createMetrics, silentLog } from "../self/index.ts";
import { openTelemetry, type Telemetry } from "../telemetry/index.ts";
import { type Apm, createApm } from "./apm.ts";

describe("what sent the data of a service", () => {
  let folder: string;
  let telemetry: Telemetry;
  let apm: Apm;
  const space = spaceId("booth");
  const since = epochMicros(systemClock.now() - MICROS_PER_HOUR);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "sadari-origins-"));
    telemetry = await openTelemetry({
      dataDir: folder,
      clickhouse: { kind: "child" },
      retention: { days: 14, bytes: 1e15 },
      clock: systemClock,
      log: silentLog,
      metrics: createMetrics(),
    });
    apm = createApm({ reader: telemetry.reader, clock: systemClock });
    await send(space, [...requests("by-agent", 5), ...requests("by-hand", 5, true)]);
    await send(spaceId("elsewhere"), requests("by-agent", 9));
  });
  afterAll(async () => {
    await telemetry?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  async function send(to: SpaceId, events: readonly ApmEvent[]): Promise<void> {
    await telemetry.sink.write({ space: to, receivedAt: systemClock.now(), events });
    for (let i = 0; i < 200; i++) {
      const { spool } = await telemetry.health();
      if (spool.stored === spool.accepted) return;
      await sleep(25);
    }
  }

  /** An agent's differ from one another; those written by hand are one and the same. */
  function requests(service: string, count: number, same = false): readonly ApmEvent[] {
    const { runtime, ...bare } = sampleResource(service).service;
    const resource = sampleResource(service, "", { service: same ? bare : { ...bare, runtime } });
    return Array.from({ length: count }, (_, n) =>
      sampleTransaction({
        resource,
        timestamp: systemClock.now(),
        transactionId: same ? "00000000000000aa" : n.toString(16).padStart(16, "0"),
        duration: micros(same ? 1_000 : 1_000 + n * 17),
        name: "GET /",
      }),
    );
  }

  it("is told by ids, durations and the runtime, within a space", async () => {
    const found = await apm.origins(space, { services: ["by-agent", "by-hand", "nobody"], since });
    expect([...found].sort((a, b) => a.service.localeCompare(b.service))).toEqual([
      {
        service: "by-agent",
        agent: "nodejs",
        requests: 5,
        distinctIds: 5,
        distinctDurations: 5,
        withRuntime: 5,
        names: ["GET /"],
      },
      {
        service: "by-hand",
        agent: "nodejs",
        requests: 5,
        distinctIds: 1,
        distinctDurations: 1,
        withRuntime: 0,
        names: ["GET /"],
      },
    ]);
    expect(await apm.origins(space, { services: [], since })).toEqual([]);
  });

  it("shows a code in a request's path or as the version, and only that code", async () => {
    const of = (service: string, code: string) => apm.controlProof(space, { service, code, since });
    expect(await of("by-agent", "booth-4821")).toBe(false);
    await send(space, [
      sampleTransaction({
        resource: sampleResource("by-agent", ""),
        timestamp: systemClock.now(),
        name: "GET unknown route",
        url: { full: "http://localhost:3000/booth-4821?x=1", path: "/booth-4821" },
      }),
      sampleTransaction({ resource: sampleResource("named", ""), timestamp: systemClock.now(), name: "GET /booth-77" }),
    ]);
    expect(await of("by-agent", "booth-4821")).toBe(true);
    expect(await of("by-agent", "booth-482")).toBe(false);
    expect(await of("by-hand", "booth-4821")).toBe(false);
    expect(await of("named", "booth-77")).toBe(true);
    expect(await of("by-agent", "1.0.0")).toBe(true);
  });
});
