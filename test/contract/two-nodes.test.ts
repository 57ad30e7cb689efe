import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Apm } from "../../src/apm/index.ts";
import { type Challenges, openChallenges } from "../../src/challenge/index.ts";
import type { ChallengeSetup, ChallengeView } from "../../src/contract/index.ts";
import { type ChallengeState, type Control, openControl } from "../../src/control/index.ts";
import {
  challengeId,
  DEFAULT_SPACE,
  epochMicros,
  type KeyId,
  MICROS_PER_MINUTE,
  systemClock,
} from "../../src/kernel/index.ts";
import { createMetrics, silentLog } from "../../src/self/index.ts";
import { eventually } from "../booth.ts";
import { type PostgresServer, startPostgres } from "../postgres-server.ts";

/** What one node does, another shows within so long. */
const SOON_MS = 5_000;
const HOST = "host:token";

const silentApm = {
  received: async () => [],
  origins: async () => [],
  services: async () => ({ services: [] }),
} as unknown as Apm;

interface Node {
  readonly control: Control;
  readonly challenges: Challenges;
}

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres[Symbol.asyncDispose]());

describe.each(["sqlite", "postgresql"] as const)("two nodes over one %s", (kind) => {
  let dataDir: string;
  let url: string | undefined;
  let here: Node;
  let there: Node;
  const running: AsyncDisposable[] = [];

  const start = async (): Promise<Node> => {
    const own = { dataDir, clock: systemClock, log: silentLog };
    const control = await openControl({ ...own, url });
    const challenges = await openChallenges({ ...own, control, apm: silentApm, metrics: createMetrics() });
    running.push(challenges, control);
    return { control, challenges };
  };

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "sadari-nodes-"));
    url = kind === "postgresql" ? await postgres.createDatabase() : undefined;
    here = await start();
    there = await start();
    await here.control.spaces.ensure(DEFAULT_SPACE, "Default");
  });
  afterEach(async () => {
    for (const each of running.splice(0)) await each[Symbol.asyncDispose]();
    await rm(dataDir, { recursive: true, force: true });
  });

  const make = async (
    slug: string,
    change: Partial<ChallengeSetup> = {},
    rehearsal = false,
  ): Promise<ChallengeView> => {
    const { lifecycle } = here.challenges;
    const made = await lifecycle.create(DEFAULT_SPACE, { nameKo: "시험", nameEn: "Test", slug, rehearsal }, HOST);
    const privacy = { ...made.setup.privacy, controller: { ko: "위원회", en: "Committee" }, contact: "a@b.kr" };
    const closesAt = epochMicros(systemClock.now() + 60 * MICROS_PER_MINUTE);
    const setup = { ...made.setup, privacy, ...change };
    return lifecycle.saveSetup(challengeId(made.id), { version: made.version, setup, opensAt: null, closesAt }, HOST);
  };
  const step = (view: ChallengeView, to: ChallengeState, { challenges } = here) =>
    challenges.lifecycle.step(challengeId(view.id), { actor: HOST, to, reason: "시험", version: undefined });
  const makeOpen = async (slug: string, change: Partial<ChallengeSetup> = {}, rehearsal = false) =>
    step(await make(slug, change, rehearsal), "open");
  const found = async (view: ChallengeView, { challenges }: Node) => {
    const challenge = await challenges.lifecycle.findBySlug(view.slug);
    if (challenge === undefined) throw new Error("not there");
    return challenge;
  };
  const joinAt = async (node: Node, view: ChallengeView) => {
    const input = { language: "ko", staff: false, device: "phone" } as const;
    return node.challenges.tickets.join(await found(view, node), input);
  };
  const keyAt = async (node: Node, view: ChallengeView, joined: Awaited<ReturnType<typeof joinAt>>): Promise<KeyId> => {
    const { secret } = await node.challenges.tickets.wishKey(await found(view, node), joined.ticket, "ensure");
    const verdict = await node.control.keys.check({ kind: "bearer", token: secret ?? "" });
    if (!verdict.ok || verdict.keyId === undefined) throw new Error("no key");
    return verdict.keyId;
  };
  const send = (node: Node, key: KeyId | undefined, name: string, requests = 1): void =>
    node.challenges.arrivals.observe(DEFAULT_SPACE, systemClock.now(), key, [
      {
        resource: { service: { name, environment: "" }, agent: { name: "python" } },
        requests,
        spans: 0,
        errors: 0,
      },
    ]);
  const appsOf = (view: ChallengeView) =>
    here.control.records.read((tables) =>
      tables
        .selectFrom("app")
        .select(["service", "transactions", "ticket", "simulated"])
        .where("challenge", "=", challengeId(view.id))
        .orderBy("ordinal")
        .execute(),
    );
  const shared = { keyMode: "shared" } as const;

  describe("an app's only request", () => {
    it("right after the opening has its row, on the node that opened and on the other", async () => {
      const draft = await make("workshop", shared);
      for (const node of [here, there]) send(node, undefined, "too-early", 7);
      await sleep(100);
      const open = await step(draft, "open");
      send(here, undefined, "first-here");
      send(there, undefined, "first-there", 2);
      const rows = await eventually(async () => {
        const apps = await appsOf(open);
        return apps.length >= 2 ? apps : undefined;
      }, SOON_MS);
      expect(rows).toMatchObject([
        { service: "first-here", transactions: 1 },
        { service: "first-there", transactions: 2 },
      ]);
    });

    it("right after the opening counts where its app was known before", async () => {
      const announced = await step(await make("early-birds"), "announced");
      const joined = await joinAt(here, announced);
      const key = await keyAt(here, announced, joined);
      for (const node of [here, there]) send(node, key, "shop", 5);
      await eventually(async () => ((await appsOf(announced)).length === 1 ? true : undefined), SOON_MS);
      for (const node of [here, there]) await node.challenges.arrivals.settled();
      expect(await appsOf(announced)).toMatchObject([{ service: "shop", transactions: 0 }]);
      await step(announced, "open");
      for (const node of [here, there]) send(node, key, "shop", 1);
      const counted = async () => ((await appsOf(announced))[0]?.transactions === 2 ? true : undefined);
      await eventually(counted, SOON_MS);
    });
  });

  describe("a rehearsal beside the event, keys shared,", () => {
    it("takes nothing of what is the event's, and has what its own key brings", async () => {
      const real = await makeOpen("event", shared);
      const rehearsal = await makeOpen("practice", shared, true);
      const own = await keyAt(here, rehearsal, await joinAt(here, rehearsal));
      const theirs = await keyAt(here, real, await joinAt(here, real));
      send(here, undefined, "keyless");
      send(here, own, "practising");
      send(here, theirs, "visitor");
      await here.challenges.arrivals.settled();
      expect(await appsOf(real)).toMatchObject([
        { service: "keyless", simulated: 0 },
        { service: "visitor", simulated: 0 },
      ]);
      expect(await appsOf(rehearsal)).toMatchObject([{ service: "practising", simulated: 1 }]);
    });

    it("has the keyless ones while it is the only one", async () => {
      const rehearsal = await makeOpen("practice", shared, true);
      send(here, undefined, "keyless");
      await here.challenges.arrivals.settled();
      expect(await appsOf(rehearsal)).toMatchObject([{ service: "keyless", simulated: 1 }]);
    });
  });

  it("what is done at one is shown by the other: steps, tickets, codes, scenes and names", async () => {
    const view = await makeOpen("shared-sight");
    const { ticket, token } = await joinAt(here, view);
    const challenge = await found(view, there);
    const remote = there.challenges;
    expect(challenge.state).toBe("open");
    expect(await remote.tickets.identify(token)).toMatchObject({ ticket, challenge: challenge.id });
    const holder = { ticket, challenge: challenge.id, device: "phone" } as const;
    expect((await remote.tickets.mine(challenge, holder)).id).toBe(ticket);

    send(here, await keyAt(there, view, { ticket, token, phrase: [] }), "rude-name");
    await here.challenges.arrivals.settled();
    expect((await remote.tickets.mine(challenge, holder)).apps).toMatchObject([{ service: "rude-name" }]);
    const picture = async () => {
      const now = await remote.walls.picture(challenge.id);
      if (now === undefined) throw new Error("no picture");
      return now;
    };
    expect((await picture()).apps).toMatchObject([{ service: "rude-name", shown: "shown" }]);
    await here.challenges.walls.show(challenge, "rude-name", { shown: "hidden", reason: "시험" }, HOST);
    expect((await picture()).apps).toMatchObject([{ shown: "hidden" }]);
    expect(await remote.walls.unshown(DEFAULT_SPACE)).toEqual(new Set(["rude-name"]));
    await here.challenges.walls.steer(challenge, { paused: true }, HOST);
    expect((await picture()).steering.paused).toBe(true);

    await step(view, "closed");
    expect((await picture()).challenge.state).toBe("closed");
    await expect(joinAt(there, view)).rejects.toMatchObject({ code: "challenge.not-open" });
    await step(view, "open", there).catch(() =>
      remote.lifecycle.undo(challenge.id, { actor: HOST, version: undefined }),
    );
    expect((await found(view, here)).state).toBe("open");
    expect((await joinAt(here, view)).ticket).not.toBe(ticket);
  });

  it("of two steps at once from two nodes one is taken", async () => {
    const view = await makeOpen("one-of-two");
    const outcomes = await Promise.allSettled([step(view, "closed"), step(view, "closed", there)]);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it("one that is over keeps no keyless app from the one that is open, and two open ones leave it to nobody", async () => {
    const over = await step(await makeOpen("last-week", shared), "closed");
    const open = await makeOpen("this-week", shared);
    send(here, undefined, "keyless");
    await here.challenges.arrivals.settled();
    expect(await appsOf(open)).toMatchObject([{ service: "keyless" }]);
    const another = await makeOpen("beside", shared);
    send(here, undefined, "whose");
    await here.challenges.arrivals.settled();
    for (const each of [over, another]) expect(await appsOf(each)).toEqual([]);
    expect(await appsOf(open)).toHaveLength(1);
  });
});
