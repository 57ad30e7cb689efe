import { beforeEach, describe, expect, it } from "vitest";
import type { Challenge, Challenges } from "../../src/challenge/index.ts";
import type { AnswerValue, AnswerWrite, Question, SurveyDefinition } from "../../src/contract/index.ts";
import type { Control } from "../../src/control/index.ts";
import {
  challengeId,
  DEFAULT_SPACE,
  epochMicros,
  MICROS_PER_MINUTE,
  MICROS_PER_SECOND,
  randomId,
  type TicketId,
  ticketId,
} from "../../src/kernel/index.ts";
import { onBothDatabases } from "../both-databases.ts";
import type { TestClock } from "../test-clock.ts";

const HOST = "host:token" as const;
const NONE = { ko: "", en: "" };

onBothDatabases("the survey", (_kind, ground) => {
  let clock: TestClock;
  let control: Control;
  let challenges: Challenges;
  let challenge: Challenge;
  /** Another process over the same data. */
  let other: Challenges;

  beforeEach(async () => {
    clock = ground().clock;
    ({ control, challenges } = await ground().openNode());
    ({ challenges: other } = await ground().openNode());
    await control.spaces.ensure(DEFAULT_SPACE, "Default");
    const made = await challenges.lifecycle.create(
      DEFAULT_SPACE,
      { nameKo: "파이콘", nameEn: "PyCon", rehearsal: false },
      HOST,
    );
    await force({ state: "open", closes_at: epochMicros(clock.now() + 60 * MICROS_PER_MINUTE) }, made.id);
  });

  const surveys = () => challenges.surveys;

  async function force(values: object, id: string = challenge.id): Promise<void> {
    await control.records.write(async (transaction) => {
      await transaction.updateTable("challenge").set(values).where("id", "=", challengeId(id)).execute();
    });
    const found = await challenges.lifecycle.find(challengeId(id));
    if (found === undefined) throw new Error("no challenge");
    challenge = found;
  }

  async function arrive(simulated: 0 | 1 = 0): Promise<TicketId> {
    const id = ticketId(randomId(8).toUpperCase());
    await control.records.write(async (transaction) => {
      await transaction
        .insertInto("ticket")
        .values({
          id,
          challenge: challenge.id,
          nickname: "용감한 수달",
          language: "ko",
          created_at: clock.now(),
          recovery_hash: randomId(32),
          staff: 0,
          over_14_at: null,
          simulated,
          merged_into: null,
          withdrawn_at: null,
          place: null,
        })
        .execute();
    });
    return id;
  }

  const write = (question: string, value: AnswerValue | null, more: Partial<AnswerWrite> = {}): AnswerWrite => ({
    nonce: randomId(20),
    question,
    value,
    at: clock.now(),
    language: "ko",
    ...more,
  });
  const role = (option: string): AnswerValue => ({ type: "single", option, other: "" });
  const ease = (value: number): AnswerValue => ({ type: "rating", value });
  const everything = (option = "backend"): AnswerWrite[] => [
    write("role", role(option)),
    write("framework", { type: "multiple", options: ["django", "go"], other: "" }),
    write("observing", { type: "single", option: null, other: "눈으로" }),
    write("ease", ease(4)),
    write("app", { type: "app", typed: "", service: null }),
  ];
  const short = (id: string, required = true): Question => ({
    id,
    type: "short",
    title: { ko: "무엇?", en: "What?" },
    help: NONE,
    required,
  });

  const rows = (table: "answer" | "response" | "client_nonce") =>
    control.records.read((tables) => tables.selectFrom(table).selectAll().execute());

  describe("answers", () => {
    it("sent again undo no choice of an app that was made elsewhere meanwhile", async () => {
      const ticket = await arrive();
      const first = write("app", { type: "app", typed: "first-app", service: null });
      await surveys().answer(challenge, ticket, [first]);
      await challenges.eligibility.choose(challenge, ticket, { typed: "second-app", service: null });
      const again = await other.surveys.answer(challenge, ticket, [first]);
      expect(again.outcomes).toMatchObject([{ outcome: "repeated" }]);
      const chosen = await control.records.read((tables) =>
        tables.selectFrom("app_choice").select("typed").where("ticket", "=", ticket).execute(),
      );
      expect(chosen).toEqual([{ typed: "second-app" }]);
    });

    it("are kept one by one and complete the survey by themselves", async () => {
      const ticket = await arrive();
      const [first, ...rest] = everything();
      if (!first) throw new Error("no write");
      const after = await surveys().answer(challenge, ticket, [first]);
      expect(after.outcomes).toEqual([{ nonce: first.nonce, question: "role", outcome: "saved", code: "", error: "" }]);
      expect(after.survey).toMatchObject({ answers: { role: role("backend") }, completed: false, open: true });
      await expect(surveys().complete(challenge, ticket)).rejects.toMatchObject({
        code: "survey.incomplete",
        message: "Required questions are still open: framework, observing, ease, app.",
      });
      const done = await surveys().answer(challenge, ticket, rest);
      expect(done.survey.completed).toBe(true);
      expect(await surveys().complete(challenge, ticket)).toMatchObject({ completed: true });
      expect(await rows("response")).toEqual([expect.objectContaining({ ticket, completed_at: clock.now() })]);
    });

    it("count once however often a device sends them", async () => {
      const ticket = await arrive();
      const writes = everything();
      await surveys().answer(challenge, ticket, writes);
      const again = await Promise.all([
        surveys().answer(challenge, ticket, writes),
        other.surveys.answer(challenge, ticket, writes),
      ]);
      for (const { outcomes } of again)
        expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(["repeated"]));
      expect(await rows("answer")).toHaveLength(5);
      expect(await rows("client_nonce")).toHaveLength(5);
    });

    it("of an older device do not win, whenever they arrive", async () => {
      const ticket = await arrive();
      const early = write("role", role("student"));
      clock.pass(MICROS_PER_MINUTE);
      await surveys().answer(challenge, ticket, [write("role", role("data"))]);
      const late = await surveys().answer(challenge, ticket, [early]);
      expect(late.outcomes).toMatchObject([{ outcome: "older" }]);
      expect(late.survey.answers.role).toEqual(role("data"));
    });

    it("of a device whose clock runs ahead do not shut out all others", async () => {
      const ticket = await arrive();
      const ahead = epochMicros(clock.now() + 600 * MICROS_PER_MINUTE);
      await surveys().answer(challenge, ticket, [write("role", role("student"), { at: ahead })]);
      clock.pass(MICROS_PER_SECOND);
      const next = await surveys().answer(challenge, ticket, [write("role", role("data"))]);
      expect(next.survey.answers.role).toEqual(role("data"));
    });

    it("can be taken back, which an older write does not undo", async () => {
      const ticket = await arrive();
      const old = write("ease", ease(1));
      clock.pass(MICROS_PER_SECOND);
      await surveys().answer(challenge, ticket, everything());
      clock.pass(MICROS_PER_SECOND);
      const back = await surveys().answer(challenge, ticket, [write("ease", null)]);
      expect(back.survey.completed).toBe(false);
      const late = await surveys().answer(challenge, ticket, [old]);
      expect(late.survey.answers).not.toHaveProperty("ease");
      const again = await surveys().answer(challenge, ticket, [write("ease", ease(5))]);
      expect(again.survey.completed).toBe(true);
    });

    it("that are none are refused by name and hold up no other", async () => {
      const ticket = await arrive();
      const { outcomes } = await surveys().answer(challenge, ticket, [
        write("nothing", role("x")),
        write("role", role("astronaut")),
        write("role", ease(3)),
        write("ease", ease(6)),
        write("wish", { type: "short", text: "  " }),
        write("framework", { type: "multiple", options: ["go", "go"], other: "" }),
        write("ease", ease(5)),
      ]);
      expect(outcomes.map(({ outcome }) => outcome)).toEqual([...Array(6).fill("refused"), "saved"]);
      expect(outcomes[0]).toMatchObject({ code: "survey.question-unknown" });
      expect(outcomes[1]).toMatchObject({
        code: "survey.answer-refused",
        error: "This is not an answer to role: there is no such option.",
      });
      expect(await rows("answer")).toHaveLength(1);
    });

    it("are refused before the opening, from the close on, and at the second of it", async () => {
      const ticket = await arrive();
      for (const state of ["draft", "announced", "closed", "review", "frozen", "kept"]) {
        await force({ state });
        await expect(surveys().answer(challenge, ticket, everything())).rejects.toMatchObject({
          code: "challenge.not-open",
        });
      }
      await force({ state: "open" });
      const stale = challenge;
      await force({ state: "closed" });
      await expect(surveys().answer(stale, ticket, everything())).rejects.toMatchObject({ code: "challenge.not-open" });
      await force({ state: "open" });
      clock.pass(60 * MICROS_PER_MINUTE);
      await expect(surveys().answer(challenge, ticket, everything())).rejects.toMatchObject({
        code: "challenge.not-open",
      });
      expect(await surveys().mine(challenge, ticket)).toMatchObject({ open: false });
      expect(await rows("answer")).toEqual([]);
    });

    it("lie sealed, each at its place", async () => {
      const [one, two] = [await arrive(), await arrive()];
      const secret = "아무도 모르는 말";
      await surveys().answer(challenge, one, [write("wish", { type: "short", text: secret })]);
      await surveys().answer(challenge, two, [write("wish", { type: "short", text: "다른 말" })]);
      expect(JSON.stringify(await rows("answer"))).not.toContain(secret);
      await control.records.write(async (transaction) => {
        const [stolen] = await transaction.selectFrom("answer").selectAll().where("ticket", "=", one).execute();
        await transaction
          .updateTable("answer")
          .set({ value_sealed: stolen?.value_sealed ?? "" })
          .where("ticket", "=", two)
          .execute();
      });
      await expect(surveys().mine(challenge, two)).rejects.toThrow();
      expect((await surveys().mine(challenge, one)).answers.wish).toEqual({ type: "short", text: secret });
    });

    it("of 30 people who were offline and come back at once are all there, none twice", async () => {
      const people = await Promise.all(Array.from({ length: 30 }, () => arrive()));
      const queues = people.map((ticket, n) => {
        const changed = write("role", role("student"));
        clock.pass(MICROS_PER_SECOND);
        return { ticket, writes: [changed, ...everything(n % 2 ? "data" : "backend")] };
      });
      clock.pass(3 * MICROS_PER_MINUTE);
      await Promise.all(
        queues.flatMap(({ ticket, writes }) => [
          surveys().answer(challenge, ticket, writes),
          // The answer got lost on the way and the phone sends again, to another node.
          other.surveys.answer(challenge, ticket, writes.slice().reverse()),
        ]),
      );
      expect(await rows("answer")).toHaveLength(150);
      expect(await rows("response")).toHaveLength(30);
      const results = await surveys().results(challenge, undefined);
      expect(results).toMatchObject({ started: 30, completed: 30 });
      expect(results.questions[0]?.options).toMatchObject([
        { id: "backend", count: 15 },
        { id: "frontend", count: 0 },
        { id: "data", count: 15 },
        { id: "operations", count: 0 },
        { id: "student", count: 0 },
      ]);
    });

    it("of one ticket are limited, in words", async () => {
      const ticket = await arrive();
      await control.records.write(async (transaction) => {
        const nonces = Array.from({ length: 2_000 }, () => ({ ticket, nonce: randomId(12), at: clock.now() }));
        await transaction.insertInto("client_nonce").values(nonces).execute();
      });
      await expect(surveys().answer(challenge, ticket, everything())).rejects.toMatchObject({
        code: "survey.too-many-writes",
      });
    });
  });

  describe("versions", () => {
    const change = async (alter: (questions: readonly Question[]) => readonly Question[]) => {
      const { version, definition } = await surveys().view(challenge);
      return surveys().change(
        challenge,
        { version, definition: { questions: [...alter(definition.questions)] } },
        HOST,
      );
    };

    it("rise with each change; of two hosts the second is told", async () => {
      expect(await surveys().view(challenge)).toMatchObject({ version: 0, changeable: true });
      const { definition } = await surveys().view(challenge);
      const saved = await Promise.allSettled([
        surveys().change(challenge, { version: 0, definition }, HOST),
        other.surveys.change(challenge, { version: 0, definition }, HOST),
      ]);
      expect(saved.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      expect(saved.find(({ status }) => status === "rejected")).toMatchObject({
        reason: { code: "challenge.changed-meanwhile" },
      });
      expect(await surveys().view(challenge)).toMatchObject({ version: 1 });
    });

    it("keep answers to a question that is gone, and count them no more", async () => {
      const ticket = await arrive();
      await surveys().answer(challenge, ticket, everything());
      await change((questions) => questions.filter(({ id }) => id !== "role"));
      const results = await surveys().results(challenge, undefined);
      expect(results.questions.map(({ question }) => question.id)).not.toContain("role");
      expect(await rows("answer")).toHaveLength(5);
      const [late] = (await surveys().answer(challenge, ticket, [write("role", role("data"))])).outcomes;
      expect(late).toMatchObject({ outcome: "saved" });
    });

    it("put nobody out who was done", async () => {
      const [done, begun] = [await arrive(), await arrive()];
      await surveys().answer(challenge, done, everything());
      await surveys().answer(challenge, begun, everything().slice(0, 4));
      await change((questions) => [short("new"), ...questions]);
      expect(await surveys().mine(challenge, done)).toMatchObject({ completed: true });
      await surveys().answer(challenge, done, [write("ease", ease(2))]);
      expect(await surveys().mine(challenge, done)).toMatchObject({ completed: true });
      expect(await surveys().mine(challenge, begun)).toMatchObject({ completed: false });
    });

    it("are refused when they could not be answered or read, and after the close", async () => {
      const app: Question = { ...short("which"), type: "app" };
      const refused = [
        [],
        [short("a"), short("a")],
        [app, short("a")],
        [
          { ...app, id: "one" },
          { ...app, id: "two" },
        ],
        [{ ...short("a"), title: { ko: "무엇?", en: " " } }],
      ] as Question[][];
      for (const questions of refused) {
        await expect(change(() => questions)).rejects.toMatchObject({ code: "survey.not-savable" });
      }
      await force({ state: "draft" });
      expect((await change(() => refused[4] ?? [])).check.missing).toEqual([
        { question: "a", field: "title", language: "en" },
      ]);
      expect(await surveys().missingTexts(challenge)).toEqual(["a.title.en"]);
      await force({ state: "closed" });
      await expect(change((questions) => questions)).rejects.toMatchObject({ code: "challenge.not-open" });
    });
  });

  describe("results", () => {
    it("leave out rehearsals and people who withdrew", async () => {
      const [real, simulated, gone] = [await arrive(), await arrive(1), await arrive()];
      for (const ticket of [real, simulated, gone]) await surveys().answer(challenge, ticket, everything());
      await control.records.write(async (transaction) => {
        await transaction.updateTable("ticket").set({ withdrawn_at: clock.now() }).where("id", "=", gone).execute();
      });
      const results = await surveys().results(challenge, undefined);
      expect(results).toMatchObject({ started: 1, completed: 1 });
      expect(results.questions[0]).toMatchObject({ n: 1 });
    });

    it("show texts from the fifth on, in no order that tells who", async () => {
      for (const [index, text] of ["마", "가", "라", "나", "다"].entries()) {
        const wish = (await surveys().results(challenge, undefined)).questions[4];
        expect(wish).toMatchObject({ texts: null, written: index });
        await surveys().answer(challenge, await arrive(), [write("wish", { type: "short", text })]);
      }
      const wish = (await surveys().results(challenge, undefined)).questions[4];
      expect(wish?.texts).toEqual(["가", "나", "다", "라", "마"]);
    });

    it("tell mean, spread, where people left and how long a question took", async () => {
      for (let n = 1; n <= 5; n++) {
        const ticket = await arrive();
        const at = clock.now();
        const later = epochMicros(at + 7 * MICROS_PER_SECOND);
        clock.pass(MICROS_PER_MINUTE);
        await surveys().answer(challenge, ticket, [
          write("observing", role("logs"), { at }),
          write("ease", ease(n), { at: later }),
        ]);
      }
      const results = await surveys().results(challenge, undefined);
      expect(results.questions[3]).toMatchObject({
        n: 5,
        rating: { mean: 3, counts: [1, 1, 1, 1, 1] },
        leftHere: 5,
        medianSeconds: 7,
      });
    });

    it("of a group too small to hide in are withheld, and of one whose rest is", async () => {
      const answer = async (option: string, n: number) => {
        for (let i = 0; i < n; i++) await surveys().answer(challenge, await arrive(), everything(option));
      };
      const group = (option: string) => surveys().results(challenge, { question: "role", option });
      await answer("backend", 6);
      await answer("data", 4);
      expect(await group("data")).toMatchObject({ group: { people: 4, withheld: true }, started: 0 });
      expect(await group("backend")).toMatchObject({ group: { people: 6, withheld: true }, started: 0 });
      await answer("data", 1);
      expect(await group("backend")).toMatchObject({ group: { people: 6, withheld: false }, started: 6 });
    });
  });

  describe("a shared tablet", () => {
    const visit = () => randomId(32);
    const keep = (id: string, writes: AnswerWrite[]) =>
      surveys().keepVisits(challenge, [{ visit: id, language: "ko", writes }]);

    it("keeps each visitor's answers apart, once", async () => {
      const [one, two] = [visit(), visit()];
      const writes = everything().slice(0, 4);
      await Promise.all([
        keep(one, writes),
        other.surveys.keepVisits(challenge, [{ visit: one, language: "ko", writes }]),
      ]);
      await keep(two, everything().slice(0, 4));
      expect(await rows("response")).toHaveLength(2);
      expect(await rows("answer")).toHaveLength(8);
    });

    it("hands them over to a phone, whose own later answers stay", async () => {
      const id = visit();
      const phone = await arrive();
      expect(await surveys().claimVisit(challenge, phone, id)).toEqual({ state: "unknown" });
      await keep(id, everything("student").slice(0, 4));
      clock.pass(MICROS_PER_SECOND);
      await surveys().answer(challenge, phone, [write("role", role("data"))]);
      expect(await surveys().claimVisit(challenge, phone, id)).toEqual({ state: "attached" });
      expect(await surveys().claimVisit(challenge, phone, id)).toEqual({ state: "attached" });
      const mine = await surveys().mine(challenge, phone);
      expect(Object.keys(mine.answers).sort()).toEqual(["ease", "framework", "observing", "role"]);
      expect(mine.answers.role).toEqual(role("data"));
      expect(await rows("response")).toHaveLength(1);
      expect((await keep(id, [write("wish", { type: "short", text: "늦게" })]))[0]).toMatchObject({
        state: "attached",
      });
      expect((await surveys().mine(challenge, phone)).answers.wish).toEqual({ type: "short", text: "늦게" });
    });

    it("hands them to one phone only", async () => {
      const id = visit();
      await keep(id, everything().slice(0, 2));
      const phones = await Promise.all([arrive(), arrive()]);
      const claims = await Promise.allSettled(
        phones.map((phone, n) => (n ? other : challenges).surveys.claimVisit(challenge, phone, id)),
      );
      expect(claims.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      expect(claims.find(({ status }) => status === "rejected")).toMatchObject({
        reason: { code: "survey.visit-taken" },
      });
      expect(await rows("answer")).toHaveLength(2);
    });
  });

  it("estimates every template within the budget", async () => {
    const { templates, check } = await surveys().view(challenge);
    expect(check.missing).toEqual([]);
    for (const { definition } of templates) {
      const checked = surveys().check(definition as SurveyDefinition);
      expect(checked).toMatchObject({ problems: [], missing: [] });
      expect(checked.estimatedSeconds).toBeLessThanOrEqual(checked.budgetSeconds);
      expect(checked.estimatedSeconds).toBeGreaterThan(30);
    }
    expect(check.estimatedSeconds).toMatchInlineSnapshot(`59`);
  });
});
