import { describe, expect, it } from "vitest";
import { LiveMessage } from "../../contract/index.ts";
import { type Clock, DEFAULT_SPACE, epochMicros, MICROS_PER_SECOND, micros, spaceId } from "../../kernel/index.ts";
import type { ApmEvent, EventSink, Rejection, Resource } from "../../model/index.ts";
import { announceArrivals } from "./arrivals.ts";
import type { LiveFrame } from "./channel.ts";
import { LiveHub } from "./hub.ts";

const NOON = 1_795_000_000 * MICROS_PER_SECOND;

class HandClock implements Clock {
  #now = NOON;
  now = () => epochMicros(this.#now);
  monotonic = () => micros(this.#now - NOON);
  advance(seconds: number): void {
    this.#now += seconds * MICROS_PER_SECOND;
  }
}

class Reader {
  readonly frames: LiveFrame[] = [];
  readonly seesRejections: boolean;
  constructor(seesRejections = true) {
    this.seesRejections = seesRejections;
  }
  send(frame: LiveFrame): void {
    this.frames.push(frame);
  }
  messages(): LiveMessage[] {
    return this.frames.map(({ json }) => LiveMessage.parse(JSON.parse(json)));
  }
}

const resource = (name: string, environment = "test", framework?: string): Resource => ({
  service: {
    name,
    environment,
    language: { name: "javascript" },
    framework: framework ? { name: framework } : undefined,
  },
  agent: { name: "nodejs", version: "4.18.0" },
});

const activity = (transactions: number, failures = 0) => ({
  transactions,
  durationSum: transactions * 2_000,
  failures,
  successes: transactions - failures,
});

const rejection = (over: Partial<Rejection> = {}): Rejection => ({
  at: epochMicros(NOON),
  space: DEFAULT_SPACE,
  reason: "key-unknown",
  status: 401,
  address: "10.0.0.7",
  agent: "apm-agent-nodejs/4.18.0",
  service: undefined,
  detail: "authentication failed",
  params: {},
  count: 1,
  ...over,
});

describe("LiveHub", () => {
  it("sends a snapshot, then arrivals at once with their order of arrival", () => {
    using hub = new LiveHub(new HandClock());
    hub.observe(DEFAULT_SPACE, epochMicros(NOON), [{ resource: resource("first"), events: 1, activity: activity(1) }]);
    const reader = new Reader();
    hub.subscribe(DEFAULT_SPACE, reader, undefined);
    hub.observe(DEFAULT_SPACE, epochMicros(NOON + 1), [
      { resource: resource("second"), events: 1, activity: activity(4, 1) },
    ]);

    const [snapshot, arrival] = reader.messages();
    expect(snapshot).toMatchObject({ type: "snapshot", apps: [{ name: "first", ordinal: 1, transactions: 1 }] });
    expect(arrival).toMatchObject({
      type: "arrival",
      isNew: true,
      app: { name: "second", ordinal: 2, throughputPerMinute: 4, latencyUs: 2_000, failedRate: 0.25 },
    });
  });

  it("keeps spaces apart", () => {
    using hub = new LiveHub(new HandClock());
    const reader = new Reader();
    hub.subscribe(spaceId("other"), reader, undefined);
    hub.observe(DEFAULT_SPACE, epochMicros(NOON), [
      { resource: resource("secret-app"), events: 1, activity: activity(1) },
    ]);
    hub.record(rejection());
    expect(JSON.stringify(reader.frames)).not.toContain("secret-app");
    expect(reader.frames).toHaveLength(1);
  });

  it("shows a connected agent before its data and replaces it by the first event", () => {
    using hub = new LiveHub(new HandClock());
    const reader = new Reader();
    hub.subscribe(DEFAULT_SPACE, reader, undefined);
    hub.expect(DEFAULT_SPACE, { service: "toy", agent: "nodejs", environment: "" });
    hub.expect(DEFAULT_SPACE, { service: "toy", agent: "nodejs", environment: "" });
    hub.observe(DEFAULT_SPACE, epochMicros(NOON), [
      { resource: resource("toy", "pycon"), events: 1, activity: activity(1) },
    ]);

    expect(reader.messages().slice(1)).toMatchObject([
      { app: { name: "toy", environment: "", hasData: false, ordinal: 1 } },
      { app: { name: "toy", environment: "pycon", hasData: true, ordinal: 1 } },
    ]);
    const later = new Reader();
    hub.subscribe(DEFAULT_SPACE, later, undefined);
    expect(later.messages()[0]).toMatchObject({ apps: [{ environment: "pycon" }] });
  });

  it("replays what a returning reader missed, and sends a snapshot when it cannot", () => {
    using hub = new LiveHub(new HandClock());
    const reader = new Reader();
    const leave = hub.subscribe(DEFAULT_SPACE, reader, undefined);
    hub.observe(DEFAULT_SPACE, epochMicros(NOON), [{ resource: resource("a"), events: 1, activity: activity(1) }]);
    const last = reader.frames.at(-1)?.id;
    leave();
    hub.observe(DEFAULT_SPACE, epochMicros(NOON), [{ resource: resource("b"), events: 1, activity: activity(1) }]);

    const back = new Reader();
    hub.subscribe(DEFAULT_SPACE, back, last);
    expect(back.messages()).toMatchObject([{ type: "arrival", app: { name: "b" } }]);
    const stranger = new Reader();
    hub.subscribe(DEFAULT_SPACE, stranger, "zzzzzz.1");
    expect(stranger.messages()).toMatchObject([{ type: "snapshot" }]);
  });

  it("counts a repeated rejection instead of repeating it, and shows none to the wall", () => {
    using hub = new LiveHub(new HandClock());
    const host = new Reader();
    const wall = new Reader(false);
    hub.subscribe(DEFAULT_SPACE, host, undefined);
    hub.subscribe(DEFAULT_SPACE, wall, undefined);
    hub.record(rejection({ space: undefined }));
    hub.record(rejection({ count: 2 }));
    expect(hub.rejections(DEFAULT_SPACE)).toMatchObject([{ reason: "key-unknown", count: 3 }]);
    expect(host.frames).toHaveLength(3);
    expect(wall.frames).toHaveLength(1);
    for (let i = 0; i < 300; i++) hub.record(rejection({ detail: `other ${i}` }));
    expect(hub.rejections(DEFAULT_SPACE)).toHaveLength(200);
  });

  it("tells an app's first request at once, later ones with the tick", () => {
    using hub = new LiveHub(new HandClock());
    const reader = new Reader();
    hub.observe(DEFAULT_SPACE, epochMicros(NOON), [{ resource: resource("a"), events: 1, activity: activity(0) }]);
    hub.subscribe(DEFAULT_SPACE, reader, undefined);
    hub.observe(DEFAULT_SPACE, epochMicros(NOON), [{ resource: resource("a"), events: 1, activity: activity(1) }]);
    hub.observe(DEFAULT_SPACE, epochMicros(NOON), [{ resource: resource("a"), events: 1, activity: activity(1) }]);
    expect(reader.messages().slice(1)).toMatchObject([{ type: "arrival", isNew: false, app: { transactions: 1 } }]);
  });

  it("lets a minute's figures fall back when requests stop", async () => {
    const clock = new HandClock();
    using hub = new LiveHub(clock);
    hub.observe(DEFAULT_SPACE, clock.now(), [{ resource: resource("a"), events: 1, activity: activity(6) }]);
    clock.advance(59);
    const within = new Reader();
    hub.subscribe(DEFAULT_SPACE, within, undefined);
    expect(within.messages()[0]).toMatchObject({ apps: [{ throughputPerMinute: 6, transactions: 6 }] });
    clock.advance(2);
    const after = new Reader();
    hub.subscribe(DEFAULT_SPACE, after, undefined);
    expect(after.messages()[0]).toMatchObject({ apps: [{ throughputPerMinute: 0, latencyUs: null, transactions: 6 }] });
  });
});

describe("apps that were taken down", () => {
  const seen = (name: string, environment = "test") => [
    { resource: resource(name, environment), events: 1, activity: activity(1) },
  ];

  it("are told to open pages, and are in no snapshot and no replay", () => {
    using hub = new LiveHub(new HandClock());
    const reader = new Reader();
    hub.subscribe(DEFAULT_SPACE, reader, undefined);
    const at = epochMicros(NOON);
    hub.observe(DEFAULT_SPACE, at, seen("leaver"));
    const before = reader.frames.at(-1)?.id;
    hub.observe(DEFAULT_SPACE, at, [...seen("leaver", "dev"), ...seen("stayer")]);
    hub.record(rejection({ space: DEFAULT_SPACE, service: "leaver" }));
    hub.takeDown(DEFAULT_SPACE, ["leaver", "unknown"]);

    expect(reader.messages().at(-1)).toMatchObject({ type: "departure", names: ["leaver", "unknown"] });
    for (const lastEventId of [undefined, before]) {
      const comesBack = new Reader();
      hub.subscribe(DEFAULT_SPACE, comesBack, lastEventId);
      expect(comesBack.messages()).toMatchObject([{ type: "snapshot", apps: [{ name: "stayer" }], rejections: [] }]);
      expect(JSON.stringify(comesBack.frames)).not.toContain("leaver");
    }
  });

  it("that nobody knew are no news", () => {
    using hub = new LiveHub(new HandClock());
    const reader = new Reader();
    hub.subscribe(DEFAULT_SPACE, reader, undefined);
    hub.takeDown(DEFAULT_SPACE, ["unknown"]);
    expect(reader.messages()).toHaveLength(1);
  });

  it("come after the past, also when it could not be told", async () => {
    using hub = new LiveHub(new HandClock());
    const { promise, reject } = Promise.withResolvers<void>();
    const told = hub.after(promise);
    let isPast = false;
    const past = hub.past().then(() => (isPast = true));
    await new Promise(setImmediate);
    expect(isPast).toBe(false);
    reject(new Error("no store"));
    await expect(told).rejects.toThrow("no store");
    await past;
    expect(isPast).toBe(true);
  });

  it("stay gone when they were taken down while the past was being told", async () => {
    using hub = new LiveHub(new HandClock());
    const { promise, resolve } = Promise.withResolvers<void>();
    const told = hub.after(promise);
    hub.observe(DEFAULT_SPACE, epochMicros(NOON), seen("leaver"));
    hub.takeDown(DEFAULT_SPACE, ["leaver"]);
    resolve();
    await told;
    expect(hub.apps(DEFAULT_SPACE)).toEqual([]);
  });
});

describe("announceArrivals", () => {
  const event = (from: Resource): ApmEvent => ({
    kind: "metricset",
    name: "app",
    resource: from,
    timestamp: epochMicros(NOON),
    samples: [],
  });

  it("tells of a batch only when it is durable", async () => {
    let settle: { resolve(): void; reject(error: Error): void } | undefined;
    const sink: EventSink = {
      write: () => new Promise((resolve, reject) => (settle = { resolve, reject })),
      pressure: () => "none",
      relieved: async () => {},
    };
    const told: string[] = [];
    const announcing = announceArrivals(sink, (_space, _at, arrivals) =>
      told.push(...arrivals.map((arrival) => `${arrival.resource.service.name} ${arrival.events}`)),
    );
    const [a, b] = [resource("a"), resource("b")];
    const batch = { space: DEFAULT_SPACE, receivedAt: epochMicros(NOON), events: [event(a), event(b), event(a)] };

    const written = announcing.write(batch);
    expect(told).toEqual([]);
    settle?.resolve();
    await written;
    expect(told).toEqual(["a 2", "b 1"]);

    const lost = announcing.write(batch);
    settle?.reject(new Error("disk full"));
    await expect(lost).rejects.toThrow("disk full");
    expect(told).toHaveLength(2);
  });
});
