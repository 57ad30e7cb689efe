import { pbkdf2Sync } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Apm } from "../../src/apm/index.ts";
import { type Challenge, type Challenges, type Decider, openChallenges } from "../../src/challenge/index.ts";
import { type Control, openControl } from "../../src/control/index.ts";
import {
  CLAIM_KEY,
  type Clock,
  DEFAULT_SPACE,
  type EpochMicros,
  epochMicros,
  MICROS_PER_HOUR,
  MICROS_PER_MINUTE,
  MICROS_PER_SECOND,
  micros,
  personId,
  type TicketId,
  ticketId,
} from "../../src/kernel/index.ts";
import { createMetrics, silentLog } from "../../src/self/index.ts";
import { type PostgresServer, startPostgres } from "../postgres-server.ts";

class TestClock implements Clock {
  #now = 1_790_000_000_000_000;
  readonly now = (): EpochMicros => epochMicros(this.#now);
  readonly monotonic = () => micros(this.#now);
  pass(time: number): void {
    this.#now += time;
  }
}

const HOST = "host:token" as const;
const EUNYOUNG: Decider = { actor: `staff:${personId("p_eunyoung")}`, person: personId("p_eunyoung") };
const JUNHO: Decider = { actor: `staff:${personId("p_junho")}`, person: personId("p_junho") };
const BOSS: Decider = { actor: HOST, person: undefined };
const TICKETS = ["AAAAAAA1", "BBBBBBB2", "CCCCCCC3", "DDDDDDD4", "EEEEEEE5"].map(ticketId);

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres[Symbol.asyncDispose]());

describe.each(["sqlite", "postgresql"] as const)("claims in %s", (kind) => {
  let dataDir: string;
  let url: string | undefined;
  let clock: TestClock;
  let control: Control;
  let challenges: Challenges;
  let id: Challenge["id"];
  const running: AsyncDisposable[] = [];

  const start = async () => {
    const its = await openControl({ dataDir, url, clock, log: silentLog });
    const opened = await openChallenges({
      control: its,
      apm: {} as Apm,
      dataDir,
      clock,
      log: silentLog,
      metrics: createMetrics(),
    });
    running.push(opened, its);
    return { control: its, challenges: opened };
  };

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "sadari-claim-"));
    url = kind === "postgresql" ? await postgres.createDatabase() : undefined;
    clock = new TestClock();
    ({ control, challenges } = await start());
    await control.spaces.ensure(DEFAULT_SPACE, "Default");
    const made = await challenges.lifecycle.create(
      DEFAULT_SPACE,
      { nameKo: "파이콘 2019", nameEn: "PyCon 2019", rehearsal: false, slug: "pycon-2019" },
      HOST,
    );
    id = made.id as Challenge["id"];
    const prize = (name: string, rank: number, valueWon: number) => ({
      id: name,
      rank,
      name: { ko: name, en: name },
      quantity: 1,
      valueWon,
    });
    await challenges.lifecycle.saveSetup(
      id,
      {
        version: made.version,
        setup: {
          ...made.setup,
          privacy: { ...made.setup.privacy, controller: { ko: "준비위", en: "Committee" }, contact: "a@b.kr" },
          prizes: [prize("gimbal", 1, 120_000), prize("socks", 2, 9_000)],
        },
        opensAt: null,
        closesAt: epochMicros(clock.now() + MICROS_PER_HOUR),
      },
      HOST,
    );
    await step("open");
    await enter();
    await drawAll();
    for (const to of ["handing-over"] as const) await step(to);
  });
  afterEach(async () => {
    for (const each of running.splice(0)) await each[Symbol.asyncDispose]();
    await rm(dataDir, { recursive: true, force: true });
  });

  const step = (to: "open" | "closed" | "review" | "handing-over" | "kept") =>
    challenges.lifecycle.step(id, { to, actor: HOST, reason: "시험", version: undefined });
  const challenge = async (): Promise<Challenge> => {
    const found = await challenges.lifecycle.find(id);
    if (found === undefined) throw new Error("no challenge");
    return found;
  };

  /** Five who are in by a decision of staff. */
  async function enter(): Promise<void> {
    await control.records.write(async (transaction) => {
      for (const [at, ticket] of TICKETS.entries()) {
        await transaction
          .insertInto("ticket")
          .values({
            id: ticket,
            challenge: id,
            nickname: `수달 ${at + 1}`,
            language: "ko",
            created_at: epochMicros(clock.now() + at),
            recovery_hash: `recovery-${ticket}`,
            staff: 0,
            over_14_at: clock.now(),
            simulated: 0,
            merged_into: null,
            withdrawn_at: null,
            place: null,
          })
          .execute();
        await transaction
          .insertInto("eligibility_override")
          .values({
            id: `o_${ticket}`,
            challenge: id,
            ticket,
            effect: "include",
            reason_ko: "확인",
            reason_en: "seen",
            verdict_before: "{}",
            person: "token",
            at: clock.now(),
            needs_second: 0,
            second_person: null,
            second_at: null,
            revoked_at: null,
            revoked_by: null,
          })
          .execute();
      }
      for (const [person, name] of [
        ["p_eunyoung", "은영"],
        ["p_junho", "준호"],
      ] as const) {
        await transaction
          .insertInto("person")
          .values({
            id: personId(person),
            space: DEFAULT_SPACE,
            name,
            role: "scanner",
            login_name: null,
            password_hash: null,
            oidc_issuer: null,
            oidc_subject: null,
            created_at: clock.now(),
            disabled_at: null,
          })
          .execute();
      }
    });
  }

  /** Without any number from outside, so that nothing has to be waited for. */
  async function drawAll(): Promise<void> {
    const { drawings } = challenges;
    const setup = (await challenge()).setup;
    const cheap = setup.prizes.map((each) => ({ ...each, valueWon: 9_000 }));
    const current = await challenge();
    await challenges.lifecycle.saveSetup(
      id,
      {
        version: current.version,
        setup: { ...setup, prizes: cheap },
        opensAt: null,
        closesAt: current.closesAt ?? null,
      },
      HOST,
    );
    await drawings.announce(
      await challenge(),
      { mode: "C", plannedAt: epochMicros(clock.now() + 2 * MICROS_PER_HOUR), name: "final" },
      HOST,
    );
    await step("closed");
    await drawings.showList(await challenge(), "final", HOST);
    await drawings.freeze(await challenge(), "final", HOST);
    clock.pass(2 * MICROS_PER_HOUR + MICROS_PER_SECOND);
    await drawings.hold(await challenge(), "final", HOST);
  }

  const list = async () => challenges.claims.list(await challenge());
  const first = async () => {
    const claim = (await list()).claims[0];
    if (claim === undefined) throw new Error("no claim");
    return { ticket: claim.ticket as TicketId, prize: claim.prize.id };
  };
  const codeOf = async (ticket: TicketId): Promise<string> =>
    (await challenges.claims.mine(await challenge(), ticket)).claim?.code ?? "";
  const types = async (): Promise<readonly string[]> =>
    (await challenges.audit.page(id, 0, 500)).records
      .map(({ type }) => type)
      .filter((type) => type.startsWith("prize."));
  const secondLook = (code: string) => ({ code, receipt: { kind: "second-look", code } }) as const;
  const contact = async (ticket: TicketId, name = "홍길동") => {
    const { notices } = await challenges.claims.mine(await challenge(), ticket);
    return {
      name,
      reach: { kind: "phone", value: "010-1234-5678" },
      noticeHash: notices[0]?.hash ?? "",
    } as const;
  };

  it("gives each winner a claim, and everybody else their place in line", async () => {
    const { claims, reserves, settled } = await list();
    expect(claims.map(({ slot, state, prize }) => [slot, state, prize.id])).toEqual([
      [0, "open", "gimbal"],
      [1, "open", "socks"],
    ]);
    expect(reserves.map(({ slot }) => slot)).toEqual([2, 3, 4]);
    expect(settled).toBe(false);
    const mine = await challenges.claims.mine(await challenge(), claims[0]?.ticket as TicketId);
    expect(mine.claim).toMatchObject({
      state: "open",
      prize: { id: "gimbal" },
      deadline: clock.now() + MICROS_PER_HOUR,
    });
    expect(mine.claim?.code).toMatch(/^[0-9A-HJKMNP-TV-Z]{10}$/);
    const next = await challenges.claims.mine(await challenge(), reserves[1]?.ticket as TicketId);
    expect(next).toMatchObject({ claim: null, reserve: { place: 2, until: clock.now() + MICROS_PER_HOUR } });
    // Codes are the winners' own: no list has them.
    expect(JSON.stringify(await list())).not.toContain(mine.claim?.code);
  });

  it("asks who the winner is only now, seals it, and shows staff a masked name and nothing else", async () => {
    const { ticket } = await first();
    await challenges.claims.tellContact(await challenge(), ticket, await contact(ticket));
    const scanned = await challenges.claims.scan(await challenge(), await codeOf(ticket), EUNYOUNG);
    expect(scanned).toMatchObject({ light: "green", kind: "prize", maskedName: "홍*동" });
    expect(JSON.stringify([scanned, await list()])).not.toMatch(/홍길동|1234|5678/);
    const stored = await control.records.read((tables) => tables.selectFrom("contact").selectAll().execute());
    expect(stored).toMatchObject([{ purpose: "winner", ticket }]);
    expect(stored[0]?.value_sealed).not.toMatch(/홍길동|1234/);
    const { contacts } = await challenges.claims.contacts(await challenge(), HOST);
    expect(contacts).toMatchObject([{ ticket, name: "홍길동", reach: "010-1234-5678" }]);
    const page = await challenges.audit.page(id, 0, 500);
    expect(page.brokenAt).toBeUndefined();
    expect(page.records.at(-1)).toMatchObject({ type: "privacy.read", data: { purpose: "winner", contacts: 1 } });
    expect(JSON.stringify(page.records)).not.toMatch(/홍길동|1234-5678/);
    await expect(
      challenges.claims.tellContact(await challenge(), ticket, { ...(await contact(ticket)), noticeHash: "old" }),
    ).rejects.toMatchObject({ code: "privacy.notice-changed" });
  });

  it("takes no claim from somebody who won nothing", async () => {
    const loser = (await list()).reserves[0]?.ticket as TicketId;
    const { ticket } = await first();
    const words = await contact(ticket);
    await expect(challenges.claims.tellContact(await challenge(), loser, words)).rejects.toMatchObject({
      code: "claim.unknown",
    });
  });

  it("hands over once, of two who tap together on two nodes", async () => {
    const other = await start();
    const { ticket } = await first();
    const code = await codeOf(ticket);
    const both = await Promise.allSettled([
      challenges.claims.handOver(await challenge(), secondLook(code), EUNYOUNG),
      other.challenges.claims.handOver(await challenge(), secondLook(code), JUNHO),
    ]);
    expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(both.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "claim.handed-over" } });
    expect((await types()).filter((type) => type === "prize.handover")).toHaveLength(1);
    const winner = both[0]?.status === "fulfilled" ? "은영" : "준호";
    const again = await challenges.claims.scan(await challenge(), code, BOSS);
    expect(again).toMatchObject({ light: "red", kind: "handed-over" });
    expect(again.sentence.ko).toMatch(new RegExp(`^\\d\\d:\\d\\d에 이미 받았어요 \\(${winner}\\)$`));
    // The ticket alone, whose number is on the wall, hands nothing over.
    expect((await challenges.claims.scan(await challenge(), ticket, BOSS)).kind).toBe("handed-over");
  }, 30_000);

  it("needs the winner's own code, and takes a tap that was sent twice once", async () => {
    const { ticket } = await first();
    const byTicket = await challenges.claims.scan(await challenge(), ticket.toLowerCase(), EUNYOUNG);
    expect(byTicket).toMatchObject({ light: "amber", kind: "show-winner-code", ticket: { id: ticket } });
    for (const code of [ticket, "0000000000", "", "x".repeat(40)]) {
      await expect(
        challenges.claims.handOver(await challenge(), secondLook(code || "-"), EUNYOUNG),
      ).rejects.toMatchObject({ code: "claim.unknown" });
    }
    const code = await codeOf(ticket);
    await expect(
      challenges.claims.handOver(await challenge(), { code, receipt: { kind: "second-look", code: ticket } }, EUNYOUNG),
    ).rejects.toMatchObject({ code: "claim.second-look" });
    const spoken = `${code.slice(0, 5).toLowerCase()}-${code.slice(5)}`.replaceAll("0", "o").replaceAll("1", "l");
    await challenges.claims.handOver(await challenge(), secondLook(spoken), EUNYOUNG);
    await challenges.claims.handOver(await challenge(), secondLook(code), EUNYOUNG);
    expect((await types()).filter((type) => type === "prize.handover")).toHaveLength(1);
  });

  it("seals a signature, and takes a hand-over back for thirty seconds by whoever did it", async () => {
    const { ticket } = await first();
    const code = await codeOf(ticket);
    const strokes = [[10, 10, 500, 500, 990, 10]];
    const done = await challenges.claims.handOver(
      await challenge(),
      { code, receipt: { kind: "signature", strokes } },
      EUNYOUNG,
    );
    expect(done.undoUntil).toBe(clock.now() + 30 * MICROS_PER_SECOND);
    const row = await control.records.read((tables) =>
      tables.selectFrom("claim").select(["receipt", "receipt_sealed"]).where("ticket", "=", ticket).executeTakeFirst(),
    );
    expect(row?.receipt).toBe("signature");
    expect(row?.receipt_sealed).not.toContain("500");
    await expect(challenges.claims.undo(await challenge(), code, JUNHO)).rejects.toMatchObject({
      code: "claim.undo-over",
    });
    expect(await challenges.claims.undo(await challenge(), code, EUNYOUNG)).toMatchObject({ light: "green" });
    await challenges.claims.handOver(await challenge(), secondLook(code), EUNYOUNG);
    clock.pass(31 * MICROS_PER_SECOND);
    await expect(challenges.claims.undo(await challenge(), code, EUNYOUNG)).rejects.toMatchObject({
      code: "claim.undo-over",
    });
  });

  it("passes a prize on to the next who is still there, once, however many say so together", async () => {
    const other = await start();
    const { claims, reserves } = await list();
    const [winner, gone, next] = [claims[0], reserves[0], reserves[1]].map((each) => each?.ticket as TicketId);
    if (winner === undefined || gone === undefined || next === undefined) throw new Error("too few");
    await challenges.privacy.withdraw(await challenge(), gone);
    const told: string[] = [];
    challenges.bus.onTicket(next, () => told.push("next"));
    other.challenges.bus.onTicket(next, () => told.push("next"));
    const place = { draw: "final", slot: 0 };
    const both = await Promise.allSettled([
      challenges.claims.forfeit(await challenge(), place, "오지 않았어요", BOSS),
      other.challenges.claims.forfeit(await challenge(), place, "오지 않았어요", BOSS),
    ]);
    expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(told).toEqual(["next"]);
    const after = await list();
    expect(after.claims.map(({ slot, state, ticket, fromReserve }) => [slot, state, ticket, fromReserve])).toEqual([
      [0, "forfeited", winner, null],
      [1, "open", claims[1]?.ticket, null],
      [3, "open", next, 2],
    ]);
    expect(after.reserves.map(({ slot }) => slot)).toEqual([4]);
    expect((await challenges.claims.mine(await challenge(), next)).claim).toMatchObject({
      prize: { id: "gimbal" },
      fromReserve: 2,
    });
    expect((await challenges.claims.mine(await challenge(), winner)).claim).toMatchObject({
      state: "forfeited",
      code: "",
    });
    expect((await types()).slice(-2)).toEqual(["prize.forfeit", "prize.promote_reserve"]);
    const promoted = (await challenges.audit.page(id, 0, 500)).records.findLast(
      ({ type }) => type === "prize.promote_reserve",
    );
    expect(promoted?.data).toMatchObject({ from: 0, to: 3, ticket: next, passed: [2] });
  }, 30_000);

  it("either hands over or passes on, never both", async () => {
    const { ticket } = await first();
    const code = await codeOf(ticket);
    const both = await Promise.allSettled([
      challenges.claims.handOver(await challenge(), secondLook(code), EUNYOUNG),
      challenges.claims.forfeit(await challenge(), { draw: "final", slot: 0 }, "오지 않았어요", BOSS),
    ]);
    expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const { claims } = await list();
    const [row] = claims;
    expect(claims).toHaveLength(row?.state === "forfeited" ? 3 : 2);
  });

  it("lists for phones without network what every code would say, and no code", async () => {
    const { ticket } = await first();
    await challenges.claims.tellContact(await challenge(), ticket, await contact(ticket));
    const second = (await list()).claims[1]?.ticket as TicketId;
    await challenges.claims.handOver(await challenge(), secondLook(await codeOf(second)), EUNYOUNG);
    const desk = await challenges.claims.deskList(await challenge());
    const text = JSON.stringify(desk);
    for (const winner of [ticket, second]) expect(text).not.toContain(await codeOf(winner));
    expect(text).not.toMatch(/홍|010-1234/);
    expect(desk.tickets.map((row) => row.id).toSorted()).toEqual([...TICKETS].sort());
    for (const row of desk.tickets) {
      const scanned = await challenges.claims.scan(await challenge(), row.id, JUNHO);
      const { kind, light, sentence } = scanned;
      expect(desk.says[row.says]).toMatchObject({ kind, light, sentence });
      expect(row.prize).toBe(scanned.prize?.id ?? null);
    }
    for (const winner of [ticket, second]) {
      const code = await codeOf(winner);
      const key = pbkdf2Sync(code, desk.salt, CLAIM_KEY.iterations, CLAIM_KEY.bytes, CLAIM_KEY.digest).toString("hex");
      const claim = desk.claims.find((each) => each.key === key);
      const { kind, light } = await challenges.claims.scan(await challenge(), code, JUNHO);
      expect(desk.says[claim?.says ?? -1]).toMatchObject({ kind, light });
    }
  });

  it("gives a winner at the table half an hour more, and nobody else", async () => {
    const { ticket } = await first();
    const before = (await list()).claims[0]?.deadline ?? 0;
    const after = await challenges.claims.moreTime(await challenge(), ticket, EUNYOUNG.actor);
    expect(after).toBe(before + 30 * MICROS_PER_MINUTE);
    expect((await list()).claims[0]?.deadline).toBe(after);
    expect((await types()).at(-1)).toBe("prize.deadline");
    const loser = (await list()).reserves[0]?.ticket as TicketId;
    await expect(challenges.claims.moreTime(await challenge(), loser, HOST)).rejects.toMatchObject({
      code: "claim.unknown",
    });
    await challenges.claims.handOver(await challenge(), secondLook(await codeOf(ticket)), EUNYOUNG);
    await expect(challenges.claims.moreTime(await challenge(), ticket, HOST)).rejects.toMatchObject({
      code: "claim.handed-over",
    });
  });

  it("keeps a note about a visitor once, sealed, and tells it to whom it is about", async () => {
    const { ticket } = await first();
    const note = { id: "0123456789abcdef", text: "노트북이 회사 것이라 설치를 못 해요." };
    for (let n = 0; n < 2; n++) {
      await challenges.visitorNotes.write(await challenge(), ticket, personId("p_eunyoung"), note);
    }
    const notes = await challenges.visitorNotes.of(await challenge(), ticket);
    expect(notes.map(({ by, text }) => [by, text])).toEqual([["은영", note.text]]);
    const rows = await control.records.read((tables) => tables.selectFrom("visitor_note").selectAll().execute());
    expect(JSON.stringify(rows)).not.toContain("노트북");
    const data = await challenges.privacy.myData(await challenge(), ticket);
    expect(data.notes).toEqual([{ at: notes[0]?.at, text: note.text }]);
    await challenges.privacy.withdraw(await challenge(), ticket);
    expect(await challenges.visitorNotes.of(await challenge(), ticket)).toEqual([]);
  });

  it("passes on by itself what nobody came for, keeps what was claimed, and ends when all is settled", async () => {
    const { claims } = await list();
    const [absent, present] = claims.map(({ ticket }) => ticket as TicketId);
    if (absent === undefined || present === undefined) throw new Error("too few");
    await challenges.claims.tellContact(await challenge(), present, await contact(present, "Alice Kim"));
    const settled = async () =>
      (await challenges.lifecycle.view(id)).transitions
        .find(({ to }) => to === "kept")
        ?.guards.find((guard) => guard.id === "prizes-settled")?.ok;
    expect(await settled()).toBe(false);
    clock.pass(MICROS_PER_HOUR + MICROS_PER_SECOND);
    await Promise.all([challenges.claims.look(), challenges.claims.look()]);
    const after = await list();
    expect(after.claims.map(({ slot, state }) => [slot, state])).toEqual([
      [0, "forfeited"],
      [1, "claimed"],
      [2, "open"],
    ]);
    expect(after.claims[0]?.forfeited).toMatchObject({ reason: "deadline" });
    await expect(challenges.claims.tellContact(await challenge(), absent, await contact(absent))).rejects.toMatchObject(
      {
        code: "claim.settled",
      },
    );
    const last = after.claims[2];
    await challenges.claims.handOverByHost(await challenge(), { draw: "final", slot: 2 }, "전화기를 잃었어요", BOSS);
    await challenges.claims.handOver(await challenge(), secondLook(await codeOf(present)), JUNHO);
    expect(last?.deadline).toBe(clock.now() + 30 * MICROS_PER_MINUTE);
    expect((await list()).settled).toBe(true);
    expect(await settled()).toBe(true);
    await step("kept");
    await expect(
      challenges.claims.handOver(await challenge(), secondLook(await codeOf(present)), EUNYOUNG),
    ).rejects.toMatchObject({ code: "challenge.not-open" });
  });

  it("gives more time, and leaves nobody waiting when the list is at its end", async () => {
    await challenges.claims.moveDeadline(
      await challenge(),
      { draw: "final", slot: 0 },
      epochMicros(clock.now() + 2 * MICROS_PER_HOUR),
      HOST,
    );
    clock.pass(MICROS_PER_HOUR + MICROS_PER_SECOND);
    await challenges.claims.look();
    expect((await list()).claims.map(({ state }) => state)).toEqual(["open", "forfeited", "open"]);
    for (const slot of [0, 2, 3, 4]) {
      await challenges.claims.forfeit(await challenge(), { draw: "final", slot }, "오지 않았어요", BOSS);
    }
    const { reserves, settled, claims } = await list();
    expect({ reserves, settled, n: claims.length }).toEqual({ reserves: [], settled: true, n: 5 });
  });
});
