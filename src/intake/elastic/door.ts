import type { IncomingHttpHeaders } from "node:http";
import { type Clock, type EpochMicros, type KeyId, type SpaceId, type TicketId, toIso } from "../../kernel/index.ts";
import {
  type Address,
  type ApmEvent,
  type EventSink,
  forwardedAddress,
  parseAddress,
  type RejectionLog,
  type RejectionReason,
  userAgent,
} from "../../model/index.ts";
import type { Log, Metrics } from "../../self/index.ts";
import { configAnswer, configRefusal, readConfigQuery, toConfigRefusal } from "../agent-config/agent-config.ts";
import { AnonymousLimiter } from "./anonymous-limiter.ts";
import { type DoorAnswer, failure, intakeAnswer } from "./answers.ts";
import { AUTHENTICATION_FAILED, type KeyCheck, keyHint, readCredentials } from "./authentication.ts";
import { Budget } from "./budget.ts";
import { ClockWatch } from "./clock-watch.ts";
import { createDoorMetrics, type DoorMetrics } from "./door-metrics.ts";
import { type AgentHello, readUserAgent } from "./hello.ts";
import { type BatchGate, type Body, IntakeStream, type StreamResult } from "./intake-stream.ts";
import { KeyLimiter } from "./key-limiter.ts";
import { DEFAULT_LIMITS, type IntakeLimits } from "./limits.ts";
import { type RumOptions, rumCors } from "./rum-cors.ts";
import { type BuildInfo, serverInfo } from "./server-info.ts";
import { smallBody } from "./small-body.ts";
import { StackMemory } from "./stack-memory.ts";

export interface DoorRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly body: Body;
}

export interface ElasticDoorOptions {
  readonly sink: EventSink;
  readonly checkKey: KeyCheck;
  readonly rejections: RejectionLog;
  readonly onHello?: (hello: AgentHello) => void;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly limits?: Partial<IntakeLimits>;
  /** Where events of browsers land that show no key. */
  readonly anonymousSpace: SpaceId;
  /** Agents that may send without a key. */
  readonly anonymousAgents?: readonly string[];
  readonly rum?: Partial<RumOptions>;
  readonly buildInfo: BuildInfo;
}

/**
 * The door for Elastic agents (intake specification 1). `handle` never rejects. Where the answer carries
 * `Connection: Close`, the host of the door closes the connection after it.
 */
export interface ElasticDoor extends AsyncDisposable {
  readonly paths: readonly string[];
  handle(request: DoorRequest): Promise<DoorAnswer>;
  /** New streams are turned away; resolves when the running ones have ended, at most 15 s later. */
  drain(): Promise<void>;
}

const ROUTES: ReadonlyMap<string, { readonly kind: "info" | "intake" | "config"; readonly rum: boolean }> = new Map([
  ["/", { kind: "info", rum: false }],
  ["/intake/v2/events", { kind: "intake", rum: false }],
  ["/intake/v2/rum/events", { kind: "intake", rum: true }],
  ["/intake/v3/rum/events", { kind: "intake", rum: true }],
  ["/config/v1/agents", { kind: "config", rum: false }],
  ["/config/v1/rum/agents", { kind: "config", rum: true }],
]);

/** Who sends: the space of a key, or nobody known, who may send for browsers only. */
interface Caller {
  readonly space: SpaceId;
  readonly key: KeyId | undefined;
  /** The participant whose own key it is. */
  readonly ticket?: TicketId | undefined;
  readonly anonymous: boolean;
}

/** Everything of one request that several steps need. */
interface Visit {
  readonly request: DoorRequest;
  readonly rum: boolean;
  readonly receivedAt: EpochMicros;
  readonly client: Address | undefined;
  /** True when a proxy's header told the client's address. */
  readonly forwarded: boolean;
  readonly address: string;
}

export function createElasticDoor(options: ElasticDoorOptions): ElasticDoor {
  return new Door(options);
}

class Door implements ElasticDoor {
  readonly paths = [...ROUTES.keys()];
  readonly #options: ElasticDoorOptions;
  readonly #limits: IntakeLimits;
  readonly #rum: RumOptions;
  readonly #limiter: AnonymousLimiter;
  readonly #keyLimiter: KeyLimiter;
  readonly #bytes: Budget;
  readonly #slots: Budget;
  readonly #clocks: ClockWatch;
  readonly #memory = new StackMemory();
  readonly #metrics: DoorMetrics;
  readonly #streams = new Set<IntakeStream>();
  readonly #running = new Set<Promise<unknown>>();
  #draining = false;

  constructor(options: ElasticDoorOptions) {
    this.#options = options;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#rum = { allowOrigins: ["*"], allowHeaders: [], allowCredentials: false, ...options.rum };
    this.#limiter = new AnonymousLimiter(
      this.#limits.anonymousEventsPerSecond,
      this.#limits.anonymousAddresses,
      options.clock,
    );
    this.#keyLimiter = new KeyLimiter(this.#limits.personalKey, options.clock);
    this.#bytes = new Budget(this.#limits.bytesInFlight);
    this.#slots = new Budget(this.#limits.concurrentStreams);
    this.#clocks = new ClockWatch(options.clock);
    this.#metrics = createDoorMetrics(options.metrics, () => this.#streams.size);
  }

  async handle(request: DoorRequest): Promise<DoorAnswer> {
    const answering = this.#answer(request);
    this.#running.add(answering);
    try {
      const answer = await answering;
      this.#metrics.answered(ROUTES.has(request.path) ? request.path : "other", answer.status);
      return answer;
    } catch (error) {
      this.#options.log.error({ err: error, path: request.path }, "the elastic door failed");
      return failure(500, "internal error", request.headers, { Connection: "Close" });
    } finally {
      this.#running.delete(answering);
    }
  }

  async drain(): Promise<void> {
    this.#draining = true;
    const stop = setTimeout(() => {
      for (const stream of this.#streams) stream.stop();
    }, this.#limits.drainMillis);
    stop.unref();
    await Promise.allSettled(this.#running);
    clearTimeout(stop);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#draining = true;
    for (const stream of this.#streams) stream.stop();
    await Promise.allSettled(this.#running);
  }

  async #answer(request: DoorRequest): Promise<DoorAnswer> {
    const route = ROUTES.get(request.path);
    if (route === undefined) return failure(404, "404 page not found", request.headers);
    const visit = this.#visit(request, route.rum);
    if (route.kind === "info") return this.#info(visit);
    if (!route.rum) return this.#authenticated(visit, route.kind);
    const cors = rumCors(request.method, request.headers, this.#rum);
    if ("answer" in cors) {
      if (cors.answer.status === 403) {
        this.#reject(visit, {}, "origin-not-allowed", 403, "origin is not allowed");
      }
      return route.kind === "config" && cors.answer.status === 403 ? toConfigRefusal(cors.answer) : cors.answer;
    }
    const answer = await this.#authenticated(visit, route.kind);
    return { ...answer, headers: { ...answer.headers, ...cors.headers } };
  }

  #visit(request: DoorRequest, rum: boolean): Visit {
    const header = (name: string): string | undefined => {
      const value = request.headers[name];
      return Array.isArray(value) ? value[0] : value;
    };
    const forwarded = forwardedAddress(header);
    const client = forwarded ?? parseAddress(request.remoteAddress);
    return {
      request,
      rum,
      receivedAt: this.#options.clock.now(),
      client,
      forwarded: forwarded !== undefined,
      address: client?.ip ?? request.remoteAddress,
    };
  }

  async #info(visit: Visit): Promise<DoorAnswer> {
    const { method, headers } = visit.request;
    const credentials = readCredentials(headers);
    const verdict = credentials.kind === "key" ? await this.#options.checkKey(credentials.key) : undefined;
    const ready = !this.#draining && this.#options.sink.pressure() !== "full";
    if (verdict?.ok === false || credentials.kind === "malformed") await this.#refusedCaller(visit);
    return serverInfo(method, headers, verdict?.ok === true, this.#options.buildInfo, ready);
  }

  async #authenticated(visit: Visit, kind: "intake" | "config"): Promise<DoorAnswer> {
    const refuse = kind === "config" ? configRefusal : failure;
    const { headers } = visit.request;
    const caller = await this.#caller(visit);
    if ("text" in caller) return refuse(caller.status, caller.text, headers);
    if (caller.anonymous && !this.#limiter.takeOne(visit.address)) {
      this.#reject(visit, caller, "rate-limited", 429, "rate limit exceeded");
      return refuse(429, "too many requests: rate limit exceeded", headers);
    }
    return kind === "config" ? this.#config(visit, caller) : this.#intake(visit, caller);
  }

  async #caller(visit: Visit): Promise<Caller | { readonly status: number; readonly text: string }> {
    const credentials = readCredentials(visit.request.headers);
    if (credentials.kind === "none") return { space: this.#options.anonymousSpace, key: undefined, anonymous: true };
    if (credentials.kind === "malformed") {
      this.#reject(visit, {}, "key-malformed", 401, "the Authorization header cannot be read");
      return { status: 401, text: credentials.text };
    }
    const verdict = await this.#options.checkKey(credentials.key);
    if (verdict.ok) return { space: verdict.space, key: verdict.keyId, ticket: verdict.ticket, anonymous: false };
    const hint = keyHint(credentials.key);
    switch (verdict.reason) {
      case "unavailable":
        this.#reject(visit, { hint }, "overloaded", 503, "keys cannot be checked now");
        return { status: 503, text: "service unavailable" };
      case "revoked":
        this.#reject(
          visit,
          { space: verdict.space, key: verdict.keyId, hint },
          "key-revoked",
          401,
          AUTHENTICATION_FAILED,
          {
            revokedAt: toIso(verdict.at),
          },
        );
        return { status: 401, text: AUTHENTICATION_FAILED };
      case "expired":
        this.#reject(
          visit,
          { space: verdict.space, key: verdict.keyId, hint },
          "key-expired",
          401,
          AUTHENTICATION_FAILED,
          {
            expiredAt: toIso(verdict.at),
          },
        );
        return { status: 401, text: AUTHENTICATION_FAILED };
      case "unknown":
        this.#reject(visit, { hint }, "key-unknown", 401, AUTHENTICATION_FAILED);
        return { status: 401, text: AUTHENTICATION_FAILED };
    }
  }

  /** `GET /` answers 200 to anyone, but a wrong key there is a rejection people want to see. */
  async #refusedCaller(visit: Visit): Promise<void> {
    await this.#caller(visit);
  }

  async #config(visit: Visit, caller: Caller): Promise<DoorAnswer> {
    const { method, query, headers, body } = visit.request;
    const text = method === "POST" ? await smallBody(body, headers, this.#limits) : "";
    const asked = readConfigQuery(method, query, headers, text);
    if ("text" in asked) return configRefusal(asked.status, caller.anonymous ? asked.short : asked.text, headers);
    if (!caller.anonymous) this.#hello(visit, caller, asked.service, asked.environment);
    return configAnswer(asked, headers);
  }

  async #intake(visit: Visit, caller: Caller): Promise<DoorAnswer> {
    const refuse = (status: number, message: string, reason: RejectionReason): DoorAnswer => {
      this.#reject(visit, caller, reason, status, message);
      return intakeAnswer(status, 0, [{ message }], visit.request.headers, true);
    };
    const { method, headers } = visit.request;
    if (method !== "POST") return refuse(400, "only POST requests are supported", "method-not-supported");
    const type = headers["content-type"] ?? "";
    if (type !== "" && !type.includes("application/x-ndjson")) {
      return refuse(400, `invalid content type: '${type}'`, "content-type-invalid");
    }
    if (this.#draining) return refuse(503, "server is shutting down", "overloaded");
    if (this.#options.sink.pressure() === "full") return refuse(503, "queue is full", "overloaded");
    if (!(await this.#slots.take(1, this.#limits.readTimeoutMillis))) {
      return refuse(503, "queue is full", "overloaded");
    }
    try {
      return await this.#stream(visit, caller);
    } finally {
      this.#slots.give(1);
    }
  }

  async #stream(visit: Visit, caller: Caller): Promise<DoorAnswer> {
    const { headers, body, query } = visit.request;
    if (!caller.anonymous) this.#hello(visit, caller);
    const stream = new IntakeStream({
      body,
      contentEncoding: headers["content-encoding"],
      contentLength: headers["content-length"] === undefined ? undefined : Number(headers["content-length"]),
      space: caller.space,
      key: caller.key,
      scene: this.#sceneOf(visit),
      sink: this.#options.sink,
      memory: this.#memory,
      budget: this.#bytes,
      limits: this.#limits,
      gate: this.#gateFor(visit, caller),
    });
    this.#streams.add(stream);
    try {
      const result = await stream.run();
      this.#conclude(visit, caller, result);
      if (result.hungUp) return failure(503, "request timed out", headers, { Connection: "Close" });
      return intakeAnswer(result.status, result.accepted, result.errors, headers, query.has("verbose"));
    } finally {
      this.#streams.delete(stream);
    }
  }

  #sceneOf(visit: Visit) {
    const { request, rum, receivedAt, client, forwarded } = visit;
    if (!rum) {
      const stamp = { userAgent: undefined, client: undefined, source: undefined, sourceNatIp: undefined };
      return { receivedAt, rum, stamp, hostIp: client?.ip };
    }
    const agent = request.headers["user-agent"];
    const peer = parseAddress(request.remoteAddress);
    const source = client && { ip: client.ip, port: forwarded ? client.port : request.remotePort };
    const stamp = {
      userAgent: agent === undefined ? undefined : userAgent(agent),
      client: client && { ip: client.ip, port: undefined },
      source,
      sourceNatIp: forwarded ? peer?.ip : undefined,
    };
    return { receivedAt, rum, stamp, hostIp: undefined };
  }

  #gateFor(visit: Visit, { anonymous, ticket, key }: Caller): BatchGate | undefined {
    if (anonymous) return (events) => this.#gate(visit, events);
    if (ticket === undefined || key === undefined) return undefined;
    return async (events, bytes) => {
      const limit = this.#keyLimiter.take(key, events.length, bytes);
      if (limit === undefined) return undefined;
      const { eventsPerSecond, bytesPerSecond } = this.#limits.personalKey;
      const words =
        limit === "events" ? `${eventsPerSecond} events a second` : `${bytesPerSecond / 2 ** 20} MB a second`;
      return {
        status: 429,
        text: `rate limit exceeded: a personal key may send ${words}`,
        reason: "rate-limited" as const,
      };
    };
  }

  /** Senders without a key: only agents of browsers, and only so many events (1.4). */
  async #gate(visit: Visit, events: readonly ApmEvent[]) {
    const allowed = this.#options.anonymousAgents ?? ["rum-js", "js-base"];
    const stranger = events.find((event) => !allowed.includes(event.resource.agent.name));
    if (stranger !== undefined) {
      const text = `unauthorized: anonymous access not permitted for agent ${JSON.stringify(stranger.resource.agent.name)}`;
      return { status: 403, text, reason: visit.rum ? ("anonymous-not-permitted" as const) : ("key-missing" as const) };
    }
    if (await this.#limiter.take(visit.address, events.length)) return undefined;
    return { status: 429, text: "rate limit exceeded", reason: "rate-limited" as const };
  }

  #conclude(visit: Visit, caller: Caller, result: StreamResult): void {
    const { service } = result;
    this.#metrics.accepted(result.accepted);
    if (result.hungUp) this.#metrics.hungUp();
    for (const [reason, refused] of result.refused) {
      this.#metrics.refused(reason, refused.count);
      this.#reject(visit, caller, reason, refused.status, refused.detail, {}, refused.count, service);
    }
    if (result.newest === undefined || service === undefined) return;
    const doubt = this.#clocks.judge(caller.space, service, result.newest, visit.receivedAt);
    if (doubt === undefined) return;
    const words = `the clock is ${doubt.skew} ${doubt.reason === "clock-ahead" ? "ahead" : "behind"}`;
    this.#reject(visit, caller, doubt.reason, 202, words, { skew: doubt.skew }, 1, service);
  }

  #hello(visit: Visit, { space, key }: Caller, polled?: string, environment?: string): void {
    const said = readUserAgent(visit.request.headers["user-agent"]);
    const service = polled ?? said?.service;
    if (this.#options.onHello === undefined || service === undefined) return;
    this.#options.onHello({
      space,
      key,
      service,
      agent: said?.agent ?? "",
      at: visit.receivedAt,
      ...(said?.service === service && said.serviceVersion ? { serviceVersion: said.serviceVersion } : {}),
      ...(environment ? { environment } : {}),
    });
  }

  #reject(
    visit: Visit,
    sender: { readonly space?: SpaceId; readonly key?: KeyId | undefined; readonly hint?: string | undefined },
    reason: RejectionReason,
    status: number,
    detail: string,
    params: Readonly<Record<string, string>> = {},
    count = 1,
    service = readUserAgent(visit.request.headers["user-agent"])?.service,
  ): void {
    this.#options.rejections.record({
      at: visit.receivedAt,
      space: sender.space,
      key: sender.key,
      keyHint: sender.hint,
      reason,
      status,
      address: visit.address,
      agent: visit.request.headers["user-agent"]?.slice(0, 200),
      service,
      detail,
      params,
      count,
    });
  }
}
