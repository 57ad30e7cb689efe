import { beforeEach, describe, expect, it } from "vitest";
import { epochMicros, MICROS_PER_HOUR, type TicketId, ticketId } from "../../src/kernel/index.ts";
import { onBothDatabases } from "../both-databases.ts";
import { EligibilityDesk } from "./eligibility-desk.ts";

onBothDatabases("eligibility", (kind, ground) => {
  let desk: EligibilityDesk;
  beforeEach(async () => {
    desk = await EligibilityDesk.open(ground());
  });

  it.each(["personal", "shared"] as const)(
    "brings the five of 2019 in once they did what they were told, keys %s",
    async (keyMode) => {
      await desk.become({ setup: { keyMode } });
      const own = (ticket: TicketId): TicketId | null => (keyMode === "personal" ? ticket : null);
      for (let n = 0; n < 12; n++) await desk.entrant();
      const troubled = await Promise.all(Array.from({ length: 5 }, () => desk.newTicket()));
      const [unanswered, wrongCase, keyboard, defaultName, noData] = troubled as [
        TicketId,
        TicketId,
        TicketId,
        TicketId,
        TicketId,
      ];
      await desk.answer(unanswered, 2);
      for (const each of [wrongCase, keyboard, defaultName, noData]) await desk.answer(each);
      for (const [ticket, app, typed] of [
        [unanswered, "flask_todo", "flask_todo"],
        [wrongCase, "my-django-app", "My-Django-App"],
        [keyboard, "am-app", "므-메ㅔ"],
        [defaultName, "unknown_service:node", "unknown_service:node"],
      ] as const) {
        await desk.arrive(app, own(ticket));
        await desk.choose(ticket, typed);
      }
      await desk.choose(noData, "outsider-blog");

      const all = await desk.challenges.eligibility.verdicts(desk.challenge);
      expect(all.size).toBe(17);
      expect([...all.values()].filter(({ eligible }) => eligible)).toHaveLength(12);
      expect(await Promise.all(troubled.map(desk.codes))).toEqual([
        ["SURVEY_PARTIAL"],
        ["NAME_NEAR"],
        ["NAME_NEAR"],
        ["NAME_PLACEHOLDER"],
        [keyMode === "personal" ? "NO_DATA" : "NAME_UNKNOWN"],
      ]);
      expect(
        new Set(await Promise.all(troubled.map(async (each) => (await desk.verdict(each)).sentence.ko))).size,
      ).toBe(5);
      expect(await desk.challenges.review.funnel(desk.challenge)).toMatchObject({
        tickets: 17,
        eligible: 12,
        fixable: 5,
      });

      await desk.answer(unanswered);
      await desk.choose(wrongCase, "My-Django-App", "my-django-app");
      await desk.choose(keyboard, "므-메ㅔ", "am-app");
      await desk.arrive("my-own-name", own(defaultName));
      await desk.choose(defaultName, "my-own-name");
      await desk.arrive("outsider-blog", own(noData));
      expect(await Promise.all(troubled.map(desk.codes))).toEqual([[], [], [], [], []]);
      expect(await desk.challenges.review.funnel(desk.challenge)).toMatchObject({
        tickets: 17,
        eligible: 17,
        fixable: 0,
      });
    },
  );

  it("says the same for one ticket and for all", async () => {
    await desk.become({ setup: { keyMode: "shared" } });
    const first = await desk.entrant("todo");
    const second = await desk.newTicket();
    await desk.choose(second, "todo");
    const third = await desk.newTicket({ over14: false });
    await desk.choose(third, "TODO");
    const all = await desk.challenges.eligibility.verdicts(desk.challenge);
    for (const ticket of [first, second, third]) expect(await desk.verdict(ticket)).toEqual(all.get(ticket));
  });

  describe("after the close", () => {
    it("what came late is late, what was there in time can still be confirmed", async () => {
      const near = await desk.newTicket();
      await desk.answer(near);
      await desk.arrive("my-django-app", near);
      await desk.choose(near, "My-Django-App");
      const empty = await desk.newTicket();
      await desk.answer(empty);
      desk.clock.pass(2 * MICROS_PER_HOUR);
      await desk.become({ state: "closed" });
      await desk.arrive("too-late", empty);
      expect(await desk.codes(empty)).toEqual(["LATE"]);
      expect((await desk.verdict(near)).reasons).toMatchObject([{ code: "NAME_NEAR", fixable: true }]);
      await desk.choose(near, "My-Django-App", "my-django-app");
      expect(await desk.codes(near)).toEqual([]);
    });
  });

  it("counts what the tablet's visitors left as nobody's entry", async () => {
    await desk.become({ setup: { keyMode: "shared" } });
    const mine = await desk.entrant("my-own-app");
    await desk.arrive("on-the-tablet", null);
    const left = await desk.newTicket({ place: "kiosk" });
    await desk.answer(left);
    await desk.choose(left, "on-the-tablet");
    const banner = await desk.newTicket({ place: "banner" });
    expect([...(await desk.challenges.eligibility.verdicts(desk.challenge)).keys()].sort()).toEqual(
      [mine, banner].sort(),
    );
    expect(await desk.challenges.review.funnel(desk.challenge)).toMatchObject({ tickets: 2, eligible: 1 });
    expect(await desk.challenges.review.find(desk.challenge, "")).toMatchObject({ total: 2 });
    expect((await desk.challenges.shiftNotes.read(desk.challenge)).counts.tickets).toBe(2);
  });

  it("judges two thousand tickets at once", { timeout: 60_000 }, async () => {
    await desk.become({ setup: { keyMode: "shared" } });
    await desk.control.records.write(async (transaction) => {
      for (let n = 0; n < 2_000; n++) {
        const id = ticketId(String(n).padStart(8, "0"));
        const at = epochMicros(desk.clock.now() + n);
        await transaction
          .insertInto("ticket")
          .values({
            id,
            challenge: desk.challenge.id,
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
            challenge: desk.challenge.id,
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
    const all = await desk.challenges.eligibility.verdicts(desk.challenge);
    const took = performance.now() - started;
    expect(all.size).toBe(2_000);
    expect(took).toBeLessThan(3_000);
    const one = performance.now();
    await desk.verdict(ticketId("00000007"));
    expect(performance.now() - one).toBeLessThan(200);
    if (process.env.SADARI_TIMES) console.log(kind, Math.round(took), Math.round(performance.now() - one));
  });
});

const NAMES = ["outsider-blog", "flask-todo", "shop", "petclinic", "파이콘-봇", "weather"];
