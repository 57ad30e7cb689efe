import { describe, expect, it } from "vitest";
import { NOSNIFF, openDoor } from "./door-fixture.ts";

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
