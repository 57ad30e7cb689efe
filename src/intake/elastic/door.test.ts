import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it, test } from "vitest";
import { body, error, KEY, METADATA, metadata, NOW, openDoor, RUM_METADATA, transaction } from "./door-fixture.ts";

const EXPECTED = "expected 'Authorization: Bearer secret_token' or 'Authorization: ApiKey base64(API key ID:API key)'";
const b64 = (text: string): string => Buffer.from(text).toString("base64");
const NOSNIFF = { "X-Content-Type-Options": "nosniff" };

describe("answers (1.3)", () => {
  it("is bare when all is well", async () => {
    const { send, sink } = openDoor();
    expect(await send({ body: body(METADATA, transaction()) })).toEqual({ status: 202, headers: NOSNIFF, body: "" });
    expect(sink.events).toHaveLength(1);
    expect(sink.batches[0]).toMatchObject({ space: "default", receivedAt: NOW });
  });

  test.each([
    ["text/html", "text/plain; charset=utf-8", '{"accepted":0}\n'],
    [undefined, "text/plain; charset=utf-8", '{"accepted":0}\n'],
    ["text/html, */*", "application/json", '{\n  "accepted": 0\n}\n'],
    ["application/json", "application/json", '{\n  "accepted": 0\n}\n'],
  ])("Accept %s", async (accept, type, text) => {
    const answer = await openDoor().send({ query: "verbose=false", headers: { ...KEY, ...(accept && { accept }) } });
    expect(answer).toEqual({ status: 202, headers: { ...NOSNIFF, "Content-Type": type }, body: text });
  });

  it("does not know other paths, whoever asks", async () => {
    const answer = await openDoor().send({ path: "/intake/v2/profile", headers: {} });
    expect(answer).toMatchObject({ status: 404, body: '{"error":"404 page not found"}\n' });
  });
});

describe("authentication (1.4)", () => {
  test.each([
    ["Bearer wrong", 401, "authentication failed"],
    ["Bearer old", 401, "authentication failed"],
    ["Bearer down", 503, "service unavailable"],
    ["bearer secret", 401, `authentication failed: unknown Authentication header bearer: ${EXPECTED}`],
    ["Basic dTpw", 401, `authentication failed: unknown Authentication header Basic: ${EXPECTED}`],
    [
      "ApiKey a$b=",
      401,
      "authentication failed: improperly encoded ApiKey credentials: expected base64(ID:APIKey): illegal base64 data at input byte 1",
    ],
    [
      `ApiKey ${b64("nocolon")}`,
      401,
      "authentication failed: improperly formatted ApiKey credentials: expected base64(ID:APIKey)",
    ],
    [`ApiKey ${b64("id:wrong")}`, 401, "authentication failed"],
  ])("%s", async (authorization, status, text) => {
    for (const path of ["/intake/v2/events", "/intake/v2/rum/events", "/config/v1/agents"]) {
      const { send, sink } = openDoor();
      const answer = await send({ path, headers: { authorization }, body: body(METADATA, transaction()) });
      expect(answer.status).toBe(status);
      expect(JSON.parse(answer.body)).toEqual({ error: text });
      expect(answer.headers).not.toHaveProperty("WWW-Authenticate");
      expect(sink.events).toEqual([]);
    }
  });

  it("tells spaces apart by key, and splits an API key at its first colon", async () => {
    const { send, sink } = openDoor();
    await send({ headers: { authorization: `ApiKey ${b64("id:a:b")}` }, body: body(METADATA, transaction()) });
    expect(sink.batches.map((batch) => batch.space)).toEqual(["other"]);
  });

  it("records why a key was refused", async () => {
    const { send, rejections } = openDoor();
    for (const authorization of ["Bearer wrong", "Bearer old", "Basic x"]) await send({ headers: { authorization } });
    expect(rejections.map(({ reason, space, params }) => [reason, space, params])).toEqual([
      ["key-unknown", undefined, {}],
      ["key-revoked", "default", { revokedAt: "2026-11-22T09:00:00.000Z" }],
      ["key-malformed", undefined, {}],
    ]);
  });
});

describe("senders without a key (1.4)", () => {
  it("may send as a browser's agent", async () => {
    const { send, sink } = openDoor();
    const line = '{"e":{"id":"e1","ex":{"mg":"boom"}}}';
    const answer = await send({ path: "/intake/v3/rum/events", headers: {}, body: body(RUM_METADATA, line) });
    expect(answer.status).toBe(202);
    expect(sink.batches).toMatchObject([{ space: "anonymous" }]);
  });

  it("may send as a browser's agent to the other door too", async () => {
    const rum = metadata({ agent: { name: "js-base", version: "1" } });
    expect((await openDoor().send({ headers: {}, body: body(rum, transaction()) })).status).toBe(202);
  });

  it("may not send as another agent", async () => {
    const { send, sink, rejections } = openDoor();
    const answer = await send({ headers: {}, body: body(METADATA, transaction()) });
    expect(answer).toMatchObject({
      status: 403,
      body: `${JSON.stringify({
        accepted: 0,
        errors: [
          {
            message:
              'cannot handle stream: cannot process batch: unauthorized: anonymous access not permitted for agent "nodejs"',
          },
        ],
      })}\n`,
    });
    expect(sink.events).toEqual([]);
    expect(rejections).toMatchObject([{ reason: "key-missing", status: 403, service: "shop" }]);
  });

  it("keeps the batches before the one that is refused", async () => {
    const { send, sink } = openDoor();
    const rum = metadata({ agent: { name: "rum-js", version: "1" } });
    const stranger = transaction({ context: { service: { agent: { name: "nodejs" } } } });
    const good = Array.from({ length: 12 }, () => transaction());
    const answer = await send({ headers: {}, body: body(rum, ...good, stranger, ...good) });
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.body)).toMatchObject({ accepted: 10 });
    expect(sink.events).toHaveLength(10);
  });

  it("sends nothing but metadata without being refused", async () => {
    expect((await openDoor().send({ headers: {}, body: body(METADATA) })).status).toBe(202);
  });

  it("is limited by address: requests, then events", async () => {
    const { send, clock, rejections } = openDoor({ limits: { anonymousEventsPerSecond: 2 } });
    const rum = { path: "/intake/v2/rum/events", headers: {} };
    const statuses: number[] = [];
    for (let i = 0; i < 7; i++) statuses.push((await send(rum)).status);
    expect(statuses).toEqual([202, 202, 202, 202, 202, 202, 429]);
    const refused = await send(rum);
    expect(refused).toMatchObject({ status: 429, body: '{"error":"too many requests: rate limit exceeded"}\n' });
    expect((await send({ ...rum, remoteAddress: "192.0.2.8" })).status).toBe(202);
    expect(rejections.at(-1)).toMatchObject({ reason: "rate-limited", status: 429 });
    clock.micros += 10_000_000;
    const line = transaction({ context: { service: { agent: { name: "rum-js" } } } });
    const answer = await send({ ...rum, body: body(METADATA, ...Array.from({ length: 9 }, () => line)) });
    expect(answer.status).toBe(429);
    expect(JSON.parse(answer.body).errors.at(-1)).toEqual({
      message: "cannot handle stream: cannot process batch: rate limit exceeded",
    });
  });

  it("inherits a limit when too many addresses are known", async () => {
    const { send } = openDoor({ limits: { anonymousEventsPerSecond: 1, anonymousAddresses: 2 } });
    const from = (remoteAddress: string) => send({ path: "/intake/v2/rum/events", headers: {}, remoteAddress });
    for (let i = 0; i < 3; i++) await from("192.0.2.1");
    await from("192.0.2.2");
    expect((await from("192.0.2.3")).status).toBe(429);
  });
});

describe("intake requests (1.8)", () => {
  test.each(["GET", "PUT", "DELETE"])("%s", async (method) => {
    const answer = await openDoor().send({ method });
    expect(answer).toMatchObject({
      status: 400,
      headers: { Connection: "Close" },
      body: '{"accepted":0,"errors":[{"message":"only POST requests are supported"}]}\n',
    });
  });

  test.each([
    ["application/x-ndjson; charset=utf-8", 202],
    ["", 202],
    ["application/json", 400],
    ["application/ndjson", 400],
  ])("Content-Type %s", async (type, status) => {
    const answer = await openDoor().send({ headers: { ...KEY, "content-type": type }, body: body(METADATA) });
    expect(answer.status).toBe(status);
    if (status === 400) expect(JSON.parse(answer.body).errors[0].message).toBe(`invalid content type: '${type}'`);
  });

  it("checks the key first, then the method", async () => {
    expect((await openDoor().send({ method: "GET", headers: { authorization: "Bearer x" } })).status).toBe(401);
  });

  test.each([
    ["gzip", gzipSync, undefined],
    ["gzip", gzipSync, "gzip"],
    ["zlib", deflateSync, undefined],
    ["zlib", deflateSync, "deflate"],
    ["plain", (text: string) => Buffer.from(text), undefined],
    ["plain", (text: string) => Buffer.from(text), "identity"],
    ["gzip", gzipSync, "gzip, deflate"],
  ] as const)("%s body %#, header %s", async (_name, pack, encoding) => {
    const { send, sink } = openDoor();
    const headers = { ...KEY, ...(encoding && { "content-encoding": encoding }) };
    const answer = await send({ headers, body: pack(body(METADATA, transaction(), error())) });
    expect([answer.status, sink.events.length]).toEqual([202, 2]);
  });

  test.each([
    ["gzip", Buffer.from(body(METADATA)), "data decoding error: gzip: invalid header"],
    ["deflate", deflateRawSync(body(METADATA)), "data decoding error: zlib: invalid header"],
    [undefined, Buffer.from("x, not zlib"), "data decoding error: zlib: invalid header"],
  ])("a false header %s", async (encoding, packed, message) => {
    const headers = { ...KEY, ...(encoding && { "content-encoding": encoding }) };
    const answer = await openDoor().send({ headers, body: packed });
    expect(answer).toMatchObject({ status: 400, body: `${JSON.stringify({ accepted: 0, errors: [{ message }] })}\n` });
  });

  test.each([
    ["an empty body", "", 202, []],
    ["metadata alone", body(METADATA), 202, []],
    ["metadata without its newline", METADATA, 400, [["EOF while reading metadata", METADATA]]],
    ["no metadata", body(transaction()), 400, [['"metadata" or "m" required', transaction()]]],
    ["text", "text\n", 400, [['"metadata" or "m" required', "text"]]],
    ["an empty line", "\n", 400, [['"metadata" or "m" required', undefined]]],
    [
      "metadata that is not JSON",
      '{"metadata": nope}\n',
      400,
      [[expect.stringMatching(/^decode error: data read error: /), '{"metadata": nope}']],
    ],
    ["empty metadata", '{"metadata":{}}\n', 400, [["validation error: 'metadata' required", '{"metadata":{}}']]],
  ])("%s", async (_what, sent, status, errors) => {
    const answer = await openDoor().send({ body: sent, query: "verbose" });
    expect(answer.status).toBe(status);
    const told = errors.map(([message, document]) => (document === undefined ? { message } : { message, document }));
    expect(JSON.parse(answer.body)).toEqual(told.length === 0 ? { accepted: 0 } : { accepted: 0, errors: told });
  });

  it("stores the good events beside the bad ones and tells of the first five", async () => {
    const { send, sink, rejections, metrics } = openDoor();
    const bad = ["{}", "  ", METADATA, '{"span":{}}', '{"transaction":5}', '{"foo":1}', "not json"];
    const answer = await send({ body: body(METADATA, transaction(), "", ...bad, error()) });
    expect(answer).toMatchObject({ status: 400, headers: { Connection: "Close" } });
    const told = JSON.parse(answer.body);
    expect(told.accepted).toBe(2);
    expect(told.errors.map((one: { message: string }) => one.message)).toEqual([
      'did not recognize object type: ""',
      'did not recognize object type: ""',
      'did not recognize object type: "metadata"',
      "validation error: 'span' required",
      "decode error: data read error: transaction: expects an object",
    ]);
    expect(Object.keys(told)).toEqual(["accepted", "errors"]);
    expect(Object.keys(told.errors[0])).toEqual(["message", "document"]);
    expect(sink.events).toHaveLength(2);
    expect(rejections.map(({ reason, count }) => [reason, count])).toEqual([
      ["event-unrecognised", 5],
      ["event-invalid", 2],
    ]);
    expect(await metrics.metrics()).toContain('sadari_intake_refused_total{reason="event-unrecognised"} 5');
  });

  it("takes a line of 307,199 bytes and skips a longer one", async () => {
    const { send, sink } = openDoor();
    const sized = (bytes: number): string => {
      const line = transaction({ padding: "" });
      return line.replace('"padding":""', `"padding":"${"x".repeat(bytes - line.length)}"`);
    };
    const long = sized(307_200);
    const answer = await send({ body: body(METADATA, sized(307_199), long, sized(400_000), transaction()) });
    expect(JSON.parse(answer.body)).toEqual({
      accepted: 2,
      errors: [
        { message: "event exceeded the permitted size", document: long },
        { message: "event exceeded the permitted size", document: sized(400_000).slice(0, 307_200) },
      ],
    });
    expect(sink.events).toHaveLength(2);
  });

  it("ignores a carriage return before the newline and needs no newline at the end", async () => {
    const { send, sink } = openDoor();
    const answer = await send({ body: `${METADATA}\r\n${transaction()}\r\n${error()}` });
    expect([answer.status, sink.events.length]).toEqual([202, 2]);
  });
});

describe("bodies that break or drag on", () => {
  it("keeps what came before the break of a gzip body", async () => {
    const { send, sink } = openDoor();
    const lines = Array.from({ length: 50 }, (_, i) =>
      transaction({ name: randomBytes(2_000).toString("hex"), id: `${i}` }),
    );
    const packed = gzipSync(
      body(METADATA, ...lines.map((line) => line.replace(/"name":"([0-9a-f]{1000})[0-9a-f]*"/, '"name":"$1"'))),
    );
    const answer = await send({ body: packed.subarray(0, packed.length >> 1) });
    const told = JSON.parse(answer.body);
    expect(answer.status).toBe(500);
    expect(told.errors).toEqual([{ message: "cannot handle stream: unexpected EOF" }]);
    expect(told.accepted).toBe(sink.events.length);
    expect(told.accepted).toBeGreaterThan(10);
  });

  it("blames the sender when even the metadata is cut off", async () => {
    const packed = gzipSync(METADATA);
    const answer = await openDoor().send({ body: packed.subarray(0, packed.length - 20) });
    expect(answer).toMatchObject({ status: 400, body: '{"accepted":0,"errors":[{"message":"unexpected EOF"}]}\n' });
  });

  it("stops reading after the read timeout", async () => {
    const { send, sink } = openDoor({ limits: { readTimeoutMillis: 60 } });
    const slow = new Readable({ read() {} });
    slow.push(body(METADATA, transaction()));
    const answer = await send({ body: slow });
    expect(answer.status).toBe(500);
    expect(JSON.parse(answer.body)).toEqual({
      accepted: 1,
      errors: [{ message: "cannot handle stream: i/o timeout" }],
    });
    expect(sink.events).toHaveLength(1);
    expect(slow.destroyed).toBe(false);
  });

  it("stores whole lines of a sender that hangs up, and counts it apart", async () => {
    const { send, sink, metrics, rejections } = openDoor();
    const cut = new Readable({ read() {} });
    cut.push(body(METADATA, transaction()) + transaction().slice(0, 30));
    const answering = send({ body: cut });
    await sleep(20);
    cut.destroy(new Error("aborted"));
    expect((await answering).status).toBe(503);
    expect(sink.events).toHaveLength(1);
    expect(rejections).toEqual([]);
    expect(await metrics.metrics()).toContain("sadari_intake_hang_ups_total 1");
  });

  it("survives a gzip bomb in little memory", async () => {
    const zeros = gzipSync(Buffer.alloc(64 * 2 ** 20));
    const before = process.memoryUsage().rss;
    const start = performance.now();
    const { send } = openDoor();
    const headless = await send({ body: [...Array(16).keys()].map(() => zeros) });
    expect(headless.status).toBe(400);
    expect(JSON.parse(headless.body).errors).toMatchObject([{ message: "event exceeded the permitted size" }]);
    const bomb = await send({
      body: [gzipSync(body(METADATA, transaction())), ...[...Array(16).keys()].map(() => zeros)],
    });
    expect(bomb.status).toBe(400);
    expect(JSON.parse(bomb.body)).toMatchObject({
      accepted: 1,
      errors: [
        { message: "event exceeded the permitted size" },
        { message: "cannot handle stream: request body too large: more than 200 times its size" },
      ],
    });
    expect(performance.now() - start).toBeLessThan(2_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(128 * 2 ** 20);
  });
});

describe("a sink under pressure", () => {
  it("refuses before reading when full", async () => {
    const { send, sink } = openDoor();
    sink.press("full");
    const answer = await send({ body: body(METADATA, transaction()) });
    expect(answer).toMatchObject({
      status: 503,
      headers: { "Retry-After": "5", Connection: "Close" },
      body: '{"accepted":0,"errors":[{"message":"queue is full"}]}\n',
    });
  });

  it("stops reading while slow", async () => {
    const { send, sink } = openDoor();
    const drip = new Readable({ read() {} });
    const answering = send({ body: drip });
    sink.press("slow");
    drip.push(body(METADATA, transaction()));
    await sleep(30);
    expect(sink.events).toHaveLength(1);
    drip.push(body(transaction()));
    drip.push(null);
    await sleep(30);
    expect(sink.events).toHaveLength(1);
    sink.press("none");
    expect((await answering).status).toBe(202);
    expect(sink.events).toHaveLength(2);
  });

  test.each([
    ["spool.full", 503, "cannot handle stream: cannot process batch: queue is full"],
    ["server.draining", 503, "server is shutting down"],
    ["store.unavailable", 503, "cannot handle stream: cannot process batch: service unavailable"],
    ["internal", 500, "cannot handle stream: internal error"],
  ] as const)("%s", async (code, status, message) => {
    const { send, sink } = openDoor();
    sink.failWith = code;
    sink.failAfter = 1;
    const chunks = [body(METADATA, transaction()), body(transaction()), body(transaction())].map((text) =>
      Buffer.from(text),
    );
    const answer = await send({ body: chunks });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toEqual({ accepted: 1, errors: [{ message }] });
  });

  it("waits for a slot when all are taken", async () => {
    const { send } = openDoor({ limits: { concurrentStreams: 1 } });
    const held = new Readable({ read() {} });
    const first = send({ body: held });
    const second = send({ body: body(METADATA) });
    expect(await Promise.race([second, sleep(30, "waiting")])).toBe("waiting");
    held.push(null);
    expect((await first).status).toBe(202);
    expect((await second).status).toBe(202);
  });

  it("waits for bytes when the budget is spent", async () => {
    const { send, sink } = openDoor({ limits: { bytesInFlight: 1, readTimeoutMillis: 2_000 } });
    const answers = await Promise.all(Array.from({ length: 8 }, () => send({ body: body(METADATA, transaction()) })));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(202));
    expect(sink.events).toHaveLength(8);
  });
});

describe("shutting down", () => {
  it("lets running streams finish and turns new ones away", async () => {
    const { send, door } = openDoor();
    const running = new Readable({ read() {} });
    const first = send({ body: running });
    running.push(body(METADATA, transaction()));
    await sleep(10);
    const drained = door.drain();
    expect(await send({ body: body(METADATA) })).toMatchObject({
      status: 503,
      body: '{"accepted":0,"errors":[{"message":"server is shutting down"}]}\n',
    });
    running.push(null);
    expect((await first).status).toBe(202);
    await drained;
  });

  it("ends streams that take too long", async () => {
    const { send, door, sink } = openDoor({ limits: { drainMillis: 20 } });
    const running = new Readable({ read() {} });
    const first = send({ body: running });
    running.push(body(METADATA, transaction()));
    await sleep(10);
    await door.drain();
    expect(JSON.parse((await first).body)).toEqual({ accepted: 1, errors: [{ message: "server is shutting down" }] });
    expect(sink.events).toHaveLength(1);
  });
});

describe("browsers (1.9)", () => {
  const rum = { path: "/intake/v2/rum/events" };

  it("answers a preflight without a key", async () => {
    const answer = await openDoor().send({ ...rum, method: "OPTIONS", headers: { origin: "https://a.example" } });
    expect(answer).toEqual({
      status: 200,
      headers: {
        ...NOSNIFF,
        "Access-Control-Allow-Origin": "https://a.example",
        "Access-Control-Max-Age": "3600",
        Vary: "Origin",
        "Access-Control-Allow-Methods": "POST, OPTIONS",
        "Access-Control-Allow-Headers": "Content-Type, Content-Encoding, Accept",
        "Access-Control-Expose-Headers": "Etag",
      },
      body: "",
    });
  });

  it("lets only allowed origins in", async () => {
    const { send, rejections } = openDoor({ rum: { allowOrigins: ["https://*.shop.example"], allowHeaders: ["X-A"] } });
    const from = (origin: string, method = "POST") =>
      send({ ...rum, method, headers: { origin }, body: body(RUM_METADATA) });
    expect(await from("https://www.shop.example")).toMatchObject({
      status: 202,
      headers: { "Access-Control-Allow-Origin": "https://www.shop.example" },
    });
    expect(await from("https://evil.example")).toMatchObject({
      status: 403,
      body: `{"error":"forbidden request: origin: 'https://evil.example' is not allowed"}\n`,
    });
    const preflight = await from("https://evil.example", "OPTIONS");
    expect(preflight.status).toBe(200);
    expect(preflight.headers).not.toHaveProperty("Access-Control-Allow-Origin");
    expect(preflight.headers["Access-Control-Allow-Headers"]).toBe("X-A, Content-Type, Content-Encoding, Accept");
    expect((await send({ ...rum, headers: {} })).status).toBe(403);
    expect(rejections.map(({ reason }) => reason)).toEqual(["origin-not-allowed", "origin-not-allowed"]);
  });

  it("verifies a key that is shown, and says so to the page", async () => {
    const headers = { authorization: "Bearer wrong", origin: "https://a.example" };
    expect(await openDoor().send({ ...rum, headers })).toMatchObject({
      status: 401,
      headers: { "Access-Control-Allow-Origin": "https://a.example" },
    });
  });

  it("stamps events with who sent them", async () => {
    const { send, sink } = openDoor();
    const headers = { ...KEY, "user-agent": "curl/8.1", "x-forwarded-for": "198.51.100.9" };
    await send({ ...rum, headers, body: body(METADATA, transaction()) });
    await send({ ...rum, headers: { ...KEY, "user-agent": "curl/8.1" }, body: body(METADATA, transaction()) });
    expect(sink.events).toMatchObject([
      {
        userAgent: { original: "curl/8.1" },
        client: { ip: "198.51.100.9" },
        source: { ip: "198.51.100.9" },
        sourceNatIp: "192.0.2.7",
      },
      { client: { ip: "192.0.2.7" }, source: { ip: "192.0.2.7", port: 4711 }, sourceNatIp: undefined },
    ]);
    expect(sink.events[0]?.resource.host?.ip).toBeUndefined();
  });

  it("stamps the host of a backend agent instead", async () => {
    const { send, sink } = openDoor();
    await send({ headers: { ...KEY, "x-real-ip": "198.51.100.9" }, body: body(METADATA, transaction()) });
    expect(sink.events[0]?.resource.host).toMatchObject({ ip: "198.51.100.9" });
  });
});

describe("server information (1.7)", () => {
  const info = { build_date: "2026-11-22T00:00:00Z", build_sha: "abc123", publish_ready: true, version: "9.2.0" };
  it("is given to a valid key alone", async () => {
    const { send } = openDoor();
    const ask = (authorization?: string) =>
      send({ path: "/", method: "GET", headers: authorization ? { authorization } : {} });
    expect(await ask("Bearer secret")).toMatchObject({ status: 200, body: `${JSON.stringify(info)}\n` });
    for (const other of [undefined, "Bearer wrong", "Basic x"]) {
      expect(await ask(other)).toEqual({ status: 200, headers: NOSNIFF, body: "" });
    }
  });
  it("knows GET and HEAD only", async () => {
    const { send } = openDoor();
    expect((await send({ path: "/", method: "HEAD" })).status).toBe(200);
    expect(await send({ path: "/", method: "POST" })).toMatchObject({
      status: 405,
      body: '{"error":"method not supported: this is the server information endpoint; did you mean to send data to another endpoint instead?"}\n',
    });
  });
  it("says when nothing can be stored", async () => {
    const { send, sink } = openDoor();
    sink.press("full");
    expect(JSON.parse((await send({ path: "/", method: "GET" })).body).publish_ready).toBe(false);
  });
});

describe("agent configuration (1.10)", () => {
  const path = "/config/v1/agents";
  const OK = {
    "Cache-Control": "max-age=30, must-revalidate",
    Etag: '"-"',
    "Access-Control-Expose-Headers": "Etag",
  };
  const REFUSED = { "Cache-Control": "max-age=300, must-revalidate" };

  it("has none for anyone", async () => {
    const { send, hellos } = openDoor();
    const get = { path, method: "GET", query: "service.name=shop&service.environment=prod" };
    expect(await send(get)).toMatchObject({ status: 200, headers: OK, body: "{}\n" });
    const post = { path, body: gzipSync('{"service":{"name":"shop","agent":{}},"system":{}}') };
    expect(await send(post)).toMatchObject({ status: 200, headers: OK });
    expect(hellos).toMatchObject([{ service: "shop", environment: "prod" }, { service: "shop" }]);
  });

  test.each([
    [{ "if-none-match": '"-"' }, "", 304],
    [{ "if-none-match": "-" }, "", 304],
    [{}, "&ifnonematch=-", 304],
    [{ "if-none-match": "1" }, "&ifnonematch=-", 200],
  ])("etag %j %s", async (headers, query, status) => {
    const answer = await openDoor().send({
      path,
      method: "GET",
      query: `service.name=shop${query}`,
      headers: { ...KEY, ...headers },
    });
    expect(answer).toMatchObject({ status, headers: OK, body: status === 304 ? "" : "{}\n" });
  });

  test.each([
    ["GET", "", 400, "service.name is required", "invalid query"],
    ["POST", "{}", 400, "service.name is required", "invalid query"],
    ["POST", "nope", 400, "invalid query: the body is not a JSON object", "invalid query"],
    ["PUT", "", 405, "method not supported: PUT", "method not supported"],
  ])("%s %j", async (method, sent, status, text, short) => {
    const { send } = openDoor();
    const answer = await send({ path, method, body: sent });
    expect(answer).toMatchObject({ status, headers: REFUSED, body: `${JSON.stringify({ error: text })}\n` });
    const anonymous = await send({ path, method, body: sent, headers: {} });
    expect(anonymous).toMatchObject({ status, headers: REFUSED, body: `${JSON.stringify({ error: short })}\n` });
  });

  it("is open to browsers", async () => {
    const answer = await openDoor().send({
      path: "/config/v1/rum/agents",
      method: "GET",
      query: "service.name=web",
      headers: { origin: "https://a.example" },
    });
    expect(answer).toMatchObject({
      status: 200,
      headers: { ...OK, "Access-Control-Allow-Origin": "https://a.example" },
    });
  });

  it("tells a wrong key to wait before it asks again", async () => {
    const answer = await openDoor().send({ path, method: "GET", headers: { authorization: "Bearer x" } });
    expect(answer).toMatchObject({ status: 401, headers: REFUSED });
  });
});

describe("what a host sees", () => {
  test.each([
    ["apm-agent-nodejs/4.18.0 (toy-shop 1.0.0)", { agent: "nodejs", service: "toy-shop", serviceVersion: "1.0.0" }],
    ["apm-agent-java/1.5 (my service v2)", { agent: "java", service: "my service", serviceVersion: "v2" }],
    ["apm-agent-go/2.7 (my service)", { agent: "go", service: "my service" }],
  ])("%s", async (agent, hello) => {
    const { send, hellos } = openDoor();
    await send({ headers: { ...KEY, "user-agent": agent }, body: "" });
    expect(hellos).toEqual([{ space: "default", key: "k1", at: NOW, ...hello }]);
  });

  it("greets no one without a valid key", async () => {
    const { send, hellos } = openDoor();
    const agent = { "user-agent": "apm-agent-nodejs/4 (shop)" };
    await send({ headers: { ...agent, authorization: "Bearer wrong" } });
    await send({ headers: agent });
    expect(hellos).toEqual([]);
  });

  it("hears of wrong clocks once a minute and service", async () => {
    const { send, rejections, clock } = openDoor();
    const at = (hours: number) =>
      send({ body: body(METADATA, transaction({ timestamp: NOW + hours * 3_600_000_000 })) });
    expect((await at(9)).status).toBe(202);
    await at(9);
    clock.micros += 61_000_000;
    await at(-50);
    await at(0.1);
    expect(rejections.map(({ reason, status, params, detail }) => [reason, status, params.skew, detail])).toEqual([
      ["clock-ahead", 202, "9 h", "the clock is 9 h ahead"],
      ["clock-behind", 202, "2 d", "the clock is 2 d behind"],
    ]);
  });

  test.each([
    [{ name: undefined }, "service-name-missing"],
    [{ name: "" }, "service-name-missing"],
    [{ name: "가게" }, "service-name-invalid"],
    [{ agent: undefined }, "metadata-invalid"],
  ])("%j is %s", async (service, reason) => {
    const { send, rejections } = openDoor();
    await send({ body: body(metadata(service)) });
    expect(rejections).toMatchObject([{ reason, status: 400, address: "192.0.2.7" }]);
    expect(JSON.stringify(rejections)).not.toContain("가게");
  });
});
