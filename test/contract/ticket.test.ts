import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { type KeyId, MICROS_PER_MINUTE, MICROS_PER_SECOND } from "../../src/kernel/index.ts";
import { onBothDatabases } from "../both-databases.ts";
import { input, TicketDesk } from "./ticket-desk.ts";

onBothDatabases("tickets", (_, ground) => {
  let desk: TicketDesk;
  beforeEach(async () => {
    desk = await TicketDesk.begin(ground());
  });

  describe("a ticket", () => {
    it("is there at once, and its cookie and words are kept as hashes alone", async () => {
      const made = await desk.joinAs();
      expect(made.ticket).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
      expect(made.token).toMatch(/^[0-9a-hjkmnp-tv-z]{52}$/);
      expect(made.phrase).toHaveLength(6);
      expect(await desk.challenges.tickets.identify(made.token)).toEqual(desk.holder(made.ticket));
      const rows = await desk.control.records.read(async (tables) =>
        JSON.stringify([
          await tables.selectFrom("ticket").selectAll().execute(),
          await tables.selectFrom("ticket_device").selectAll().execute(),
        ]),
      );
      expect(rows).not.toContain(made.token);
      for (const word of made.phrase) expect(rows).not.toContain(word);
    });

    it("is one however often the same attempt is sent, and another for another person", async () => {
      const nonce = "0123456789abcdef";
      const made = await Promise.all([
        desk.joinAs(desk.challenge, { nonce }),
        desk.joinAs(desk.challenge, { nonce }),
        desk.joinAs(),
      ]);
      expect(made[0]?.ticket).toBe(made[1]?.ticket);
      expect(made[2]?.ticket).not.toBe(made[0]?.ticket);
    });

    it("is found again by its attempt after a restart, with words and a cookie that work", async () => {
      const nonce = "fedcba9876543210fedcba9876543210";
      const first = await desk.joinAs(desk.challenge, { nonce });
      const after = (await desk.open()).challenges;
      const again = await after.tickets.join(desk.challenge, { ...input, nonce });
      expect(again.ticket).toBe(first.ticket);
      expect(await after.tickets.identify(again.token)).toEqual(desk.holder(first.ticket));
      expect(await after.tickets.identify(first.token)).toEqual(desk.holder(first.ticket));
      await after.tickets.recover(desk.challenge, again.phrase.join(" "), desk.comer());
      const lost = after.tickets.recover(desk.challenge, first.phrase.join(" "), desk.comer());
      await expect(lost).rejects.toMatchObject({ code: "ticket.phrase-unknown" });
      // Also when the doors closed meanwhile; and only by that attempt, at that event, and not for ever.
      await desk.control.records.write((transaction) =>
        transaction.updateTable("challenge").set({ state: "closed" }).where("id", "=", desk.challenge.id).execute(),
      );
      expect((await (await desk.open()).challenges.tickets.join(desk.challenge, { ...input, nonce })).ticket).toBe(
        first.ticket,
      );
      const other = await desk.makeOpen("side");
      expect((await desk.joinAs(other, { nonce })).ticket).not.toBe(first.ticket);
      desk.clock.pass(61 * MICROS_PER_MINUTE);
      const tooLate = (await desk.open()).challenges.tickets.join(desk.challenge, { ...input, nonce });
      await expect(tooLate).rejects.toMatchObject({ code: "challenge.not-open" });
    });

    it("that was withdrawn is not opened again by its attempt", async () => {
      const nonce = "fedcba9876543210fedcba9876543210";
      const first = await desk.joinAs(desk.challenge, { nonce });
      await desk.challenges.privacy.withdraw(desk.challenge, first.ticket);
      const again = await (await desk.open()).challenges.tickets.join(desk.challenge, { ...input, nonce });
      expect(again.ticket).not.toBe(first.ticket);
    });

    it("is made for 200 at once", async () => {
      const made = await Promise.all(Array.from({ length: 200 }, () => desk.joinAs()));
      expect(new Set(made.map(({ ticket }) => ticket)).size).toBe(200);
    });

    it.each([
      ["draft", "challenge.not-open"],
      ["closed", "challenge.not-open"],
      ["frozen", "challenge.not-open"],
      ["announced", undefined],
      ["kept", undefined],
    ] as const)("in state %s: %s", async (state, fault) => {
      const there = await desk.makeOpen(`in-${state}`, {}, { state });
      const joined = desk.joinAs(there).then(
        () => undefined,
        (error: { code: string }) => error.code,
      );
      expect(await joined).toBe(fault);
    });

    it("is not made after the close though nobody has taken the step yet", async () => {
      desk.clock.pass(61 * MICROS_PER_MINUTE);
      await expect(desk.joinAs()).rejects.toMatchObject({ code: "challenge.not-open" });
    });

    it("of a rehearsal is marked, and joins before the opening", async () => {
      const there = await desk.makeOpen("practice", {}, { state: "draft", rehearsal: 1 });
      const { ticket } = await desk.joinAs(there);
      const row = await desk.control.records.read((tables) =>
        tables.selectFrom("ticket").select("simulated").where("id", "=", ticket).executeTakeFirst(),
      );
      expect(row?.simulated).toBe(1);
    });
  });

  describe("recovery words", () => {
    it("open the ticket elsewhere, however they are typed, until new ones are made", async () => {
      const { ticket, phrase } = await desk.joinAs();
      const typed = `  ${phrase.map((word, n) => `${n + 1}. ${word.normalize("NFD")}`).join(",\n")} `;
      const entered = await desk.challenges.tickets.recover(desk.challenge, typed, desk.comer());
      expect(entered).toMatchObject({ ticket, merged: false });
      expect(await desk.challenges.tickets.identify(entered.token)).toMatchObject({ ticket });
      const again = await desk.challenges.tickets.renewPhrase(desk.challenge, ticket);
      await expect(
        desk.challenges.tickets.recover(desk.challenge, phrase.join(" "), desk.comer()),
      ).rejects.toMatchObject({
        code: "ticket.phrase-unknown",
      });
      expect(await desk.challenges.tickets.recover(desk.challenge, again.join(" "), desk.comer())).toMatchObject({
        ticket,
      });
    });

    it("of one challenge open nothing in another", async () => {
      const { phrase } = await desk.joinAs();
      const other = await desk.makeOpen("other");
      await expect(desk.challenges.tickets.recover(other, phrase.join(" "), desk.comer())).rejects.toMatchObject({
        code: "ticket.phrase-unknown",
      });
    });

    it("that are none are refused alike, whatever is sent", async () => {
      await fc.assert(
        fc.asyncProperty(fc.string({ maxLength: 120, unit: "binary" }), async (text) => {
          await expect(
            desk.challenges.tickets.recover(desk.challenge, text, { ...desk.comer(), address: text.slice(0, 4) }),
          ).rejects.toMatchObject({ code: "ticket.phrase-unknown" });
        }),
        { numRuns: 25 },
      );
    });
  });

  describe("a pairing code", () => {
    const pair = (code: string, before?: ReturnType<TicketDesk["holder"]>) =>
      desk.challenges.tickets.pair(code, { address: "192.0.2.2", before: async () => before, device: "laptop" });

    it("has six characters nobody mistakes and works once, within ten minutes", async () => {
      const { ticket } = await desk.joinAs();
      const { code } = await desk.challenges.tickets.pairingCode(desk.challenge, ticket);
      expect(code).toMatch(/^[A-HJ-NP-Z2-9]{3}-[A-HJ-NP-Z2-9]{3}$/);
      const both = await Promise.allSettled([pair(` ${code.toLowerCase()} `), pair(code.replace("-", ""))]);
      expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      await expect(pair(code)).rejects.toMatchObject({ code: "ticket.code-unknown" });
      const late = await desk.challenges.tickets.pairingCode(desk.challenge, ticket);
      desk.clock.pass(10 * MICROS_PER_MINUTE);
      await expect(pair(late.code)).rejects.toMatchObject({ code: "ticket.code-unknown" });
    });

    it("ends with the next one", async () => {
      const { ticket } = await desk.joinAs();
      const first = await desk.challenges.tickets.pairingCode(desk.challenge, ticket);
      await desk.challenges.tickets.pairingCode(desk.challenge, ticket);
      await expect(pair(first.code)).rejects.toMatchObject({ code: "ticket.code-unknown" });
    });

    it("can be redeemed at another node", async () => {
      const { ticket } = await desk.joinAs();
      const { code } = await desk.challenges.tickets.pairingCode(desk.challenge, ticket);
      const elsewhere = await desk.open();
      const entered = await elsewhere.challenges.tickets.pair(code, {
        address: "192.0.2.3",
        before: async () => undefined,
        device: "laptop",
      });
      expect(await desk.challenges.tickets.identify(entered.token)).toEqual(desk.holder(ticket, "laptop"));
    });
  });

  describe("two tickets of a person", () => {
    it("become one: what the newer one did goes along, and its words and devices lead to the older", async () => {
      const older = await desk.joinAs();
      const newer = await desk.joinAs();
      await desk.arrive((await desk.keyOf(older.ticket)).id, "older-app");
      await desk.arrive((await desk.keyOf(newer.ticket)).id, "newer-app");
      await desk.challenges.tickets.confirmAge(desk.challenge, newer.ticket, true);
      desk.clock.pass(MICROS_PER_SECOND);
      const entered = await desk.challenges.tickets.recover(
        desk.challenge,
        older.phrase.join(" "),
        desk.comer(desk.holder(newer.ticket)),
      );
      expect(entered).toMatchObject({ ticket: older.ticket, merged: true });
      expect(await desk.challenges.tickets.identify(newer.token)).toMatchObject({ ticket: older.ticket });
      const ticket = await desk.mine(older.ticket);
      expect(ticket.apps.map(({ service }) => service)).toEqual(["older-app", "newer-app"]);
      expect(ticket.over14).toBe(true);
      const words = await desk.challenges.tickets.recover(desk.challenge, newer.phrase.join(" "), desk.comer());
      expect(words.ticket).toBe(older.ticket);
      await desk.arrive(
        (await desk.challenges.tickets.keys(desk.challenge, older.ticket)).keys[0]?.id as KeyId,
        "later-app",
      );
      expect((await desk.mine(older.ticket)).apps.map(({ service }) => service)).toContain("later-app");
    });

    it("with data in one alone: that one stays, though it is the younger", async () => {
      const older = await desk.joinAs();
      desk.clock.pass(MICROS_PER_SECOND);
      const newer = await desk.joinAs();
      await desk.arrive((await desk.keyOf(newer.ticket)).id, "app");
      const entered = await desk.challenges.tickets.recover(
        desk.challenge,
        older.phrase.join(" "),
        desk.comer(desk.holder(newer.ticket)),
      );
      expect(entered.ticket).toBe(newer.ticket);
    });

    it("stay two once the list is final", async () => {
      const older = await desk.joinAs();
      const newer = await desk.joinAs();
      await desk.control.records.write((transaction) =>
        transaction.updateTable("challenge").set({ state: "frozen" }).where("id", "=", desk.challenge.id).execute(),
      );
      const entered = await desk.challenges.tickets.recover(
        desk.challenge,
        older.phrase.join(" "),
        desk.comer(desk.holder(newer.ticket)),
      );
      expect(entered).toMatchObject({ ticket: older.ticket, merged: false });
    });
  });

  it("gives staff a code for a visitor who lost the phone, and ends the lost one", async () => {
    const { ticket, token } = await desk.joinAs();
    const { code } = await desk.challenges.tickets.reissue(desk.challenge, ticket.toLowerCase(), "host:token");
    expect(await desk.challenges.tickets.identify(token)).toBeUndefined();
    const entered = await desk.challenges.tickets.pair(code, {
      address: "x",
      before: async () => undefined,
      device: "phone",
    });
    expect(entered.ticket).toBe(ticket);
    await expect(desk.challenges.tickets.reissue(desk.challenge, "ZZZZZZZZ", "host:token")).rejects.toMatchObject({
      code: "ticket.unknown",
    });
    const last = await desk.control.records.read((tables) =>
      tables
        .selectFrom("audit_record")
        .selectAll()
        .where("chain", "=", desk.challenge.id)
        .orderBy("i", "desc")
        .executeTakeFirst(),
    );
    expect(last).toMatchObject({ type: "ticket.reissue", actor: "host:token" });
  });
});
