import { describe, expect, it } from "vitest";
import { body, KEY, METADATA, NOSNIFF, openDoor, RUM_METADATA, transaction } from "./door-fixture.ts";

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
    const config = {
      path: "/config/v1/rum/agents",
      query: "service.name=a",
      headers: { origin: "https://evil.example" },
    };
    expect(await send({ ...config, method: "GET" })).toMatchObject({
      status: 403,
      headers: { "Cache-Control": "max-age=300, must-revalidate" },
    });
    const preflight = await from("https://evil.example", "OPTIONS");
    expect(preflight.status).toBe(200);
    expect(preflight.headers).not.toHaveProperty("Access-Control-Allow-Origin");
    expect(preflight.headers["Access-Control-Allow-Headers"]).toBe("X-A, Content-Type, Content-Encoding, Accept");
    expect((await send({ ...rum, headers: {} })).status).toBe(403);
    expect(rejections.map(({ reason }) => reason)).toEqual(Array(3).fill("origin-not-allowed"));
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
