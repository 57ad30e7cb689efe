import { gzipSync } from "node:zlib";
import { describe, expect, it, test } from "vitest";
import { KEY, openDoor } from "./door-fixture.ts";

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
