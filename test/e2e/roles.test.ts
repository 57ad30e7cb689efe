import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Booth, startBooth } from "../booth.ts";
import { makeChallenge } from "../challenge.ts";
import { anotherSpace, makeLink, openLink, printedLink, STAFF_KINDS, takeTicket } from "../entrances.ts";

interface Operation {
  readonly method: string;
  readonly path: string;
  /** As published. */
  readonly roles: readonly string[];
}

interface Answer {
  readonly status: number;
  readonly code: string;
}

/** Every address of the API with every role, from the published table, so that a new route cannot be forgotten. */
describe("roles and routes", () => {
  let booth: Booth;
  let operations: readonly Operation[];
  /** Cookie by role. */
  const cookies = new Map<string, string>();
  let wall: string;

  beforeAll(async () => {
    booth = await startBooth();
    const { slug } = await makeChallenge(booth, { open: true });
    operations = await published(booth, slug);
    const host = await openLink(booth, await printedLink(booth, "Host"));
    cookies.set("host", host);
    wall = await openLink(booth, await printedLink(booth, "Wall"));
    for (const kind of STAFF_KINDS) cookies.set(kind, await openLink(booth, await makeLink(booth, slug, kind)));
    cookies.set("participant", await takeTicket(booth, slug));
    const other = await makeChallenge(booth, { open: true, slug: "elsewhere" });
    cookies.set("participant of another challenge", await takeTicket(booth, other.slug));
    cookies.set("operator of another challenge", await openLink(booth, await makeLink(booth, other.slug, "operator")));
    cookies.set("host of another space", (await anotherSpace(booth)).host);
  });
  afterAll(() => booth[Symbol.asyncDispose]());

  const call = async (operation: Omit<Operation, "roles">, headers: Record<string, string>): Promise<Answer> => {
    const abort = new AbortController();
    // A change with a body nobody takes: whoever is let in is told so (400), and nothing is changed.
    const body = operation.method === "GET" ? {} : { body: '"nothing"' };
    const type = operation.method === "GET" ? {} : { "content-type": "application/json" };
    const response = await fetch(`${booth.url}${operation.path}`, {
      method: operation.method,
      headers: { ...type, ...headers },
      redirect: "manual",
      signal: AbortSignal.any([abort.signal, AbortSignal.timeout(10_000)]),
      ...body,
    });
    // A stream never ends by itself; what is refused is told in JSON.
    const told = response.ok ? {} : ((await response.json().catch(() => ({}))) as { code?: string });
    abort.abort();
    return { status: response.status, code: told.code ?? "" };
  };

  it("lets in exactly who each route is for", async () => {
    expect(operations.length).toBeGreaterThan(60);
    const wrong: string[] = [];
    const check = async (operation: Operation, who: string, headers: Record<string, string>, may: boolean) => {
      const where = `${operation.method} ${operation.path} as ${who}`;
      const answer = await call(operation, headers).catch((error: unknown) => ({ status: 0, code: String(error) }));
      if (isLetIn(operation, answer) !== may) wrong.push(`${where}: ${answer.status} ${answer.code}`);
    };
    const strangers = [{}, { authorization: "Bearer guessed" }, { cookie: "sadari_session=guessed" }];
    for (const operation of operations) {
      await Promise.all([
        ...[...cookies].map(([who, cookie]) => check(operation, who, { cookie }, mayEnter(operation, who))),
        ...strangers.map((headers) => check(operation, "nobody", headers, operation.roles.includes("anyone"))),
      ]);
    }
    expect(wrong).toEqual([]);
  }, 90_000);

  it("takes the host token as a host, and an agent's key as nobody", async () => {
    const services = { method: "GET", path: "/api/services" };
    expect((await call(services, { authorization: `Bearer ${booth.hostToken}` })).status).toBe(200);
    expect((await call(services, { authorization: `Bearer ${booth.secretToken}` })).status).toBe(401);
  });

  it("refuses a change that another site's page sends", async () => {
    const end = { method: "DELETE", path: "/api/session" };
    const ours = { cookie: wall, "x-requested-by": "sadari" };
    const by = async (headers: Record<string, string>): Promise<number> => (await call(end, headers)).status;
    expect(await by({ ...ours, origin: "http://evil.example", "sec-fetch-site": "cross-site" })).toBe(403);
    expect(await by({ ...ours, origin: "http://evil.example" })).toBe(403);
    // A form of any page can make a request of our own origin look like this; it cannot add the header.
    expect(await by({ cookie: wall, origin: booth.url, "sec-fetch-site": "same-origin" })).toBe(403);
    const response = await fetch(`${booth.url}/api/session`, {
      method: "DELETE",
      headers: { ...ours, origin: booth.url, "sec-fetch-site": "same-origin" },
    });
    expect(response.status).toBe(200);
    expect((await call({ method: "GET", path: "/api/session" }, { cookie: wall })).status).toBe(401);
  });

  it("knows a ticket in a staff member's browser for one that never wins", async () => {
    const { slug } = await makeChallenge(booth, { open: true, slug: "staff-play" });
    const ticket = await takeTicket(booth, slug);
    const me = async (cookie: string): Promise<{ staff: boolean; verdict: { reasons: { code: string }[] } }> =>
      (await fetch(`${booth.url}/api/e/${slug}/me`, { headers: { cookie } })).json() as never;
    expect((await me(ticket)).staff).toBe(false);
    const scanner = await openLink(booth, await makeLink(booth, slug, "scanner"));
    await me(`${ticket}; ${scanner}`);
    const marked = await me(ticket);
    expect(marked.staff).toBe(true);
    expect(marked.verdict.reasons.map(({ code }) => code)).toContain("STAFF");
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

/** What the booth publishes of its API, with names filled in that exist as far as they have to. */
async function published(booth: Booth, slug: string): Promise<readonly Operation[]> {
  const document = (await (await fetch(`${booth.url}/api/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { readonly description?: string }>>;
  };
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { description }]) => {
      const roles = /Roles: ([\w, ]+)\./.exec(description ?? "")?.[1]?.split(", ");
      if (roles === undefined) return [];
      const filled = path.replaceAll("{slug}", slug).replaceAll("{kind}", "span").replaceAll("{name}", "toy");
      return [{ method: method.toUpperCase(), path: filled.replace(/\{\w+\}/g, "0123456789abcdef"), roles }];
    }),
  );
}

/** 401 and 403 turn away; a challenge of others does not exist for the asker. */
function isLetIn({ path }: Pick<Operation, "path">, { status, code }: Answer): boolean {
  if (status === 0 || status === 401 || status === 403) return false;
  return !(path.startsWith("/api/e/") && code === "challenge.unknown");
}

function mayEnter({ roles, path }: Operation, who: string): boolean {
  if (roles.includes("anyone")) return true;
  const isOfChallenge = path.startsWith("/api/e/");
  switch (who) {
    case "participant of another challenge":
      return false;
    case "operator of another challenge":
      return !isOfChallenge && roles.includes("operator");
    case "host of another space":
      return !isOfChallenge && roles.includes("host");
    case "participant":
      return isOfChallenge && roles.includes("participant");
    default:
      return roles.includes(who);
  }
}
