import { beforeEach, describe, expect, it } from "vitest";
import type { TicketId } from "../../src/kernel/index.ts";
import { onBothDatabases } from "../both-databases.ts";
import { EligibilityDesk, HOST } from "./eligibility-desk.ts";

onBothDatabases("whose app is whose", (_, ground) => {
  let desk: EligibilityDesk;
  beforeEach(async () => {
    desk = await EligibilityDesk.open(ground());
  });

  describe("an app", () => {
    it("is its owner's only by itself, and only an own one can be picked", async () => {
      const [mine, other] = [await desk.newTicket(), await desk.newTicket()];
      await desk.arrive("mine", mine);
      await desk.arrive("theirs", other);
      await expect(desk.choose(mine, "", "theirs")).rejects.toMatchObject({ code: "eligibility.app-unknown" });
      expect(await desk.choose(mine, "theirs")).toMatchObject({ status: "waiting", service: null });
      expect(await desk.choose(mine, "", "mine")).toMatchObject({ status: "exact", service: "mine" });
    });

    it("binds when it arrives later, with its exact name only", async () => {
      await desk.become({ setup: { keyMode: "shared" } });
      const [exact, near] = [await desk.newTicket(), await desk.newTicket()];
      expect(await desk.choose(exact, " outsider-blog\u200b")).toMatchObject({ status: "waiting" });
      await desk.choose(near, "Outsider-Blog");
      const told: TicketId[] = [];
      for (const ticket of [exact, near]) desk.challenges.bus.onTicket(ticket, () => told.push(ticket));
      await desk.arrive("outsider-blog", null);
      expect(new Set(told)).toEqual(new Set([exact, near]));
      expect(await desk.codes(exact)).not.toContain("NAME_UNKNOWN");
      expect(await desk.codes(near)).toContain("NAME_NEAR");
    });

    it("held by another is shared until it shows the code or staff decide", async () => {
      await desk.become({ setup: { keyMode: "shared" } });
      const holder = await desk.entrant("todo");
      const owner = await desk.newTicket();
      await desk.answer(owner);
      await desk.choose(owner, "todo");
      const [reason] = (await desk.verdict(owner)).reasons;
      expect(reason).toMatchObject({ code: "NAME_SHARED", fixable: true });
      expect(await desk.codes(holder)).toEqual([]);

      const { version, proven } = await desk.challenges.eligibility.prove(desk.challenge, owner);
      expect({ version, proven }).toEqual({ version: `booth-${reason?.params.code}`, proven: false });
      desk.shown.add(`todo ${version}`);
      expect((await desk.challenges.eligibility.prove(desk.challenge, owner)).proven).toBe(true);
      expect(await desk.codes(owner)).toEqual([]);
      expect(await desk.codes(holder)).toEqual(["NAME_SHARED"]);
    });

    it("named and built alike on two keys has to be told apart", async () => {
      const [first, copy] = [await desk.entrant("todo"), await desk.entrant("todo")];
      expect(await desk.codes(first)).toEqual([]);
      expect(await desk.codes(copy)).toEqual(["NAME_SHARED"]);
      const other = await desk.newTicket();
      await desk.answer(other);
      await desk.arrive("todo", other, { framework: "express", language: "javascript" });
      expect(await desk.codes(other)).toEqual([]);
    });

    it("whose data is made by hand is none, unless the host or staff take it", async () => {
      desk.byHand.add("by-curl");
      const ticket = await desk.entrant("by-curl");
      expect(await desk.codes(ticket)).toEqual(["NOT_AN_AGENT"]);
      await desk.become({ setup: { handMadeCounts: true } });
      expect(await desk.codes(ticket)).toEqual([]);
      await desk.become({ setup: { handMadeCounts: false } });
      await desk.challenges.review.decide(
        desk.challenge,
        ticket,
        { answer: "same", service: "by-curl", reason: "shown-on-laptop", note: "" },
        HOST,
      );
      expect(await desk.codes(ticket)).toEqual([]);
    });
  });

  it("knows an app that is off the wall only to whoever writes its very name", async () => {
    await desk.become({ setup: { keyMode: "shared" } });
    await desk.arrive("held-word-app", null, { shown: "held", shown_reason: "word" });
    await desk.arrive("hidden-app", null, { shown: "hidden" });
    const [owner, other] = [await desk.newTicket(), await desk.newTicket()];
    const check = (typed: string) => desk.challenges.eligibility.check(desk.challenge, other, typed);
    for (const typed of ["held-word-ap", "hidden-ap", "hidden", ""]) {
      expect(await check(typed)).toMatchObject({ candidates: [] });
    }
    await desk.answer(owner);
    expect(await desk.choose(owner, "held-word-app")).toMatchObject({ service: "held-word-app", status: "exact" });
    expect(await desk.codes(owner)).toEqual([]);
    expect(await desk.choose(other, "", "hidden-app")).toMatchObject({ service: "hidden-app", status: "exact" });
    await expect(desk.choose(other, "hidden-ap", "hidden-app")).rejects.toMatchObject({
      code: "eligibility.app-unknown",
    });
  });
});
