import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Apm, Origin } from "../../src/apm/index.ts";
import { type Challenge, type Challenges, type Decider, openChallenges } from "../../src/challenge/index.ts";
import type { ChallengeSetup, Verdict } from "../../src/contract/index.ts";
import { type AppTable, type Control, openControl } from "../../src/control/index.ts";
import {
  type Clock,
  DEFAULT_SPACE,
  epochMicros,
  MICROS_PER_HOUR,
  MICROS_PER_MINUTE,
  MICROS_PER_SECOND,
  micros,
  personId,
  randomId,
  type TicketId,
  ticketId,
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

const HOST: Decider = { actor: "host:token", person: undefined };
const STAFF: Decider = { actor: `staff:${personId("p_eunyoung")}`, person: personId("p_eunyoung") };
const SENTENCE = { reasonKo: "현장에서 확인했어요.", reasonEn: "Checked at the booth." };

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres[Symbol.asyncDispose]());

describe.each(["sqlite", "postgresql"] as const)("eligibility in %s", (kind) => {
  let dataDir: string;
  let clock: TestClock;
  let control: Control;
  let challenges: Challenges;
  let challenge: Challenge;
  /** Services whose data is made by hand, and codes that services have shown. */
  let byHand: Set<string>;
  let shown: Set<string>;
  const running: AsyncDisposable[] = [];

  /** The event store is another test's matter; this stands for its answers. */
  const apm = {
    origins: async (_space: unknown, { services }: { services: readonly string[] }): Promise<readonly Origin[]> =>
      services.map((service) => ({
        service,
        agent: byHand.has(service) ? "curl" : "nodejs",
        requests: 10,
        distinctIds: 10,
        distinctDurations: 10,
        withRuntime: 10,
        names: [],
      })),
    controlProof: async (_space: unknown, query: { service: string; code: string }) =>
      shown.has(`${query.service} ${query.code}`),
  } as unknown as Apm;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "sadari-eligibility-"));
    const url = kind === "postgresql" ? await postgres.createDatabase() : undefined;
    clock = new TestClock();
    byHand = new Set();
    shown = new Set();
    control = await openControl({ dataDir, url, clock, log: silentLog });
    challenges = await openChallenges({ control, apm, dataDir, clock, log: silentLog, metrics: createMetrics() });
    running.push(challenges, control);
    await control.spaces.ensure(DEFAULT_SPACE, "Default");
    const made = await challenges.lifecycle.create(
      DEFAULT_SPACE,
      { nameKo: "파이콘", nameEn: "PyCon", rehearsal: false },
      "host:token",
    );
    challenge = { id: made.id } as Challenge;
    await become({ state: "open", closesAt: epochMicros(clock.now() + MICROS_PER_HOUR) });
  });
  afterEach(async () => {
    for (const each of running.splice(0)) await each[Symbol.asyncDispose]();
    await rm(dataDir, { recursive: true, force: true });
  });

  /** Puts the challenge into a state and setup, as if its host had. */
  async function become(
    over: { state?: Challenge["state"]; closesAt?: Challenge["closesAt"]; setup?: Partial<ChallengeSetup> } = {},
  ): Promise<void> {
    const row = await control.records.read((tables) =>
      tables.selectFrom("challenge").selectAll().where("id", "=", challenge.id).executeTakeFirstOrThrow(),
    );
    await control.records.write((transaction) =>
      transaction
        .updateTable("challenge")
        .set({
          state: over.state ?? row.state,
          state_changed_at: clock.now(),
          closes_at: over.closesAt ?? row.closes_at,
          setup: JSON.stringify({ ...JSON.parse(row.setup), ...over.setup }),
        })
        .where("id", "=", challenge.id)
        .execute(),
    );
    const found = await challenges.lifecycle.find(challenge.id);
    if (found === undefined) throw new Error("no challenge");
    challenge = found;
  }

  async function newTicket(over: { staff?: 0 | 1; over14?: boolean; place?: string } = {}): Promise<TicketId> {
    const id = ticketId(randomId(8).toUpperCase());
    await control.records.write((transaction) =>
      transaction
        .insertInto("ticket")
        .values({
          id,
          challenge: challenge.id,
          nickname: "용감한 수달",
          language: "ko",
          created_at: clock.now(),
          recovery_hash: randomId(26),
          staff: over.staff ?? 0,
          over_14_at: over.over14 === false ? null : clock.now(),
          simulated: 0,
          merged_into: null,
          withdrawn_at: null,
          place: over.place ?? null,
        })
        .execute(),
    );
    clock.pass(MICROS_PER_SECOND);
    return id;
  }

  let ordinal = 0;
  async function arrive(service: string, ticket: TicketId | null, over: Partial<AppTable> = {}): Promise<void> {
    ordinal += 1;
    await control.records.write((transaction) =>
      transaction
        .insertInto("app")
        .values({
          challenge: challenge.id,
          service,
          agent_key: ticket === null ? "" : `key-${ticket}`,
          ticket,
          ordinal,
          environment: "",
          agent: "python",
          language: "python",
          framework: "django",
          first_seen: clock.now(),
          last_seen: clock.now(),
          transactions: 41,
          spans: 0,
          errors: 0,
          shown: "shown",
          shown_reason: null,
          simulated: 0,
          ...over,
        })
        .execute(),
    );
    await challenges.eligibility.bindWaiting(challenge, service);
    clock.pass(MICROS_PER_SECOND);
  }

  /** Answers the first so many questions of the survey; the last is the one for the app. */
  async function answer(ticket: TicketId, most = 99): Promise<void> {
    const { definition } = await challenges.surveys.view(challenge);
    const questions = definition.questions.filter(({ type }) => type !== "app").slice(0, most);
    await control.records.write(async (transaction) => {
      for (const { id } of questions) {
        await transaction
          .insertInto("answer")
          .values({ ticket, question: id, value_sealed: "sealed", answered_at: clock.now() })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }
    });
  }

  const verdict = (ticket: TicketId): Promise<Verdict> => challenges.eligibility.verdict(challenge, ticket);
  const codes = async (ticket: TicketId): Promise<readonly string[]> =>
    (await verdict(ticket)).reasons.map(({ code }) => code);
  const choose = (ticket: TicketId, typed: string, service: string | null = null) =>
    challenges.eligibility.choose(challenge, ticket, { typed, service });

  async function entrant(service = `app-${randomId(6)}`): Promise<TicketId> {
    const ticket = await newTicket();
    await answer(ticket);
    await arrive(service, challenge.setup.keyMode === "personal" ? ticket : null);
    if (challenge.setup.keyMode === "shared") await choose(ticket, service);
    return ticket;
  }

  it.each(["personal", "shared"] as const)(
    "brings the five of 2019 in once they did what they were told, keys %s",
    async (keyMode) => {
      await become({ setup: { keyMode } });
      const own = (ticket: TicketId): TicketId | null => (keyMode === "personal" ? ticket : null);
      for (let n = 0; n < 12; n++) await entrant();
      const troubled = await Promise.all(Array.from({ length: 5 }, () => newTicket()));
      const [unanswered, wrongCase, keyboard, defaultName, noData] = troubled as [
        TicketId,
        TicketId,
        TicketId,
        TicketId,
        TicketId,
      ];
      await answer(unanswered, 2);
      for (const each of [wrongCase, keyboard, defaultName, noData]) await answer(each);
      for (const [ticket, app, typed] of [
        [unanswered, "flask_todo", "flask_todo"],
        [wrongCase, "my-django-app", "My-Django-App"],
        [keyboard, "am-app", "므-메ㅔ"],
        [defaultName, "unknown_service:node", "unknown_service:node"],
      ] as const) {
        await arrive(app, own(ticket));
        await choose(ticket, typed);
      }
      await choose(noData, "outsider-blog");

      const all = await challenges.eligibility.verdicts(challenge);
      expect(all.size).toBe(17);
      expect([...all.values()].filter(({ eligible }) => eligible)).toHaveLength(12);
      expect(await Promise.all(troubled.map(codes))).toEqual([
        ["SURVEY_PARTIAL"],
        ["NAME_NEAR"],
        ["NAME_NEAR"],
        ["NAME_PLACEHOLDER"],
        [keyMode === "personal" ? "NO_DATA" : "NAME_UNKNOWN"],
      ]);
      expect(new Set(await Promise.all(troubled.map(async (each) => (await verdict(each)).sentence.ko))).size).toBe(5);
      expect(await challenges.review.funnel(challenge)).toMatchObject({ tickets: 17, eligible: 12, fixable: 5 });

      await answer(unanswered);
      await choose(wrongCase, "My-Django-App", "my-django-app");
      await choose(keyboard, "므-메ㅔ", "am-app");
      await arrive("my-own-name", own(defaultName));
      await choose(defaultName, "my-own-name");
      await arrive("outsider-blog", own(noData));
      expect(await Promise.all(troubled.map(codes))).toEqual([[], [], [], [], []]);
      expect(await challenges.review.funnel(challenge)).toMatchObject({ tickets: 17, eligible: 17, fixable: 0 });
    },
  );

  it("says the same for one ticket and for all", async () => {
    await become({ setup: { keyMode: "shared" } });
    const first = await entrant("todo");
    const second = await newTicket();
    await choose(second, "todo");
    const third = await newTicket({ over14: false });
    await choose(third, "TODO");
    const all = await challenges.eligibility.verdicts(challenge);
    for (const ticket of [first, second, third]) expect(await verdict(ticket)).toEqual(all.get(ticket));
  });

  describe("an app", () => {
    it("is its owner's only by itself, and only an own one can be picked", async () => {
      const [mine, other] = [await newTicket(), await newTicket()];
      await arrive("mine", mine);
      await arrive("theirs", other);
      await expect(choose(mine, "", "theirs")).rejects.toMatchObject({ code: "eligibility.app-unknown" });
      expect(await choose(mine, "theirs")).toMatchObject({ status: "waiting", service: null });
      expect(await choose(mine, "", "mine")).toMatchObject({ status: "exact", service: "mine" });
    });

    it("binds when it arrives later, with its exact name only", async () => {
      await become({ setup: { keyMode: "shared" } });
      const [exact, near] = [await newTicket(), await newTicket()];
      expect(await choose(exact, " outsider-blog\u200b")).toMatchObject({ status: "waiting" });
      await choose(near, "Outsider-Blog");
      const told: TicketId[] = [];
      for (const ticket of [exact, near]) challenges.bus.onTicket(ticket, () => told.push(ticket));
      await arrive("outsider-blog", null);
      expect(new Set(told)).toEqual(new Set([exact, near]));
      expect(await codes(exact)).not.toContain("NAME_UNKNOWN");
      expect(await codes(near)).toContain("NAME_NEAR");
    });

    it("held by another is shared until it shows the code or staff decide", async () => {
      await become({ setup: { keyMode: "shared" } });
      const holder = await entrant("todo");
      const owner = await newTicket();
      await answer(owner);
      await choose(owner, "todo");
      const [reason] = (await verdict(owner)).reasons;
      expect(reason).toMatchObject({ code: "NAME_SHARED", fixable: true });
      expect(await codes(holder)).toEqual([]);

      const { version, proven } = await challenges.eligibility.prove(challenge, owner);
      expect({ version, proven }).toEqual({ version: `booth-${reason?.params.code}`, proven: false });
      shown.add(`todo ${version}`);
      expect((await challenges.eligibility.prove(challenge, owner)).proven).toBe(true);
      expect(await codes(owner)).toEqual([]);
      expect(await codes(holder)).toEqual(["NAME_SHARED"]);
    });

    it("named and built alike on two keys has to be told apart", async () => {
      const [first, copy] = [await entrant("todo"), await entrant("todo")];
      expect(await codes(first)).toEqual([]);
      expect(await codes(copy)).toEqual(["NAME_SHARED"]);
      const other = await newTicket();
      await answer(other);
      await arrive("todo", other, { framework: "express", language: "javascript" });
      expect(await codes(other)).toEqual([]);
    });

    it("whose data is made by hand is none, unless the host or staff take it", async () => {
      byHand.add("by-curl");
      const ticket = await entrant("by-curl");
      expect(await codes(ticket)).toEqual(["NOT_AN_AGENT"]);
      await become({ setup: { handMadeCounts: true } });
      expect(await codes(ticket)).toEqual([]);
      await become({ setup: { handMadeCounts: false } });
      await challenges.review.decide(
        challenge,
        ticket,
        { answer: "same", service: "by-curl", reason: "shown-on-laptop", note: "" },
        HOST,
      );
      expect(await codes(ticket)).toEqual([]);
    });
  });

  describe("the doubtful queue", () => {
    const settle = (ticket: TicketId, answer: "same" | "not", service: string, decider: Decider) =>
      challenges.review.decide(challenge, ticket, { answer, service, reason: "slip-of-the-key", note: "" }, decider);

    it("holds near names with their differences until somebody decides", async () => {
      await become({ setup: { keyMode: "shared" } });
      await arrive("my-django-app", null);
      const ticket = await newTicket();
      await answer(ticket);
      await choose(ticket, "my-djnago-app");
      const [pair] = await challenges.review.doubtful(challenge, HOST);
      expect(pair).toMatchObject({
        kind: "name",
        ticket,
        typed: "my-djnago-app",
        arrived: "my-django-app",
        match: "near",
      });
      expect(pair?.differences.some(({ kind: part }) => part === "arrived")).toBe(true);
      expect(await challenges.review.countDoubtful(challenge)).toBe(1);
      await expect(settle(ticket, "same", "another", HOST)).rejects.toMatchObject({ code: "eligibility.settled" });
      await settle(ticket, "same", "my-django-app", STAFF);
      expect(await codes(ticket)).toEqual([]);
      expect(await challenges.review.countDoubtful(challenge)).toBe(0);
    });

    it("tells who was turned down why, and a tap does not undo it", async () => {
      await become({ setup: { keyMode: "shared" } });
      await arrive("my-django-app", null);
      const ticket = await newTicket();
      await answer(ticket);
      await choose(ticket, "my-djnago-app");
      await challenges.review.decide(
        challenge,
        ticket,
        { answer: "not", service: "my-django-app", reason: "somebody-elses", note: "" },
        STAFF,
      );
      expect((await verdict(ticket)).reasons[0]?.ko).toContain("다른 분의 앱이에요.");
      expect(await challenges.review.countDoubtful(challenge)).toBe(0);
      await expect(choose(ticket, "my-djnago-app", "my-django-app")).rejects.toMatchObject({
        code: "eligibility.settled",
      });
    });

    it("needs two people where a prize is worth much", async () => {
      await become({ setup: { keyMode: "shared", prizes: [prize(120_000)] } });
      await arrive("my-django-app", null);
      const ticket = await newTicket();
      await answer(ticket);
      await choose(ticket, "my-djnago-app");
      await settle(ticket, "same", "my-django-app", STAFF);
      expect(await codes(ticket)).toEqual(["NAME_NEAR"]);
      expect((await challenges.review.doubtful(challenge, STAFF))[0]?.waitsForSecond).toMatchObject({ mine: true });
      await expect(settle(ticket, "same", "my-django-app", STAFF)).rejects.toMatchObject({
        code: "eligibility.second-person",
      });
      await settle(ticket, "same", "my-django-app", HOST);
      expect(await codes(ticket)).toEqual([]);
    });
  });

  describe("an override", () => {
    it("holds at once, is written down and can be taken back", async () => {
      const ticket = await newTicket();
      const made = await challenges.review.override(challenge, ticket, { effect: "include", ...SENTENCE }, STAFF);
      expect(made).toMatchObject({ needsSecond: false, inForce: true, before: { eligible: false } });
      expect(await verdict(ticket)).toMatchObject({
        eligible: true,
        reasons: [{ code: "MANUAL_INCLUDE", ko: SENTENCE.reasonKo }],
      });
      await challenges.review.revoke(challenge, made.id, HOST);
      expect((await verdict(ticket)).eligible).toBe(false);
      const records = await control.records.read((tables) => tables.selectFrom("audit_record").selectAll().execute());
      const types = records.map(({ type }) => type);
      expect(types).toEqual(expect.arrayContaining(["entry.override", "entry.override-revoked"]));
    });

    it("above the prize limit waits for another person", async () => {
      await become({ setup: { prizes: [prize(60_000)] } });
      const ticket = await entrant();
      const made = await challenges.review.override(challenge, ticket, { effect: "exclude", ...SENTENCE }, STAFF);
      expect(made).toMatchObject({ needsSecond: true, inForce: false, mayApprove: false });
      expect((await verdict(ticket)).eligible).toBe(true);
      await expect(challenges.review.approve(challenge, made.id, STAFF)).rejects.toMatchObject({
        code: "eligibility.second-person",
      });
      const results = await Promise.allSettled([
        challenges.review.approve(challenge, made.id, HOST),
        challenges.review.approve(challenge, made.id, HOST),
      ]);
      expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      expect(await codes(ticket)).toEqual(["MANUAL_EXCLUDE"]);
    });

    it("ends the one before it", async () => {
      const ticket = await entrant();
      await challenges.review.override(challenge, ticket, { effect: "exclude", ...SENTENCE }, HOST);
      clock.pass(MICROS_PER_SECOND);
      await challenges.review.override(challenge, ticket, { effect: "include", ...SENTENCE }, HOST);
      const all = await challenges.review.overrides(challenge, HOST);
      expect(all.map(({ effect, inForce }) => [effect, inForce])).toEqual([
        ["include", true],
        ["exclude", false],
      ]);
    });

    it("never makes staff win", async () => {
      const ticket = await newTicket({ staff: 1 });
      await challenges.review.override(challenge, ticket, { effect: "include", ...SENTENCE }, HOST);
      expect(await codes(ticket)).toEqual(["STAFF"]);
    });

    it("is refused after the freeze by us and by the database itself", async () => {
      const ticket = await entrant();
      const made = await challenges.review.override(challenge, ticket, { effect: "exclude", ...SENTENCE }, HOST);
      const stale = challenge;
      await become({ state: "frozen" });
      for (const known of [challenge, stale]) {
        await expect(
          challenges.review.override(known, ticket, { effect: "include", ...SENTENCE }, HOST),
        ).rejects.toMatchObject({ code: "challenge.frozen" });
        await expect(challenges.review.revoke(known, made.id, HOST)).rejects.toMatchObject({
          code: "challenge.frozen",
        });
        await expect(challenges.eligibility.choose(known, ticket, { typed: "x", service: null })).rejects.toMatchObject(
          {
            code: "challenge.frozen",
          },
        );
      }
      const directly = (work: Parameters<typeof control.records.write>[0]) => control.records.write(work);
      await expect(
        directly((sql) => sql.updateTable("eligibility_override").set({ effect: "include" }).execute()),
      ).rejects.toThrow(/frozen/);
      await expect(
        directly((sql) =>
          sql
            .insertInto("app_choice")
            .values({
              ticket,
              typed: "x",
              service: null,
              status: "waiting",
              chosen_at: clock.now(),
              decided_by: null,
              reason: null,
            })
            .execute(),
        ),
      ).rejects.toThrow(/frozen/);
      await arrive("came-too-late", ticket);
      expect((await verdict(ticket)).eligible).toBe(false);
    });
  });

  describe("after the close", () => {
    it("what came late is late, what was there in time can still be confirmed", async () => {
      const near = await newTicket();
      await answer(near);
      await arrive("my-django-app", near);
      await choose(near, "My-Django-App");
      const empty = await newTicket();
      await answer(empty);
      clock.pass(2 * MICROS_PER_HOUR);
      await become({ state: "closed" });
      await arrive("too-late", empty);
      expect(await codes(empty)).toEqual(["LATE"]);
      expect((await verdict(near)).reasons).toMatchObject([{ code: "NAME_NEAR", fixable: true }]);
      await choose(near, "My-Django-App", "my-django-app");
      expect(await codes(near)).toEqual([]);
    });
  });

  describe("an appeal", () => {
    it("is sealed, one at a time, and answered once", async () => {
      const ticket = await entrant();
      const text = "제 앱인데 다른 분이 먼저 적었어요";
      await Promise.allSettled([
        challenges.review.appeal(challenge, ticket, text),
        challenges.review.appeal(challenge, ticket, text),
      ]);
      const open = await challenges.review.openAppeals(challenge);
      expect(open).toMatchObject([{ ticket, text }]);
      expect(await challenges.review.countOpenAppeals(challenge.id)).toBe(1);
      const rows = await control.records.read((tables) => tables.selectFrom("appeal").selectAll().execute());
      expect(JSON.stringify(rows)).not.toContain("다른 분");
      if (kind === "sqlite") {
        for (const file of ["control.sqlite", "control.sqlite-wal"]) {
          const bytes = await readFile(join(dataDir, file)).catch(() => Buffer.alloc(0));
          expect(bytes.includes(Buffer.from(text))).toBe(false);
        }
      }
      const id = open[0]?.id ?? "";
      await challenges.review.answerAppeal(challenge, id, { ko: "확인했어요.", en: "We looked." }, HOST);
      await expect(
        challenges.review.answerAppeal(challenge, id, { ko: "다시", en: "again" }, HOST),
      ).rejects.toMatchObject({ code: "eligibility.settled" });
      expect(await challenges.review.appealsOf(challenge, ticket)).toMatchObject([
        { text, answer: { ko: "확인했어요.", en: "We looked." } },
      ]);
      expect(await challenges.review.countOpenAppeals(challenge.id)).toBe(0);
    });
  });

  it("finds tickets by what people read aloud, and by app", async () => {
    const ticket = await entrant("outsider-blog");
    await entrant("another");
    const aloud = `${ticket.slice(0, 4).toLowerCase().replaceAll("0", "o").replaceAll("1", "l")} ${ticket.slice(4)}`;
    expect(await challenges.review.named(challenge, aloud)).toBe(ticket);
    for (const query of [aloud, "Outsider Blog"]) {
      expect((await challenges.review.find(challenge, query)).tickets.map(({ id }) => id)).toEqual([ticket]);
    }
    expect((await challenges.review.find(challenge, "")).total).toBe(2);
    await expect(challenges.review.named(challenge, "ZZZZZZZZ")).rejects.toMatchObject({ code: "ticket.unknown" });
  });

  it("keeps a shift note once, the last two in view", async () => {
    await control.records.write((transaction) =>
      transaction
        .insertInto("person")
        .values({
          id: personId("p_eunyoung"),
          space: DEFAULT_SPACE,
          name: "은영",
          role: "scanner",
          login_name: null,
          password_hash: null,
          oidc_issuer: null,
          oidc_subject: null,
          created_at: clock.now(),
          disabled_at: null,
        })
        .execute(),
    );
    for (const text of ["하나", "둘", "둘", "셋"]) {
      await challenges.shiftNotes.write(challenge, personId("p_eunyoung"), { id: `note-of-${text}`, text });
      clock.pass(MICROS_PER_MINUTE);
    }
    const { notes } = await challenges.shiftNotes.read(challenge);
    expect(notes.map(({ by, text }) => `${by}: ${text}`)).toEqual(["은영: 셋", "은영: 둘"]);
  });

  it("counts what the tablet's visitors left as nobody's entry", async () => {
    await become({ setup: { keyMode: "shared" } });
    const mine = await entrant("my-own-app");
    await arrive("on-the-tablet", null);
    const left = await newTicket({ place: "kiosk" });
    await answer(left);
    await choose(left, "on-the-tablet");
    const banner = await newTicket({ place: "banner" });
    expect([...(await challenges.eligibility.verdicts(challenge)).keys()].sort()).toEqual([mine, banner].sort());
    expect(await challenges.review.funnel(challenge)).toMatchObject({ tickets: 2, eligible: 1 });
    expect(await challenges.review.find(challenge, "")).toMatchObject({ total: 2 });
    expect((await challenges.shiftNotes.read(challenge)).counts.tickets).toBe(2);
  });

  it("knows an app that is off the wall only to whoever writes its very name", async () => {
    await become({ setup: { keyMode: "shared" } });
    await arrive("held-word-app", null, { shown: "held", shown_reason: "word" });
    await arrive("hidden-app", null, { shown: "hidden" });
    const [owner, other] = [await newTicket(), await newTicket()];
    const check = (typed: string) => challenges.eligibility.check(challenge, other, typed);
    for (const typed of ["held-word-ap", "hidden-ap", "hidden", ""]) {
      expect(await check(typed)).toMatchObject({ candidates: [] });
    }
    await answer(owner);
    expect(await choose(owner, "held-word-app")).toMatchObject({ service: "held-word-app", status: "exact" });
    expect(await codes(owner)).toEqual([]);
    expect(await choose(other, "", "hidden-app")).toMatchObject({ service: "hidden-app", status: "exact" });
    await expect(choose(other, "hidden-ap", "hidden-app")).rejects.toMatchObject({ code: "eligibility.app-unknown" });
  });

  it("judges two thousand tickets at once", { timeout: 60_000 }, async () => {
    await become({ setup: { keyMode: "shared" } });
    await control.records.write(async (transaction) => {
      for (let n = 0; n < 2_000; n++) {
        const id = ticketId(String(n).padStart(8, "0"));
        const at = epochMicros(clock.now() + n);
        await transaction
          .insertInto("ticket")
          .values({
            id,
            challenge: challenge.id,
            nickname: "수달",
            language: "ko",
            created_at: at,
            recovery_hash: id,
            staff: 0,
            over_14_at: at,
            simulated: 0,
            merged_into: null,
            withdrawn_at: null,
            place: null,
          })
          .execute();
        const service = `${NAMES[n % NAMES.length]}-${n}`;
        await transaction
          .insertInto("app")
          .values({
            challenge: challenge.id,
            service,
            agent_key: "",
            ticket: null,
            ordinal: n,
            environment: "",
            agent: "python",
            language: "python",
            framework: "django",
            first_seen: at,
            last_seen: at,
            transactions: 9,
            spans: 0,
            errors: 0,
            shown: "shown",
            shown_reason: null,
            simulated: 0,
          })
          .execute();
        const isNear = n % 10 === 0;
        await transaction
          .insertInto("app_choice")
          .values({
            ticket: id,
            typed: isNear ? service.toUpperCase().replace("-", "") : service,
            service: isNear ? null : service,
            status: isNear ? "waiting" : "exact",
            chosen_at: at,
            decided_by: null,
            reason: null,
          })
          .execute();
      }
    });
    const started = performance.now();
    const all = await challenges.eligibility.verdicts(challenge);
    const took = performance.now() - started;
    expect(all.size).toBe(2_000);
    expect(took).toBeLessThan(3_000);
    const one = performance.now();
    await verdict(ticketId("00000007"));
    expect(performance.now() - one).toBeLessThan(200);
    if (process.env.SADARI_TIMES) console.log(kind, Math.round(took), Math.round(performance.now() - one));
  });
});

const NAMES = ["outsider-blog", "flask-todo", "shop", "petclinic", "파이콘-봇", "weather"];

const prize = (valueWon: number): ChallengeSetup["prizes"][number] => ({
  id: "gimbal",
  rank: 1,
  name: { ko: "짐벌", en: "Gimbal" },
  quantity: 1,
  valueWon,
});
