import { EventEmitter } from "node:events";
import { Readable } from "node:stream";
import {
  type Clock,
  DEFAULT_SPACE,
  epochMicros,
  Fault,
  type FaultCode,
  keyId,
  micros,
  spaceId,
} from "../../kernel/index.ts";
import type { ApmEvent, EventBatch, EventSink, Pressure, Rejection } from "../../model/index.ts";
import { createMetrics, silentLog } from "../../self/index.ts";
import type { KeyCheck } from "./authentication.ts";
import { createElasticDoor, type DoorRequest, type ElasticDoorOptions } from "./door.ts";
import type { AgentHello } from "./hello.ts";

/** A sink that keeps what it is given and can be told to be slow, full or broken. */
export class RecordingSink implements EventSink {
  readonly batches: EventBatch[] = [];
  readonly #changes = new EventEmitter();
  #pressure: Pressure = "none";
  failWith: FaultCode | undefined;
  failAfter = 0;

  get events(): ApmEvent[] {
    return this.batches.flatMap((batch) => [...batch.events]);
  }

  async write(batch: EventBatch): Promise<void> {
    const own = { ...batch, events: [...batch.events] };
    await Promise.resolve();
    if (this.failWith !== undefined && this.batches.length >= this.failAfter) throw new Fault(this.failWith);
    this.batches.push(own);
  }

  pressure(): Pressure {
    return this.#pressure;
  }

  press(pressure: Pressure): void {
    this.#pressure = pressure;
    this.#changes.emit("change");
  }

  relieved(timeoutMillis: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMillis);
      this.#changes.once("change", () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}

/** 2026-11-22T10:00:00Z. */
export const NOW = epochMicros(1_795_341_600_000_000);
export const REVOKED_AT = epochMicros(1_795_338_000_000_000);

/** What every answer carries. */
export const NOSNIFF = { "X-Content-Type-Options": "nosniff" };

/** A clock that stands still until it is moved. */
export class TestClock implements Clock {
  micros = NOW as number;
  now() {
    return epochMicros(this.micros);
  }
  monotonic() {
    return micros(this.micros);
  }
}

const checkKey: KeyCheck = async (key) => {
  if (key.kind === "bearer" && key.token === "secret") return { ok: true, space: DEFAULT_SPACE, keyId: keyId("k1") };
  if (key.kind === "apikey" && key.id === "id" && key.secret === "a:b") {
    return { ok: true, space: spaceId("other"), keyId: keyId("k2") };
  }
  if (key.kind === "bearer" && key.token === "old") {
    return { ok: false, reason: "revoked", space: DEFAULT_SPACE, at: REVOKED_AT, keyId: keyId("k_revoked") };
  }
  if (key.kind === "bearer" && key.token === "down") return { ok: false, reason: "unavailable" };
  return { ok: false, reason: "unknown" };
};

export const KEY = { authorization: "Bearer secret" };

/** A door with a recording sink, and what it recorded. */
export function openDoor(options: Partial<ElasticDoorOptions> = {}) {
  const sink = new RecordingSink();
  const rejections: Rejection[] = [];
  const hellos: AgentHello[] = [];
  const clock = new TestClock();
  const metrics = createMetrics();
  const door = createElasticDoor({
    sink,
    checkKey,
    rejections: { record: (rejection) => rejections.push(rejection) },
    onHello: (hello) => hellos.push(hello),
    clock,
    log: silentLog,
    metrics,
    anonymousSpace: spaceId("anonymous"),
    buildInfo: { date: "2026-11-22T00:00:00Z", sha: "abc123" },
    ...options,
  });
  const send = (request: Partial<Omit<DoorRequest, "body" | "query">> & { body?: Body; query?: string } = {}) =>
    door.handle({
      method: request.method ?? "POST",
      path: request.path ?? "/intake/v2/events",
      query: new URLSearchParams(request.query ?? ""),
      headers: request.headers ?? KEY,
      remoteAddress: request.remoteAddress ?? "192.0.2.7",
      remotePort: request.remotePort ?? 4711,
      body: readable(request.body ?? ""),
    });
  return { door, sink, rejections, hellos, clock, metrics, send };
}

type Body = string | Buffer | readonly Buffer[] | Readable;

function readable(body: Body): Readable {
  if (body instanceof Readable) return body;
  const chunks = typeof body === "string" ? [Buffer.from(body)] : Buffer.isBuffer(body) ? [body] : body;
  return Readable.from(chunks.filter((chunk) => chunk.length > 0));
}

export const metadata = (service: object = {}, rest: object = {}): string =>
  JSON.stringify({
    metadata: { service: { name: "shop", agent: { name: "nodejs", version: "4.18.0" }, ...service }, ...rest },
  });

export const METADATA = metadata();
export const RUM_METADATA = JSON.stringify({ m: { se: { n: "web", a: { n: "rum-js", ve: "5.17.4" } } } });

export const transaction = (fields: object = {}): string =>
  JSON.stringify({
    transaction: { id: "t1", trace_id: "tr1", type: "request", duration: 1.5, span_count: { started: 0 }, ...fields },
  });

export const span = (fields: object = {}): string =>
  JSON.stringify({
    span: {
      id: "s1",
      trace_id: "tr1",
      parent_id: "t1",
      name: "SELECT",
      type: "db",
      start: 2.5,
      duration: 3,
      ...fields,
    },
  });

export const error = (fields: object = {}): string =>
  JSON.stringify({ error: { id: "e1", exception: { message: "boom", type: "Error" }, ...fields } });

export const body = (...lines: string[]): string => `${lines.join("\n")}\n`;
