import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Apm, ReceivedRange } from "../../src/apm/index.ts";
import { type Challenge, type Challenges, openChallenges } from "../../src/challenge/index.ts";
import type { ChallengeSetup } from "../../src/contract/index.ts";
import { type Control, openControl } from "../../src/control/index.ts";
import {
  type Clock,
  DEFAULT_SPACE,
  epochMicros,
  keyId,
  MICROS_PER_DAY,
  MICROS_PER_MINUTE,
  MICROS_PER_SECOND,
  micros,
  type SpaceId,
  type TicketId,
} from "../../src/kernel/index.ts";
import { createMetrics, silentLog } from "../../src/self/index.ts";
import { type PostgresServer, startPostgres } from "../postgres-server.ts";

class TestClock implements Clock {
  #elapsed = 0;
  readonly now = () => epochMicros(1_790_000_000_000_000 + this.#elapsed);
  readonly monotonic = () => micros(this.#elapsed);
  pass(time: number): void {
    this.#elapsed += time;
  }
}

const HOST = "host:token" as const;
const MAIL = "seeded.kim@example.kr";
const PHONE = "010-1234-5678";

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres[Symbol.asyncDispose]());

describe.each(["sqlite", "postgresql"] as const)("privacy in %s", (kind) => {
  let dataDir: string;
  let url: string | undefined;
  let clock: TestClock;
  let control: Control;
  let challenges: Challenges;
  let challenge: Challenge;
  /** Services whose events the store was told to forget; when `away` it cannot. */
  let forgotten: string[];
  let away: boolean;
  /** Services that somebody sent long before the challenge. */
  let older: Set<string>;
  const running: AsyncDisposable[] = [];

  /** The event store is another test's matter; this stands for its answers. */
  const apm = {
    received: async (_space: SpaceId, { service = "" }: ReceivedRange) => {
      const rows = older.has(service) ? [{ name: service, key: keyId("somebody-else") }] : [];
      const own = await control.keys.list(DEFAULT_SPACE);
      return [...rows, ...own.map(({ id }) => ({ name: service, key: id }))];
    },
    origins: async () => [],
    controlProof: async () => false,
  } as unknown as Apm;

  const open = async (): Promise<[Control, Challenges]> => {
    const opened = await openControl({ dataDir, url, clock, log: silentLog });
    const room = await openChallenges({
      control: opened,
      apm,
      dataDir,
      clock,
      log: silentLog,
      metrics: createMetrics(),
      async forgetTelemetry(_space, services) {
        if (away) throw new Error("the store is away");
        forgotten.push(...services);
      },
    });
    running.push(room, opened);
    return [opened, room];
  };

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "sadari-privacy-"));
    url = kind === "postgresql" ? await postgres.createDatabase() : undefined;
    clock = new TestClock();
    forgotten = [];
    away = false;
    older = new Set();
    [control, challenges] = await open();
    await control.spaces.ensure(DEFAULT_SPACE, "Default");
    challenge = await make({});
  });
  afterEach(async () => {
    for (const each of running.splice(0)) await each[Symbol.asyncDispose]();
    await rm(dataDir, { recursive: true, force: true });
  });

  async function make(
    privacy: Partial<ChallengeSetup["privacy"]>,
    slug = "pycon",
    state: "open" | "announced" = "open",
  ): Promise<Challenge> {
    const body = { nameKo: "파이콘", nameEn: "PyCon", rehearsal: false, slug };
    const { version, setup } = await challenges.lifecycle.create(DEFAULT_SPACE, body, HOST);
    const controller = { ko: "준비위원회", en: "Committee" };
    const change = {
      version,
      setup: { ...setup, privacy: { ...setup.privacy, controller, contact: "privacy@a.kr", news: true, ...privacy } },
      opensAt: null,
      closesAt: clock.now() + 60 * MICROS_PER_MINUTE,
    };
    await challenges.lifecycle.saveSetup((await found(slug)).id, change, HOST);
    await to(state, slug);
    return found(slug);
  }

  const found = async (slug = "pycon"): Promise<Challenge> => {
    const one = await challenges.lifecycle.findBySlug(slug);
    if (one === undefined) throw new Error("no challenge");
    return one;
  };
  const to = async (state: "announced" | "open" | "closed", slug = "pycon") =>
    challenges.lifecycle.step((await found(slug)).id, { to: state, actor: HOST, reason: "시험", version: undefined });

  const join_ = async (of = challenge, language: "ko" | "en" = "ko"): Promise<TicketId> =>
    (await challenges.tickets.join(of, { language, staff: false, device: "phone" })).ticket;

  const hashOf = (notices: readonly { kind: string; language: string; hash: string }[], type: string): string =>
    notices.find(({ kind: each, language }) => each === type && language === "ko")?.hash ?? "";

  const agreeToNews = async (ticket: TicketId, email = MAIL) => {
    const { notices } = await challenges.privacy.tell(challenge);
    const body = { kind: "news", given: true, noticeHash: hashOf(notices, "news"), email } as const;
    return challenges.privacy.decideNews(challenge, ticket, body);
  };

  const count = async (table: string, where = "1 = 1"): Promise<number> => {
    const { rows } = await control.records.read((tables) =>
      sql<{ n: number | string }>`select count(*) as n from ${sql.table(table)} where ${sql.raw(where)}`.execute(
        tables,
      ),
    );
    return Number(rows[0]?.n);
  };

  /** An app as its arrival writes it. */
  const arrive = async (service: string, ticket: TicketId | null, of = challenge): Promise<void> => {
    const key = ticket === null ? "" : ((await challenges.tickets.wishKey(of, ticket, "ensure")).keys[0]?.id ?? "");
    challenges.arrivals.observe(DEFAULT_SPACE, clock.now(), key === "" ? undefined : keyId(key), [
      {
        resource: {
          service: { name: service, environment: "", language: { name: "python" }, framework: { name: "Django" } },
          agent: { name: "python" },
        },
        requests: 7,
        spans: 0,
        errors: 0,
      },
    ]);
    await challenges.arrivals.settled();
  };

  /** Everything that one visitor can leave behind. */
  const leaveTraces = async (): Promise<TicketId> => {
    const ticket = await join_();
    await agreeToNews(ticket);
    const text = `전화 주세요 ${PHONE}`;
    const at = clock.now();
    const value = { type: "long", text } as const;
    const { definition } = await challenges.surveys.mine(challenge, ticket);
    const question = definition.questions.find(({ type }) => type === "long" || type === "short");
    if (question === undefined) throw new Error("no question to write to");
    const typed = question.type === "short" ? ({ type: "short", text } as const) : value;
    await challenges.surveys.answer(challenge, ticket, [
      { nonce: "nonce-0001", question: question.id, value: typed, at, language: "ko" },
    ]);
    await challenges.review.appeal(challenge, ticket, text);
    await arrive(`shop-${PHONE}`, ticket);
    return ticket;
  };

  const awaitPurge = async (slug = "pycon"): Promise<void> => {
    for (let n = 0; n < 200; n++) {
      if ((await found(slug)).state === "purged") return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`not purged: ${JSON.stringify((await challenges.privacy.plan(await found(slug))).failure)}`);
  };

  describe("notices", () => {
    it("say in both languages what, why and until when, and change their hash with the host's words", async () => {
      const { notices, controller, purge } = await challenges.privacy.tell(challenge);
      expect(notices.map(({ kind: each, language }) => `${each} ${language}`)).toEqual([
        "entry-notice ko",
        "news ko",
        "wall-photos ko",
        "entry-notice en",
        "news en",
        "wall-photos en",
      ]);
      expect(controller.ko).toBe("준비위원회");
      expect(purge).toMatchObject({ stage: "planned", at: challenge.purgeAt, days: 30 });
      const [entry, news] = notices;
      expect(entry?.text).toContain("행사가 끝나고 30일 뒤에 파기해요");
      expect(entry?.text).toContain("문의: privacy@a.kr");
      for (const item of ["목적:", "항목:", "보유:", "거부할 권리:"]) expect(news?.text).toContain(item);
      expect(news?.text).toContain("동의하지 않아도 경품과 참가에 아무 불이익이 없어요");
      const other = await challenges.privacy.tell(await make({ contact: "other@a.kr" }, "other"));
      expect(hashOf(other.notices, "entry-notice")).not.toBe(entry?.hash);
    });

    it("are recorded with the ticket that was made, in its language", async () => {
      const { notices } = await challenges.privacy.tell(challenge);
      const data = await challenges.privacy.myData(challenge, await join_());
      expect(data.consents).toMatchObject([
        { kind: "entry-notice", given: true, noticeHash: hashOf(notices, "entry-notice"), withdrawnAt: null },
      ]);
      expect(data.consents[0]?.notice).toBe(notices[0]?.text);
      const english = await challenges.privacy.myData(challenge, await join_(challenge, "en"));
      expect(english.consents[0]?.notice).toMatch(/^Taking part/);
    });
  });

  describe("consent to news", () => {
    it("keeps the address sealed, and deletes it when it is taken back", async () => {
      const ticket = await join_();
      expect((await challenges.privacy.consents(challenge, ticket)).news).toBeNull();
      expect((await agreeToNews(ticket)).news).toMatchObject({ given: true, email: MAIL });
      expect((await agreeToNews(ticket, "second@example.kr")).news).toMatchObject({ email: "second@example.kr" });
      expect(await count("contact")).toBe(1);
      expect(await count("contact", `value_sealed like '%example%'`)).toBe(0);
      const back = { kind: "news", given: false, noticeHash: "" } as const;
      const { news } = await challenges.privacy.decideNews(challenge, ticket, back);
      expect(news).toMatchObject({ given: false, email: null, withdrawnAt: clock.now() });
      expect(await count("contact")).toBe(0);
      expect(await count("consent", "kind = 'news' and withdrawn_at is null")).toBe(0);
    });

    it("counts for the words that were shown only, and changes nothing about the draw", async () => {
      const ticket = await join_();
      const before = await challenges.eligibility.verdict(challenge, ticket);
      const body = { kind: "news", given: true, email: MAIL } as const;
      const stale = challenges.privacy.decideNews(challenge, ticket, { ...body, noticeHash: "0".repeat(64) });
      await expect(stale).rejects.toMatchObject({ code: "privacy.notice-changed" });
      const noHash = challenges.privacy.decideNews(challenge, ticket, { ...body, noticeHash: "" });
      await expect(noHash).rejects.toMatchObject({ code: "privacy.notice-changed" });
      await challenges.privacy.decideNews(challenge, ticket, { kind: "news", given: false, noticeHash: "" });
      expect(await challenges.eligibility.verdict(challenge, ticket)).toEqual(before);
      const silent = await make({ news: false }, "silent");
      const off = challenges.privacy.decideNews(silent, await join_(silent), { ...body, noticeHash: "" });
      await expect(off).rejects.toMatchObject({ code: "privacy.news-off" });
    });

    it("is read by the host with an audit record of how many", async () => {
      await agreeToNews(await join_());
      await join_();
      expect((await challenges.privacy.newsList(challenge, HOST)).contacts.map(({ email }) => email)).toEqual([MAIL]);
      const { records } = await challenges.audit.page(challenge.id, 0, 100);
      expect(records.at(-1)).toMatchObject({ type: "privacy.read", actor: HOST, data: { contacts: 1 } });
    });
  });

  describe("my data", () => {
    it("is all there is, opened, without secrets", async () => {
      const ticket = await leaveTraces();
      const data = await challenges.privacy.myData(challenge, ticket);
      expect(data).toMatchObject({
        ticket: { id: ticket, language: "ko" },
        devices: [{ kind: "phone", endedAt: null }],
        apps: [{ service: `shop-${PHONE}`, transactions: 7 }],
        appeals: [{ text: `전화 주세요 ${PHONE}`, answer: null }],
        contacts: [{ purpose: "news", value: MAIL }],
        heldUntil: challenge.purgeAt,
      });
      expect(JSON.stringify(data.survey.answers)).toContain(PHONE);
      expect(JSON.stringify(data.keys)).not.toContain("sadari_pk_");
      expect(data.consents).toHaveLength(2);
    });

    it("goes when its owner says so, at once and once", async () => {
      const ticket = await leaveTraces();
      const friend = await leaveTraces();
      const { secret } = await challenges.tickets.keys(challenge, ticket);
      const answer = await challenges.privacy.withdraw(challenge, ticket);
      expect(answer).toMatchObject({
        ticket,
        entryStays: false,
        destroyed: { answer: 1, appeal: 1, contact: 1, app: 1, agent_key: 1, ticket_device: 1 },
        // The friend sends under the same name.
        apps: { removing: 0, untilPurge: 1 },
      });
      for (const table of ["answer", "appeal", "contact", "response", "client_nonce", "app"]) {
        expect(await count(table), table).toBe(1);
      }
      expect(await control.keys.check({ kind: "bearer", token: secret ?? "" })).toMatchObject({ reason: "revoked" });
      clock.pass(MICROS_PER_SECOND);
      expect(await challenges.privacy.withdraw(challenge, ticket)).toMatchObject({
        withdrawnAt: answer.withdrawnAt,
        destroyed: {},
      });
      expect((await challenges.eligibility.verdict(challenge, ticket)).eligible).toBe(false);
      const { records } = await challenges.audit.page(challenge.id, 0, 100);
      expect(records.filter(({ type }) => type === "privacy.withdraw")).toHaveLength(1);
      // The last one who sends under the name takes its events along.
      expect((await challenges.privacy.withdraw(challenge, friend)).apps).toEqual({ removing: 1, untilPurge: 0 });
      expect(forgotten).toEqual([]);
      clock.pass(10 * MICROS_PER_SECOND);
      await challenges.privacy.look();
      expect(forgotten).toEqual([`shop-${PHONE}`]);
      expect(await count("stray_service")).toBe(0);
    });

    it("takes no events of somebody who sent under that name before", async () => {
      older.add("checkout");
      const ticket = await join_();
      await arrive("checkout", ticket);
      await challenges.privacy.withdraw(challenge, ticket);
      clock.pass(10 * MICROS_PER_SECOND);
      await challenges.privacy.look();
      expect(forgotten).toEqual([]);
    });
  });

  describe("the purge", () => {
    it("is refused before the close and without its confirmation", async () => {
      const early = challenges.privacy.purge(challenge, "pycon", HOST);
      await expect(early).rejects.toMatchObject({ code: "privacy.purge-refused" });
      await to("closed");
      const wrong = challenges.privacy.purge(await found(), "pycom", HOST);
      await expect(wrong).rejects.toMatchObject({ code: "privacy.not-confirmed" });
      expect(await challenges.privacy.plan(await found())).toMatchObject({ stage: "planned", possible: true });
    });

    it("leaves ids, the audit chain and a certificate", async () => {
      await leaveTraces();
      const other = await join_();
      await to("closed");
      const dry = await challenges.privacy.plan(await found());
      expect(dry.destroys).toContainEqual({ table: "answer", rows: 1 });
      expect(dry.telemetry).toEqual({ removes: 1, keeps: 0 });
      await challenges.privacy.purge(await found(), "pycon", HOST);
      await awaitPurge();
      expect(forgotten).toEqual([`shop-${PHONE}`]);
      const plan = await challenges.privacy.plan(await found());
      expect(plan).toMatchObject({ stage: "done", certificate: { actor: HOST, frameworks: { django: 1 } } });
      expect(plan.certificate?.rows).toMatchObject({ answer: 1, appeal: 1, contact: 1, app: 1, ticket: 2 });
      for (const table of "answer,response,contact,appeal,client_nonce,pairing,app,consent,ticket_device,stray_service".split(
        ",",
      ))
        expect(await count(table), table).toBe(0);
      expect(await count("ticket", `id = '${other}' and nickname = '' and created_at = 0`)).toBe(1);
      expect(
        await count("agent_key", "challenge is not null and (revoked_at is null or secret_sealed is not null)"),
      ).toBe(0);
      const page = await challenges.audit.page(challenge.id, 0, 100);
      expect(page.brokenAt).toBeUndefined();
      expect(page.records.at(-2)).toMatchObject({
        type: "privacy.destroy",
        data: { certificate: plan.certificate?.hash },
      });
      expect(page.records.at(-1)).toMatchObject({ type: "event.state", data: { to: "purged" } });
      expect((await challenges.privacy.tell(await found())).purge.stage).toBe("done");
    });

    it("comes by itself at its time, once though two keep time", async () => {
      await leaveTraces();
      await to("closed");
      const [, second] = await open();
      clock.pass(31 * MICROS_PER_DAY);
      await Promise.all([challenges.privacy.look(), second.privacy.look()]);
      await awaitPurge();
      const { records } = await challenges.audit.page(challenge.id, 0, 100);
      expect(records.filter(({ type }) => type === "privacy.destroy")).toHaveLength(1);
      expect(records.at(-1)).toMatchObject({ actor: "system", data: { to: "purged" } });
    });

    it("reaches an event that was announced and never opened, which then opens no more", async () => {
      const called = await make({}, "called-off", "announced");
      await arrive("never-seen", await join_(called), called);
      expect(await challenges.privacy.plan(called)).toMatchObject({ stage: "planned", possible: true });
      away = true;
      await challenges.privacy.purge(called, "called-off", HOST);
      await expect(to("open", "called-off")).rejects.toMatchObject({ code: "challenge.step-refused" });
      away = false;
      clock.pass(MICROS_PER_MINUTE);
      await challenges.privacy.look();
      await awaitPurge("called-off");
      expect(forgotten).toEqual(["never-seen"]);
      expect(await count("app", `challenge = '${called.id}'`)).toBe(0);
    });

    it("says that it failed, and goes on after a restart with the right counts", async () => {
      await leaveTraces();
      await to("closed");
      away = true;
      await challenges.privacy.purge(await found(), "pycon", HOST);
      for (let n = 0; n < 200 && (await challenges.privacy.plan(await found())).failure === null; n++) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      const plan = await challenges.privacy.plan(await found());
      expect(plan).toMatchObject({ stage: "failed", failure: { times: 1 } });
      expect((await challenges.privacy.tell(await found())).purge.stage).toBe("failed");
      expect(await count("answer")).toBe(0);
      for (const each of running.splice(0)) await each[Symbol.asyncDispose]();
      away = false;
      clock.pass(MICROS_PER_MINUTE);
      [control, challenges] = await open();
      await challenges.privacy.look();
      await awaitPurge();
      const done = await challenges.privacy.plan(await found());
      expect(done.certificate?.rows).toMatchObject({ answer: 1, app: 1, ticket: 1 });
      expect(forgotten).toEqual([`shop-${PHONE}`]);
    });

    it("leaves another challenge of the space alone, with the events it shares", async () => {
      const other = await make({}, "other");
      const stays = await join_(other);
      await arrive("twin", stays, other);
      await arrive("twin", await join_());
      await to("closed");
      await challenges.privacy.purge(await found(), "pycon", HOST);
      await awaitPurge();
      expect(forgotten).toEqual([]);
      expect(await count("app")).toBe(1);
      expect((await challenges.privacy.myData(other, stays)).apps).toHaveLength(1);
      expect((await challenges.privacy.plan(await found())).certificate?.telemetry).toEqual({ removed: 0, kept: 1 });
    });

    it("leaves nothing in the files of the database", async () => {
      if (kind === "postgresql") return;
      await leaveTraces();
      await to("closed");
      await challenges.privacy.purge(await found(), "pycon", HOST);
      await awaitPurge();
      await challenges.privacy.look();
      for (const name of await readdir(join(dataDir, "control"))) {
        const content = await readFile(join(dataDir, "control", name), "latin1");
        for (const seed of [MAIL, PHONE]) expect(content.includes(seed), `${seed} in ${name}`).toBe(false);
      }
    });
  });
});
