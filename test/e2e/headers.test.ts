import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Booth, startBooth } from "../booth.ts";
import { makeChallenge } from "../challenge.ts";
import { addressOf, publishedApi } from "../published-api.ts";

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

  it("every address of the API answers as something that nobody runs, frames, guesses at or reads across sites", async () => {
    const authorization = `Bearer ${booth.hostToken}`;
    const wrong: string[] = [];
    const operations = (await publishedApi(booth)).filter(({ method }) => method === "GET");
    const others = ["/healthz", "/readyz", "/metrics", "/api/openapi.json", "/api/nothing", "/nothing.js", "/toy.tgz"];
    const paths = operations.map((each) => addressOf(each, { slug, purpose: "report" })).concat(others);
    for (const path of paths) {
      for (const given of [{}, { authorization }, { authorization, "x-forwarded-proto": "https" }]) {
        const abort = new AbortController();
        const { headers } = await fetch(`${booth.url}${path}`, {
          headers: given,
          redirect: "manual",
          signal: abort.signal,
        });
        abort.abort();
        const says = (name: string): string => headers.get(name) ?? "";
        const problems = [
          says("content-security-policy").startsWith("default-src 'none'") &&
          /sandbox|frame-ancestors 'none'/.test(says("content-security-policy"))
            ? ""
            : "policy",
          says("x-content-type-options") === "nosniff" ? "" : "nosniff",
          says("cross-origin-resource-policy") === "same-origin" ? "" : "resource policy",
          says("referrer-policy") === "no-referrer" ? "" : "referrer",
          says("strict-transport-security") ===
          ("x-forwarded-proto" in given && !says("content-type").startsWith("text/event-stream")
            ? "max-age=31536000"
            : "")
            ? ""
            : "TLS",
          says("content-type").includes("html") || says("server") !== "" || says("x-powered-by") !== ""
            ? "tells too much"
            : "",
          !path.startsWith("/api/") || path.includes("openapi") || says("cache-control").includes("no-store")
            ? ""
            : "cache",
        ].filter((problem) => problem !== "");
        if (problems.length > 0) wrong.push(`${path}: ${problems.join(", ")}`);
      }
    }
    expect(paths.length).toBeGreaterThan(70);
    expect(wrong).toEqual([]);
  }, 60_000);

  it("the assets and the door for agents are nothing a browser could mistake either", async () => {
    const html = await (await get("/", { accept: "text/html" })).text();
    const script = /src="(\/assets\/[^"]+)"/.exec(html)?.[1] ?? "";
    const { headers } = await get(script);
    expect(headers.get("content-type")).toMatch(/^(?:text|application)\/javascript/);
    expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
    for (const path of [script, "/intake/v2/events", "/config/v1/agents?service.name=toy"]) {
      const response = await get(path);
      expect([path, response.headers.get("x-content-type-options")]).toEqual([path, "nosniff"]);
    }
  });

  it("figures of the machine are told to itself, and not through a proxy that stands on it", async () => {
    expect((await get("/metrics")).status).toBe(200);
    for (const name of ["x-forwarded-for", "forwarded", "x-real-ip", "via"]) {
      expect([name, (await get("/metrics", { [name]: "203.0.113.9" })).status]).toEqual([name, 401]);
    }
  });

  it("who says to be somebody's proxy is not believed unless it is one of ours", async () => {
    await using strict = await startBooth();
    const { slug: own } = await makeChallenge(strict, { open: true });
    const lying = {
      "x-forwarded-proto": "https",
      "x-forwarded-host": "evil.example",
      "x-forwarded-for": "203.0.113.9",
    };
    const joined = await fetch(`${strict.url}/api/e/${own}/tickets`, {
      method: "POST",
      headers: { "content-type": "application/json", ...lying },
      body: '{"language":"ko"}',
    });
    expect(joined.headers.get("set-cookie")).not.toContain("Secure");
    expect(joined.headers.get("strict-transport-security")).toBeNull();
    const guide = async (headers: Record<string, string>) =>
      (await fetch(`${strict.url}/api/e/${own}/guide`, { headers })).text();
    expect(await guide(lying)).not.toContain("evil.example");
    // A poisoned Host reaches whoever sent it, and is kept for nobody.
    await guide({ host: "evil.example" });
    const { headers } = await fetch(`${strict.url}/api/e/${own}/guide`);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(await guide({})).not.toContain("evil.example");
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
