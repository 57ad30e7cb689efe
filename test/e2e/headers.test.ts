import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Booth, startBooth } from "../booth.ts";
import { makeChallenge } from "../challenge.ts";

/** What every kind of answer says to the browser that gets it. */
describe("headers and cookies", () => {
  let booth: Booth;
  let slug: string;

  beforeAll(async () => {
    booth = await startBooth({ env: { SADARI_TRUSTED_PROXIES: "127.0.0.1" } });
    ({ slug } = await makeChallenge(booth, { open: true }));
  });
  afterAll(() => booth[Symbol.asyncDispose]());

  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${booth.url}${path}`, { headers, redirect: "manual" });
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${booth.url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
      redirect: "manual",
    });
  const PAGES = ["/", "/login", "/p", "/staff", "/host", "/wall", "/wall/text", "/services", "/nowhere"];

  it("pages carry the strict policy, may be framed by nobody and tell nobody where they came from", async () => {
    for (const path of [...PAGES, `/e/${slug}`, `/e/${slug}/guide`, `/e/${slug}/privacy`, `/host/e/${slug}`]) {
      const { headers } = await get(path, { accept: "text/html" });
      const policy = headers.get("content-security-policy") ?? "";
      expect([path, policy.split("; ")]).toEqual([
        path,
        expect.arrayContaining(["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"]),
      ]);
      const allowed = path === "/staff" ? "'self' 'wasm-unsafe-eval'" : "'self'";
      expect([path, policy.split("; ").filter((part) => part.startsWith("script-src"))]).toEqual([
        path,
        [`script-src ${allowed}`],
      ]);
      expect(policy.replace("'wasm-unsafe-eval'", "")).not.toMatch(/unsafe|\*/);
      expect([path, headers.get("x-content-type-options")]).toEqual([path, "nosniff"]);
      expect([path, headers.get("referrer-policy")]).toEqual([path, "no-referrer"]);
      expect([path, headers.get("cross-origin-resource-policy")]).toEqual([path, "same-origin"]);
    }
  });

  it("answers about people are never kept by a cache", async () => {
    const ticket = (await post(`/api/e/${slug}/tickets`, { language: "ko" })).headers.get("set-cookie") ?? "";
    const cookie = ticket.split(";", 1)[0] ?? "";
    for (const path of ["/me", "/me/keys", "/me/survey", "", "/guide", "/privacy", "/me/data"]) {
      const response = await get(`/api/e/${slug}${path}`, { cookie });
      expect([path, response.status, response.headers.get("cache-control")]).toEqual([path, 200, "no-store"]);
      expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    }
    for (const path of ["/api/services", `/api/e/${slug}/manage`, "/api/e/nowhere/me", "/api/nothing"]) {
      const response = await get(path);
      expect([path, response.status >= 400]).toEqual([path, true]);
      expect([path, response.headers.get("x-content-type-options")]).toEqual([path, "nosniff"]);
    }
  });

  it("cookies are for us alone, and only for TLS where there is TLS", async () => {
    const plain = (await post(`/api/e/${slug}/tickets`, { language: "ko" })).headers.get("set-cookie");
    expect(plain).toMatch(
      new RegExp(`^sadari_ticket=\\w{52}; Path=/api/e/${slug}; HttpOnly; SameSite=Lax; Max-Age=\\d+$`),
    );
    const tls = { "x-forwarded-proto": "https" };
    const secure = (await post(`/api/e/${slug}/tickets`, { language: "ko" }, tls)).headers.get("set-cookie");
    expect(secure).toMatch(/; Secure$/);
    const link = /Host link\s+\S+#(\S+)/.exec(booth.output())?.[1];
    const session = (await post("/api/session", { link }, tls)).headers.get("set-cookie");
    expect(session).toMatch(/^sadari_session=\w{52}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+; Secure$/);
  });

  it("sends nobody to another host, whatever stands in the address", async () => {
    const targets = [
      "//evil.example",
      "/\\evil.example",
      "https:evil.example",
      "%09//evil.example",
      "https://evil.example@x",
    ];
    for (const target of targets) {
      for (const path of [
        `/login?next=${target}`,
        `/open?to=${target}`,
        `/p?next=${target}`,
        `/e/${slug}?next=${target}`,
        `/api/login/sign-on?redirect=${target}`,
        `/s/${encodeURIComponent(target)}`,
        `/${target}`,
      ]) {
        const response = await get(path, { accept: "text/html" });
        const location = response.headers.get("location");
        expect([path, location === null || location.startsWith("/login") || location.startsWith("/e/")]).toEqual([
          path,
          true,
        ]);
      }
    }
  });
});
