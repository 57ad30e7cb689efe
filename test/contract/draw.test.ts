import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Apm } from "../../src/apm/index.ts";
import { type Challenge, type Challenges, openChallenges } from "../../src/challenge/index.ts";
import type { ChallengeSetup } from "../../src/contract/index.ts";
import { type Control, openControl } from "../../src/control/index.ts";
import {
  type Clock,
  DEFAULT_SPACE,
  type EpochMicros,
  epochMicros,
  MICROS_PER_HOUR,
  MICROS_PER_MINUTE,
  MICROS_PER_SECOND,
  micros,
  type TicketId,
  ticketId,
} from "../../src/kernel/index.ts";
import { createMetrics, silentLog } from "../../src/self/index.ts";
import { eventually } from "../booth.ts";
import { type PostgresServer, startPostgres } from "../postgres-server.ts";

const vector = (name: string) => JSON.parse(readFileSync(join(import.meta.dirname, "../vectors", name), "utf8"));
/** The draw of 2019 as it is published: seed, list, public number and what follows from them. */
const PROOF = vector("proof-example.json");
const [BEACON, , OTHER_ROUND, WRONG_RANDOMNESS] = vector("draw.json").drand_quicknet.beacons;
const ENTRIES: readonly { id: TicketId; lucky: string }[] = PROOF.entries_text
  .trimEnd()
  .split("\n")
  .map((line: string) => ({ id: ticketId(line.slice(0, 8)), lucky: line.slice(9) }));
/** When round 1000 came out. */
const T = epochMicros((1_692_803_367 + 999 * 3) * MICROS_PER_SECOND);

class TestClock implements Clock {
  #now = T - 3 * MICROS_PER_HOUR;
  readonly now = (): EpochMicros => epochMicros(this.#now);
  readonly monotonic = () => micros(this.#now);
  goTo(at: number): void {
    this.#now = at;
  }
}

/** A mirror of the public randomness that answers what the test wants. */
interface Mirror {
  readonly url: string;
  readonly asked: string[];
  answer: unknown;
  /** So many questions are answered at the same moment. */
  together: number;
}

let postgres: PostgresServer;
let server: Server;
let mirror: Mirror;
const waiting: (() => void)[] = [];
beforeAll(async () => {
  postgres = await startPostgres();
  server = createServer((request, response) => {
    mirror.asked.push(request.url ?? "");
    waiting.push(() => {
      if (mirror.answer === undefined) response.writeHead(404).end("{}");
      else response.end(JSON.stringify(mirror.answer));
    });
    if (waiting.length >= mirror.together) for (const answer of waiting.splice(0)) answer();
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await postgres[Symbol.asyncDispose]();
});

const HOST = "host:token" as const;
const REASON = { ko: "명단에 잘못이 있었어요.", en: "The list was wrong." };

describe.each(["sqlite", "postgresql"] as const)("a draw in %s", (kind) => {
  let dataDir: string;
  let url: string | undefined;
  let clock: TestClock;
  let control: Control;
  let challenges: Challenges;
  let id: Challenge["id"];
  const running: AsyncDisposable[] = [];

  const start = async (): Promise<void> => {
    control = await openControl({ dataDir, url, clock, log: silentLog });
    challenges = await openChallenges({
      control,
      apm: {} as Apm,
      dataDir,
      clock,
      log: silentLog,
      metrics: createMetrics(),
      drawing: { beaconUrls: [mirror.url], newSeed: () => Uint8Array.from(Buffer.from(PROOF.server_seed, "hex")) },
    });
    running.push(challenges, control);
  };
  const stop = async (): Promise<void> => {
    for (const each of running.splice(0)) await each[Symbol.asyncDispose]();
  };

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "sadari-draw-"));
    url = kind === "postgresql" ? await postgres.createDatabase() : undefined;
    clock = new TestClock();
    mirror = {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      asked: [],
      answer: undefined,
      together: 1,
    };
    await start();
    await control.spaces.ensure(DEFAULT_SPACE, "Default");
    const made = await challenges.lifecycle.create(
      DEFAULT_SPACE,
      { nameKo: "파이콘 2019", nameEn: "PyCon 2019", rehearsal: false, slug: "pycon-2019" },
      HOST,
    );
    id = made.id as Challenge["id"];
    const prize = (name: string, rank: number) => ({
      id: name,
      rank,
      name: { ko: name, en: name },
      quantity: 1,
      valueWon: 66_000,
    });
    const setup: ChallengeSetup = {
      ...made.setup,
      privacy: { ...made.setup.privacy, controller: { ko: "준비위", en: "Committee" }, contact: "a@b.kr" },
      prizes: [prize("gimbal", 1), prize("keyboard", 2), prize("earphones", 3)],
    };
    const closesAt = epochMicros(T - MICROS_PER_HOUR);
    await challenges.lifecycle.saveSetup(id, { version: made.version, setup, opensAt: null, closesAt }, HOST);
    await step("open");
  });
  afterEach(async () => {
    await stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const step = (to: "open" | "closed" | "review" | "frozen") =>
    challenges.lifecycle.step(id, { to, actor: HOST, reason: "시험", version: undefined });
  const challenge = async (): Promise<Challenge> => {
    const found = await challenges.lifecycle.find(id);
    if (found === undefined) throw new Error("no challenge");
    return found;
  };

  /** Twelve who are in by a decision of staff, and one who is not. */
  async function enter(entries = ENTRIES): Promise<void> {
    await control.records.write(async (transaction) => {
      for (const [at, entry] of [...entries, { id: ticketId("00000000") }].entries()) {
        await transaction
          .insertInto("ticket")
          .values({
            id: entry.id,
            challenge: id,
            nickname: "용감한 수달",
            language: "ko",
            created_at: epochMicros(clock.now() + at),
            recovery_hash: `recovery-${entry.id}`,
            staff: 0,
            over_14_at: clock.now(),
            simulated: 0,
            merged_into: null,
            withdrawn_at: null,
            place: null,
          })
          .execute();
      }
      for (const entry of entries) {
        await transaction
          .insertInto("eligibility_override")
          .values({
            id: `o_${entry.id}`,
            challenge: id,
            ticket: entry.id,
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
    });
  }

  const announce = async (over: { mode?: "A" | "A+B" | "B" | "C"; plannedAt?: number; name?: string } = {}) =>
    challenges.drawings.announce(await challenge(), { mode: "A", plannedAt: T, name: "final", ...over }, HOST);

  async function pickAll(): Promise<void> {
    for (const [at, { id: ticket, lucky }] of ENTRIES.entries()) {
      await challenges.drawings.pick(await challenge(), ticket, { lucky, lane: at + 1 });
    }
  }

  /** Announced, closed, in review, twelve lanes picked. */
  async function readyToFreeze(): Promise<void> {
    await enter();
    await announce();
    await step("closed");
    await challenges.drawings.showList(await challenge(), "final", HOST);
    await pickAll();
  }

  async function frozen(): Promise<void> {
    await readyToFreeze();
    clock.goTo(T - 61 * MICROS_PER_SECOND);
    await challenges.drawings.freeze(await challenge(), "final", HOST);
  }

  const audit = async (): Promise<readonly string[]> =>
    (await challenges.audit.page(id, 0, 500)).records
      .map(({ type }) => type)
      .filter((type) => type.startsWith("draw."));

  it("is the draw of 2019: announced, closed, frozen, drawn with the recorded number and proven", async () => {
    await enter();
    const announced = await announce();
    expect(announced).toMatchObject({ id: "pycon-2019/final", state: "announced", round: 1000, ordinal: 1 });
    expect(announced.commit).toBe(PROOF.transcript.commit);
    await step("closed");
    expect((await challenges.drawings.view(await challenge(), "final")).state).toBe("closed");
    await challenges.drawings.showList(await challenge(), "final", HOST);
    expect((await challenge()).state).toBe("review");
    await pickAll();
    clock.goTo(T - 61 * MICROS_PER_SECOND);
    const list = await challenges.drawings.freeze(await challenge(), "final", HOST);
    expect(list).toMatchObject({ state: "frozen", n: 12, entriesHash: PROOF.transcript.entries });
    expect(list.lanes.map(({ entry }) => entry)).toEqual(ENTRIES.map((entry) => entry.id));
    expect((await challenge()).state).toBe("frozen");

    mirror.answer = BEACON;
    clock.goTo(T + MICROS_PER_SECOND);
    await challenges.drawings.hold(await challenge(), "final", HOST);
    expect((await challenge()).state).toBe("drawn");
    expect(mirror.asked.at(-1)).toBe(`/${PROOF.transcript.beacon.chain}/public/1000`);
    expect(JSON.parse(await challenges.drawings.proofText(await challenge(), "final"))).toEqual(PROOF);
    expect(await audit()).toEqual(["draw.announce", "draw.close", "draw.freeze", "draw.beacon", "draw.reveal"]);

    const mine = await challenges.drawings.mine(await challenge(), ticketId("FF29AVYW"));
    expect(mine).toMatchObject({ lane: 6, picked: true, result: { slot: 0, prize: { id: "gimbal" }, reserve: null } });
    const reserve = await challenges.drawings.mine(await challenge(), ticketId("804KXB9C"));
    expect(reserve.result).toMatchObject({ slot: 3, prize: null, reserve: 1 });
    const outsider = await challenges.drawings.mine(await challenge(), ticketId("00000000"));
    expect(outsider).toMatchObject({ isIn: false, lane: null, result: null });
  });

  it("draws once: another attempt is refused and stands in the log, and the database refuses another result", async () => {
    await frozen();
    mirror.answer = BEACON;
    clock.goTo(T + MICROS_PER_SECOND);
    const both = await Promise.allSettled([
      challenges.drawings.hold(await challenge(), "final", HOST),
      challenges.drawings.paste(await challenge(), "final", JSON.stringify(BEACON), HOST),
    ]);
    expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await expect(challenges.drawings.hold(await challenge(), "final", HOST)).rejects.toMatchObject({
      code: "draw.already-drawn",
    });
    expect((await audit()).filter((type) => type === "draw.reveal")).toHaveLength(1);
    expect(await audit()).toContain("draw.refuse");
    for (const set of ["bundle = '{}'", "drawn_at = 1", "commit_hash = 'x'", "planned_at = 1"]) {
      const change = sql.raw(`update draw set ${set} where id = 'pycon-2019/final'`);
      await expect(control.records.write((transaction) => change.execute(transaction))).rejects.toThrow();
    }
    const removal = sql.raw("delete from draw where id = 'pycon-2019/final'");
    await expect(control.records.write((transaction) => removal.execute(transaction))).rejects.toThrow();
  });

  it("is held once by two nodes that wake together, and the second leaves no trace of it", async () => {
    await frozen();
    const nodes = [challenges];
    await start();
    nodes.push(challenges);
    mirror.answer = BEACON;
    mirror.together = nodes.length;
    clock.goTo(T + MICROS_PER_SECOND);
    await expect.poll(async () => (await challenge()).state, { timeout: 20_000 }).toBe("drawn");
    expect(mirror.asked).toHaveLength(2);
    // Stopping waits for the round of the one that came second.
    for (const node of nodes) await node[Symbol.asyncDispose]();
    expect(await audit()).toEqual(["draw.announce", "draw.close", "draw.freeze", "draw.beacon", "draw.reveal"]);
  });

  it("refuses every number but the genuine one of its round, pasted or from a mirror", async () => {
    await frozen();
    clock.goTo(T + MICROS_PER_SECOND);
    const flipped = {
      ...BEACON,
      signature: BEACON.signature.replace(/.$/, BEACON.signature.endsWith("0") ? "1" : "0"),
    };
    const wrong = [OTHER_ROUND, WRONG_RANDOMNESS, vector("draw.json").drand_quicknet.beacons[1], flipped, {}, "x"];
    for (const beacon of wrong) {
      await expect(
        challenges.drawings.paste(await challenge(), "final", JSON.stringify(beacon), HOST),
      ).rejects.toMatchObject({ code: "draw.beacon-refused" });
      mirror.answer = beacon;
      await expect(challenges.drawings.hold(await challenge(), "final", HOST)).rejects.toMatchObject({
        code: "draw.beacon-away",
      });
    }
    expect((await challenge()).state).toBe("frozen");
    await challenges.drawings.paste(await challenge(), "final", ` ${JSON.stringify(BEACON)}\n`, HOST);
    expect((await challenge()).state).toBe("drawn");
  });

  it("waits for its number over a restart, with the same round", async () => {
    await frozen();
    await stop();
    clock.goTo(T + 10 * MICROS_PER_MINUTE);
    await start();
    await eventually(async () => mirror.asked.length > 0 || undefined);
    expect((await challenges.drawings.view(await challenge(), "final")).state).toBe("frozen");
    await eventually(async () => (await challenges.drawings.console(await challenge())).beacon.tries > 0 || undefined);
    await stop();
    mirror.answer = BEACON;
    await start();
    await eventually(async () => (await challenge()).state === "drawn" || undefined);
    expect(new Set(mirror.asked)).toEqual(new Set([`/${PROOF.transcript.beacon.chain}/public/1000`]));
    expect(JSON.parse(await challenges.drawings.proofText(await challenge(), "final"))).toEqual(PROOF);
  });

  it("takes no entry after the freeze, not even by the database's own language", async () => {
    await frozen();
    const changes = [
      "insert into draw_entry (draw, ticket, lane, picked, lucky) values ('pycon-2019/final', '00000000', 13, 0, '')",
      "update draw_entry set lane = 99 where lane = 1",
      "delete from draw_entry where lane = 1",
      "update draw set entries_text = '' where id = 'pycon-2019/final'",
      "update draw set planned_at = planned_at + 1 where id = 'pycon-2019/final'",
    ];
    for (const change of changes) {
      const attempt = control.records.write((transaction) => sql.raw(change).execute(transaction));
      await expect(attempt, change).rejects.toThrow("the list is frozen");
    }
    const late = challenges.drawings.pick(await challenge(), ENTRIES[0]?.id ?? ticketId("0"), { lane: 3 });
    await expect(late).rejects.toMatchObject({ code: expect.stringMatching(/^draw\./) });
  });

  it("gives lanes to those who picked none in the order of their ids, and a lane to one only", async () => {
    await enter();
    await announce();
    const early = challenges.drawings.pick(await challenge(), ticketId("D41SDC77"), { lane: 2 });
    await expect(early).rejects.toMatchObject({ code: "draw.refused" });
    await step("closed");
    await challenges.drawings.pick(await challenge(), ticketId("TXGGM39M"), { lane: 2, lucky: "ab".repeat(16) });
    const at = await challenge();
    const race = await Promise.allSettled(
      ENTRIES.slice(0, 6).map((entry) => challenges.drawings.pick(at, entry.id, { lane: 5 })),
    );
    expect(race.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const taken = challenges.drawings.pick(at, ticketId("FF29AVYW"), { lane: 2 });
    await expect(taken).rejects.toMatchObject({ code: "draw.lane-taken" });
    const beyond = challenges.drawings.pick(at, ticketId("FF29AVYW"), { lane: 13 });
    await expect(beyond).rejects.toMatchObject({ code: "draw.refused" });
    const outsider = challenges.drawings.pick(at, ticketId("00000000"), { lane: 7 });
    await expect(outsider).rejects.toMatchObject({ code: "draw.refused" });
    await challenges.drawings.showList(at, "final", HOST);
    const list = await challenges.drawings.freeze(await challenge(), "final", HOST);
    const lanes = list.lanes.map(({ entry }) => entry);
    expect(lanes[1]).toBe("TXGGM39M");
    expect(new Set(lanes)).toEqual(new Set(ENTRIES.map((entry) => entry.id)));
    const others = lanes.filter((_, lane) => lane !== 1 && lane !== 4);
    expect(others).toEqual([...others].sort());
  });

  it("is postponed only to later and before its time, and fixed at least a minute before it", async () => {
    await readyToFreeze();
    const later = epochMicros(T + MICROS_PER_HOUR);
    const earlier = challenges.drawings.postpone(await challenge(), "final", epochMicros(T - 1), HOST);
    await expect(earlier).rejects.toMatchObject({ code: "draw.refused" });
    clock.goTo(T - 59 * MICROS_PER_SECOND);
    await expect(challenges.drawings.freeze(await challenge(), "final", HOST)).rejects.toMatchObject({
      code: "challenge.step-refused",
    });
    await expect(step("frozen")).rejects.toMatchObject({ code: "challenge.step-refused" });
    const moved = await challenges.drawings.postpone(await challenge(), "final", later, HOST);
    expect(moved.round).toBe(1000 + 1200);
    clock.goTo(later);
    const tooLate = challenges.drawings.postpone(await challenge(), "final", epochMicros(later + 9e9), HOST);
    await expect(tooLate).rejects.toMatchObject({ code: "draw.refused" });
  });

  it("is cancelled with a public reason, and another is announced under another name", async () => {
    await frozen();
    const cancelled = await challenges.drawings.cancel(await challenge(), "final", REASON, HOST);
    expect(cancelled).toMatchObject({ state: "cancelled", cancelled: { reason: REASON } });
    expect((await challenge()).state).toBe("review");
    await expect(announce({ plannedAt: T + 9e9 })).rejects.toMatchObject({ code: "draw.refused" });
    const next = await announce({ plannedAt: T + 9e9, name: "second" });
    expect(next).toMatchObject({ ordinal: 2, state: "closed" });
    expect((await challenges.drawings.freeze(await challenge(), "second", HOST)).n).toBe(12);
    expect((await challenges.drawings.list(await challenge())).map(({ state }) => state)).toEqual([
      "frozen",
      "cancelled",
    ]);
  });

  it("keeps its prizes from the moment it is announced; their names may be mended", async () => {
    await announce();
    const { setup, version, opensAt, closesAt } = await challenges.lifecycle.view(id);
    const save = (prizes: ChallengeSetup["prizes"]) =>
      challenges.lifecycle.saveSetup(id, { version, setup: { ...setup, prizes }, opensAt, closesAt }, HOST);
    await expect(save(setup.prizes.slice(1))).rejects.toMatchObject({ code: "challenge.field-fixed" });
    await save(setup.prizes.map((each) => ({ ...each, name: { ko: "짐벌 3", en: "Gimbal 3" } })));
  });

  it("must be announced before entries close", async () => {
    await enter();
    await step("closed");
    await expect(announce()).rejects.toMatchObject({ code: "draw.refused" });
    await step("review");
    await expect(step("frozen")).rejects.toMatchObject({ code: "challenge.step-refused" });
  });

  it("refuses the host's seed alone for prizes of worth", async () => {
    await expect(announce({ mode: "C" })).rejects.toMatchObject({ code: "draw.seed-only" });
  });

  it("is drawn from numbers of the room when no network is there, and names who withheld theirs", async () => {
    await enter();
    await announce({ mode: "B" });
    await step("closed");
    await challenges.drawings.showList(await challenge(), "final", HOST);
    clock.goTo(T - 10 * MICROS_PER_MINUTE);
    const list = await challenges.drawings.freeze(await challenge(), "final", HOST);
    expect(list.roomWindows).toMatchObject({ sealed: 0, sealsHash: null });
    const numbers = ENTRIES.slice(0, 4).map(({ id: ticket }, at) => ({ ticket, number: String(at + 1).repeat(64) }));
    const sealOf = (number: string): string =>
      createHash("sha256").update("sadari-draw/1:room:").update(Buffer.from(number, "hex")).digest("hex");
    const at = await challenge();
    for (const { ticket, number } of numbers) {
      await challenges.drawings.giveNumber(at, ticket, { seal: sealOf(number) });
    }
    const stranger = challenges.drawings.giveNumber(at, ticketId("00000000"), { seal: sealOf("5".repeat(64)) });
    await expect(stranger).rejects.toMatchObject({ code: "draw.refused" });
    const soon = challenges.drawings.giveNumber(at, numbers[0]?.ticket ?? ticketId("0"), { number: "1".repeat(64) });
    await expect(soon).rejects.toMatchObject({ code: "draw.refused" });
    clock.goTo(T - 9 * MICROS_PER_MINUTE);
    for (const { ticket, number } of numbers.slice(0, 3)) {
      await challenges.drawings.giveNumber(at, ticket, { number });
    }
    const view = await challenges.drawings.view(at, "final");
    expect(view.roomWindows).toMatchObject({ sealed: 4, shown: 3, sealsHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    await expect(challenges.drawings.hold(at, "final", HOST)).rejects.toMatchObject({ code: "draw.refused" });
    clock.goTo(T);
    await challenges.drawings.hold(at, "final", HOST);
    const proof = JSON.parse(await challenges.drawings.proofText(at, "final"));
    expect(proof.transcript).toMatchObject({ beacon: null, room: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(proof.room_reveals_text).toContain(`${numbers[3]?.ticket}\t-\n`);
  });

  it("of a rehearsal goes with the rehearsal, frozen and drawn as it is", async () => {
    await control.records.write((transaction) => sql`update challenge set rehearsal = 1`.execute(transaction));
    await frozen();
    mirror.answer = BEACON;
    clock.goTo(T + MICROS_PER_SECOND);
    await challenges.drawings.hold(await challenge(), "final", HOST);
    await challenges.rehearsals.wipe(await challenge(), HOST);
    expect(await challenges.lifecycle.find(id)).toBeUndefined();
    const left = await control.records.read((tables) => tables.selectFrom("draw").select("id").execute());
    expect(left).toEqual([]);
  });

  it("is tried as often as wished, marked, with another seed and in nobody's count", async () => {
    await enter();
    await announce();
    const first = await challenges.drawings.rehearse(await challenge(), HOST);
    const second = await challenges.drawings.rehearse(await challenge(), HOST);
    expect(first).toMatchObject({ simulated: true, ordinal: -1, n: 12, state: "revealed" });
    expect(second.commit).toMatch(/^[0-9a-f]{64}$/);
    expect((await challenges.drawings.onWall(await challenge()))?.name).toBe("rehearsal-2");
    expect(await challenges.drawings.list(await challenge())).toHaveLength(1);
    expect((await challenge()).state).toBe("open");
    clock.goTo(clock.now() + 10 * MICROS_PER_MINUTE);
    expect((await challenges.drawings.onWall(await challenge()))?.name).toBe("final");
  });
});
