import { beforeEach, describe, expect, it } from "vitest";
import type { Received } from "../../src/apm/index.ts";
import type { Challenge, Challenges } from "../../src/challenge/index.ts";
import { DEFAULT_SPACE, epochMicros, keyId, MICROS_PER_SECOND, type TicketId } from "../../src/kernel/index.ts";
import { onBothDatabases } from "../both-databases.ts";
import { silentApm, TicketDesk } from "./ticket-desk.ts";

onBothDatabases("keys and arrivals", (_, ground) => {
  let desk: TicketDesk;
  beforeEach(async () => {
    desk = await TicketDesk.begin(ground());
  });

  describe("a personal key", () => {
    it("is made once, shown again on every device, and opens the door as its ticket's", async () => {
      const { ticket } = await desk.joinAs();
      const first = await desk.challenges.tickets.wishKey(desk.challenge, ticket, "ensure");
      expect(first.secret).toMatch(/^sadari_pk_[0-9a-hjkmnp-tv-z]{26}$/);
      const both = await Promise.all([
        desk.challenges.tickets.wishKey(desk.challenge, ticket, "ensure"),
        desk.challenges.tickets.wishKey(desk.challenge, ticket, "ensure"),
      ]);
      for (const again of both) expect(again.secret).toBe(first.secret);
      expect(await desk.control.keys.check({ kind: "bearer", token: first.secret ?? "" })).toMatchObject({
        ok: true,
        ticket,
      });
      const stored = await desk.control.records.read((tables) => tables.selectFrom("agent_key").selectAll().execute());
      expect(JSON.stringify(stored)).not.toContain(first.secret);
    });

    it("is rotated: the new one works, the old one is refused; five live at most", async () => {
      const { ticket } = await desk.joinAs();
      const first = await desk.challenges.tickets.wishKey(desk.challenge, ticket, "ensure");
      const second = await desk.challenges.tickets.wishKey(desk.challenge, ticket, "rotate");
      expect(second.secret).not.toBe(first.secret);
      expect(await desk.control.keys.check({ kind: "bearer", token: first.secret ?? "" })).toMatchObject({
        reason: "revoked",
      });
      for (let n = 0; n < 4; n++) await desk.challenges.tickets.wishKey(desk.challenge, ticket, "another");
      await expect(desk.challenges.tickets.wishKey(desk.challenge, ticket, "another")).rejects.toMatchObject({
        code: "ticket.too-many-keys",
      });
    });

    it("is one for all where keys are shared, and its apps are the challenge's", async () => {
      const shared = await desk.makeOpen("workshop", { keyMode: "shared" });
      const other = await desk.makeOpen("workshop-2", { keyMode: "shared" });
      const a = await desk.joinAs(shared);
      const b = await desk.joinAs(shared);
      const one = await desk.challenges.tickets.wishKey(shared, a.ticket, "ensure");
      expect((await desk.challenges.tickets.wishKey(shared, b.ticket, "ensure")).secret).toBe(one.secret);
      expect((await desk.challenges.tickets.wishKey(other, b.ticket, "ensure")).secret).not.toBe(one.secret);
      const verdict = await desk.control.keys.check({ kind: "bearer", token: one.secret ?? "" });
      await desk.arrive(verdict.ok ? verdict.keyId : undefined, "shared-app");
      const rows = await desk.control.records.read((tables) => tables.selectFrom("app").selectAll().execute());
      expect(rows).toMatchObject([{ challenge: shared.id, service: "shared-app", ticket: null, agent_key: "" }]);
    });
  });

  describe("arrivals", () => {
    it("are numbered without a gap, by two nodes together", async () => {
      const elsewhere = await desk.open();
      const keys = await Promise.all(
        Array.from({ length: 8 }, async () => (await desk.keyOf((await desk.joinAs()).ticket)).id),
      );
      keys.forEach((key, n) => {
        const node = n % 2 ? desk.challenges : elsewhere.challenges;
        node.arrivals.observe(DEFAULT_SPACE, desk.clock.now(), key, [
          desk.sighting("same-name"),
          desk.sighting(`app-${n}`),
        ]);
      });
      await Promise.all([desk.challenges.arrivals.settled(), elsewhere.challenges.arrivals.settled()]);
      const rows = await desk.control.records.read((tables) =>
        tables
          .selectFrom("app")
          .select("ordinal")
          .where("challenge", "=", desk.challenge.id)
          .orderBy("ordinal")
          .execute(),
      );
      expect(rows.map(({ ordinal }) => ordinal)).toEqual(Array.from({ length: 16 }, (_, n) => n + 1));
    });

    it("belong to their key's ticket and desk.challenge, two side by side", async () => {
      const other = await desk.makeOpen("side");
      const here = await desk.joinAs();
      const there = await desk.joinAs(other);
      await desk.arrive((await desk.keyOf(here.ticket)).id, "app", 2);
      await desk.arrive((await desk.keyOf(there.ticket, other)).id, "app", 3);
      expect((await desk.mine(here.ticket)).apps).toMatchObject([{ service: "app", ordinal: 1, transactions: 2 }]);
      expect((await desk.mine(there.ticket, other)).apps).toMatchObject([
        { service: "app", ordinal: 1, transactions: 3 },
      ]);
      await desk.arrive(undefined, "keyless");
      expect((await desk.mine(here.ticket)).apps).toHaveLength(1);
    });

    it("add up, and count to the very close and not beyond", async () => {
      const { ticket } = await desk.joinAs();
      const { id } = await desk.keyOf(ticket);
      const closesAt = desk.challenge.closesAt ?? desk.clock.now();
      await desk.arrive(id, "shop", 3);
      await desk.arrive(id, "shop", 4, epochMicros(closesAt - 1));
      await desk.arrive(id, "shop", 5, closesAt);
      await desk.arrive(id, "late", 5, closesAt);
      expect((await desk.mine(ticket)).apps).toMatchObject([
        { service: "shop", transactions: 7, lastSeen: closesAt },
        { service: "late", transactions: 0, firstSeen: closesAt },
      ]);
    });

    it("after the list is final are shown to their owner and kept nowhere", async () => {
      const { ticket } = await desk.joinAs();
      const { id } = await desk.keyOf(ticket);
      await desk.control.records.write((transaction) =>
        transaction.updateTable("challenge").set({ state: "frozen" }).where("id", "=", desk.challenge.id).execute(),
      );
      desk.challenges.arrivals.forget();
      await desk.arrive(id, "too-late", 2);
      expect((await desk.mine(ticket)).apps).toMatchObject([{ service: "too-late", ordinal: 0 }]);
      expect(await desk.control.records.read((tables) => tables.selectFrom("app").selectAll().execute())).toEqual([]);
    });

    it("tell the ticket's pages once their row is there", async () => {
      const { ticket } = await desk.joinAs();
      const { id } = await desk.keyOf(ticket);
      const told: Promise<number>[] = [];
      desk.challenges.bus.onTicket(ticket, () => told.push(desk.mine(ticket).then(({ apps }) => apps.length)));
      await desk.arrive(id, "shop");
      expect(await Promise.all(told)).toContain(1);
      expect(await told[0]).toBe(1);
    });

    it("of one key are so many names and no more", async () => {
      const { ticket } = await desk.joinAs();
      const { id } = await desk.keyOf(ticket);
      const many = Array.from({ length: 40 }, (_, n) => desk.sighting(`name-${n}`));
      desk.challenges.arrivals.observe(DEFAULT_SPACE, desk.clock.now(), id, many);
      await desk.challenges.arrivals.settled();
      expect((await desk.mine(ticket)).apps).toHaveLength(20);
    });

    it("lost by a crash are found again in the store, and never counted down", async () => {
      const { ticket } = await desk.joinAs();
      const { id } = await desk.keyOf(ticket);
      await desk.arrive(id, "shop", 2);
      const [firstSeen, lastSeen] = [desk.clock.now(), epochMicros(desk.clock.now() + 5 * MICROS_PER_SECOND)];
      desk.clock.pass(10 * MICROS_PER_SECOND);
      const row = { name: "shop", key: id, firstSeen, lastSeen };
      await reconciled([{ ...row, transactions: 6 }]);
      expect((await desk.mine(ticket)).apps).toMatchObject([{ transactions: 6, lastSeen }]);
      await reconciled([{ ...row, transactions: 1 }]);
      expect((await desk.mine(ticket)).apps).toMatchObject([{ transactions: 6 }]);
    });

    it("of one name by two keys are each brought up to their own count", async () => {
      const [one, two] = [await desk.joinAs(), await desk.joinAs()];
      const [first, second] = [(await desk.keyOf(one.ticket)).id, (await desk.keyOf(two.ticket)).id];
      await desk.arrive(first, "shop", 2);
      await desk.arrive(second, "shop", 3);
      const times = { name: "shop", firstSeen: desk.clock.now(), lastSeen: desk.clock.now() };
      desk.clock.pass(MICROS_PER_SECOND);
      await reconciled([
        { ...times, key: first, transactions: 7 },
        { ...times, key: second, transactions: 4 },
      ]);
      expect((await desk.mine(one.ticket)).apps).toMatchObject([{ transactions: 7 }]);
      expect((await desk.mine(two.ticket)).apps).toMatchObject([{ transactions: 4 }]);
    });

    it("whose only request fell into a crash have a row afterwards, and are told, also after the close", async () => {
      const { ticket } = await desk.joinAs();
      const { id } = await desk.keyOf(ticket);
      const seen = { name: "lost-app", key: id, framework: "Django", transactions: 1 };
      const at = epochMicros(desk.clock.now() + MICROS_PER_SECOND);
      desk.clock.pass(5 * MICROS_PER_SECOND);
      await desk.control.records.write((transaction) =>
        transaction
          .updateTable("challenge")
          .set({ state: "closed", closes_at: desk.clock.now() })
          .where("id", "=", desk.challenge.id)
          .execute(),
      );
      await desk.noteState(desk.challenge.id, "closed");
      const told = Promise.withResolvers<void>();
      const after = await reconciled([{ ...seen, firstSeen: at, lastSeen: at }], (room) =>
        room.bus.onTicket(ticket, () => told.resolve()),
      );
      await told.promise;
      expect(await mineOf(after, ticket)).toMatchObject([
        { service: "lost-app", framework: "Django", ordinal: 1, transactions: 1, firstSeen: at },
      ]);
      const late = { ...seen, name: "late-app", firstSeen: desk.clock.now(), lastSeen: desk.clock.now() };
      desk.clock.pass(MICROS_PER_SECOND);
      expect(await mineOf(await reconciled([late]), ticket)).toHaveLength(1);
    });

    it("by a shared key are found again under one row, what came before the opening is not", async () => {
      const shared = await desk.makeOpen("workshop", { keyMode: "shared" });
      const { ticket } = await desk.joinAs(shared);
      await desk.challenges.tickets.wishKey(shared, ticket, "ensure");
      const [own] = await desk.control.keys.list(DEFAULT_SPACE);
      const other = await desk.control.keys.create({ space: DEFAULT_SPACE, label: "of the space" });
      const at = epochMicros(desk.clock.now() + MICROS_PER_SECOND);
      const before = {
        name: "old",
        key: other.key.id,
        firstSeen: epochMicros(at - 9e9),
        lastSeen: at,
        transactions: 3,
      };
      const row = { name: "shared-app", firstSeen: at, lastSeen: at };
      desk.clock.pass(10 * MICROS_PER_SECOND);
      await reconciled([
        before,
        { ...row, key: own?.id, transactions: 2 },
        { ...row, key: other.key.id, transactions: 3 },
        { ...row, key: keyId("of-a-wiped-rehearsal"), name: "wiped", transactions: 3 },
      ]);
      expect(await appsIn(shared)).toEqual([{ service: "shared-app", agent_key: "", transactions: 5 }]);
    });

    it("do not come back after their owner had them removed", async () => {
      const { ticket } = await desk.joinAs();
      const { id } = await desk.keyOf(ticket);
      await desk.arrive(id, "leaver", 2);
      const times = { firstSeen: desk.clock.now(), lastSeen: desk.clock.now(), transactions: 2 };
      await desk.challenges.privacy.withdraw(desk.challenge, ticket);
      desk.clock.pass(MICROS_PER_SECOND);
      await reconciled([
        { ...times, name: "leaver", key: id },
        { ...times, name: "another", key: id },
      ]);
      expect(await appsIn(desk.challenge)).toEqual([]);
    });

    /** A booth that starts on a store that has these. */
    const reconciled = async (received: Partial<Received>[], before = (_: Challenges): unknown => undefined) => {
      const after = await desk.open(silentApm(received));
      before(after.challenges);
      await after.challenges.arrivals.reconcile();
      await after.challenges.arrivals.settled();
      return after.challenges;
    };
    const mineOf = async (room: Challenges, ticket: TicketId) =>
      (await room.tickets.mine(desk.challenge, { ticket, challenge: desk.challenge.id, device: "phone" })).apps;
    const appsIn = ({ id }: Challenge) =>
      desk.control.records.read((tables) =>
        tables
          .selectFrom("app")
          .select(["service", "agent_key", "transactions"])
          .where("challenge", "=", id)
          .orderBy("service")
          .execute(),
      );
  });

  describe("the diagnosis", () => {
    const refusal = (more: object) => ({
      at: desk.clock.now(),
      reason: "key-unknown",
      address: "192.0.2.9",
      agent: "apm-agent-python/6",
      service: "shop",
      detail: "authentication failed",
      params: {},
      ...more,
    });

    it("goes from nothing over the wrong key and connected to done", async () => {
      const { ticket } = await desk.joinAs();
      const { id, secret } = await desk.keyOf(ticket);
      const step = async () => (await desk.mine(ticket)).diagnosis.step;
      expect(await step()).toBe("nothing");
      desk.clock.pass(MICROS_PER_SECOND);
      desk.challenges.arrivals.refuse(refusal({ keyHint: secret.slice(10, 16) }));
      expect((await desk.mine(ticket)).diagnosis).toMatchObject({ step: "wrong-key", refusal: { matched: "hint" } });
      desk.clock.pass(MICROS_PER_SECOND);
      desk.challenges.arrivals.greet({ key: id, service: "shop", at: desk.clock.now() });
      expect(await step()).toBe("connected");
      desk.challenges.arrivals.refuse(refusal({ key: id, reason: "rate-limited" }));
      expect((await desk.mine(ticket)).diagnosis).toMatchObject({ step: "refused", refusal: { matched: "key" } });
      desk.clock.pass(MICROS_PER_SECOND);
      await desk.arrive(id, "unknown_service:node", 9);
      expect(await step()).toBe("default-name");
      desk.clock.pass(MICROS_PER_SECOND);
      await desk.arrive(id, "shop", 4);
      expect((await desk.mine(ticket)).diagnosis).toMatchObject({ step: "seen", requests: 4, required: 5 });
      desk.clock.pass(MICROS_PER_SECOND);
      await desk.arrive(id, "shop", 1);
      expect(await step()).toBe("done");
    });

    it("goes by the address only where it is one person's", async () => {
      const a = await desk.joinAs();
      const b = await desk.joinAs();
      desk.challenges.arrivals.noteAddress(a.ticket, "192.0.2.9");
      desk.challenges.arrivals.refuse(refusal({}));
      expect((await desk.mine(a.ticket)).diagnosis).toMatchObject({
        step: "wrong-key",
        refusal: { matched: "address" },
      });
      desk.challenges.arrivals.noteAddress(b.ticket, "192.0.2.9");
      expect((await desk.mine(a.ticket)).diagnosis.step).toBe("nothing");
      expect((await desk.mine(b.ticket)).diagnosis.step).toBe("nothing");
    });
  });
});
