import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Apm } from "../../src/apm/index.ts";
import { checkSwag, fromHex, rollSwag } from "../../src/challenge/draw/index.ts";
import { type Challenge, type Challenges, openChallenges } from "../../src/challenge/index.ts";
import type { SwagPlanBody } from "../../src/contract/index.ts";
import { type Control, openControl } from "../../src/control/index.ts";
import {
  type Clock,
  DEFAULT_SPACE,
  type EpochMicros,
  epochMicros,
  MICROS_PER_DAY,
  MICROS_PER_HOUR,
  MICROS_PER_MINUTE,
  MICROS_PER_SECOND,
  micros,
  type TicketId,
  ticketId,
} from "../../src/kernel/index.ts";
import { createMetrics, silentLog } from "../../src/self/index.ts";
import { type PostgresServer, startPostgres } from "../postgres-server.ts";

class TestClock implements Clock {
  #now = Date.UTC(2026, 10, 23, 3) * 1_000;
  readonly now = (): EpochMicros => epochMicros(this.#now);
  readonly monotonic = () => micros(this.#now);
  pass(time: number): void {
    this.#now += time;
  }
}

const HOST = "host:token" as const;
const HANDS = { actor: HOST, person: "token" } as const;
const DAY = "2026-11-23";

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres[Symbol.asyncDispose]());

const nonce = (n: number): string => n.toString(16).padStart(32, "0");
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const ticketOf = (n: number): TicketId =>
  ticketId(`SWAG${[10, 5, 0].map((shift) => ALPHABET[(n >> shift) & 31]).join("")}0`);

describe.each(["sqlite", "postgresql"] as const)("the raffle in %s", (kind) => {
  let dataDir: string;
  let clock: TestClock;
  let control: Control;
  let challenges: Challenges;
  let challenge: Challenge;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "sadari-swag-"));
    const url = kind === "postgresql" ? await postgres.createDatabase() : undefined;
    clock = new TestClock();
    control = await openControl({ dataDir, url, clock, log: silentLog });
    challenges = await openChallenges({
      control,
      apm: {} as Apm,
      dataDir,
      clock,
      log: silentLog,
      metrics: createMetrics(),
    });
    await control.spaces.ensure(DEFAULT_SPACE, "Default");
    const made = await challenges.lifecycle.create(
      DEFAULT_SPACE,
      { nameKo: "파이콘", nameEn: "PyCon", rehearsal: false, slug: "pycon" },
      HOST,
    );
    const id = made.id as Challenge["id"];
    const setup = {
      ...made.setup,
      privacy: { ...made.setup.privacy, controller: { ko: "준비위", en: "Committee" }, contact: "a@b.kr" },
    };
    const closesAt = epochMicros(clock.now() + MICROS_PER_DAY);
    await challenges.lifecycle.saveSetup(id, { version: made.version, setup, opensAt: null, closesAt }, HOST);
    await challenges.lifecycle.step(id, { to: "open", actor: HOST, reason: "", version: undefined });
    const found = await challenges.lifecycle.find(id);
    if (found === undefined) throw new Error("no challenge");
    challenge = found;
  });
  afterEach(async () => {
    await challenges[Symbol.asyncDispose]();
    await control[Symbol.asyncDispose]();
    await rm(dataDir, { recursive: true, force: true });
  });

  /** Tickets whose survey is complete. */
  async function visitors(count: number, answered = true): Promise<TicketId[]> {
    const ids = Array.from({ length: count }, (_, n) => ticketOf(n));
    await control.records.write(async (transaction) => {
      for (const id of ids) {
        await transaction
          .insertInto("ticket")
          .values({
            id,
            challenge: challenge.id,
            nickname: "용감한 수달",
            language: "ko",
            created_at: clock.now(),
            recovery_hash: `recovery-${id}`,
            staff: 0,
            over_14_at: null,
            simulated: 0,
            merged_into: null,
            withdrawn_at: null,
            place: null,
          })
          .execute();
        if (!answered) continue;
        await transaction
          .insertInto("response")
          .values({
            ticket: id,
            challenge: challenge.id,
            version: 1,
            language: "ko",
            started_at: clock.now(),
            changed_at: clock.now(),
            completed_at: clock.now(),
          })
          .execute();
      }
    });
    return ids;
  }

  const item = (id: string, initial: number, weight = 1) => ({
    id,
    name: { ko: id, en: id },
    initial,
    weight,
    sizes: [],
  });
  const PLAN: SwagPlanBody = {
    items: [item("socks", 12), item("shirt", 8)],
    blank: { num: 0, den: 100 },
    weights: "remaining",
    presence: false,
    releases: [],
  };
  const begin = async (over: Partial<SwagPlanBody> = {}): Promise<void> => {
    await challenges.swag.plan(challenge, DAY, { ...PLAN, ...over }, HOST);
    await challenges.swag.open(challenge, DAY, HOST);
  };
  const roll = (ticket: TicketId, n: number, code = "") =>
    challenges.swag.roll(challenge, ticket, { nonce: nonce(n), code });
  const stock = async () => {
    const [day = expect.fail("no day")] = (await challenges.swag.stocks(challenge)).days;
    return day;
  };
  const rows = () =>
    control.records.read((tables) => tables.selectFrom("swag_roll").selectAll().orderBy("seq").execute());
  const audit = async (prefix: string) =>
    (await challenges.audit.page(challenge.id, 0, 2_000)).records.filter(({ type }) => type.startsWith(prefix));

  it("gives exactly what there is to 500 who ask at once, numbered without a gap, and closes", async () => {
    const tickets = await visitors(500);
    await begin();
    const outcomes = await Promise.allSettled(tickets.map((ticket, n) => roll(ticket, n + 1)));
    const won = outcomes.filter(({ status }) => status === "fulfilled");
    expect(won).toHaveLength(20);
    const codes = new Set(outcomes.flatMap((each) => (each.status === "rejected" ? [each.reason.code] : [])));
    expect([...codes].every((code) => code === "swag.sold-out" || code === "swag.not-open")).toBe(true);
    const stored = await rows();
    expect(stored.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
    expect(stored.every(({ item: got }) => got !== "")).toBe(true);
    const day = await stock();
    expect(day.day).toMatchObject({ state: "closed", remaining: 0, soldOut: true });
    expect(day.addsUp).toBe(true);
    expect(await audit("swag.draw")).toHaveLength(20);
    expect((await audit("swag.close"))[0]?.data).toMatchObject({ soldOut: 1 });
  }, 60_000);

  it("answers one nonce with one roll, however often and at once it comes, and a ticket rolls once", async () => {
    const [one, two] = await visitors(2);
    if (one === undefined || two === undefined) return expect.fail("no tickets");
    await begin();
    const answers = await Promise.all(Array.from({ length: 8 }, () => roll(one, 7)));
    expect(new Set(answers.map(({ seq }) => seq))).toEqual(new Set([1]));
    expect(await rows()).toHaveLength(1);
    await expect(roll(one, 8)).rejects.toMatchObject({ code: "swag.drawn" });
    await expect(roll(two, 7)).rejects.toMatchObject({ code: "swag.refused" });
    expect(await rows()).toHaveLength(1);
  });

  it("keeps blanks, and everything can be computed again once the seed is shown", async () => {
    const tickets = await visitors(30);
    await begin({ blank: { num: 50, den: 100 } });
    const receipts = [];
    for (const [n, ticket] of tickets.entries()) receipts.push(await roll(ticket, n + 1).catch(() => undefined));
    const before = await stock();
    expect(before.blanks).toBeGreaterThan(3);
    expect(before.blanks + before.items.reduce((sum, { won }) => sum + won, 0)).toBe(before.rolls);
    expect(before.day.daySeed).toBe("");
    if (before.day.state === "open") await challenges.swag.close(challenge, DAY, HOST);
    await challenges.swag.reveal(challenge, DAY, HOST);
    const { daySeed, commit } = (await stock()).day;
    const seed = fromHex(daySeed);
    if (seed === undefined) return expect.fail("no seed");
    const made = receipts.flatMap((each) => each ?? []);
    expect(made.map((each) => checkSwag(each, seed))).toEqual(made.map(() => "swag.ok"));
    expect(made.every((each) => each.commit === commit && each.daySeed === "")).toBe(true);
    expect((await challenges.swag.mine(challenge, tickets[0] ?? ticketOf(0))).mine?.daySeed).toBe(daySeed);
  });

  it("lets only those roll who answered the survey, and no staff", async () => {
    const [ticket = ticketOf(0)] = await visitors(1, false);
    await begin();
    await expect(roll(ticket, 1)).rejects.toMatchObject({ code: "swag.survey-first" });
    expect((await challenges.swag.mine(challenge, ticket)).whyNot).toBe("survey");
    await challenges.tickets.markStaff(ticket);
    await expect(roll(ticket, 1)).rejects.toMatchObject({ code: "swag.staff" });
    expect(await rows()).toHaveLength(0);
  });

  it("wants the digits of the booth's screen, of this minute or the last, and stops those who guess", async () => {
    const [one, two, three] = await visitors(3);
    if (one === undefined || two === undefined || three === undefined) return expect.fail("no tickets");
    await begin({ presence: true });
    const { code } = await challenges.swag.screen(challenge);
    expect(code).toMatch(/^\d{4}$/);
    const wrong = String((Number(code) + 1) % 10_000).padStart(4, "0");
    for (let n = 0; n < 6; n++) await expect(roll(two, 2, wrong)).rejects.toMatchObject({ code: "swag.code-wrong" });
    await expect(roll(two, 2, code)).rejects.toMatchObject({ code: "swag.code-wait" });
    clock.pass(MICROS_PER_MINUTE);
    expect((await roll(one, 1, code)).seq).toBe(1);
    clock.pass(MICROS_PER_MINUTE);
    await expect(roll(three, 3, code)).rejects.toMatchObject({ code: "swag.code-wrong" });
    expect((await roll(one, 1, "")).seq).toBe(1);
    clock.pass(5 * MICROS_PER_MINUTE);
    expect((await roll(two, 2, (await challenges.swag.screen(challenge)).code)).seq).toBe(2);
    expect((await challenges.swag.rollFor(challenge, three, nonce(3), HANDS)).seq).toBe(3);
  });

  it("brings more at its time, by itself or sooner, and stays open until the last of it is gone", async () => {
    const [one, two, three] = await visitors(3);
    if (one === undefined || two === undefined || three === undefined) return expect.fail("no tickets");
    const later = clock.now() + MICROS_PER_HOUR;
    await begin({
      items: [item("socks", 1)],
      releases: [
        { item: "socks", amount: 1, dueAt: later },
        { item: "socks", amount: 1, dueAt: later + MICROS_PER_HOUR },
      ],
    });
    await roll(one, 1);
    await expect(roll(two, 2)).rejects.toMatchObject({ code: "swag.sold-out" });
    expect(await challenges.swag.now(challenge)).toMatchObject({
      state: "open",
      soldOut: true,
      nextRelease: { at: later, amount: 1 },
    });
    clock.pass(MICROS_PER_HOUR);
    expect((await challenges.swag.mine(challenge, two)).whyNot).toBe("");
    expect((await roll(two, 2)).seq).toBe(2);
    const waiting = (await stock()).releases.find(({ releasedAt }) => releasedAt === null);
    await challenges.swag.releaseNow(challenge, DAY, waiting?.id ?? "", HOST);
    expect((await roll(three, 3)).seq).toBe(3);
    expect(await stock()).toMatchObject({ day: { state: "closed" }, addsUp: true });
    expect(await audit("swag.release")).toHaveLength(2);
  });

  it("tells of a changed chance, in the log and to people, and refuses one with which nobody wins", async () => {
    await begin({ blank: { num: 50, den: 100 } });
    await challenges.swag.changeOdds(challenge, DAY, { num: 70, den: 100 }, HOST);
    expect(await challenges.swag.now(challenge)).toMatchObject({
      blank: { num: 7, den: 10 },
      change: { at: clock.now(), before: { num: 50, den: 100 } },
    });
    expect((await audit("swag.p_change"))[0]?.data).toMatchObject({ fromNum: 50, fromDen: 100, blankNum: 70 });
    const all = { num: 1, den: 1 };
    await expect(challenges.swag.changeOdds(challenge, DAY, all, HOST)).rejects.toMatchObject({ code: "swag.refused" });
  });

  it("hands a thing over once, takes it back for half a minute, and counts and adjusts what lies there", async () => {
    const [ticket = ticketOf(0)] = await visitors(1);
    await begin({ items: [item("socks", 5)] });
    await expect(challenges.swag.handOver(challenge, ticket, HANDS)).rejects.toMatchObject({
      code: "swag.nothing-won",
    });
    await roll(ticket, 1);
    const both = await Promise.all([1, 2].map(() => challenges.swag.handOver(challenge, ticket, HANDS)));
    expect(both.map(({ already }) => already).toSorted()).toEqual([false, true]);
    await challenges.swag.undoHandOver(challenge, ticket, HANDS);
    expect((await challenges.swag.handOver(challenge, ticket, HANDS)).already).toBe(false);
    clock.pass(31 * MICROS_PER_SECOND);
    await expect(challenges.swag.undoHandOver(challenge, ticket, HANDS)).rejects.toMatchObject({
      code: "swag.refused",
    });

    const of = { day: DAY, item: "socks" };
    await challenges.swag.count(challenge, of, { counted: 3, reason: "" }, HANDS);
    expect((await stock()).counts[0]).toMatchObject({ counted: 3, expected: 4 });
    clock.pass(MICROS_PER_SECOND);
    await challenges.swag.adjust(challenge, of, { delta: -1, reason: "찢어졌어요" }, HANDS);
    expect((await stock()).items[0]).toMatchObject({ initial: 4, remaining: 3, won: 1, handedOver: 1 });
    expect((await stock()).counts).toMatchObject([{ delta: -1, reason: "찢어졌어요" }, { delta: null }]);
    const tooMuch = { delta: -4, reason: "?" };
    await expect(challenges.swag.adjust(challenge, of, tooMuch, HANDS)).rejects.toMatchObject({
      code: "swag.not-there",
    });
    expect((await stock()).addsUp).toBe(true);
  });

  it("lets a device draw its share without network, and takes over only what the seed says", async () => {
    const tickets = await visitors(3);
    await begin({ items: [item("socks", 5)] });
    const wish = { device: "tablet", items: [{ id: "socks", amount: 3 }] };
    const share = await challenges.swag.reserve(challenge, DAY, wish, HOST);
    const tooMuch = { device: "other", items: [{ id: "socks", amount: 3 }] };
    await expect(challenges.swag.reserve(challenge, DAY, tooMuch, HOST)).rejects.toMatchObject({
      code: "swag.not-there",
    });
    expect((await stock()).items[0]).toMatchObject({ remaining: 2, reserved: 3 });
    const daySeed = fromHex(share.daySeed) ?? new Uint8Array();
    const drawn = tickets.slice(0, 2).map((pid, at) => {
      const items = [{ id: "socks", remaining: 3 - at }];
      const { raffle, blank } = share;
      const each = rollSwag({ daySeed, raffle, seq: at + 1, pid, nonce: nonce(at), blank, items });
      return { seq: at + 1, pid, nonce: nonce(at), at: clock.now(), result: each.kind === "item" ? each.item : null };
    });
    const of = { day: DAY, device: "tablet" };
    const forged = drawn.map((each) => ({ ...each, result: null }));
    await expect(challenges.swag.upload(challenge, of, { rolls: forged, done: false }, HOST)).rejects.toMatchObject({
      code: "swag.upload-refused",
    });
    for (let n = 0; n < 2; n++) {
      expect(await challenges.swag.upload(challenge, of, { rolls: drawn, done: false }, HOST)).toEqual({
        lastSeq: 2,
        twice: [],
        unknown: [],
      });
    }
    await expect(roll(tickets[0] ?? ticketOf(0), 9)).rejects.toMatchObject({ code: "swag.drawn" });
    expect((await challenges.swag.mine(challenge, tickets[0] ?? ticketOf(0))).whyNot).toBe("drawn");
    await challenges.swag.upload(challenge, of, { rolls: [], done: true }, HOST);
    expect((await stock()).items[0]).toMatchObject({ initial: 5, remaining: 3, reserved: 2 });
    expect((await stock()).addsUp).toBe(true);
    await challenges.swag.close(challenge, DAY, HOST);
    await challenges.swag.reveal(challenge, DAY, HOST);
    const { mine } = await challenges.swag.mine(challenge, tickets[0] ?? ticketOf(0));
    expect(mine && checkSwag(mine, fromHex(mine.daySeed) ?? new Uint8Array())).toBe("swag.ok");
  });

  it("lets who won choose among sizes until they have it, and the table swap it afterwards", async () => {
    const [one, two] = await visitors(2);
    if (one === undefined || two === undefined) return expect.fail("no tickets");
    const sizes = [
      { size: "S", amount: 1 },
      { size: "M", amount: 2 },
    ];
    const wrong = { ...item("shirt", 4), sizes };
    await expect(begin({ items: [wrong] })).rejects.toMatchObject({ code: "swag.refused" });
    const later = clock.now() + MICROS_PER_HOUR;
    await begin({ items: [{ ...wrong, initial: 2 }], releases: [{ item: "shirt", amount: 1, dueAt: later }] });
    const won = await roll(one, 1);
    expect(won).toMatchObject({ size: "", sizes: [{ left: 1 }, { left: 2 }] });
    await roll(two, 2);
    await expect(challenges.swag.handOver(challenge, one, HANDS)).rejects.toMatchObject({ code: "swag.size-first" });

    const own = { actor: HOST, atTable: false } as const;
    const choose = (ticket: TicketId, size: string, by: { actor: typeof HOST; atTable: boolean } = own) =>
      challenges.swag.chooseSize(challenge, ticket, { raffle: won.raffle, size }, by);
    const both = await Promise.allSettled([choose(one, "S"), choose(two, "S")]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    await choose(one, "M");
    await choose(two, "S");
    await expect(choose(one, "S")).rejects.toMatchObject({ code: "swag.not-there" });
    await expect(choose(one, "XXL")).rejects.toMatchObject({ code: "swag.not-there" });

    expect(await challenges.swag.handOver(challenge, one, HANDS)).toMatchObject({ size: "M", already: false });
    expect(await challenges.swag.handOver(challenge, two, { ...HANDS, size: "M" })).toMatchObject({ size: "M" });
    await expect(choose(one, "S")).rejects.toMatchObject({ code: "swag.refused" });
    expect(await choose(one, "S", { actor: HOST, atTable: true })).toMatchObject({ size: "S" });
    const [shirt] = (await stock()).items;
    expect(shirt?.sizes).toEqual([
      { size: "S", amount: 1, taken: 1 },
      { size: "M", amount: 2, taken: 1 },
    ]);
    const of = { day: DAY, item: "shirt" };
    const gone = { delta: -1, reason: "?" };
    await expect(challenges.swag.adjust(challenge, of, gone, HANDS)).rejects.toMatchObject({ code: "swag.not-there" });
    const more = { delta: 1, reason: "상자에서" };
    await expect(challenges.swag.adjust(challenge, of, more, HANDS)).rejects.toMatchObject({ code: "swag.refused" });
    await challenges.swag.adjust(challenge, of, { ...more, size: "S" }, HANDS);
    expect((await stock()).items[0]).toMatchObject({ remaining: 1, sizes: [{ amount: 2 }, { amount: 2 }] });
    expect(await audit("swag.size")).not.toHaveLength(0);
  });

  it("ends a day that nobody ended, and shows its seed though a device is still out", async () => {
    const [one = ticketOf(0)] = await visitors(1);
    await begin({ items: [item("socks", 5)] });
    const { swag } = challenges;
    await swag.reserve(challenge, DAY, { device: "tablet", items: [{ id: "socks", amount: 3 }] }, HOST);
    await roll(one, 1);
    await swag.look();
    expect((await stock()).day.state).toBe("open");
    clock.pass(MICROS_PER_DAY);
    await swag.look();
    expect((await stock()).day.state).toBe("revealed");
    const { mine } = await swag.mine(challenge, one);
    expect(mine && checkSwag(mine, fromHex(mine.daySeed) ?? new Uint8Array())).toBe("swag.ok");

    expect((await stock()).devices).toMatchObject([{ device: "tablet", out: true, remaining: 3 }]);
    await swag.recall(challenge, { day: DAY, device: "tablet" }, HOST);
    expect((await stock()).items[0]).toMatchObject({ remaining: 4, reserved: 0 });
    expect((await stock()).devices).toMatchObject([{ out: false }]);
    expect(await audit("swag.reveal")).toHaveLength(2);
    const again = swag.recall(challenge, { day: DAY, device: "tablet" }, HOST);
    await expect(again).rejects.toMatchObject({ code: "swag.refused" });
  });

  it("brings a release out at its time though nobody looks", async () => {
    await begin({ releases: [{ item: "socks", amount: 4, dueAt: clock.now() + MICROS_PER_HOUR }] });
    clock.pass(MICROS_PER_HOUR);
    await challenges.swag.look();
    const left = await control.records.read((tables) =>
      tables.selectFrom("swag_item").select("remaining").where("id", "=", "socks").executeTakeFirst(),
    );
    expect(left?.remaining).toBe(16);
  });

  it("shows what is sealed before the key goes, and leaves no trace of a code", async () => {
    const [one, two] = await visitors(2);
    if (one === undefined || two === undefined) return expect.fail("no tickets");
    await begin({ items: [item("socks", 5)] });
    await challenges.swag.reserve(challenge, DAY, { device: "lost", items: [{ id: "socks", amount: 2 }] }, HOST);
    const kept = await roll(one, 1);
    const batch = { batch: "cloud", name: { ko: "체험", en: "Trial" }, validUntil: null, codes: "CODE-ONE\nCODE-TWO" };
    await challenges.vouchers.add(challenge, batch, HOST);
    const { code } = await challenges.vouchers.take(challenge, one);
    expect(await challenges.vouchers.held(challenge, one)).toMatchObject([{ code, name: { ko: "체험" } }]);
    const hashes = async () =>
      (await control.records.read((tables) => tables.selectFrom("voucher").selectAll().execute())).map(
        ({ code_hash, code_sealed }) => `${code_hash} ${code_sealed}`,
      );
    const before = await hashes();
    await challenges.vouchers.take(challenge, two);
    await challenges.privacy.withdraw(challenge, two);
    expect((await hashes()).filter((each) => before.includes(each))).toHaveLength(1);

    const { id } = challenge;
    await challenges.lifecycle.step(id, { to: "closed", actor: HOST, reason: "끝", version: undefined });
    await challenges.privacy.purge(challenge, challenge.slug, HOST);
    for (let n = 0; n < 100 && (await challenges.lifecycle.find(id))?.state !== "purged"; n++) await sleep(50);
    expect((await challenges.lifecycle.find(id))?.state).toBe("purged");
    const days = await control.records.read((tables) => tables.selectFrom("swag_raffle").selectAll().execute());
    expect(days).toHaveLength(2);
    expect(days.every(({ state, day_seed_sealed }) => state === "revealed" && day_seed_sealed === null)).toBe(true);
    const seed = days.find(({ parent }) => parent === null)?.day_seed ?? "";
    expect(checkSwag(kept, fromHex(seed) ?? new Uint8Array())).toBe("swag.ok");
    expect((await hashes()).every((each) => /^forgotten:v_\w+ $/.test(each))).toBe(true);
  }, 30_000);

  it("gives 50 codes to 50 of 200 who ask at once, one each, and no code stands in rows or log", async () => {
    const tickets = await visitors(200);
    const codes = Array.from({ length: 50 }, (_, n) => `CLOUD-TRIAL-${String(n).padStart(4, "0")}-XYZ`);
    const batch = { batch: "cloud", name: { ko: "체험", en: "Trial" }, validUntil: null };
    const csv = `code,note\r\n${codes.map((code) => `${code},x`).join("\r\n")}`;
    const imported = await challenges.vouchers.add(challenge, { ...batch, codes: csv }, HOST);
    expect(imported).toMatchObject({ added: 50, known: 0, batch: { total: 50, left: 50 } });
    expect(await challenges.vouchers.add(challenge, { ...batch, codes: csv }, HOST)).toMatchObject({ known: 50 });
    const outcomes = await Promise.allSettled(tickets.map((ticket) => challenges.vouchers.take(challenge, ticket)));
    const got = outcomes.flatMap((each) => (each.status === "fulfilled" ? [each.value.code] : []));
    expect(new Set(got)).toEqual(new Set(codes));
    expect(got).toHaveLength(50);
    const refusals = outcomes.flatMap((each) => (each.status === "rejected" ? [each.reason.code] : []));
    expect(new Set(refusals)).toEqual(new Set(["voucher.empty"]));
    const winner = tickets[outcomes.findIndex(({ status }) => status === "fulfilled")] ?? ticketOf(0);
    const again = await challenges.vouchers.take(challenge, winner);
    expect(got).toContain(again.code);
    const [given] = await challenges.vouchers.batches(challenge);
    expect(given).toMatchObject({ given: 50, left: 0, low: true });
    const stored = await control.records.read((tables) => tables.selectFrom("voucher").selectAll().execute());
    const log = await challenges.audit.page(challenge.id, 0, 2_000);
    expect(JSON.stringify([stored, log])).not.toContain("CLOUD-TRIAL");
    expect(log.records.filter(({ type }) => type === "voucher.give")).toHaveLength(50);
  }, 60_000);

  it("makes codes nobody guesses, and gives the unused ones back", async () => {
    const [one, two] = await visitors(2);
    if (one === undefined || two === undefined) return expect.fail("no tickets");
    const batch = { batch: "made", name: { ko: "코드", en: "Code" }, validUntil: null };
    await challenges.vouchers.add(challenge, { ...batch, generate: 10 }, HOST);
    expect((await challenges.vouchers.mine(challenge, one)).whyNot).toBe("");
    const { code } = await challenges.vouchers.take(challenge, one);
    expect(code).toMatch(/^[ABCDEFGHKLMNPQRSTUVWXYZ2-9]{17}$/);
    const back = await challenges.vouchers.giveBack(challenge, "made", HOST);
    expect(back.codes).toHaveLength(9);
    expect(back.codes).not.toContain(code);
    await expect(challenges.vouchers.take(challenge, two)).rejects.toMatchObject({ code: "voucher.empty" });
    expect((await challenges.vouchers.take(challenge, one)).code).toBe(code);
  });
});
