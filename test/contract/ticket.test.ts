import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Apm, Received, ReceivedRange } from "../../src/apm/index.ts";
import { appendAudit } from "../../src/challenge/audit/index.ts";
import { type Challenge, type Challenges, openChallenges } from "../../src/challenge/index.ts";
import type { ChallengeSetup } from "../../src/contract/index.ts";
import { type Control, openControl } from "../../src/control/index.ts";
import {
  type Clock,
  DEFAULT_SPACE,
  epochMicros,
  type KeyId,
  keyId,
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

/** A store that knows nothing but what a test tells of received transactions. */
const silentApm = (received: Partial<Received>[] = []): Apm =>
  ({
    received: async (_space: SpaceId, { from, until }: ReceivedRange) =>
      received
        .map((row) => ({ environment: "", agent: "python", language: "python", framework: "", ...row }))
        .filter(({ firstSeen = 0, lastSeen = 0 }) => firstSeen >= from && lastSeen < until),
    origins: async () => [],
    services: async () => ({ services: [] }),
  }) as unknown as Apm;

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres[Symbol.asyncDispose]());

describe.each(["sqlite", "postgresql"] as const)("tickets in %s", (kind) => {
  let dataDir: string;
  let url: string | undefined;
  let clock: TestClock;
  let control: Control;
  let challenges: Challenges;
  let challenge: Challenge;
  const opened: AsyncDisposable[] = [];

  const open = async (apm = silentApm()): Promise<{ control: Control; challenges: Challenges }> => {
    const own = await openControl({ dataDir, url, clock, log: silentLog });
    const parts = await openChallenges({
      control: own,
      apm,
      dataDir,
      clock,
      log: silentLog,
      metrics: createMetrics(),
    });
    opened.push(parts, own);
    return { control: own, challenges: parts };
  };

  const noteState = (id: Challenge["id"], to: "open" | "closed", at = clock.now()) =>
    control.records.write((transaction) =>
      appendAudit(transaction, id, at, { actor: "host:token", type: "event.state", data: { to } }),
    );

  const makeOpen = async (
    slug: string,
    setup: Partial<ChallengeSetup> = {},
    more: { state?: Challenge["state"]; rehearsal?: 0 | 1 } = {},
  ): Promise<Challenge> => {
    const made = await challenges.lifecycle.create(
      DEFAULT_SPACE,
      { nameKo: "시험", nameEn: "Test", slug, rehearsal: more.rehearsal === 1 },
      "host:token",
    );
    const closesAt = epochMicros(clock.now() + 60 * MICROS_PER_MINUTE);
    await control.records.write((transaction) =>
      transaction
        .updateTable("challenge")
        .set({
          state: more.state ?? "open",
          closes_at: closesAt,
          setup: JSON.stringify({ ...made.setup, ...setup }),
        })
        .where("id", "=", made.id as Challenge["id"])
        .execute(),
    );
    if ((more.state ?? "open") === "open") {
      await noteState(made.id as Challenge["id"], "open", epochMicros(clock.now() - MICROS_PER_SECOND));
    }
    const found = await challenges.lifecycle.findBySlug(slug);
    if (found === undefined) throw new Error("not made");
    return found;
  };

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "sadari-ticket-"));
    url = kind === "postgresql" ? await postgres.createDatabase() : undefined;
    clock = new TestClock();
    ({ control, challenges } = await open());
    await control.spaces.ensure(DEFAULT_SPACE, "Default");
    challenge = await makeOpen("pycon");
  });
  afterEach(async () => {
    for (const each of opened.splice(0)) await each[Symbol.asyncDispose]();
    await rm(dataDir, { recursive: true, force: true });
  });

  const input = { language: "ko", staff: false, device: "phone" } as const;
  const joinAs = (into = challenge, more = {}) => challenges.tickets.join(into, { ...input, ...more });
  const holder = (ticket: TicketId, device: "phone" | "laptop" = "phone") => ({
    ticket,
    challenge: challenge.id,
    device,
  });
  const comer = (before?: ReturnType<typeof holder>) => ({ address: "192.0.2.1", before, device: "phone" as const });
  const mine = async (ticket: TicketId, of = challenge) =>
    challenges.tickets.mine((await challenges.lifecycle.find(of.id)) ?? of, { ...holder(ticket), challenge: of.id });
  const keyOf = async (ticket: TicketId, of = challenge) => {
    const { keys, secret } = await challenges.tickets.wishKey(of, ticket, "ensure");
    return { id: keys[0]?.id as KeyId, secret: secret ?? "" };
  };
  const sighting = (name: string, requests = 1) => ({
    resource: {
      service: { name, environment: "", language: { name: "python" }, framework: { name: "Django" } },
      agent: { name: "python" },
    },
    requests,
    spans: 0,
    errors: 0,
  });
  const arrive = async (key: KeyId | undefined, name: string, requests = 1, at = clock.now()) => {
    challenges.arrivals.observe(DEFAULT_SPACE, at, key, [sighting(name, requests)]);
    await challenges.arrivals.settled();
  };

  describe("a ticket", () => {
    it("is there at once, and its cookie and words are kept as hashes alone", async () => {
      const made = await joinAs();
      expect(made.ticket).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
      expect(made.token).toMatch(/^[0-9a-hjkmnp-tv-z]{52}$/);
      expect(made.phrase).toHaveLength(6);
      expect(await challenges.tickets.identify(made.token)).toEqual(holder(made.ticket));
      const rows = await control.records.read(async (tables) =>
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
      const made = await Promise.all([joinAs(challenge, { nonce }), joinAs(challenge, { nonce }), joinAs()]);
      expect(made[0]?.ticket).toBe(made[1]?.ticket);
      expect(made[2]?.ticket).not.toBe(made[0]?.ticket);
    });

    it("is found again by its attempt after a restart, with words and a cookie that work", async () => {
      const nonce = "fedcba9876543210fedcba9876543210";
      const first = await joinAs(challenge, { nonce });
      const after = (await open()).challenges;
      const again = await after.tickets.join(challenge, { ...input, nonce });
      expect(again.ticket).toBe(first.ticket);
      expect(await after.tickets.identify(again.token)).toEqual(holder(first.ticket));
      expect(await after.tickets.identify(first.token)).toEqual(holder(first.ticket));
      await after.tickets.recover(challenge, again.phrase.join(" "), comer());
      const lost = after.tickets.recover(challenge, first.phrase.join(" "), comer());
      await expect(lost).rejects.toMatchObject({ code: "ticket.phrase-unknown" });
      // Also when the doors closed meanwhile; and only by that attempt, at that event, and not for ever.
      await control.records.write((transaction) =>
        transaction.updateTable("challenge").set({ state: "closed" }).where("id", "=", challenge.id).execute(),
      );
      expect((await (await open()).challenges.tickets.join(challenge, { ...input, nonce })).ticket).toBe(first.ticket);
      const other = await makeOpen("side");
      expect((await joinAs(other, { nonce })).ticket).not.toBe(first.ticket);
      clock.pass(61 * MICROS_PER_MINUTE);
      const tooLate = (await open()).challenges.tickets.join(challenge, { ...input, nonce });
      await expect(tooLate).rejects.toMatchObject({ code: "challenge.not-open" });
    });

    it("that was withdrawn is not opened again by its attempt", async () => {
      const nonce = "fedcba9876543210fedcba9876543210";
      const first = await joinAs(challenge, { nonce });
      await challenges.privacy.withdraw(challenge, first.ticket);
      const again = await (await open()).challenges.tickets.join(challenge, { ...input, nonce });
      expect(again.ticket).not.toBe(first.ticket);
    });

    it("is made for 200 at once", async () => {
      const made = await Promise.all(Array.from({ length: 200 }, () => joinAs()));
      expect(new Set(made.map(({ ticket }) => ticket)).size).toBe(200);
    });

    it.each([
      ["draft", "challenge.not-open"],
      ["closed", "challenge.not-open"],
      ["frozen", "challenge.not-open"],
      ["announced", undefined],
      ["kept", undefined],
    ] as const)("in state %s: %s", async (state, fault) => {
      const there = await makeOpen(`in-${state}`, {}, { state });
      const joined = joinAs(there).then(
        () => undefined,
        (error: { code: string }) => error.code,
      );
      expect(await joined).toBe(fault);
    });

    it("is not made after the close though nobody has taken the step yet", async () => {
      clock.pass(61 * MICROS_PER_MINUTE);
      await expect(joinAs()).rejects.toMatchObject({ code: "challenge.not-open" });
    });

    it("of a rehearsal is marked, and joins before the opening", async () => {
      const there = await makeOpen("practice", {}, { state: "draft", rehearsal: 1 });
      const { ticket } = await joinAs(there);
      const row = await control.records.read((tables) =>
        tables.selectFrom("ticket").select("simulated").where("id", "=", ticket).executeTakeFirst(),
      );
      expect(row?.simulated).toBe(1);
    });
  });

  describe("recovery words", () => {
    it("open the ticket elsewhere, however they are typed, until new ones are made", async () => {
      const { ticket, phrase } = await joinAs();
      const typed = `  ${phrase.map((word, n) => `${n + 1}. ${word.normalize("NFD")}`).join(",\n")} `;
      const entered = await challenges.tickets.recover(challenge, typed, comer());
      expect(entered).toMatchObject({ ticket, merged: false });
      expect(await challenges.tickets.identify(entered.token)).toMatchObject({ ticket });
      const again = await challenges.tickets.renewPhrase(challenge, ticket);
      await expect(challenges.tickets.recover(challenge, phrase.join(" "), comer())).rejects.toMatchObject({
        code: "ticket.phrase-unknown",
      });
      expect(await challenges.tickets.recover(challenge, again.join(" "), comer())).toMatchObject({ ticket });
    });

    it("of one challenge open nothing in another", async () => {
      const { phrase } = await joinAs();
      const other = await makeOpen("other");
      await expect(challenges.tickets.recover(other, phrase.join(" "), comer())).rejects.toMatchObject({
        code: "ticket.phrase-unknown",
      });
    });

    it("that are none are refused alike, whatever is sent", async () => {
      await fc.assert(
        fc.asyncProperty(fc.string({ maxLength: 120, unit: "binary" }), async (text) => {
          await expect(
            challenges.tickets.recover(challenge, text, { ...comer(), address: text.slice(0, 4) }),
          ).rejects.toMatchObject({ code: "ticket.phrase-unknown" });
        }),
        { numRuns: 25 },
      );
    });
  });

  describe("a pairing code", () => {
    const pair = (code: string, before?: ReturnType<typeof holder>) =>
      challenges.tickets.pair(code, { address: "192.0.2.2", before: async () => before, device: "laptop" });

    it("has six characters nobody mistakes and works once, within ten minutes", async () => {
      const { ticket } = await joinAs();
      const { code } = await challenges.tickets.pairingCode(challenge, ticket);
      expect(code).toMatch(/^[A-HJ-NP-Z2-9]{3}-[A-HJ-NP-Z2-9]{3}$/);
      const both = await Promise.allSettled([pair(` ${code.toLowerCase()} `), pair(code.replace("-", ""))]);
      expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      await expect(pair(code)).rejects.toMatchObject({ code: "ticket.code-unknown" });
      const late = await challenges.tickets.pairingCode(challenge, ticket);
      clock.pass(10 * MICROS_PER_MINUTE);
      await expect(pair(late.code)).rejects.toMatchObject({ code: "ticket.code-unknown" });
    });

    it("ends with the next one", async () => {
      const { ticket } = await joinAs();
      const first = await challenges.tickets.pairingCode(challenge, ticket);
      await challenges.tickets.pairingCode(challenge, ticket);
      await expect(pair(first.code)).rejects.toMatchObject({ code: "ticket.code-unknown" });
    });

    it("can be redeemed at another node", async () => {
      const { ticket } = await joinAs();
      const { code } = await challenges.tickets.pairingCode(challenge, ticket);
      const elsewhere = await open();
      const entered = await elsewhere.challenges.tickets.pair(code, {
        address: "192.0.2.3",
        before: async () => undefined,
        device: "laptop",
      });
      expect(await challenges.tickets.identify(entered.token)).toEqual(holder(ticket, "laptop"));
    });
  });

  describe("two tickets of a person", () => {
    it("become one: what the newer one did goes along, and its words and devices lead to the older", async () => {
      const older = await joinAs();
      const newer = await joinAs();
      await arrive((await keyOf(older.ticket)).id, "older-app");
      await arrive((await keyOf(newer.ticket)).id, "newer-app");
      await challenges.tickets.confirmAge(challenge, newer.ticket, true);
      clock.pass(MICROS_PER_SECOND);
      const entered = await challenges.tickets.recover(challenge, older.phrase.join(" "), comer(holder(newer.ticket)));
      expect(entered).toMatchObject({ ticket: older.ticket, merged: true });
      expect(await challenges.tickets.identify(newer.token)).toMatchObject({ ticket: older.ticket });
      const ticket = await mine(older.ticket);
      expect(ticket.apps.map(({ service }) => service)).toEqual(["older-app", "newer-app"]);
      expect(ticket.over14).toBe(true);
      const words = await challenges.tickets.recover(challenge, newer.phrase.join(" "), comer());
      expect(words.ticket).toBe(older.ticket);
      await arrive((await challenges.tickets.keys(challenge, older.ticket)).keys[0]?.id as KeyId, "later-app");
      expect((await mine(older.ticket)).apps.map(({ service }) => service)).toContain("later-app");
    });

    it("with data in one alone: that one stays, though it is the younger", async () => {
      const older = await joinAs();
      clock.pass(MICROS_PER_SECOND);
      const newer = await joinAs();
      await arrive((await keyOf(newer.ticket)).id, "app");
      const entered = await challenges.tickets.recover(challenge, older.phrase.join(" "), comer(holder(newer.ticket)));
      expect(entered.ticket).toBe(newer.ticket);
    });

    it("stay two once the list is final", async () => {
      const older = await joinAs();
      const newer = await joinAs();
      await control.records.write((transaction) =>
        transaction.updateTable("challenge").set({ state: "frozen" }).where("id", "=", challenge.id).execute(),
      );
      const entered = await challenges.tickets.recover(challenge, older.phrase.join(" "), comer(holder(newer.ticket)));
      expect(entered).toMatchObject({ ticket: older.ticket, merged: false });
    });
  });

  it("gives staff a code for a visitor who lost the phone, and ends the lost one", async () => {
    const { ticket, token } = await joinAs();
    const { code } = await challenges.tickets.reissue(challenge, ticket.toLowerCase(), "host:token");
    expect(await challenges.tickets.identify(token)).toBeUndefined();
    const entered = await challenges.tickets.pair(code, {
      address: "x",
      before: async () => undefined,
      device: "phone",
    });
    expect(entered.ticket).toBe(ticket);
    await expect(challenges.tickets.reissue(challenge, "ZZZZZZZZ", "host:token")).rejects.toMatchObject({
      code: "ticket.unknown",
    });
    const last = await control.records.read((tables) =>
      tables
        .selectFrom("audit_record")
        .selectAll()
        .where("chain", "=", challenge.id)
        .orderBy("i", "desc")
        .executeTakeFirst(),
    );
    expect(last).toMatchObject({ type: "ticket.reissue", actor: "host:token" });
  });

  describe("a personal key", () => {
    it("is made once, shown again on every device, and opens the door as its ticket's", async () => {
      const { ticket } = await joinAs();
      const first = await challenges.tickets.wishKey(challenge, ticket, "ensure");
      expect(first.secret).toMatch(/^sadari_pk_[0-9a-hjkmnp-tv-z]{26}$/);
      const both = await Promise.all([
        challenges.tickets.wishKey(challenge, ticket, "ensure"),
        challenges.tickets.wishKey(challenge, ticket, "ensure"),
      ]);
      for (const again of both) expect(again.secret).toBe(first.secret);
      expect(await control.keys.check({ kind: "bearer", token: first.secret ?? "" })).toMatchObject({
        ok: true,
        ticket,
      });
      const stored = await control.records.read((tables) => tables.selectFrom("agent_key").selectAll().execute());
      expect(JSON.stringify(stored)).not.toContain(first.secret);
    });

    it("is rotated: the new one works, the old one is refused; five live at most", async () => {
      const { ticket } = await joinAs();
      const first = await challenges.tickets.wishKey(challenge, ticket, "ensure");
      const second = await challenges.tickets.wishKey(challenge, ticket, "rotate");
      expect(second.secret).not.toBe(first.secret);
      expect(await control.keys.check({ kind: "bearer", token: first.secret ?? "" })).toMatchObject({
        reason: "revoked",
      });
      for (let n = 0; n < 4; n++) await challenges.tickets.wishKey(challenge, ticket, "another");
      await expect(challenges.tickets.wishKey(challenge, ticket, "another")).rejects.toMatchObject({
        code: "ticket.too-many-keys",
      });
    });

    it("is one for all where keys are shared, and its apps are the challenge's", async () => {
      const shared = await makeOpen("workshop", { keyMode: "shared" });
      const other = await makeOpen("workshop-2", { keyMode: "shared" });
      const a = await joinAs(shared);
      const b = await joinAs(shared);
      const one = await challenges.tickets.wishKey(shared, a.ticket, "ensure");
      expect((await challenges.tickets.wishKey(shared, b.ticket, "ensure")).secret).toBe(one.secret);
      expect((await challenges.tickets.wishKey(other, b.ticket, "ensure")).secret).not.toBe(one.secret);
      const verdict = await control.keys.check({ kind: "bearer", token: one.secret ?? "" });
      await arrive(verdict.ok ? verdict.keyId : undefined, "shared-app");
      const rows = await control.records.read((tables) => tables.selectFrom("app").selectAll().execute());
      expect(rows).toMatchObject([{ challenge: shared.id, service: "shared-app", ticket: null, agent_key: "" }]);
    });
  });

  describe("arrivals", () => {
    it("are numbered without a gap, by two nodes together", async () => {
      const elsewhere = await open();
      const keys = await Promise.all(Array.from({ length: 8 }, async () => (await keyOf((await joinAs()).ticket)).id));
      keys.forEach((key, n) => {
        const node = n % 2 ? challenges : elsewhere.challenges;
        node.arrivals.observe(DEFAULT_SPACE, clock.now(), key, [sighting("same-name"), sighting(`app-${n}`)]);
      });
      await Promise.all([challenges.arrivals.settled(), elsewhere.challenges.arrivals.settled()]);
      const rows = await control.records.read((tables) =>
        tables.selectFrom("app").select("ordinal").where("challenge", "=", challenge.id).orderBy("ordinal").execute(),
      );
      expect(rows.map(({ ordinal }) => ordinal)).toEqual(Array.from({ length: 16 }, (_, n) => n + 1));
    });

    it("belong to their key's ticket and challenge, two side by side", async () => {
      const other = await makeOpen("side");
      const here = await joinAs();
      const there = await joinAs(other);
      await arrive((await keyOf(here.ticket)).id, "app", 2);
      await arrive((await keyOf(there.ticket, other)).id, "app", 3);
      expect((await mine(here.ticket)).apps).toMatchObject([{ service: "app", ordinal: 1, transactions: 2 }]);
      expect((await mine(there.ticket, other)).apps).toMatchObject([{ service: "app", ordinal: 1, transactions: 3 }]);
      await arrive(undefined, "keyless");
      expect((await mine(here.ticket)).apps).toHaveLength(1);
    });

    it("add up, and count to the very close and not beyond", async () => {
      const { ticket } = await joinAs();
      const { id } = await keyOf(ticket);
      const closesAt = challenge.closesAt ?? clock.now();
      await arrive(id, "shop", 3);
      await arrive(id, "shop", 4, epochMicros(closesAt - 1));
      await arrive(id, "shop", 5, closesAt);
      await arrive(id, "late", 5, closesAt);
      expect((await mine(ticket)).apps).toMatchObject([
        { service: "shop", transactions: 7, lastSeen: closesAt },
        { service: "late", transactions: 0, firstSeen: closesAt },
      ]);
    });

    it("after the list is final are shown to their owner and kept nowhere", async () => {
      const { ticket } = await joinAs();
      const { id } = await keyOf(ticket);
      await control.records.write((transaction) =>
        transaction.updateTable("challenge").set({ state: "frozen" }).where("id", "=", challenge.id).execute(),
      );
      challenges.arrivals.forget();
      await arrive(id, "too-late", 2);
      expect((await mine(ticket)).apps).toMatchObject([{ service: "too-late", ordinal: 0 }]);
      expect(await control.records.read((tables) => tables.selectFrom("app").selectAll().execute())).toEqual([]);
    });

    it("tell the ticket's pages once their row is there", async () => {
      const { ticket } = await joinAs();
      const { id } = await keyOf(ticket);
      const told: Promise<number>[] = [];
      challenges.bus.onTicket(ticket, () => told.push(mine(ticket).then(({ apps }) => apps.length)));
      await arrive(id, "shop");
      expect(await Promise.all(told)).toContain(1);
      expect(await told[0]).toBe(1);
    });

    it("of one key are so many names and no more", async () => {
      const { ticket } = await joinAs();
      const { id } = await keyOf(ticket);
      const many = Array.from({ length: 40 }, (_, n) => sighting(`name-${n}`));
      challenges.arrivals.observe(DEFAULT_SPACE, clock.now(), id, many);
      await challenges.arrivals.settled();
      expect((await mine(ticket)).apps).toHaveLength(20);
    });

    it("lost by a crash are found again in the store, and never counted down", async () => {
      const { ticket } = await joinAs();
      const { id } = await keyOf(ticket);
      await arrive(id, "shop", 2);
      const [firstSeen, lastSeen] = [clock.now(), epochMicros(clock.now() + 5 * MICROS_PER_SECOND)];
      clock.pass(10 * MICROS_PER_SECOND);
      const row = { name: "shop", key: id, firstSeen, lastSeen };
      await reconciled([{ ...row, transactions: 6 }]);
      expect((await mine(ticket)).apps).toMatchObject([{ transactions: 6, lastSeen }]);
      await reconciled([{ ...row, transactions: 1 }]);
      expect((await mine(ticket)).apps).toMatchObject([{ transactions: 6 }]);
    });

    it("of one name by two keys are each brought up to their own count", async () => {
      const [one, two] = [await joinAs(), await joinAs()];
      const [first, second] = [(await keyOf(one.ticket)).id, (await keyOf(two.ticket)).id];
      await arrive(first, "shop", 2);
      await arrive(second, "shop", 3);
      const times = { name: "shop", firstSeen: clock.now(), lastSeen: clock.now() };
      clock.pass(MICROS_PER_SECOND);
      await reconciled([
        { ...times, key: first, transactions: 7 },
        { ...times, key: second, transactions: 4 },
      ]);
      expect((await mine(one.ticket)).apps).toMatchObject([{ transactions: 7 }]);
      expect((await mine(two.ticket)).apps).toMatchObject([{ transactions: 4 }]);
    });

    it("whose only request fell into a crash have a row afterwards, and are told, also after the close", async () => {
      const { ticket } = await joinAs();
      const { id } = await keyOf(ticket);
      const seen = { name: "lost-app", key: id, framework: "Django", transactions: 1 };
      const at = epochMicros(clock.now() + MICROS_PER_SECOND);
      clock.pass(5 * MICROS_PER_SECOND);
      await control.records.write((transaction) =>
        transaction
          .updateTable("challenge")
          .set({ state: "closed", closes_at: clock.now() })
          .where("id", "=", challenge.id)
          .execute(),
      );
      await noteState(challenge.id, "closed");
      const told = Promise.withResolvers<void>();
      const after = await reconciled([{ ...seen, firstSeen: at, lastSeen: at }], (room) =>
        room.bus.onTicket(ticket, () => told.resolve()),
      );
      await told.promise;
      expect(await mineOf(after, ticket)).toMatchObject([
        { service: "lost-app", framework: "Django", ordinal: 1, transactions: 1, firstSeen: at },
      ]);
      const late = { ...seen, name: "late-app", firstSeen: clock.now(), lastSeen: clock.now() };
      clock.pass(MICROS_PER_SECOND);
      expect(await mineOf(await reconciled([late]), ticket)).toHaveLength(1);
    });

    it("by a shared key are found again under one row, what came before the opening is not", async () => {
      const shared = await makeOpen("workshop", { keyMode: "shared" });
      const { ticket } = await joinAs(shared);
      await challenges.tickets.wishKey(shared, ticket, "ensure");
      const [own] = await control.keys.list(DEFAULT_SPACE);
      const other = await control.keys.create({ space: DEFAULT_SPACE, label: "of the space" });
      const at = epochMicros(clock.now() + MICROS_PER_SECOND);
      const before = {
        name: "old",
        key: other.key.id,
        firstSeen: epochMicros(at - 9e9),
        lastSeen: at,
        transactions: 3,
      };
      const row = { name: "shared-app", firstSeen: at, lastSeen: at };
      clock.pass(10 * MICROS_PER_SECOND);
      await reconciled([
        before,
        { ...row, key: own?.id, transactions: 2 },
        { ...row, key: other.key.id, transactions: 3 },
        { ...row, key: keyId("of-a-wiped-rehearsal"), name: "wiped", transactions: 3 },
      ]);
      expect(await appsIn(shared)).toEqual([{ service: "shared-app", agent_key: "", transactions: 5 }]);
    });

    it("do not come back after their owner had them removed", async () => {
      const { ticket } = await joinAs();
      const { id } = await keyOf(ticket);
      await arrive(id, "leaver", 2);
      const times = { firstSeen: clock.now(), lastSeen: clock.now(), transactions: 2 };
      await challenges.privacy.withdraw(challenge, ticket);
      clock.pass(MICROS_PER_SECOND);
      await reconciled([
        { ...times, name: "leaver", key: id },
        { ...times, name: "another", key: id },
      ]);
      expect(await appsIn(challenge)).toEqual([]);
    });

    /** A booth that starts on a store that has these. */
    const reconciled = async (received: Partial<Received>[], before = (_: Challenges): unknown => undefined) => {
      const after = await open(silentApm(received));
      before(after.challenges);
      await after.challenges.arrivals.reconcile();
      await after.challenges.arrivals.settled();
      return after.challenges;
    };
    const mineOf = async (room: Challenges, ticket: TicketId) =>
      (await room.tickets.mine(challenge, { ticket, challenge: challenge.id, device: "phone" })).apps;
    const appsIn = ({ id }: Challenge) =>
      control.records.read((tables) =>
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
      at: clock.now(),
      reason: "key-unknown",
      address: "192.0.2.9",
      agent: "apm-agent-python/6",
      service: "shop",
      detail: "authentication failed",
      params: {},
      ...more,
    });

    it("goes from nothing over the wrong key and connected to done", async () => {
      const { ticket } = await joinAs();
      const { id, secret } = await keyOf(ticket);
      const step = async () => (await mine(ticket)).diagnosis.step;
      expect(await step()).toBe("nothing");
      clock.pass(MICROS_PER_SECOND);
      challenges.arrivals.refuse(refusal({ keyHint: secret.slice(10, 16) }));
      expect((await mine(ticket)).diagnosis).toMatchObject({ step: "wrong-key", refusal: { matched: "hint" } });
      clock.pass(MICROS_PER_SECOND);
      challenges.arrivals.greet({ key: id, service: "shop", at: clock.now() });
      expect(await step()).toBe("connected");
      challenges.arrivals.refuse(refusal({ key: id, reason: "rate-limited" }));
      expect((await mine(ticket)).diagnosis).toMatchObject({ step: "refused", refusal: { matched: "key" } });
      clock.pass(MICROS_PER_SECOND);
      await arrive(id, "unknown_service:node", 9);
      expect(await step()).toBe("default-name");
      clock.pass(MICROS_PER_SECOND);
      await arrive(id, "shop", 4);
      expect((await mine(ticket)).diagnosis).toMatchObject({ step: "seen", requests: 4, required: 5 });
      clock.pass(MICROS_PER_SECOND);
      await arrive(id, "shop", 1);
      expect(await step()).toBe("done");
    });

    it("goes by the address only where it is one person's", async () => {
      const a = await joinAs();
      const b = await joinAs();
      challenges.arrivals.noteAddress(a.ticket, "192.0.2.9");
      challenges.arrivals.refuse(refusal({}));
      expect((await mine(a.ticket)).diagnosis).toMatchObject({ step: "wrong-key", refusal: { matched: "address" } });
      challenges.arrivals.noteAddress(b.ticket, "192.0.2.9");
      expect((await mine(a.ticket)).diagnosis.step).toBe("nothing");
      expect((await mine(b.ticket)).diagnosis.step).toBe("nothing");
    });
  });
});
