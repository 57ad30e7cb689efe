import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openControl } from "../../src/control/index.ts";
import { DEFAULT_SPACE, Fault, type PersonId, systemClock } from "../../src/kernel/index.ts";
import { silentLog } from "../../src/self/index.ts";
import { type Booth, startBooth } from "../booth.ts";
import { makeChallenge, sendAsHost } from "../challenge.ts";
import { makeLink, openLink, takeTicket } from "../entrances.ts";
import { addressOf, type Operation, publishedApi } from "../published-api.ts";

/** More takes longer than anybody waits for a test: `TIMING_ROUNDS=1000` is for an evening. */
const LOGIN_ROUNDS = Number(process.env.TIMING_ROUNDS ?? 30);
const ROUNDS = 400;
const NOBODY = "ZZZZZZZ9";

/** What exists is told apart from what does not by no word, no number and no clock. */
describe("who guesses", () => {
  let booth: Booth;
  let slug: string;
  let draft: string;
  let operations: readonly Operation[];

  beforeAll(async () => {
    // So that each guess comes from an address of its own, as an attacker's do.
    booth = await startBooth({ env: { SADARI_TRUSTED_PROXIES: "127.0.0.1" } });
    ({ slug } = await makeChallenge(booth, { open: true }));
    ({ slug: draft } = await makeChallenge(booth, { slug: "secret-plan", nameKo: "비밀" }));
    operations = await publishedApi(booth);
  });
  afterAll(() => booth?.[Symbol.asyncDispose]());

  let guesses = 0;
  const elsewhere = (): string => {
    guesses += 1;
    return `203.0.${(guesses >> 8) % 256}.${guesses % 256}`;
  };

  /** How it is answered, without what differs by the time alone, and how long it took. */
  async function answered(path: string, init: RequestInit & { headers?: Record<string, string> } = {}) {
    const begun = performance.now();
    const response = await fetch(`${booth.url}${path}`, {
      ...init,
      redirect: "manual",
      headers: { ...init.headers, "x-forwarded-for": elsewhere() },
    });
    const body = (await response.text()).replaceAll(/"serverTime":\d+/g, "");
    const millis = performance.now() - begun;
    return { said: `${response.status} ${body}`, millis };
  }

  const post = (path: string, body: unknown) =>
    answered(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

  it("learns no draft: its addresses answer an outsider as those of nothing", async () => {
    const wrong: string[] = [];
    for (const cookie of ["", await takeTicket(booth, slug)]) {
      for (const operation of operations.filter(({ path }) => path.includes("{slug}"))) {
        const ask = async (name: string): Promise<string> => {
          const headers = { cookie, "content-type": "application/json", "x-requested-by": "sadari" };
          const { method } = operation;
          const body = method === "GET" ? {} : { body: '{"language":"ko","phrase":"a b c d e f","code":"AAAAAA"}' };
          const { said } = await answered(addressOf(operation, { slug: name }), { method, headers, ...body });
          return said.replaceAll(name, "<slug>");
        };
        const [real, made] = [await ask(draft), await ask("no-such-plan")];
        if (real !== made)
          wrong.push(`${operation.method} ${operation.path}: ${real.slice(0, 80)} | ${made.slice(0, 80)}`);
      }
    }
    expect(wrong).toEqual([]);
  }, 60_000);

  it("learns no ticket: another's id is as good as one that nobody has", async () => {
    const cookie = await takeTicket(booth, slug);
    const { id } = (await (
      await fetch(`${booth.url}/api/e/${slug}/me`, { headers: { cookie: await takeTicket(booth, slug) } })
    ).json()) as { id: string };
    const wrong: string[] = [];
    for (const operation of operations) {
      const names = operation.parameters.filter((each) => each.in === "path" && each.name !== "slug");
      if (names.length === 0) continue;
      for (const who of ["", cookie]) {
        const ask = async (value: string): Promise<string> => {
          const path = addressOf(operation, { slug, ...Object.fromEntries(names.map(({ name }) => [name, value])) });
          const { method } = operation;
          const headers = { cookie: who, "content-type": "application/json", "x-requested-by": "sadari" };
          const { said } = await answered(path, { method, headers, ...(method === "GET" ? {} : { body: "{}" }) });
          return said.replaceAll(value, "<id>").replaceAll(value.toLowerCase(), "<id>");
        };
        const [real, made] = [await ask(id), await ask(NOBODY)];
        if (real !== made)
          wrong.push(`${operation.method} ${operation.path}: ${real.slice(0, 80)} | ${made.slice(0, 80)}`);
      }
    }
    expect(wrong).toEqual([]);
  }, 60_000);

  it("learns nothing from a link that was used, turned off or never made", async () => {
    const [used, off] = [await makeLink(booth, slug, "scanner"), await makeLink(booth, slug, "wall")];
    await openLink(booth, used);
    const { links } = (await (
      await fetch(`${booth.url}/api/e/${slug}/links`, { headers: { authorization: `Bearer ${booth.hostToken}` } })
    ).json()) as { links: { id: string; kind: string }[] };
    const wall = links.find(({ kind }) => kind === "wall")?.id ?? "";
    await sendAsHost(booth, "DELETE", `/api/e/${slug}/links/${wall}`);
    const made = used.replaceAll(/[0-9]/g, "7").replaceAll(/[a-f]/g, "g");
    const open = (link: string) => post("/api/session", { link });
    const says = new Set([(await open(used)).said, (await open(off)).said, (await open(made)).said]);
    expect([...says]).toHaveLength(1);
    await sameTime(
      () => open(used),
      () => open(made),
    );
  }, 60_000);

  it("learns nothing from a key for agents that was turned off or never made", async () => {
    const cookie = await takeTicket(booth, slug);
    const wish = async (what: string) =>
      (await (
        await fetch(`${booth.url}/api/e/${slug}/me/keys`, {
          method: "POST",
          headers: { cookie, "content-type": "application/json" },
          body: JSON.stringify({ wish: what }),
        })
      ).json()) as { secret: string };
    const { secret: off } = await wish("ensure");
    await wish("rotate");
    const made = off.slice(0, -6).concat("zzzzzz");
    const send = (key: string) =>
      answered("/intake/v2/events", {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/x-ndjson" },
        body: "{}\n",
      });
    expect((await send(off)).said.replaceAll(off, "")).toBe((await send(made)).said.replaceAll(made, ""));
    await sameTime(
      () => send(off),
      () => send(made),
    );
  }, 60_000);

  it("learns nothing from a code or words that opened a ticket once", async () => {
    const cookie = await takeTicket(booth, slug);
    const headers = { cookie, "content-type": "application/json" };
    const made = async (path: string) =>
      (await (
        await fetch(`${booth.url}/api/e/${slug}/me/${path}`, { method: "POST", headers, body: "{}" })
      ).json()) as {
        code: string;
        phrase: string[];
      };
    const { code } = await made("pairing");
    expect((await post("/api/pair", { code })).said).toMatch(/^200 /);
    const { phrase } = await made("recovery");
    await made("recovery");
    const swapped = [...phrase].reverse().join(" ");
    expect((await post("/api/pair", { code })).said).toBe((await post("/api/pair", { code: "ZZZ-ZZZ" })).said);
    const recover = (words: string) => post(`/api/e/${slug}/recover`, { phrase: words });
    expect((await recover(phrase.join(" "))).said).toBe((await recover(swapped)).said);
    // Beyond some hundred wrong guesses of everybody each waits, which is measured elsewhere.
    await sameTime(
      () => post("/api/pair", { code }),
      () => post("/api/pair", { code: "ZZZ-ZZZ" }),
      50,
    );
    await sameTime(
      () => recover(phrase.join(" ")),
      () => recover(swapped),
      50,
    );
  }, 60_000);

  it("learns no name from a login: the same words for all that is wrong", async () => {
    const session = await openLink(booth, await makeLink(booth, slug, "operator"));
    const headers = { cookie: session, "content-type": "application/json", "x-requested-by": "sadari" };
    const login = { loginName: "eunyoung", password: "seven otters drink cold tea" };
    const set = await fetch(`${booth.url}/api/me/login`, { method: "PUT", headers, body: JSON.stringify(login) });
    expect(set.status).toBe(200);
    const known = await post("/api/login", { ...login, password: "wrong wrong wrong" });
    const unknown = await post("/api/login", { loginName: "nobody-here", password: "wrong wrong wrong" });
    const long = await post("/api/login", { loginName: "nobody-here", password: "x".repeat(300) });
    expect(known.said).toMatch(/^401 .*auth\.login-wrong/);
    expect([unknown.said, long.said]).toEqual([known.said, known.said]);
  }, 60_000);

  async function sameTime(a: () => Promise<{ millis: number }>, b: typeof a, rounds = ROUNDS): Promise<void> {
    expect(await timesOf(a, b, rounds)).toEqual({ tellsApart: false });
  }
});

describe("the clock of a login", () => {
  it(
    `is the same for a name that exists and one that does not, ${LOGIN_ROUNDS} times each`,
    async () => {
      const dataDir = await mkdtemp(join(tmpdir(), "sadari-clock-"));
      const control = await openControl({ dataDir, clock: systemClock, log: silentLog });
      try {
        await control.spaces.ensure(DEFAULT_SPACE, "Default");
        const names = await makeNames(control, Math.ceil((LOGIN_ROUNDS + 1) / 4));
        let n = 0;
        // Four wrong ones a name and one an address: none of them has to wait.
        const attempt = (name: () => string) => async () => {
          n += 1;
          const begun = performance.now();
          const code = await control.people.logIn(name(), "wrong wrong wrong", `198.51.${n >> 8}.${n % 256}`).then(
            () => "in",
            (error: unknown) => (error instanceof Fault ? error.code : String(error)),
          );
          expect(code).toBe("auth.login-wrong");
          return { millis: performance.now() - begun };
        };
        let [known, unknown] = [0, 0];
        const result = await timesOf(
          attempt(() => names[Math.floor(known++ / 4)] ?? ""),
          attempt(() => `nobody-${Math.floor(unknown++ / 4)}`),
          LOGIN_ROUNDS,
        );
        expect(result).toEqual({ tellsApart: false });
      } finally {
        await control[Symbol.asyncDispose]();
        await rm(dataDir, { recursive: true, force: true });
      }
    },
    Math.max(300_000, LOGIN_ROUNDS * 2_000),
  );
});

/** People who log in; one password for all, so that it is derived once. */
async function makeNames(control: Awaited<ReturnType<typeof openControl>>, count: number): Promise<readonly string[]> {
  const { token } = await control.links.create({
    kind: "host",
    space: DEFAULT_SPACE,
    label: "은영",
    once: true,
  });
  const opened = await control.links.redeem(token);
  const first = await control.people.setLogin(opened?.person as PersonId, "known-0", "seven otters drink cold tea");
  await control.records.write(async (transaction) => {
    const row = await transaction.selectFrom("person").selectAll().where("id", "=", first.id).executeTakeFirstOrThrow();
    for (let n = 1; n < count; n++) {
      const id = `p_known${n}` as PersonId;
      await transaction
        .insertInto("person")
        .values({ ...row, id, login_name: `known-${n}` })
        .execute();
    }
  });
  return Array.from({ length: count }, (_, n) => `known-${n}`);
}

/**
 * Whether who measures both can tell them apart: medians 5 ms and more from one another, and Mann and Whitney's test
 * says by less than one in a hundred that it is chance. Taken in turns, so that a busy machine is busy for both.
 */
async function timesOf(
  a: () => Promise<{ millis: number }>,
  b: () => Promise<{ millis: number }>,
  rounds: number,
): Promise<{ tellsApart: boolean; gap?: number; p?: number }> {
  const times: { a: number[]; b: number[] } = { a: [], b: [] };
  await a();
  await b();
  for (let n = 0; n < rounds; n++) {
    for (const which of n % 2 === 0 ? (["a", "b"] as const) : (["b", "a"] as const)) {
      times[which].push((await (which === "a" ? a() : b())).millis);
    }
  }
  const gap = Math.abs(median(times.a) - median(times.b));
  const p = mannWhitney(times.a, times.b);
  return gap < 5 || p > 0.01 ? { tellsApart: false } : { tellsApart: true, gap, p };
}

const median = (values: readonly number[]): number => values.toSorted((x, y) => x - y)[values.length >> 1] ?? 0;

/** Two-sided p by the normal approximation, which holds from twenty of each on. */
function mannWhitney(a: readonly number[], b: readonly number[]): number {
  const all = [...a.map((value) => ({ value, own: true })), ...b.map((value) => ({ value, own: false }))];
  all.sort((x, y) => x.value - y.value);
  let ranks = 0;
  for (const [n, { own }] of all.entries()) if (own) ranks += n + 1;
  const u = ranks - (a.length * (a.length + 1)) / 2;
  const mean = (a.length * b.length) / 2;
  const deviation = Math.sqrt((a.length * b.length * (a.length + b.length + 1)) / 12);
  return 2 * (1 - normal(Math.abs(u - mean) / deviation));
}

/** Of the standard normal distribution up to `z` (Abramowitz and Stegun, 26.2.17). */
function normal(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const tail = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429].reduceRight(
    (sum, each) => (sum + each) * t,
    0,
  );
  return 1 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * tail;
}

describe("the measure", () => {
  it("sees a difference where there is one, and none where there is none", async () => {
    const wait = (millis: number) => async () => ({ millis: millis + Math.random() * 3 });
    expect(await timesOf(wait(20), wait(20), 200)).toEqual({ tellsApart: false });
    expect(await timesOf(wait(20), wait(28), 200)).toMatchObject({ tellsApart: true });
    expect(mannWhitney([1, 2, 3, 4, 5], [6, 7, 8, 9, 10])).toBeLessThan(0.05);
    expect(normal(1.96)).toBeCloseTo(0.975, 3);
  });
});
