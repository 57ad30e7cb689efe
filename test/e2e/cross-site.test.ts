import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Booth, freePort, startBooth } from "../booth.ts";
import { makeChallenge } from "../challenge.ts";
import { makeLink, openLink, printedLink, STAFF_KINDS, takeTicket } from "../entrances.ts";
import { addressOf, type Operation, publishedApi, sampleOf } from "../published-api.ts";

const EVIL = "https://evil.example";

/** What another site's page can make a visitor's browser send, with all the cookies it has here. */
describe("another site's page", () => {
  let booth: Booth;
  let slug: string;
  let changes: readonly Operation[];
  const cookies = new Map<string, string>();

  beforeAll(async () => {
    booth = await startBooth();
    ({ slug } = await makeChallenge(booth, { open: true }));
    changes = (await publishedApi(booth)).filter(({ method }) => method !== "GET");
    cookies.set("host", await openLink(booth, await printedLink(booth, "Host")));
    for (const kind of STAFF_KINDS) cookies.set(kind, await openLink(booth, await makeLink(booth, slug, kind)));
    cookies.set("participant", await takeTicket(booth, slug));
  });
  afterAll(() => booth?.[Symbol.asyncDispose]());

  /** A browser's word for where a request comes from, as it is for pages of others and for forms. */
  const FOREIGN: readonly Readonly<Record<string, string>>[] = [
    { origin: EVIL, "sec-fetch-site": "cross-site" },
    { origin: EVIL, "sec-fetch-site": "cross-site", "x-requested-by": "sadari" },
    { origin: EVIL, "x-requested-by": "sadari" },
    { origin: "null", "x-requested-by": "sadari" },
    { origin: "http://sub.127.0.0.1.nip.io", "sec-fetch-site": "same-site", "x-requested-by": "sadari" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-origin" },
    { "sec-fetch-site": "none" },
  ];

  it("changes nothing at any address, as nobody and with every cookie that could", async () => {
    expect(changes.length).toBeGreaterThan(60);
    const wrong: string[] = [];
    for (const operation of changes) {
      const who = [...cookies].filter(([role]) => operation.roles.includes(role));
      if (operation.roles.includes("anyone")) who.push(["nobody", ""]);
      const body = JSON.stringify(operation.body === undefined ? {} : sampleOf(operation.body));
      for (const [role, cookie] of who) {
        for (const foreign of FOREIGN) {
          for (const type of ["application/json", "text/plain", "application/x-www-form-urlencoded"]) {
            const response = await fetch(`${booth.url}${addressOf(operation, { slug })}`, {
              method: operation.method,
              headers: { ...foreign, cookie, "content-type": type },
              body,
              redirect: "manual",
            });
            const { code } = (await response.json().catch(() => ({}))) as { code?: string };
            // Only JSON is read at all; what is read is refused for where it comes from.
            const fine = code === "auth.foreign-origin" || (type !== "application/json" && response.status === 400);
            if (!fine || response.headers.has("set-cookie"))
              wrong.push(
                `${operation.method} ${operation.path} as ${role} ${JSON.stringify(foreign)}: ${response.status} ${code}`,
              );
          }
        }
      }
    }
    expect(wrong).toEqual([]);
  }, 180_000);

  it("is allowed to read nothing: no answer names an origin that may", async () => {
    const wrong: string[] = [];
    for (const operation of await publishedApi(booth)) {
      if (/live|sign-on/.test(operation.path)) continue;
      for (const method of [operation.method, "OPTIONS"]) {
        const response = await fetch(`${booth.url}${addressOf(operation, { slug })}`, {
          method,
          headers: {
            origin: EVIL,
            cookie: [...cookies.values()].join("; "),
            "access-control-request-method": operation.method,
            "access-control-request-headers": "x-requested-by,content-type",
          },
          redirect: "manual",
        });
        await response.arrayBuffer();
        const allowed = response.headers.get("access-control-allow-origin");
        // Proofs are for everybody, and for pages that check them; no cookie goes along with them.
        const meant = operation.path.endsWith("/proof.json") && allowed === "*";
        if ((allowed !== null && !meant) || response.headers.has("access-control-allow-credentials"))
          wrong.push(`${method} ${operation.path}: ${allowed}`);
      }
    }
    expect(wrong).toEqual([]);
  }, 60_000);

  it("has a page of ours in no frame of its own", async () => {
    for (const path of ["/", "/login", `/e/${slug}`, "/host", "/wall", "/nowhere"]) {
      const { headers } = await fetch(`${booth.url}${path}`, { headers: { accept: "text/html" } });
      expect([path, headers.get("content-security-policy")]).toEqual([
        path,
        expect.stringContaining("frame-ancestors 'none'"),
      ]);
    }
  });

  it("cannot plant a session or a ticket that we would then use", async () => {
    const planted = `sadari_session=${"a".repeat(52)}`;
    const link = await makeLink(booth, slug, "scanner");
    const opened = await fetch(`${booth.url}/api/session`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-requested-by": "sadari", cookie: planted },
      body: JSON.stringify({ link }),
    });
    const given = opened.headers.get("set-cookie") ?? "";
    expect(given).toMatch(/^sadari_session=[0-9a-z]{52};/);
    expect(given).not.toContain("a".repeat(52));
    expect((await fetch(`${booth.url}/api/session`, { headers: { cookie: planted } })).status).toBe(401);
    const joined = await fetch(`${booth.url}/api/e/${slug}/tickets`, {
      method: "POST",
      headers: { "content-type": "application/json", cookie: `sadari_ticket=${"a".repeat(52)}` },
      body: '{"language":"ko"}',
    });
    expect(joined.headers.get("set-cookie")).toMatch(/^sadari_ticket=[0-9a-z]{52};/);
    expect(joined.headers.get("set-cookie")).not.toContain("a".repeat(52));
  });

  it("is where nobody is ever sent, whatever stands in the address", async () => {
    const place = (await (
      await fetch(`${booth.url}/api/e/${slug}/places`, {
        method: "POST",
        headers: { authorization: `Bearer ${booth.hostToken}`, "content-type": "application/json" },
        body: '{"name":"banner","target":"join"}',
      })
    ).json()) as { slug: string };
    const wrong: string[] = [];
    expect(TARGETS.length).toBeGreaterThanOrEqual(80);
    for (const target of TARGETS) {
      for (const path of [
        `/login?next=${target}&failed=${target}&returnTo=${target}`,
        `/open?to=${target}&next=${target}`,
        `/p?next=${target}`,
        `/e/${slug}?next=${target}`,
        `/s/${target}`,
        `/s/${place.slug}?to=${target}&url=${target}`,
        `/s/${place.slug}${target}`,
        `/api/login/sign-on?redirect_uri=${target}`,
        `/api/login/sign-on/callback?state=x&code=y&next=${target}&iss=${target}`,
        `/${target}`,
        `/e/${target}/draw/x/proof.json`,
        `/assets/${target}`,
      ]) {
        for (const accept of ["text/html", "application/json"]) {
          const response = await fetch(`${booth.url}${path}`, { headers: { accept }, redirect: "manual" });
          await response.arrayBuffer();
          const location = response.headers.get("location");
          const refresh = response.headers.get("refresh");
          if (refresh !== null || (location !== null && !isOurs(location)))
            wrong.push(`${path}: ${location ?? refresh}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    const followed = await fetch(`${booth.url}/s/${place.slug}?to=${EVIL}`, { redirect: "manual" });
    expect(followed.headers.get("location")).toBe(`/e/${slug}?p=${place.slug}`);
    const ended = await fetch(`${booth.url}/api/session?next=${EVIL}`, {
      method: "DELETE",
      headers: { cookie: cookies.get("auditor") ?? "", "x-requested-by": "sadari" },
      redirect: "manual",
    });
    expect([ended.status, ended.headers.get("location")]).toEqual([200, null]);
  }, 60_000);
});

/** One path of ours, with nothing a browser could read as another host. */
const isOurs = (location: string): boolean =>
  /^\/(?![/\\])[\w./?=&-]*$/.test(location) && new URL(location, "http://booth.example").host === "booth.example";

/** Ways to write another host into an address, raw and with each byte that browsers skip or turn around. */
const TARGETS: readonly string[] = (() => {
  const host = "evil.example";
  const starts = [
    "//",
    "///",
    "////",
    "/\\",
    "\\\\",
    "\\/",
    "https:",
    "https:/",
    "https://",
    "http:///",
    "HTTPS://",
    "//\\",
  ];
  const plain = starts.map((start) => `${start}${host}`);
  const skipped = ["%09", "%0a", "%0d", "%20", "%00", "%0d%0a", "%e2%80%8b", "%c2%a0"].flatMap((byte) => [
    `${byte}//${host}`,
    `/${byte}/${host}`,
    `//${byte}${host}`,
    `${byte}https://${host}`,
  ]);
  const twice = plain.map((each) => encodeURIComponent(each));
  const users = [
    `https://booth.example@${host}`,
    `//booth.example:80@${host}`,
    `https://${host}%23@booth.example`,
    `//${host}%5c@booth.example`,
  ];
  const dots = [
    `//evil%E3%80%82example`,
    "//evil。example",
    "//evil．example",
    "//3232235777",
    "//0x7f.1",
    "//[::ffff:1.2.3.4]",
    "//evil.example%2f..",
    "/%2e%2e//evil.example",
  ];
  const schemes = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java%09script:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
    "blob:https://evil.example/1",
    "ftp://evil.example",
    "//evil.example/%2f..",
    "?//evil.example",
    "#//evil.example",
    ";//evil.example",
    ".evil.example",
    "@evil.example",
    "%2f%2fevil.example",
    "%5c%5cevil.example",
    "%252f%252fevil.example",
    "/.//evil.example",
  ];
  return [...plain, ...skipped, ...twice, ...users, ...dots, ...schemes];
})();

describe("an identity provider that is not there", () => {
  it("sends nobody anywhere but to our own pages", async () => {
    const issuer = `http://127.0.0.1:${await freePort()}`;
    await using booth = await startBooth({ env: { SADARI_OIDC_ISSUER: issuer, SADARI_OIDC_CLIENT_ID: "booth" } });
    for (const query of ["", "?code=x&state=y", `?error=x&error_uri=${EVIL}`, `?code=x&state=y&iss=${EVIL}`]) {
      const response = await fetch(`${booth.url}/api/login/sign-on/callback${query}`, {
        headers: { cookie: "sadari_sign_on=y", host: "evil.example" },
        redirect: "manual",
      });
      expect([query, response.status, response.headers.get("location")]).toEqual([
        query,
        303,
        "/login?failed=auth.sign-on-failed",
      ]);
      expect(response.headers.get("set-cookie")).toBeNull();
    }
  });
});
