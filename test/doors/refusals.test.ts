import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { type Booth, eventually, startBooth } from "../booth.ts";
import { sadariPrints } from "../command.ts";
import { createKey, rejections, stored } from "./booth-under-attack.ts";
import { body, failed, KEY, METADATA, metadata, told, transaction } from "./lines.ts";
import { send, type WireRequest } from "./wire.ts";

const HINT = "expected 'Authorization: Bearer secret_token' or 'Authorization: ApiKey base64(API key ID:API key)'";
const NOSNIFF = { "x-content-type-options": "nosniff" };
const TEXT = { ...NOSNIFF, "content-type": "text/plain; charset=utf-8" };
const b64 = (text: string): string => Buffer.from(text).toString("base64");

let booth: Booth;
beforeAll(async () => {
  booth = await startBooth();
});
afterAll(() => booth[Symbol.asyncDispose]());

/** Status, headers and body, complete. */
const answered = async (request: WireRequest) => {
  const { status, headers, body: text } = await send(booth.port, request);
  const { "content-length": length, connection, ...rest } = headers;
  expect(length).toBe(status === 304 ? undefined : String(Buffer.byteLength(text)));
  return { status, closes: connection?.toLowerCase() === "close", headers: rest, body: text };
};

describe("paths nobody listens on", () => {
  test.each([
    ["POST", "/intake/v2/profile"],
    ["POST", "/intake/v2/events/"],
    ["POST", "/intake/v1/transactions"],
    ["POST", "/assets/v1/sourcemaps"],
    ["POST", "/firehose"],
    ["PUT", "/nowhere"],
    ["DELETE", "/nowhere"],
    ["GET", "/INTAKE/v2/events"],
    ["GET", "/debug/vars"],
    ["GET", "/nowhere?service.name=x"],
  ])("%s %s", async (method, path) => {
    for (const headers of [KEY, { "Content-Type": "application/x-ndjson" }, { Authorization: "Bearer wrong" }]) {
      const request = { method, path, headers, body: method === "GET" ? "" : body(METADATA) };
      const answer = await answered(request);
      expect(answer).toMatchObject({ status: 404, headers: TEXT, body: failed("404 page not found") });
    }
  });

  it("is told in JSON to those who accept it", async () => {
    const answer = await answered({ method: "GET", path: "/nowhere", headers: { Accept: "application/json" } });
    expect(answer).toMatchObject({ status: 404, body: '{\n  "error": "404 page not found"\n}\n' });
    expect(answer.headers["content-type"]).toBe("application/json");
  });

  test.each([
    ["application/json", "{bad"],
    ["application/json", "x".repeat(100_000)],
    ["application/json", ""],
    ["text/plain", "x".repeat(100_000)],
    [";;;", "x"],
  ])("whatever is sent there: %s", async (type, sent) => {
    for (const path of ["/nowhere", "/v1/nowhere", "/api/apm/sourcemaps"]) {
      const answer = await answered({ path, headers: { "Content-Type": type }, body: sent });
      expect(answer).toMatchObject({ status: 404, headers: TEXT, body: failed("404 page not found") });
    }
  });
});

describe("methods and content types", () => {
  test.each(["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])("%s on the intake", async (method) => {
    expect(await answered({ method })).toEqual({
      status: 400,
      closes: true,
      headers: TEXT,
      body: told(0, { message: "only POST requests are supported" }),
    });
  });

  test.each(["application/json", "application/ndjson", "text/plain", "x"])("Content-Type %s", async (type) => {
    const request = { headers: { ...KEY, "Content-Type": type }, body: body(METADATA, transaction()) };
    expect(await answered(request)).toEqual({
      status: 400,
      closes: true,
      headers: TEXT,
      body: told(0, { message: `invalid content type: '${type}'` }),
    });
  });

  test.each(["application/x-ndjson", "application/x-ndjson; charset=utf-8", ""])("Content-Type %j", async (type) => {
    const request = { headers: { ...KEY, "Content-Type": type }, body: body(METADATA, transaction()) };
    expect(await answered(request)).toEqual({ status: 202, closes: false, headers: NOSNIFF, body: "" });
  });

  test.each(["POST", "PUT", "DELETE", "OPTIONS"])("%s on the server information", async (method) => {
    for (const headers of [KEY, {}]) {
      expect(await answered({ method, path: "/", headers })).toMatchObject({
        status: 405,
        headers: TEXT,
        body: failed(
          "method not supported: this is the server information endpoint; did you mean to send data to another endpoint instead?",
        ),
      });
    }
  });
});

describe("keys", () => {
  const doors = ["/intake/v2/events", "/intake/v2/rum/events", "/intake/v3/rum/events", "/config/v1/agents"];

  test.each([
    ["Bearer wrong", "authentication failed"],
    ["bearer secret", `authentication failed: unknown Authentication header bearer: ${HINT}`],
    ["Basic dTpw", `authentication failed: unknown Authentication header Basic: ${HINT}`],
    [
      "ApiKey a$b=",
      "authentication failed: improperly encoded ApiKey credentials: expected base64(ID:APIKey): illegal base64 data at input byte 1",
    ],
    [
      `ApiKey ${b64("nocolon")}`,
      "authentication failed: improperly formatted ApiKey credentials: expected base64(ID:APIKey)",
    ],
    [`ApiKey ${b64("id:wrong")}`, "authentication failed"],
    [`ApiKey ${b64(":")}`, "authentication failed"],
  ])("Authorization: %s", async (authorization, text) => {
    for (const path of doors) {
      const headers = { Authorization: authorization };
      const answer = await answered({ path, headers, body: body(METADATA, transaction()) });
      expect([path, answer]).toMatchObject([path, { status: 401, body: failed(text) }]);
      expect(answer.headers).not.toHaveProperty("www-authenticate");
      expect(answer.headers).toMatchObject(TEXT);
    }
  });

  it("are checked before the method and the content type", async () => {
    const headers = { Authorization: "Bearer wrong", "Content-Type": "application/json" };
    expect(await answered({ method: "GET", headers })).toMatchObject({
      status: 401,
      body: failed("authentication failed"),
    });
  });

  // HTTP trims what follows the kind: without a space there are no credentials, not wrong ones.
  test.each([undefined, "Bearer", "Bearer ", "secret", " secret"])(
    "%j is no key, and a backend agent needs one",
    async (authorization) => {
      const headers = authorization === undefined ? {} : { Authorization: authorization };
      const sent = body(metadata("nobodys"), transaction());
      expect(await answered({ headers, body: sent })).toEqual({
        status: 403,
        closes: true,
        headers: TEXT,
        body: told(0, {
          message:
            'cannot handle stream: cannot process batch: unauthorized: anonymous access not permitted for agent "nodejs"',
        }),
      });
      expect(await stored(booth, "nobodys")).toEqual({});
      expect((await rejections(booth))[0]).toBe("key-missing 403");
    },
  );

  it("of another space let in, but show nothing to this one", async () => {
    const { secret, apiKey } = await createKey(booth, "other");
    await untilKnown(secret);
    for (const authorization of [`Bearer ${secret}`, `ApiKey ${apiKey}`]) {
      const line = transaction({ name: "foreign" });
      const headers = { Authorization: authorization };
      expect(await answered({ headers, body: body(metadata("foreign-app"), line) })).toMatchObject({ status: 202 });
    }
    const mine = body(metadata("own-app"), transaction({ name: "own" }));
    expect(await answered({ headers: KEY, body: mine })).toMatchObject({ status: 202 });
    expect(await eventually(async () => ((await stored(booth, "own-app")).own === 1 ? true : undefined))).toBe(true);
    expect(await stored(booth, "foreign-app")).toEqual({});
    const services = await fetch(`${booth.url}/api/services`, {
      headers: { authorization: `Bearer ${booth.hostToken}` },
    });
    expect(await services.text()).not.toContain("foreign-app");
  });

  it("that are revoked are wrong ones within five seconds, and the host reads why", async () => {
    const { id, secret, apiKey } = await createKey(booth, "default");
    await untilKnown(secret);
    const bearer = { headers: { Authorization: `Bearer ${secret}` }, body: body(METADATA) };
    const asApiKey = { headers: { Authorization: `ApiKey ${apiKey}` }, body: body(METADATA) };
    expect([(await answered(bearer)).status, (await answered(asApiKey)).status]).toEqual([202, 202]);
    await sadariPrints(booth.dataDir, "key", "revoke", id);
    await eventually(async () => ((await answered(bearer)).status === 401 ? true : undefined), 6_000);
    for (const request of [bearer, asApiKey]) {
      expect(await answered(request)).toMatchObject({ status: 401, body: failed("authentication failed") });
    }
    expect(await rejections(booth)).toContain("key-revoked 401");
    expect((await answered({ body: body(METADATA) })).status).toBe(202);
  });
});

/** A running booth hears within two seconds of a key that another process made. */
const untilKnown = (secret: string): Promise<true> =>
  eventually(async () => {
    const { status } = await send(booth.port, { headers: { Authorization: `Bearer ${secret}` } });
    return status === 202 ? true : undefined;
  }, 3_000);

describe("server information", () => {
  const INFO = /^\{"build_date":"[^"]+","build_sha":"[0-9a-f]*","publish_ready":true,"version":"9\.2\.0"\}\n$/;

  it("is for those who show a key", async () => {
    const answer = await answered({ method: "GET", path: "/" });
    expect(answer).toMatchObject({ status: 200, headers: TEXT });
    expect(answer.body).toMatch(INFO);
    const spread = await answered({ method: "GET", path: "/", headers: { ...KEY, Accept: "*/*" } });
    expect(spread.headers["content-type"]).toBe("application/json");
    expect(spread.body).toMatch(/^\{\n {2}"build_date": /);
  });

  it("tells HEAD its length alone", async () => {
    const get = await send(booth.port, { method: "GET", path: "/" });
    const probe = await send(booth.port, { method: "HEAD", path: "/" });
    expect(probe).toEqual({ ...get, body: "" });
  });

  test.each([{}, { Authorization: "Bearer wrong" }, { Authorization: "Basic x" }])(
    "is empty for %j",
    async (headers) => {
      for (const method of ["GET", "HEAD"]) {
        expect(await answered({ method, path: "/", headers })).toEqual({
          status: 200,
          closes: false,
          headers: NOSNIFF,
          body: "",
        });
      }
    },
  );

  it("is the pages for a browser", async () => {
    const accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    const answer = await send(booth.port, { method: "GET", path: "/", headers: { Accept: accept } });
    expect(answer).toMatchObject({ status: 200, headers: { "content-type": "text/html; charset=utf-8" } });
    expect(answer.body).toMatch(/^<!doctype html>/i);
    const probe = await send(booth.port, { method: "HEAD", path: "/", headers: { Accept: accept } });
    expect(probe).toEqual({ ...answer, body: "" });
  });

  it("is the server's information for whoever brings a key", async () => {
    const headers = { Accept: "text/html", Authorization: `Bearer ${booth.secretToken}` };
    const answer = await answered({ method: "GET", path: "/", headers });
    expect(answer).toMatchObject({ status: 200, headers: TEXT });
    expect(JSON.parse(answer.body)).toMatchObject({ publish_ready: true });
  });

  it("is the server's information for the Java agent, whose HTTP client asks for HTML too", async () => {
    const headers = {
      Accept: "text/html, image/gif, image/jpeg, */*; q=0.2",
      "User-Agent": "apm-agent-java/1.55.1 (shop 1)",
      Authorization: `Bearer ${booth.secretToken}`,
    };
    const { body } = await send(booth.port, { method: "GET", path: "/", headers });
    expect(JSON.parse(body)).toMatchObject({ publish_ready: true, version: expect.any(String) });
  });
});
