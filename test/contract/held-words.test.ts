import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Apm } from "../../src/apm/index.ts";
import { type Challenges, openChallenges } from "../../src/challenge/index.ts";
import type { ChallengeView } from "../../src/contract/index.ts";
import { type Control, openControl } from "../../src/control/index.ts";
import {
  challengeId,
  DEFAULT_SPACE,
  epochMicros,
  MICROS_PER_HOUR,
  type SpaceId,
  spaceId,
  systemClock,
} from "../../src/kernel/index.ts";
import { createMetrics, silentLog } from "../../src/self/index.ts";
import { type PostgresServer, startPostgres } from "../postgres-server.ts";

const HOST = "host:token" as const;

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres[Symbol.asyncDispose]());

describe.each(["sqlite", "postgresql"] as const)("a host's held words in %s", (kind) => {
  let dataDir: string;
  let control: Control;
  let challenges: Challenges;
  let view: ChallengeView;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "sadari-held-"));
    const url = kind === "postgresql" ? await postgres.createDatabase() : undefined;
    control = await openControl({ dataDir, url, clock: systemClock, log: silentLog });
    await control.spaces.ensure(DEFAULT_SPACE, "Default");
    const common = { control, apm: {} as Apm, dataDir, clock: systemClock, log: silentLog };
    challenges = await openChallenges({ ...common, metrics: createMetrics() });
    const named = { nameKo: "파이콘", nameEn: "PyCon", rehearsal: false };
    view = await challenges.lifecycle.create(DEFAULT_SPACE, named, HOST);
    await save([], { keyMode: "shared" });
    view = await challenges.lifecycle.step(challengeId(view.id), {
      actor: HOST,
      to: "open",
      reason: "",
      version: view.version,
    });
  });
  afterEach(async () => {
    await challenges[Symbol.asyncDispose]();
    await control[Symbol.asyncDispose]();
    await rm(dataDir, { recursive: true, force: true });
  });

  async function save(heldWords: string[], more: object = {}): Promise<void> {
    const setup = {
      ...view.setup,
      ...more,
      wall: { ...view.setup.wall, heldWords },
      privacy: { ...view.setup.privacy, controller: { ko: "위원회", en: "Committee" }, contact: "a@b.kr" },
    };
    const closesAt = view.closesAt ?? epochMicros(systemClock.now() + MICROS_PER_HOUR);
    const input = { version: view.version, setup, opensAt: view.opensAt, closesAt };
    view = await challenges.lifecycle.saveSetup(challengeId(view.id), input, HOST);
  }

  async function arrive(...names: readonly string[]): Promise<void> {
    const seen = names.map((name) => ({
      resource: { service: { name, environment: "" }, agent: { name: "nodejs" } },
      requests: 1,
      spans: 0,
      errors: 0,
    }));
    challenges.arrivals.observe(DEFAULT_SPACE, systemClock.now(), undefined, seen);
    await challenges.arrivals.settled();
  }

  const challenge = async () => {
    const found = await challenges.lifecycle.find(challengeId(view.id));
    if (found === undefined) throw new Error("no challenge");
    return found;
  };
  const shown = async (): Promise<ReadonlyMap<string, string>> =>
    new Map((await challenges.walls.names(await challenge())).map((row) => [row.service, row.shown]));

  it("take a name that already stands off the wall, and let it back when they go", async () => {
    await arrive("rival-shop", "honest-shop", "시발 app");
    expect([...(await shown())].sort()).toEqual([
      ["honest-shop", "shown"],
      ["rival-shop", "shown"],
      ["시발 app", "held"],
    ]);
    let told = 0;
    const end = challenges.bus.onApps(challengeId(view.id), () => (told += 1));
    await save(["RIVAL"]);
    end();
    expect(told).toBeGreaterThan(0);
    expect((await shown()).get("rival-shop")).toBe("held");
    expect((await shown()).get("honest-shop")).toBe("shown");
    expect(await challenges.walls.unshown(DEFAULT_SPACE)).toContain("rival-shop");
    await save([]);
    expect([...(await shown()).values()].filter((state) => state === "held")).toHaveLength(1);
    expect((await shown()).get("시발 app")).toBe("held");
  });

  it("change nothing that staff decided", async () => {
    await arrive("rival-shop", "rival-bar");
    await challenges.walls.show(await challenge(), "rival-shop", { shown: "shown", reason: "우리 후원사" }, HOST);
    await challenges.walls.show(await challenge(), "rival-bar", { shown: "hidden", reason: "" }, HOST);
    await save(["rival"]);
    expect(Object.fromEntries(await shown())).toEqual({ "rival-shop": "shown", "rival-bar": "hidden" });
    await save([]);
    expect(Object.fromEntries(await shown())).toEqual({ "rival-shop": "shown", "rival-bar": "hidden" });
  });

  it("of ours let a name through that a host found fit, in its space alone, and hold it again", async () => {
    const other = await control.spaces.ensure(spaceId("elsewhere"), "Elsewhere").then(() => spaceId("elsewhere"));
    const has = async (space: SpaceId) => (await challenges.walls.released(space)).has("시발 app");
    expect(await has(DEFAULT_SPACE)).toBe(false);
    const wish = { service: "시발 app", shown: true };
    await challenges.walls.release(DEFAULT_SPACE, wish, HOST);
    await challenges.walls.release(DEFAULT_SPACE, wish, HOST);
    expect([await has(DEFAULT_SPACE), await has(other)]).toEqual([true, false]);
    const log = await control.records.read((tables) => tables.selectFrom("audit_record").selectAll().execute());
    const told = log.filter(({ chain }) => chain === `space:${DEFAULT_SPACE}`);
    expect(told).toHaveLength(1);
    expect(JSON.stringify(told)).not.toContain("시발");
    await challenges.walls.release(DEFAULT_SPACE, { ...wish, shown: false }, HOST);
    expect(await has(DEFAULT_SPACE)).toBe(false);
  });
});
