import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Booth, startBooth } from "../booth.ts";

interface Operation {
  readonly description?: string;
  readonly security?: unknown;
}

/** Every address of the API with every role, from the published table, so that a new route cannot be forgotten. */
describe("roles and routes", () => {
  let booth: Booth;
  let operations: readonly { method: string; path: string; roles: readonly string[] }[];
  let wall: string;
  let host: string;

  beforeAll(async () => {
    booth = await startBooth();
    const document = (await (await fetch(`${booth.url}/api/openapi.json`)).json()) as {
      paths: Record<string, Record<string, Operation>>;
    };
    operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, { security }]) => security !== undefined)
        .map(([method, { description }]) => ({
          method: method.toUpperCase(),
          path: path
            .replaceAll("{name}", "toy")
            .replaceAll("{kind}", "span")
            .replace(/\{\w+\}/g, "0123456789abcdef"),
          roles: /Roles: ([\w, ]+)\./.exec(description ?? "")?.[1]?.split(", ") ?? [],
        })),
    );
    wall = await openLink("wall");
    host = await openLink("host");
  });
  afterAll(() => booth[Symbol.asyncDispose]());

  async function openLink(kind: "host" | "wall"): Promise<string> {
    const link = new RegExp(`${kind === "host" ? "Host" : "Wall"} link\\s+\\S+#(\\S+)`).exec(booth.output())?.[1];
    const response = await fetch(`${booth.url}/api/session`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: booth.url },
      body: JSON.stringify({ link }),
    });
    expect(response.status).toBe(200);
    const cookie = response.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/HttpOnly; SameSite=Lax/);
    return cookie.split(";", 1)[0] ?? "";
  }

  const call = async (
    operation: { method: string; path: string },
    headers: Record<string, string>,
  ): Promise<number> => {
    const abort = new AbortController();
    const response = await fetch(`${booth.url}${operation.path}`, {
      method: operation.method,
      headers,
      signal: abort.signal,
    });
    abort.abort();
    return response.status;
  };

  it("walks every route with every role", async () => {
    expect(operations.length).toBeGreaterThan(7);
    const reads = operations.filter(({ method }) => method === "GET");
    for (const operation of reads) {
      const where = `${operation.method} ${operation.path}`;
      expect([where, await call(operation, {})]).toEqual([where, 401]);
      expect([where, await call(operation, { authorization: "Bearer guessed" })]).toEqual([where, 401]);
      expect([where, await call(operation, { cookie: "sadari_session=guessed" })]).toEqual([where, 401]);
      const asHost = await call(operation, { cookie: host });
      expect([where, [200, 404].includes(asHost)]).toEqual([where, true]);
      const asWall = await call(operation, { cookie: wall });
      expect([where, asWall === 403]).toEqual([where, !operation.roles.includes("wall")]);
    }
  });

  it("takes the host token as a host, and an agent's key as nobody", async () => {
    const services = { method: "GET", path: "/api/services" };
    expect(await call(services, { authorization: `Bearer ${booth.hostToken}` })).toBe(200);
    expect(await call(services, { authorization: `Bearer ${booth.secretToken}` })).toBe(401);
  });

  it("refuses a change that another site's page sends", async () => {
    const end = { method: "DELETE", path: "/api/session" };
    expect(await call(end, { cookie: wall, origin: "http://evil.example", "sec-fetch-site": "cross-site" })).toBe(403);
    expect(await call(end, { cookie: wall, origin: "http://evil.example" })).toBe(403);
    expect(await call(end, { cookie: wall, origin: booth.url, "sec-fetch-site": "same-origin" })).toBe(200);
    expect(await call({ method: "GET", path: "/api/session" }, { cookie: wall })).toBe(401);
  });

  it("opens a host link once", async () => {
    const link = /Host link\s+\S+#(\S+)/.exec(booth.output())?.[1];
    const again = await fetch(`${booth.url}/api/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ link }),
    });
    expect(again.status).toBe(401);
    expect(await again.json()).toMatchObject({ code: "auth.link-spent" });
  });

  it("sends the pages with a strict policy and nothing from another host", async () => {
    const page = await fetch(`${booth.url}/services`, { headers: { accept: "text/html" } });
    expect(page.status).toBe(200);
    expect(page.headers.get("content-security-policy")).toMatch(/default-src 'none'; script-src 'self';/);
    expect(page.headers.get("x-content-type-options")).toBe("nosniff");
    expect(await page.text()).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    expect((await fetch(`${booth.url}/no-such-page`, { headers: { accept: "text/html" } })).status).toBe(404);
  });
});
