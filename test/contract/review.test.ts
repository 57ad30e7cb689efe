import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import type { Decider } from "../../src/challenge/index.ts";
import {
  DEFAULT_SPACE,
  MICROS_PER_MINUTE,
  MICROS_PER_SECOND,
  personId,
  type TicketId,
} from "../../src/kernel/index.ts";
import { onBothDatabases } from "../both-databases.ts";
import { EligibilityDesk, HOST, prize, SENTENCE, STAFF } from "./eligibility-desk.ts";

onBothDatabases("the review", (kind, ground) => {
  let desk: EligibilityDesk;
  beforeEach(async () => {
    desk = await EligibilityDesk.open(ground());
  });

  describe("the doubtful queue", () => {
    const settle = (ticket: TicketId, answer: "same" | "not", service: string, decider: Decider) =>
      desk.challenges.review.decide(
        desk.challenge,
        ticket,
        { answer, service, reason: "slip-of-the-key", note: "" },
        decider,
      );

    it("holds near names with their differences until somebody decides", async () => {
      await desk.become({ setup: { keyMode: "shared" } });
      await desk.arrive("my-django-app", null);
      const ticket = await desk.newTicket();
      await desk.answer(ticket);
      await desk.choose(ticket, "my-djnago-app");
      const [pair] = await desk.challenges.review.doubtful(desk.challenge, HOST);
      expect(pair).toMatchObject({
        kind: "name",
        ticket,
        typed: "my-djnago-app",
        arrived: "my-django-app",
        match: "near",
      });
      expect(pair?.differences.some(({ kind: part }) => part === "arrived")).toBe(true);
      expect(await desk.challenges.review.countDoubtful(desk.challenge)).toBe(1);
      await expect(settle(ticket, "same", "another", HOST)).rejects.toMatchObject({ code: "eligibility.settled" });
      await settle(ticket, "same", "my-django-app", STAFF);
      expect(await desk.codes(ticket)).toEqual([]);
      expect(await desk.challenges.review.countDoubtful(desk.challenge)).toBe(0);
    });

    it("tells who was turned down why, and a tap does not undo it", async () => {
      await desk.become({ setup: { keyMode: "shared" } });
      await desk.arrive("my-django-app", null);
      const ticket = await desk.newTicket();
      await desk.answer(ticket);
      await desk.choose(ticket, "my-djnago-app");
      await desk.challenges.review.decide(
        desk.challenge,
        ticket,
        { answer: "not", service: "my-django-app", reason: "somebody-elses", note: "" },
        STAFF,
      );
      expect((await desk.verdict(ticket)).reasons[0]?.ko).toContain("다른 분의 앱이에요.");
      expect(await desk.challenges.review.countDoubtful(desk.challenge)).toBe(0);
      await expect(desk.choose(ticket, "my-djnago-app", "my-django-app")).rejects.toMatchObject({
        code: "eligibility.settled",
      });
    });

    it("needs two people where a prize is worth much", async () => {
      await desk.become({ setup: { keyMode: "shared", prizes: [prize(120_000)] } });
      await desk.arrive("my-django-app", null);
      const ticket = await desk.newTicket();
      await desk.answer(ticket);
      await desk.choose(ticket, "my-djnago-app");
      await settle(ticket, "same", "my-django-app", STAFF);
      expect(await desk.codes(ticket)).toEqual(["NAME_NEAR"]);
      expect((await desk.challenges.review.doubtful(desk.challenge, STAFF))[0]?.waitsForSecond).toMatchObject({
        mine: true,
      });
      await expect(settle(ticket, "same", "my-django-app", STAFF)).rejects.toMatchObject({
        code: "eligibility.second-person",
      });
      await settle(ticket, "same", "my-django-app", HOST);
      expect(await desk.codes(ticket)).toEqual([]);
    });
  });

  describe("an override", () => {
    it("holds at once, is written down and can be taken back", async () => {
      const ticket = await desk.newTicket();
      const made = await desk.challenges.review.override(
        desk.challenge,
        ticket,
        { effect: "include", ...SENTENCE },
        STAFF,
      );
      expect(made).toMatchObject({ needsSecond: false, inForce: true, before: { eligible: false } });
      expect(await desk.verdict(ticket)).toMatchObject({
        eligible: true,
        reasons: [{ code: "MANUAL_INCLUDE", ko: SENTENCE.reasonKo }],
      });
      await desk.challenges.review.revoke(desk.challenge, made.id, HOST);
      expect((await desk.verdict(ticket)).eligible).toBe(false);
      const records = await desk.control.records.read((tables) =>
        tables.selectFrom("audit_record").selectAll().execute(),
      );
      const types = records.map(({ type }) => type);
      expect(types).toEqual(expect.arrayContaining(["entry.override", "entry.override-revoked"]));
    });

    it("above the prize limit waits for another person", async () => {
      await desk.become({ setup: { prizes: [prize(60_000)] } });
      const ticket = await desk.entrant();
      const made = await desk.challenges.review.override(
        desk.challenge,
        ticket,
        { effect: "exclude", ...SENTENCE },
        STAFF,
      );
      expect(made).toMatchObject({ needsSecond: true, inForce: false, mayApprove: false });
      expect((await desk.verdict(ticket)).eligible).toBe(true);
      await expect(desk.challenges.review.approve(desk.challenge, made.id, STAFF)).rejects.toMatchObject({
        code: "eligibility.second-person",
      });
      const results = await Promise.allSettled([
        desk.challenges.review.approve(desk.challenge, made.id, HOST),
        desk.challenges.review.approve(desk.challenge, made.id, HOST),
      ]);
      expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      expect(await desk.codes(ticket)).toEqual(["MANUAL_EXCLUDE"]);
    });

    it("ends the one before it", async () => {
      const ticket = await desk.entrant();
      await desk.challenges.review.override(desk.challenge, ticket, { effect: "exclude", ...SENTENCE }, HOST);
      desk.clock.pass(MICROS_PER_SECOND);
      await desk.challenges.review.override(desk.challenge, ticket, { effect: "include", ...SENTENCE }, HOST);
      const all = await desk.challenges.review.overrides(desk.challenge, HOST);
      expect(all.map(({ effect, inForce }) => [effect, inForce])).toEqual([
        ["include", true],
        ["exclude", false],
      ]);
    });

    it("never makes staff win", async () => {
      const ticket = await desk.newTicket({ staff: 1 });
      await desk.challenges.review.override(desk.challenge, ticket, { effect: "include", ...SENTENCE }, HOST);
      expect(await desk.codes(ticket)).toEqual(["STAFF"]);
    });

    it("is refused after the freeze by us and by the database itself", async () => {
      const ticket = await desk.entrant();
      const made = await desk.challenges.review.override(
        desk.challenge,
        ticket,
        { effect: "exclude", ...SENTENCE },
        HOST,
      );
      const stale = desk.challenge;
      await desk.become({ state: "frozen" });
      for (const known of [desk.challenge, stale]) {
        await expect(
          desk.challenges.review.override(known, ticket, { effect: "include", ...SENTENCE }, HOST),
        ).rejects.toMatchObject({ code: "challenge.frozen" });
        await expect(desk.challenges.review.revoke(known, made.id, HOST)).rejects.toMatchObject({
          code: "challenge.frozen",
        });
        await expect(
          desk.challenges.eligibility.choose(known, ticket, { typed: "x", service: null }),
        ).rejects.toMatchObject({
          code: "challenge.frozen",
        });
      }
      const directly = (work: Parameters<typeof desk.control.records.write>[0]) => desk.control.records.write(work);
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
              chosen_at: desk.clock.now(),
              decided_by: null,
              reason: null,
            })
            .execute(),
        ),
      ).rejects.toThrow(/frozen/);
      await desk.arrive("came-too-late", ticket);
      expect((await desk.verdict(ticket)).eligible).toBe(false);
    });
  });

  describe("an appeal", () => {
    it("is sealed, one at a time, and answered once", async () => {
      const ticket = await desk.entrant();
      const text = "제 앱인데 다른 분이 먼저 적었어요";
      await Promise.allSettled([
        desk.challenges.review.appeal(desk.challenge, ticket, text),
        desk.challenges.review.appeal(desk.challenge, ticket, text),
      ]);
      const open = await desk.challenges.review.openAppeals(desk.challenge);
      expect(open).toMatchObject([{ ticket, text }]);
      expect(await desk.challenges.review.countOpenAppeals(desk.challenge.id)).toBe(1);
      const rows = await desk.control.records.read((tables) => tables.selectFrom("appeal").selectAll().execute());
      expect(JSON.stringify(rows)).not.toContain("다른 분");
      if (kind === "sqlite") {
        for (const file of ["control.sqlite", "control.sqlite-wal"]) {
          const bytes = await readFile(join(ground().dataDir, file)).catch(() => Buffer.alloc(0));
          expect(bytes.includes(Buffer.from(text))).toBe(false);
        }
      }
      const id = open[0]?.id ?? "";
      await desk.challenges.review.answerAppeal(desk.challenge, id, { ko: "확인했어요.", en: "We looked." }, HOST);
      await expect(
        desk.challenges.review.answerAppeal(desk.challenge, id, { ko: "다시", en: "again" }, HOST),
      ).rejects.toMatchObject({ code: "eligibility.settled" });
      expect(await desk.challenges.review.appealsOf(desk.challenge, ticket)).toMatchObject([
        { text, answer: { ko: "확인했어요.", en: "We looked." } },
      ]);
      expect(await desk.challenges.review.countOpenAppeals(desk.challenge.id)).toBe(0);
    });
  });

  it("finds tickets by what people read aloud, and by app", async () => {
    const ticket = await desk.entrant("outsider-blog");
    await desk.entrant("another");
    const aloud = `${ticket.slice(0, 4).toLowerCase().replaceAll("0", "o").replaceAll("1", "l")} ${ticket.slice(4)}`;
    expect(await desk.challenges.review.named(desk.challenge, aloud)).toBe(ticket);
    for (const query of [aloud, "Outsider Blog"]) {
      expect((await desk.challenges.review.find(desk.challenge, query)).tickets.map(({ id }) => id)).toEqual([ticket]);
    }
    expect((await desk.challenges.review.find(desk.challenge, "")).total).toBe(2);
    await expect(desk.challenges.review.named(desk.challenge, "ZZZZZZZZ")).rejects.toMatchObject({
      code: "ticket.unknown",
    });
  });

  it("keeps a shift note once, the last two in view", async () => {
    await desk.control.records.write((transaction) =>
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
          created_at: desk.clock.now(),
          disabled_at: null,
        })
        .execute(),
    );
    for (const text of ["하나", "둘", "둘", "셋"]) {
      await desk.challenges.shiftNotes.write(desk.challenge, personId("p_eunyoung"), { id: `note-of-${text}`, text });
      desk.clock.pass(MICROS_PER_MINUTE);
    }
    const { notes } = await desk.challenges.shiftNotes.read(desk.challenge);
    expect(notes.map(({ by, text }) => `${by}: ${text}`)).toEqual(["은영: 셋", "은영: 둘"]);
  });
});
