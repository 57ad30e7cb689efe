import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Apm } from "../../src/apm/index.ts";
import { type Challenge, openChallenges } from "../../src/challenge/index.ts";
import { openControl } from "../../src/control/index.ts";
import { DEFAULT_SPACE, epochMicros, MICROS_PER_DAY, systemClock, ticketId } from "../../src/kernel/index.ts";
import { createMetrics, silentLog } from "../../src/self/index.ts";
import { type PostgresServer, startPostgres } from "../postgres-server.ts";
import { venueDay } from "../venue-day.ts";

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres[Symbol.asyncDispose]());

const HOST = "host:token" as const;
const SLUG = "kill-con";
const TICKETS = 3_000;
const KILLS = 20;
const DAY = venueDay();
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

describe.each(["sqlite", "postgresql"] as const)("kill -9 in the middle of rolls, in %s", (kind) => {
  it("leaves books that add up, numbers without a gap, and all that was answered", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "sadari-swag-kill-"));
    const url = kind === "postgresql" ? await postgres.createDatabase() : undefined;
    const openAll = async () => {
      const control = await openControl({ dataDir, url, clock: systemClock, log: silentLog });
      const challenges = await openChallenges({
        control,
        apm: {} as Apm,
        dataDir,
        clock: systemClock,
        log: silentLog,
        metrics: createMetrics(),
      });
      return {
        control,
        challenges,
        stop: async () => {
          await challenges[Symbol.asyncDispose]();
          await control[Symbol.asyncDispose]();
        },
      };
    };
    try {
      await prepare(await openAll());
      const said: string[] = [];
      const start = () => said.filter((line) => line.startsWith("roll")).length;
      for (let n = 0; n < KILLS; n++) {
        const from = Math.max(0, start() - 8);
        said.push(
          ...(await rollUntilKilled([dataDir, SLUG, String(from), ...(url === undefined ? [] : [url])], 15 + n * 12)),
        );
      }
      expect(said.filter((line) => line.startsWith("open"))).toEqual(Array(KILLS).fill("open true"));
      const { control, challenges, stop } = await openAll();
      const challenge = await challenges.lifecycle.findBySlug(SLUG);
      const [day] = challenge === undefined ? [] : (await challenges.swag.stocks(challenge)).days;
      expect(day?.addsUp).toBe(true);
      const rolls = await control.records.read((tables) =>
        tables.selectFrom("swag_roll").selectAll().orderBy("seq").execute(),
      );
      expect(rolls.map(({ seq }) => seq)).toEqual(rolls.map((_, at) => at + 1));
      expect(rolls.length).toBe(day?.rolls);
      const stored = new Set(rolls.map(({ seq, pid, item }) => `roll ${seq} ${pid} ${item || "-"}`));
      const answered = new Set(said.filter((line) => line.startsWith("roll")));
      expect([...answered].filter((line) => !stored.has(line))).toEqual([]);
      expect(answered.size).toBeGreaterThan(KILLS);
      const codes = new Map<string, string>();
      for (const line of said.filter((each) => each.startsWith("code"))) {
        const [, ticket = "", code = ""] = line.split(" ");
        expect(codes.get(ticket) ?? code).toBe(code);
        codes.set(ticket, code);
      }
      expect(new Set(codes.values()).size).toBe(codes.size);
      const audit = await challenges.audit.page(challenge?.id as Challenge["id"], 0, 1);
      expect(audit.brokenAt).toBeUndefined();
      await stop();
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  }, 240_000);
});

type Opened = {
  control: Awaited<ReturnType<typeof openControl>>;
  challenges: Awaited<ReturnType<typeof openChallenges>>;
  stop: () => Promise<void>;
};

/** An open challenge with an open raffle, codes, and many who answered the survey. */
async function prepare({ control, challenges, stop }: Opened): Promise<void> {
  await control.spaces.ensure(DEFAULT_SPACE, "Default");
  const made = await challenges.lifecycle.create(
    DEFAULT_SPACE,
    { nameKo: "파이콘", nameEn: "PyCon", rehearsal: false, slug: SLUG },
    HOST,
  );
  const id = made.id as Challenge["id"];
  const controller = { ko: "준비위", en: "Committee" };
  const setup = { ...made.setup, privacy: { ...made.setup.privacy, controller, contact: "a@b.kr" } };
  const closesAt = epochMicros(systemClock.now() + MICROS_PER_DAY);
  await challenges.lifecycle.saveSetup(id, { version: made.version, setup, opensAt: null, closesAt }, HOST);
  await challenges.lifecycle.step(id, { to: "open", actor: HOST, reason: "", version: undefined });
  const challenge = await challenges.lifecycle.find(id);
  if (challenge === undefined) throw new Error("no challenge");
  await control.records.write(async (transaction) => {
    const at = systemClock.now();
    const ids = Array.from({ length: TICKETS }, (_, n) =>
      ticketId(`KXXX${[15, 10, 5, 0].map((shift) => ALPHABET[(n >> shift) & 31]).join("")}`),
    );
    for (let from = 0; from < TICKETS; from += 500) {
      const some = ids.slice(from, from + 500);
      await transaction
        .insertInto("ticket")
        .values(
          some.map((ticket) => ({
            id: ticket,
            challenge: id,
            nickname: "수달",
            language: "ko" as const,
            created_at: at,
            recovery_hash: `recovery-${ticket}`,
            staff: 0 as const,
            over_14_at: null,
            simulated: 0 as const,
            merged_into: null,
            withdrawn_at: null,
            place: null,
          })),
        )
        .execute();
      await transaction
        .insertInto("response")
        .values(
          some.map((ticket) => ({
            ticket,
            challenge: id,
            version: 1,
            language: "ko" as const,
            started_at: at,
            changed_at: at,
            completed_at: at,
          })),
        )
        .execute();
    }
  });
  const item = (name: string, initial: number) => ({
    id: name,
    name: { ko: name, en: name },
    initial,
    weight: 1,
    sizes: [],
  });
  await challenges.swag.plan(
    challenge,
    DAY,
    {
      items: [item("shirt", 500), item("socks", 2_000)],
      blank: { num: 40, den: 100 },
      weights: "remaining",
      presence: false,
      releases: [],
    },
    HOST,
  );
  await challenges.swag.open(challenge, DAY, HOST);
  const name = { ko: "코드", en: "Code" };
  await challenges.vouchers.add(challenge, { batch: "cloud", name, generate: TICKETS, validUntil: null }, HOST);
  await stop();
}

/** What it said until it was killed, `millis` after it began to roll. */
async function rollUntilKilled(args: readonly string[], millis: number): Promise<string[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "swag-roller.ts"), ...args]);
  let said = "";
  const closed = once(child, "close");
  const opened = new Promise<void>((resolve) => {
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk;
      if (said.includes("\nroll")) resolve();
    });
  });
  await Promise.race([opened, closed]);
  await sleep(millis);
  child.kill("SIGKILL");
  await closed;
  // The last line may be cut off.
  return said
    .slice(0, said.lastIndexOf("\n") + 1)
    .split("\n")
    .filter(Boolean);
}
