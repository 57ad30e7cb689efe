import { describe, expect, it, test } from "vitest";
import { body, METADATA, metadata, openDoor, RUM_METADATA, transaction } from "./door-fixture.ts";

const EXPECTED = "expected 'Authorization: Bearer secret_token' or 'Authorization: ApiKey base64(API key ID:API key)'";
const b64 = (text: string): string => Buffer.from(text).toString("base64");
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
