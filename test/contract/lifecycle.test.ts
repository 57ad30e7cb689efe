import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Apm } from "../../src/apm/index.ts";
import {
  appendAudit,
  CHALLENGE_TABLES,
  type Challenges,
  openChallenges,
  TICKET_TABLES,
} from "../../src/challenge/index.ts";
import type { ChallengeSetup, ChallengeView } from "../../src/contract/index.ts";
import { type ChallengeState, type Control, openControl } from "../../src/control/index.ts";
import {
  type ChallengeId,
  type Clock,
  challengeId,
  DEFAULT_SPACE,
  epochMicros,
  MICROS_PER_MINUTE,
  micros,
  spaceId,
} from "../../src/kernel/index.ts";
import { createMetrics, silentLog } from "../../src/self/index.ts";
import { eventually } from "../booth.ts";
import { type PostgresServer, startPostgres } from "../postgres-server.ts";

/** Stands until a test moves it or lets it run. */
class TestClock implements Clock {
  #elapsed = 0;
  #runningSince: number | undefined;
  readonly now = () => epochMicros(1_790_000_000_000_000 + this.#passed());
  readonly monotonic = () => micros(this.#passed());
  pass(time: number): void {
    this.#elapsed += time;
  }
  run(): void {
    this.#runningSince = performance.now();
  }
  #passed(): number {
    const ran = this.#runningSince === undefined ? 0 : performance.now() - this.#runningSince;
    return this.#elapsed + Math.floor(ran * 1_000);
  }
}

/** One node of a booth: its own connections over the same data. */
interface Node {
  readonly control: Control;
  readonly challenges: Challenges;
}

/** A rehearsal is not drawn yet, so these have no rows of it. */
const OF_THE_DRAW = /^(?:draw|draw_\w+|room_number|claim|swag_\w+|voucher|voucher_batch|place|place_hour|recap_text)$/;

const HOST = { actor: "host:token" } as const;

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres[Symbol.asyncDispose]());

describe.each(["sqlite", "postgresql"] as const)("a challenge's life in %s", (kind) => {
  let dataDir: string;
  let url: string | undefined;
  let clock: TestClock;
  let node: Node;
  const running: AsyncDisposable[] = [];

  const start = async (): Promise<Node> => {
    const control = await openControl({ dataDir, url, clock, log: silentLog });
    const apm = {} as Apm; // No step asks the event store.
    const challenges = await openChallenges({
      control,
      apm,
      dataDir,
      clock,
      log: silentLog,
      metrics: createMetrics(),
    });
    running.push(challenges, control);
    return { control, challenges };
  };
  const stop = async (): Promise<void> => {
    for (const each of running.splice(0)) await each[Symbol.asyncDispose]();
  };

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "sadari-lifecycle-"));
    url = kind === "postgresql" ? await postgres.createDatabase() : undefined;
    clock = new TestClock();
    node = await start();
    await node.control.spaces.ensure(DEFAULT_SPACE, "Default");
  });
  afterEach(async () => {
    await stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const lifecycle = () => node.challenges.lifecycle;
  const idOf = (view: ChallengeView): ChallengeId => challengeId(view.id);
  const inMinutes = (minutes: number) => epochMicros(clock.now() + minutes * MICROS_PER_MINUTE);

  const make = (nameKo = "파이콘 한국", more: object = {}): Promise<ChallengeView> =>
    lifecycle().create(DEFAULT_SPACE, { nameKo, nameEn: "PyCon Korea", rehearsal: false, ...more }, HOST.actor);

  const prepared = (setup: ChallengeSetup): ChallengeSetup => ({
    ...setup,
    privacy: { ...setup.privacy, controller: { ko: "준비위원회", en: "Committee" }, contact: "a@b.kr" },
  });

  const makeReady = async (minutes = 60): Promise<ChallengeView> => {
    const draft = await make();
    const input = { version: draft.version, setup: prepared(draft.setup), opensAt: null, closesAt: inMinutes(minutes) };
    return lifecycle().saveSetup(idOf(draft), input, HOST.actor);
  };
  const toSave = ({ version, setup, opensAt, closesAt }: ChallengeView, change: Partial<ChallengeSetup>) => ({
    version,
    setup: { ...setup, ...change },
    opensAt,
    closesAt,
  });
  const step = (view: ChallengeView, to: ChallengeState, reason = "") =>
    lifecycle().step(idOf(view), { ...HOST, to, reason, version: view.version });
  const makeOpen = async (minutes = 60) => step(await makeReady(minutes), "open");
  const forceState = (view: ChallengeView, state: ChallengeState) =>
    node.control.records.write(async (transaction) => {
      await transaction.updateTable("challenge").set({ state }).where("id", "=", idOf(view)).execute();
    });
  const joined = async (view: ChallengeView, n: number, simulated: 0 | 1 = 0): Promise<void> => {
    await node.control.records.write(async (transaction) => {
      for (let i = 0; i < n; i++) {
        await transaction
          .insertInto("ticket")
          .values({
            id: `${simulated}TEST${String(i).padStart(3, "0")}` as never,
            challenge: idOf(view),
            nickname: "수달",
            language: "ko",
            created_at: clock.now(),
            recovery_hash: `${view.id}-${simulated}-${i}`,
            staff: 0,
            over_14_at: null,
            simulated,
            merged_into: null,
            withdrawn_at: null,
            place: null,
          })
          .execute();
      }
    });
  };

  describe("made", () => {
    it("from a name alone, with an address of it that is free", async () => {
      expect(await make()).toMatchObject({ state: "draft", slug: "pycon-korea", version: 1, rehearsal: false });
      expect((await make()).slug).toBe("pycon-korea-2");
      const hangul = await lifecycle().create(
        DEFAULT_SPACE,
        { nameKo: "한글날 잔치", nameEn: "", rehearsal: false },
        HOST.actor,
      );
      expect(hangul.slug).toBe("hangeulnal-janchi");
      const emoji = await lifecycle().create(DEFAULT_SPACE, { nameKo: "🎉", nameEn: "", rehearsal: false }, HOST.actor);
      expect(emoji.slug).toMatch(/^event-[0-9a-z]{5}$/);
    });

    it("not without a name, nor at an address that is taken", async () => {
      await expect(make("", { nameEn: "" })).rejects.toMatchObject({ code: "request.invalid" });
      await make("하나", { slug: "same" });
      await expect(make("둘", { slug: "same" })).rejects.toMatchObject({ code: "challenge.slug-taken" });
    });

    it("by twenty at once, each at an address of its own", async () => {
      const other = await start();
      const input = { nameKo: "동시", nameEn: "Same", rehearsal: false };
      const made = await Promise.allSettled(
        Array.from({ length: 20 }, (_, n) =>
          (n % 2 ? node : other).challenges.lifecycle.create(DEFAULT_SPACE, input, HOST.actor),
        ),
      );
      const slugs = made.flatMap((each) => (each.status === "fulfilled" ? [each.value.slug] : []));
      expect(slugs).toHaveLength(20);
      expect(new Set(slugs).size).toBe(20);
    });

    it("of last year's: setup and survey, no people, no times", async () => {
      const last = await makeOpen();
      await joined(last, 3);
      await node.control.records.write(async (transaction) => {
        for (const version of [1, 2]) {
          await transaction
            .insertInto("survey_version")
            .values({
              challenge: idOf(last),
              version,
              definition: JSON.stringify({ questions: [], mark: version }),
              created_at: clock.now(),
            })
            .execute();
        }
      });
      clock.pass(1);
      const next = await make("파이콘 2020", { cloneOf: last.slug });
      expect(next).toMatchObject({ state: "draft", opensAt: null, closesAt: null });
      expect(next.setup).toEqual({ ...last.setup, name: next.setup.name });
      expect(next.setup.name.ko).toBe("파이콘 2020");
      const copies = await node.control.records.read((tables) =>
        tables.selectFrom("survey_version").selectAll().where("challenge", "=", idOf(next)).execute(),
      );
      expect(copies).toMatchObject([{ version: 1, definition: JSON.stringify({ questions: [], mark: 2 }) }]);
      const summaries = await lifecycle().summaries(DEFAULT_SPACE);
      expect(summaries.map(({ slug, counts }) => [slug, counts.tickets])).toEqual([
        [next.slug, 0],
        [last.slug, 3],
      ]);
    });

    it("not of another space's challenge", async () => {
      const ours = await make();
      await node.control.spaces.ensure(spaceId("other"), "Other");
      const input = { nameKo: "훔침", nameEn: "", cloneOf: ours.slug, rehearsal: false };
      await expect(lifecycle().create(spaceId("other"), input, HOST.actor)).rejects.toMatchObject({
        code: "challenge.unknown",
      });
      expect(await lifecycle().list(spaceId("other"))).toEqual([]);
    });
  });

  describe("set up", () => {
    it("is kept and its audit record names the fields, not their values", async () => {
      const draft = await make();
      const setup = { ...draft.setup, place: "코엑스", name: { ...draft.setup.name, en: "PyCon" } };
      const input = { version: 1, setup, opensAt: null, closesAt: inMinutes(60) };
      const saved = await lifecycle().saveSetup(idOf(draft), input, HOST.actor);
      expect(saved).toMatchObject({ version: 2, closesAt: inMinutes(60), setup: { place: "코엑스" } });
      expect(saved.purgeAt).toBe(inMinutes(60 + setup.privacy.purgeAfterDays * 24 * 60));
      const { records } = await node.challenges.audit.page(idOf(draft), 0, 100);
      expect(records.at(-1)).toMatchObject({
        type: "rule.change",
        actor: "host:token",
        data: { fields: ["name.en", "place", "closesAt"] },
      });
      expect(JSON.stringify(records)).not.toContain("코엑스");
    });

    it("of two who save together, the second is told", async () => {
      const draft = await make();
      const other = await start();
      const save = (at: Node, place: string) => {
        const input = { version: 1, setup: { ...draft.setup, place }, opensAt: null, closesAt: null };
        return at.challenges.lifecycle.saveSetup(idOf(draft), input, HOST.actor);
      };
      const outcomes = await Promise.allSettled([save(node, "A"), save(other, "B")]);
      expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      expect(outcomes.find(({ status }) => status === "rejected")).toMatchObject({
        reason: { code: "challenge.changed-meanwhile" },
      });
    });

    it("keeps the kind of keys once open, and everything that decides once frozen", async () => {
      const open = await makeOpen();
      const save = (view: ChallengeView, setup: Partial<ChallengeSetup>) =>
        lifecycle().saveSetup(
          idOf(view),
          {
            version: view.version,
            setup: { ...view.setup, ...setup },
            opensAt: view.opensAt,
            closesAt: view.closesAt,
          },
          HOST.actor,
        );
      await expect(save(open, { keyMode: "shared" })).rejects.toMatchObject({ code: "challenge.field-fixed" });
      await forceState(open, "frozen");
      await expect(save(open, { requiredRequests: 1 })).rejects.toMatchObject({ code: "challenge.frozen" });
      expect(await save(open, { place: "2층" })).toMatchObject({ setup: { place: "2층" } });
    });

    it.each([
      ["a time zone that is none", { timeZone: "Seoul" }],
      [
        "two prizes with one id",
        {
          prizes: [1, 2].map((rank) => ({ id: "x", rank, name: { ko: "", en: "" }, quantity: 1, valueWon: 0 })),
        },
      ],
    ])("refuses %s", async (_, wrong) => {
      const { id, setup } = await make();
      const input = { version: 1, setup: { ...setup, ...wrong }, opensAt: null, closesAt: null };
      await expect(lifecycle().saveSetup(challengeId(id), input, HOST.actor)).rejects.toMatchObject({
        code: "request.invalid",
      });
    });
  });

  describe("its steps", () => {
    it("open only when everything required is there, and name what is not", async () => {
      const draft = await make();
      const open = draft.transitions.find(({ to }) => to === "open");
      expect(open?.allowed).toBe(false);
      const failing = open?.guards.filter(({ ok }) => !ok).map(({ id, required }) => [id, required]);
      expect(failing).toEqual([
        ["closing-time", true],
        ["privacy-ko", true],
        ["privacy-en", true],
        ["privacy-contact", true],
        ["staff", false],
      ]);
      await expect(step(draft, "open")).rejects.toMatchObject({
        code: "challenge.step-refused",
        message: expect.stringContaining("closing-time, privacy-ko, privacy-en, privacy-contact"),
      });
      expect(await makeOpen()).toMatchObject({ state: "open", extendable: true });
    });

    it("are taken once by two hosts who press together", async () => {
      const ready = await makeReady();
      const other = await start();
      const outcomes = await Promise.allSettled(
        [node, other, node, other].map((at) =>
          at.challenges.lifecycle.step(idOf(ready), { ...HOST, to: "open", reason: "", version: ready.version }),
        ),
      );
      expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      for (const outcome of outcomes) {
        if (outcome.status === "rejected") expect(outcome.reason.code).toBe("challenge.changed-meanwhile");
      }
      const { records } = await node.challenges.audit.page(idOf(ready), 0, 100);
      expect(records.filter(({ type }) => type === "event.state")).toHaveLength(1);
    });

    it("backwards and early want a reason, which the log keeps with the guards", async () => {
      const open = await makeOpen();
      await expect(step(open, "closed")).rejects.toMatchObject({ code: "challenge.step-refused" });
      const closed = await step(open, "closed", "정전");
      expect(closed.state).toBe("closed");
      const { records, brokenAt } = await node.challenges.audit.page(idOf(open), 0, 100);
      expect(brokenAt).toBeUndefined();
      expect(records.at(-1)).toMatchObject({
        type: "event.state",
        data: {
          from: "open",
          to: "closed",
          reason: "정전",
          guards: [{ id: "countdown-shown", ok: false, required: false }],
        },
      });
      await expect(step(closed, "open")).rejects.toMatchObject({ code: "challenge.step-refused" });
      expect(await step(closed, "open", "전기가 돌아옴")).toMatchObject({ state: "open" });
    });

    it("are taken back within five minutes, not later, and not once somebody joined", async () => {
      const open = await makeOpen();
      expect(open.transitions[0]).toMatchObject({ to: "draft", undo: true, allowed: true });
      const draft = await lifecycle().undo(idOf(open), { ...HOST, version: open.version });
      expect(draft).toMatchObject({ state: "draft", undoUntil: null });

      const again = await step(draft, "open");
      await joined(again, 1);
      await expect(lifecycle().undo(idOf(again), { ...HOST, version: again.version })).rejects.toMatchObject({
        code: "challenge.step-refused",
        message: expect.stringContaining("nobody-joined"),
      });
      const closed = await step(again, "closed", "일찍");
      clock.pass(5 * MICROS_PER_MINUTE);
      await expect(lifecycle().undo(idOf(closed), { ...HOST, version: closed.version })).rejects.toMatchObject({
        code: "challenge.step-refused",
      });
    });

    it("freeze for good, and not while an appeal waits", async () => {
      const open = await makeOpen();
      const withPrize = await lifecycle().saveSetup(
        idOf(open),
        {
          version: open.version,
          setup: {
            ...open.setup,
            prizes: [{ id: "gimbal", rank: 1, name: { ko: "짐벌", en: "Gimbal" }, quantity: 1, valueWon: 100_000 }],
          },
          opensAt: open.opensAt,
          closesAt: open.closesAt,
        },
        HOST.actor,
      );
      await joined(withPrize, 1);
      const review = await step(await step(withPrize, "closed", "끝"), "review");
      await node.control.records.write(async (transaction) => {
        await transaction
          .insertInto("appeal")
          .values({
            id: "a_1",
            challenge: idOf(review),
            ticket: "0TEST000" as never,
            at: clock.now(),
            text_sealed: "x",
            answered_at: null,
            answered_by: null,
            answer_ko: null,
            answer_en: null,
          })
          .execute();
      });
      await expect(step(review, "frozen")).rejects.toMatchObject({
        message: expect.stringContaining("appeals-answered"),
      });
      await forceState(review, "frozen");
      const frozen = await lifecycle().view(idOf(review));
      expect(frozen.transitions.map(({ to, allowed, undo }) => [to, allowed, undo])).toEqual([
        // Only for a draw that was cancelled, with its public reason; here none waits.
        ["review", true, false],
        ["drawn", false, false],
      ]);
      await expect(lifecycle().undo(idOf(review), { ...HOST, version: frozen.version })).rejects.toMatchObject({
        code: "challenge.step-refused",
      });
    });
  });

  describe("its times", () => {
    const stateOf = async (view: ChallengeView): Promise<ChallengeState> => (await lifecycle().view(idOf(view))).state;

    it("closes by itself, also when the end came while nobody ran, and once with two nodes", async () => {
      const open = await makeOpen(30);
      await stop();
      clock.pass(31 * MICROS_PER_MINUTE);
      [node] = [await start(), await start()];
      await eventually(async () => ((await stateOf(open)) === "closed" ? true : undefined), 5_000, 20);
      const { records } = await node.challenges.audit.page(idOf(open), 0, 100);
      expect(records.filter(({ type }) => type === "event.state").map(({ actor, data }) => [actor, data.to])).toEqual([
        ["host:token", "open"],
        ["system", "closed"],
      ]);
    });

    it("opens by itself when announced, and stays announced when something is missing", async () => {
      const ready = await makeReady(60);
      const save = (view: ChallengeView, setup: ChallengeSetup) => {
        const { version, closesAt } = view;
        const input = { version, setup, opensAt: inMinutes(10), closesAt };
        return lifecycle().saveSetup(idOf(view), input, HOST.actor);
      };
      const announced = await step(await save(ready, ready.setup), "announced");
      const lacking = await make("덜 됨");
      const named = await save(lacking, lacking.setup);
      await step(named, "announced");
      clock.pass(10 * MICROS_PER_MINUTE);
      await lifecycle().saveSetup(
        idOf(lacking),
        { ...named, version: named.version + 1, setup: named.setup, opensAt: named.opensAt },
        HOST.actor,
      );
      await eventually(async () => ((await stateOf(announced)) === "open" ? true : undefined), 5_000, 20);
      expect(await stateOf(lacking)).toBe("announced");
    });

    it("are moved by minutes, from every host's press, and take an end back that just came", async () => {
      const open = await makeOpen(30);
      let told = 0;
      node.challenges.bus.onChallenge(idOf(open), () => told++);
      const other = await start();
      await Promise.all(
        [node, other].map((at) => at.challenges.lifecycle.extend(idOf(open), { ...HOST, minutes: 10 })),
      );
      expect(await lifecycle().view(idOf(open))).toMatchObject({ state: "open", closesAt: inMinutes(50) });
      expect(told).toBeGreaterThan(0);

      clock.pass(50 * MICROS_PER_MINUTE);
      await lifecycle().step(idOf(open), { actor: "system", to: "closed", reason: "", version: undefined });
      clock.pass(9 * MICROS_PER_MINUTE);
      const reopened = await lifecycle().extend(idOf(open), { ...HOST, minutes: 5 });
      expect(reopened).toMatchObject({ state: "open", closesAt: inMinutes(5) });

      clock.pass(5 * MICROS_PER_MINUTE);
      await lifecycle().step(idOf(open), { actor: "system", to: "closed", reason: "", version: undefined });
      clock.pass(11 * MICROS_PER_MINUTE);
      await expect(lifecycle().extend(idOf(open), { ...HOST, minutes: 5 })).rejects.toMatchObject({
        code: "challenge.step-refused",
      });
    });

    it("move the end of the participants' keys", async () => {
      const open = await makeOpen(30);
      await joined(open, 1);
      const { secret } = await node.control.keys.create({
        space: DEFAULT_SPACE,
        label: "수달",
        owner: { ticket: "0TEST000" as never, challenge: idOf(open), expiresAt: inMinutes(30) },
      });
      clock.pass(29 * MICROS_PER_MINUTE);
      await lifecycle().extend(idOf(open), { ...HOST, minutes: 30 });
      clock.pass(10 * MICROS_PER_MINUTE);
      expect(await node.control.keys.check({ kind: "bearer", token: secret })).toMatchObject({ ok: true });
    });
  });

  describe("the audit log", () => {
    const chain = challengeId("c_audit");
    const append = (at: Node, n: number) =>
      at.control.records.write((transaction) =>
        appendAudit(transaction, chain, clock.now(), { actor: "system", type: "test", data: { n } }),
      );

    it("takes a thousand records of two writers, none lost, none refused, one chain", async () => {
      const other = await start();
      let next = 0;
      const writer = async (at: Node): Promise<void> => {
        while (next < 1_000) await append(at, next++);
      };
      await Promise.all(Array.from({ length: 12 }, (_, n) => writer(n % 2 ? node : other)));
      const page = await node.challenges.audit.page(chain, 0, 2_000);
      expect(page).toMatchObject({ total: 1_000, brokenAt: undefined });
      expect(new Set(page.records.map(({ data }) => data.n)).size).toBe(1_000);
    }, 60_000);

    it("only grows: no update, no delete, no truncate, whoever asks the database", async () => {
      await append(node, 1);
      await append(node, 2);
      const { records } = node.control;
      const direct = (statement: string) =>
        records.write((transaction) => sql.raw(statement).execute(transaction)).then(() => "done");
      await expect(direct("update audit_record set data = '{}' where i = 0")).rejects.toThrow("append-only");
      await expect(direct("delete from audit_record")).rejects.toThrow("append-only");
      if (kind === "postgresql") await expect(direct("truncate audit_record")).rejects.toThrow("append-only");
      const again = "into audit_record select * from audit_record where i = 0";
      await expect(direct(`insert ${again}`)).rejects.toThrow();
      if (kind === "sqlite") await expect(direct(`insert or replace ${again}`)).rejects.toThrow("append-only");
      expect(await node.challenges.audit.page(chain, 0, 10)).toMatchObject({ total: 2, brokenAt: undefined });
    });

    it("tells the record that somebody with the database's own rights changed", async () => {
      for (let n = 0; n < 5; n++) await append(node, n);
      await node.control.records.write(async (transaction) => {
        const drop =
          kind === "sqlite"
            ? "drop trigger audit_record_keeps_rows"
            : "drop trigger audit_record_keeps_rows on audit_record";
        await sql.raw(drop).execute(transaction);
        await sql`update audit_record set data = '{"n":99}' where chain = ${chain} and i = 3`.execute(transaction);
      });
      expect(await node.challenges.audit.page(chain, 0, 10)).toMatchObject({ total: 5, brokenAt: 3 });
    });
  });

  describe("its rehearsal", () => {
    const rehearse = async (real: ChallengeView): Promise<ChallengeView> => {
      const input = { nameKo: "", nameEn: "", cloneOf: real.slug, rehearsal: true };
      const draft = await lifecycle().create(DEFAULT_SPACE, input, HOST.actor);
      return step(draft, "open");
    };
    const challenge = async (view: ChallengeView) => {
      const found = await lifecycle().find(idOf(view));
      if (found === undefined) throw new Error("gone");
      return found;
    };
    const rows = (table: string, column: string, value: string): Promise<number> =>
      node.control.records.read(async (tables) => {
        const { rows: found } = await sql<{
          n: number | string;
        }>`select count(*) as n from ${sql.table(table)} where ${sql.ref(column)} = ${value}`.execute(tables);
        return Number(found[0]?.n);
      });

    it.each(["personal", "shared"] as const)(
      "brings made-up visitors through the real code, and none to the real one (%s keys)",
      async (keyMode) => {
        clock.run();
        const ready = await makeReady();
        const real = await step(
          await lifecycle().saveSetup(idOf(ready), toSave(ready, { keyMode }), HOST.actor),
          "open",
        );
        const copy = await rehearse(real);
        expect(copy).toMatchObject({ rehearsal: true, state: "open", slug: `${real.slug}-rehearsal` });
        const { rehearsals } = node.challenges;
        await rehearsals.send(await challenge(copy), { visitors: 12, speed: 5_000 });
        await eventually(async () => (rehearsals.state(await challenge(copy)).running ? undefined : true), 20_000);
        await node.challenges.arrivals.settled();
        const summary = async (view: ChallengeView) =>
          (await lifecycle().summaries(DEFAULT_SPACE)).find(({ id }) => id === view.id)?.counts;
        const counts = await summary(copy);
        expect(counts?.tickets).toBe(12);
        expect(counts?.apps).toBeGreaterThan(3);
        expect(counts?.surveys).toBeGreaterThan(3);
        expect(await summary(real)).toEqual({ tickets: 0, apps: 0, surveys: 0 });
        for (const table of ["ticket", "app", "response"]) expect(await rows(table, "challenge", real.id)).toBe(0);
        for (const table of ["ticket", "app"]) {
          const real0 = await node.control.records.read((tables) =>
            sql`select 1 from ${sql.table(table)} where simulated = 0`.execute(tables),
          );
          expect(real0.rows).toEqual([]);
        }

        await rehearsals.wipe(await challenge(copy), HOST.actor);
        expect(await lifecycle().find(idOf(copy))).toBeUndefined();
        for (const table of CHALLENGE_TABLES)
          expect([table, await rows(table, "challenge", copy.id)]).toEqual([table, 0]);
        expect(await lifecycle().find(idOf(real))).toMatchObject({ state: "open" });
        expect(await node.challenges.audit.page(idOf(copy), 0, 500)).toMatchObject({ brokenAt: undefined });
      },
      60_000,
    );

    it("is the only thing the broom takes", async () => {
      const real = await challenge(await makeOpen());
      const { rehearsals } = node.challenges;
      await expect(rehearsals.wipe(real, HOST.actor)).rejects.toMatchObject({ code: "challenge.not-a-rehearsal" });
      await expect(rehearsals.send(real, { visitors: 1, speed: 1 })).rejects.toMatchObject({
        code: "challenge.not-a-rehearsal",
      });
      expect(await lifecycle().find(real.id)).toMatchObject({ state: "open" });
    });

    it("leaves no table out of the broom's way", async () => {
      const tables = await node.control.records.read((all) => all.introspection.getTables());
      const having = (column: string) =>
        tables.filter(({ columns }) => columns.some(({ name }) => name === column)).map(({ name }) => name);
      const swept = new Set<string>([...CHALLENGE_TABLES, ...TICKET_TABLES]);
      const left = [...having("challenge"), ...having("ticket")].filter(
        (name) => !swept.has(name) && !OF_THE_DRAW.test(name),
      );
      expect(left).toEqual([]);
    });
  });

  it("keeps what was simulated out of the counts of a real one", async () => {
    const real = await makeOpen();
    await joined(real, 2);
    await joined(real, 5, 1);
    expect((await lifecycle().summaries(DEFAULT_SPACE))[0]?.counts.tickets).toBe(2);
  });
});
