import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PlaceRow, PlacesAnswer, PosterCheck } from "../../src/contract/index.ts";
import { ask, type Booth, startBooth } from "../booth.ts";
import { makeChallenge, manageChallenge, moveChallenge, sendAsHost } from "../challenge.ts";
import { type PostgresServer, startPostgres } from "../postgres-server.ts";

const PHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1 KAKAOTALK 11.0";

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres[Symbol.asyncDispose]());

describe.each(["sqlite", "postgresql"] as const)("short addresses in %s", (kind) => {
  let booth: Booth;
  let slug: string;
  beforeAll(async () => {
    const url = kind === "postgresql" ? await postgres.createDatabase() : undefined;
    booth = await startBooth({ env: url === undefined ? {} : { SADARI_CONTROL_URL: url } });
    const note = { ko: "", en: "" };
    slug = (await makeChallenge(booth, { open: true, setup: { swag: { planned: true, note } } })).slug;
  });
  afterAll(() => booth[Symbol.asyncDispose]());

  const make = (name: string, target: string) =>
    sendAsHost<PlaceRow>(booth, "POST", `/api/e/${slug}/places`, { name, target });
  const open = (place: string, headers: Record<string, string> = {}, method = "GET") =>
    fetch(`${booth.url}/s/${place}`, {
      method,
      redirect: "manual",
      headers: { accept: "text/html", "user-agent": PHONE, ...headers },
    });
  const placeOf = async (place: string): Promise<PlaceRow> => {
    const { places } = await ask<PlacesAnswer>(booth, `/api/e/${slug}/places`);
    const found = places.find((each) => each.slug === place);
    if (found === undefined) throw new Error("no such place");
    return found;
  };

  it("leads to a page of our own by its name, and to nothing else", async () => {
    const pages = { join: "", guide: "/guide", survey: "/survey", swag: "/swag", wall: "/wall" } as const;
    for (const [target, path] of Object.entries(pages)) {
      const { slug: place, url } = await make(target, target);
      expect(place).toMatch(/^[0-9a-hjkmnp-tv-z]{8}$/);
      expect(url.endsWith(`/s/${place}`)).toBe(true);
      const answer = await open(place);
      expect(answer.status).toBe(303);
      expect(answer.headers.get("location")).toBe(`/e/${slug}${path}?p=${place}`);
      expect(answer.headers.get("cache-control")).toBe("no-store");
    }
    for (const target of ["https://evil.example", "//evil", "/\\evil", "javascript:alert(1)", "JOIN"]) {
      await expect(make("x", target)).rejects.toThrow("400");
    }
    for (const path of ["zzzzzzzz", "%2f%2fevil", "..%2f..", "a", "x".repeat(60), "%00", "evil.example"]) {
      const answer = await open(path);
      expect([path, answer.status]).toEqual([path, 404]);
      expect(answer.headers.get("location")).toBeNull();
    }
  });

  it("leads to the event, and tells the host, where there is nothing behind a name", async () => {
    const rules = { survey: false, age14: true };
    const bare = (await makeChallenge(booth, { setup: { rules, prizes: [] } })).slug;
    const made = async (target: string) =>
      sendAsHost<PlaceRow>(booth, "POST", `/api/e/${bare}/places`, { name: target, target });
    const problems = async () =>
      Object.fromEntries(
        (await ask<PlacesAnswer>(booth, `/api/e/${bare}/places`)).places.map(({ target, problem }) => [
          target,
          problem,
        ]),
      );
    const places = await Promise.all(["join", "guide", "survey", "swag", "wall", "proof"].map(made));
    expect(Object.values(await problems())).toEqual(Array.from({ length: 6 }, () => "draft"));
    await moveChallenge(booth, await manageChallenge(booth, bare), "open");
    expect(await problems()).toEqual({
      join: null,
      guide: null,
      wall: null,
      survey: "no-survey",
      swag: "no-swag",
      proof: "no-draw",
    });
    for (const { slug: place, target } of places) {
      const page = target === "guide" || target === "wall" ? `/${target}` : "";
      expect((await open(place)).headers.get("location")).toBe(`/e/${bare}${page}?p=${place}`);
    }
    await moveChallenge(booth, await manageChallenge(booth, slug), "closed");
    const over = await make("끝", "survey");
    expect(over.problem).toBe("over");
    expect((await open(over.slug)).headers.get("location")).toBe(`/e/${slug}?p=${over.slug}`);
    await moveChallenge(booth, await manageChallenge(booth, slug), "open");
  });

  it("tells of a poster how large its code is and from how far it is read", async () => {
    const { slug: place } = await make("크기", "join");
    const check = (query: string) => ask<PosterCheck>(booth, `/api/e/${slug}/places/${place}/poster/check?${query}`);
    for (const [size, widthMm, leastReach] of [
      ["a4", 210, 1.2],
      ["a3", 297, 1.7],
      ["tent", 210, 0.8],
      ["badge", 90, 0.5],
    ] as const) {
      const told = await check(`size=${size}`);
      expect(told.widthMm).toBe(widthMm);
      expect(told.reachM).toBeGreaterThan(leastReach);
      // As the rule goes: a code is read from ten times its width away.
      expect(told.reachM).toBeCloseTo(told.codeMm / 100, 5);
    }
    expect((await check("ink=000000&paper=ffffff")).contrast).toBeCloseTo(21, 1);
    await expect(check("ink=777777&paper=888888")).rejects.toThrow("place.hard-to-read");
  });

  it("counts people by browser, and neither programs nor pages fetched in case", async () => {
    const { slug: place } = await make("배너", "join");
    const first = await open(place);
    const cookie = first.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(new RegExp(`^sadari_seen=1; Path=/s/${place}; HttpOnly; SameSite=Lax`));
    await open(place, { cookie: "sadari_seen=1" });
    await Promise.all(Array.from({ length: 20 }, () => open(place)));
    const programs = [
      "kakaotalk-scrap/1.0; +https://devtalk.kakao.com/t/scrap/33984",
      "facebookexternalhit/1.1",
      "Mozilla/5.0 (compatible; Yeti/1.1; +http://naver.me/spd)",
      "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
      "curl/8.5.0",
    ];
    for (const agent of programs) expect((await open(place, { "user-agent": agent })).status).toBe(303);
    const fetched = await open(place, { "sec-purpose": "prefetch;prerender" });
    expect(fetched.headers.get("set-cookie")).toBeNull();
    await open(place, {}, "HEAD");
    expect(await placeOf(place)).toMatchObject({ scans: 22, visitors: 21, bots: 7, tickets: 0 });
    await fetch(`${booth.url}/api/e/${slug}/tickets`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ language: "ko", place }),
    });
    const counted = await placeOf(place);
    expect(counted.tickets).toBe(1);
    expect(counted.hours.reduce((sum, { scans }) => sum + scans, 0)).toBe(22);
  });

  it("still leads to the event once it is closed, and counts no more", async () => {
    const { slug: place } = await make("명찰", "guide");
    await sendAsHost(booth, "PUT", `/api/e/${slug}/places/${place}`, { closed: true });
    const answer = await open(place);
    expect([answer.status, answer.headers.get("location")]).toEqual([303, `/e/${slug}`]);
    expect(await placeOf(place)).toMatchObject({ scans: 0, closedAt: expect.any(Number) });
    await sendAsHost(booth, "PUT", `/api/e/${slug}/places/${place}`, { closed: false, target: "survey" });
    expect((await open(place)).headers.get("location")).toBe(`/e/${slug}/survey?p=${place}`);
  });

  it("makes posters whose code was read back, and none whose code cannot be", async () => {
    const { slug: place } = await make("포스터", "join");
    const poster = (query: string) =>
      fetch(`${booth.url}/api/e/${slug}/places/${place}/poster?${query}`, {
        headers: { authorization: `Bearer ${booth.hostToken}` },
      });
    for (const size of ["a4", "a3", "tent", "badge"]) {
      const svg = await poster(`format=svg&size=${size}`);
      expect(svg.headers.get("content-type")).toMatch(/^image\/svg\+xml/);
      expect(await svg.text()).toMatch(/^<\?xml[^>]*>\n<svg [^>]*mm"/);
    }
    const pdf = Buffer.from(await (await poster("format=pdf&download=1")).arrayBuffer());
    expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
    expect(pdf.toString("latin1")).toMatch(/FontFile3[\s\S]*Pretendard|Pretendard[\s\S]*FontFile3/);
    for (const look of ["ink=cccccc", "ink=ffffff&paper=111827", "ink=777777&paper=888888"]) {
      const refused = await poster(look);
      expect([look, refused.status, ((await refused.json()) as { code: string }).code]).toEqual([
        look,
        400,
        "place.hard-to-read",
      ]);
    }
  }, 60_000);

  it("makes looking for addresses by trying hopeless, without turning away who has one", async () => {
    const { slug: place } = await make("테이블", "join");
    const tries = await Promise.all(
      Array.from({ length: 90 }, (_, at) => open(`zzzzzz${String(at).padStart(2, "0")}`)),
    );
    expect(tries.some(({ status }) => status === 429)).toBe(true);
    expect(tries.every(({ status }) => status === 404 || status === 429)).toBe(true);
    expect((await open(place)).status).toBe(303);
  });
});
