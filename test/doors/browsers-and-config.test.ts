import { deflateSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { type Booth, eventually, startBooth } from "../booth.ts";
import { rejections, stored } from "./booth-under-attack.ts";
import { body, failed, KEY, metadata, RUM_METADATA, told, transaction } from "./lines.ts";
import { send, type WireAnswer } from "./wire.ts";

const ORIGIN = "https://shop.example";
const NOSNIFF = { "x-content-type-options": "nosniff", connection: "keep-alive" };

let booth: Booth;
beforeAll(async () => {
  booth = await startBooth({ env: { SADARI_RUM_ORIGINS: `${ORIGIN},https://*.web.example` } });
});
afterAll(() => booth[Symbol.asyncDispose]());

describe("browsers", () => {
  const PREFLIGHT = {
    ...NOSNIFF,
    "access-control-max-age": "3600",
    vary: "Origin",
    "access-control-allow-methods": "POST, OPTIONS",
    // A page of a participant shows their key, as any agent does.
    "access-control-allow-headers": "Authorization, Content-Type, Content-Encoding, Accept",
    "access-control-expose-headers": "Etag",
    "content-length": "0",
  };

  test.each(["/intake/v2/rum/events", "/intake/v3/rum/events", "/config/v1/rum/agents"])(
    "ask %s first",
    async (path) => {
      const preflight = (Origin: string): Promise<WireAnswer> =>
        send(booth.port, {
          method: "OPTIONS",
          path,
          headers: {
            Origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
          },
        });
      expect(await preflight(ORIGIN)).toEqual({
        status: 200,
        headers: { ...PREFLIGHT, "access-control-allow-origin": ORIGIN },
        body: "",
      });
      expect(await preflight("https://evil.example")).toEqual({ status: 200, headers: PREFLIGHT, body: "" });
    },
  );

  it("of other pages are refused", async () => {
    const headers = { Origin: "https://shop.example.evil.example", "Content-Type": "application/x-ndjson" };
    const answer = await send(booth.port, { path: "/intake/v2/rum/events", headers, body: body(RUM_METADATA) });
    expect(answer).toMatchObject({
      status: 403,
      body: failed("forbidden request: origin: 'https://shop.example.evil.example' is not allowed"),
    });
    expect(answer.headers).not.toHaveProperty("access-control-allow-origin");
    expect((await rejections(booth))[0]).toBe("origin-not-allowed 403");
  });

  it("send short keys without showing a key of their own", async () => {
    const load =
      '{"x":{"id":"5f2c1a0b9d8e7f60","tid":"286ac3ad697892c406528f13c82e0ce1","n":"/cart","t":"page-load","d":295,"yc":{"sd":1},"y":[{"id":"bbd8bcc3be14d814","n":"GET /app.js","t":"resource","s":4,"d":643}]}}';
    const error = '{"e":{"id":"3661352868c8c5fb1f0f4f0fb4f4e0d1","ex":{"mg":"boom","t":"Error"}}}';
    const headers = { Origin: ORIGIN, "Content-Type": "application/x-ndjson" };
    for (const [path, sent] of [
      ["/intake/v3/rum/events?verbose", body(RUM_METADATA, load, error)],
      ["/intake/v2/rum/events?verbose", gzipSync(body(RUM_METADATA, load, error))],
    ] as const) {
      expect(await send(booth.port, { path, headers, body: sent })).toMatchObject({
        status: 202,
        headers: { "access-control-allow-origin": ORIGIN },
        body: told(3),
      });
    }
    expect(await eventually(async () => ((await stored(booth, "hostile-web"))["/cart"] === 2 ? 2 : undefined))).toBe(2);
  });

  it("show a wrong key, and the page may read that it is", async () => {
    const headers = { Origin: ORIGIN, Authorization: "Bearer wrong" };
    expect(await send(booth.port, { path: "/intake/v2/rum/events", headers, body: body(RUM_METADATA) })).toMatchObject({
      status: 401,
      headers: { "access-control-allow-origin": ORIGIN },
      body: failed("authentication failed"),
    });
  });

  it("cannot stand in for a backend agent", async () => {
    for (const path of ["/intake/v2/rum/events", "/intake/v2/events"]) {
      const lines = body(metadata("hostile-api", "java"), transaction());
      expect(await send(booth.port, { path, headers: { Origin: ORIGIN }, body: lines })).toMatchObject({
        status: 403,
        body: told(0, {
          message:
            'cannot handle stream: cannot process batch: unauthorized: anonymous access not permitted for agent "java"',
        }),
      });
    }
    expect(await stored(booth, "hostile-api")).toEqual({});
  });

  it("are held to a number of events a second by their address", async () => {
    const line = transaction({ name: "flood" });
    const lines = body(metadata("flood", "rum-js"), ...Array.from({ length: 50 }, () => line));
    const headers = { Origin: ORIGIN, "X-Forwarded-For": "198.51.100.77" };
    const request = { path: "/intake/v2/rum/events?verbose", headers, body: lines };
    const started = performance.now();
    const answers = await Promise.all(Array.from({ length: 200 }, () => send(booth.port, request)));
    const seconds = (performance.now() - started) / 1_000;
    const accepted = answers.map((answer) => (JSON.parse(answer.body) as { accepted?: number }).accepted ?? 0);
    const sum = accepted.reduce((a, b) => a + b, 0);
    expect(sum).toBeGreaterThan(500);
    expect(sum).toBeLessThan(900 + 300 * (seconds + 1));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(100);
    const whole = failed("too many requests: rate limit exceeded");
    const message = "cannot handle stream: cannot process batch: rate limit exceeded";
    for (const answer of refused.filter((one) => one.body !== whole)) {
      expect(answer.headers).toMatchObject({ "retry-after": "1", connection: "Close" });
      expect((JSON.parse(answer.body) as { errors: unknown }).errors).toEqual([{ message }]);
    }
    expect(answers.every(({ status }) => status === 202 || status === 429)).toBe(true);
    const elsewhere = { ...headers, "X-Forwarded-For": "198.51.100.78" };
    expect((await send(booth.port, { ...request, headers: elsewhere })).status).toBe(202);
  });
});

describe("agents' configuration", () => {
  const path = "/config/v1/agents";
  const named = `${path}?service.name=shop&service.environment=prod`;
  const FOUND = {
    ...NOSNIFF,
    "cache-control": "max-age=30, must-revalidate",
    etag: '"-"',
    "access-control-expose-headers": "Etag",
  };
  const NONE = { ...FOUND, "content-type": "text/plain; charset=utf-8", "content-length": "3" };
  const REFUSED = { "cache-control": "max-age=300, must-revalidate", "content-type": "text/plain; charset=utf-8" };

  it("is empty for everyone, by GET and by POST", async () => {
    const none = { status: 200, headers: NONE, body: "{}\n" };
    expect(await send(booth.port, { method: "GET", path: named })).toEqual(none);
    expect(await send(booth.port, { method: "GET", path: named, headers: {} })).toEqual(none);
    const posted = '{"service":{"name":"shop","agent":{"name":"java"}},"process":{"pid":1}}';
    expect(await send(booth.port, { path, body: posted })).toEqual(none);
    const headers = { ...KEY, "Content-Encoding": "deflate", "Content-Type": "application/json" };
    expect(await send(booth.port, { path, headers, body: deflateSync(posted) })).toEqual(none);
  });

  test.each([
    [{ "If-None-Match": '"-"' }, "", 304],
    [{ "If-None-Match": "-" }, "", 304],
    [{}, "&ifnonematch=-", 304],
    [{ "If-None-Match": "1" }, "&ifnonematch=-", 200],
  ])("with %j %s", async (headers, query, status) => {
    const answer = await send(booth.port, { method: "GET", path: named + query, headers: { ...KEY, ...headers } });
    expect(answer).toEqual(
      status === 304 ? { status, headers: FOUND, body: "" } : { status, headers: NONE, body: "{}\n" },
    );
  });

  test.each([
    ["GET", "", "", 400, "service.name is required", "invalid query"],
    ["GET", "?service.name=", "", 400, "service.name is required", "invalid query"],
    ["POST", "", '{"service":{}}', 400, "service.name is required", "invalid query"],
    ["POST", "", "nope", 400, "invalid query: the body is not a JSON object", "invalid query"],
    ["POST", "", "", 400, "invalid query: the body is not a JSON object", "invalid query"],
    ["PUT", "", "", 405, "method not supported: PUT", "method not supported"],
    ["DELETE", "", "", 405, "method not supported: DELETE", "method not supported"],
  ])("%s%s %j", async (method, query, sent, status, text, short) => {
    const request = { method, path: path + query, body: sent };
    expect(await send(booth.port, request)).toMatchObject({ status, headers: REFUSED, body: failed(text) });
    const anonymous = { status, headers: REFUSED, body: failed(short) };
    expect(await send(booth.port, { ...request, headers: {} })).toMatchObject(anonymous);
  });

  it("tells a wrong key to wait before it asks again", async () => {
    const headers = { Authorization: "Bearer wrong" };
    expect(await send(booth.port, { method: "GET", path: named, headers })).toMatchObject({
      status: 401,
      headers: REFUSED,
      body: failed("authentication failed"),
    });
  });

  it("is open to pages", async () => {
    const headers = { Origin: ORIGIN };
    const query = "?service.name=hostile-web&ifnonematch=old";
    expect(await send(booth.port, { method: "GET", path: `/config/v1/rum/agents${query}`, headers })).toEqual({
      status: 200,
      headers: { ...NONE, "access-control-allow-origin": ORIGIN },
      body: "{}\n",
    });
  });
});
