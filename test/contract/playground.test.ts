import { beforeEach, expect, it } from "vitest";
import type { Apm, Received, ReceivedRange } from "../../src/apm/index.ts";
import type { Challenge, Challenges } from "../../src/challenge/index.ts";
import type { Control } from "../../src/control/index.ts";
import {
  DEFAULT_SPACE,
  type EpochMicros,
  epochMicros,
  type KeyId,
  MICROS_PER_DAY,
  MICROS_PER_HOUR,
  MICROS_PER_SECOND,
  type SpaceId,
} from "../../src/kernel/index.ts";
import { onBothDatabases } from "../both-databases.ts";

onBothDatabases("the playground of a kept guide", (_kind, ground) => {
  let control: Control;
  let challenges: Challenges;
  let challenge: Challenge;
  let stored: { name: string; key: KeyId | undefined; at: EpochMicros }[];
  let forgotten: { services: readonly string[]; range: ReceivedRange | undefined }[];
  let down: string[];
  let away = false;

  const apm = {
    received: async (_space: SpaceId, { from, until }: ReceivedRange): Promise<Partial<Received>[]> =>
      stored.filter(({ at }) => at >= from && at < until).map(({ name, key }) => ({ name, key })),
    origins: async () => [],
  } as unknown as Apm;

  beforeEach(async () => {
    [stored, forgotten, down, away] = [[], [], [], false];
    ({ control, challenges } = await ground().openNode(apm, {
      async forgetTelemetry(_space, services, range) {
        if (away) throw new Error("the store is away");
        forgotten.push({ services, range });
        if (range === undefined) return;
        stored = stored.filter(({ name, at }) => !services.includes(name) || at < range.from || at >= range.until);
      },
      takeDown: (_space, services) => down.push(...services),
    }));
    await control.spaces.ensure(DEFAULT_SPACE, "Default");
    const { id } = await challenges.lifecycle.create(
      DEFAULT_SPACE,
      { nameKo: "시험", nameEn: "Test", slug: "pycon", rehearsal: false },
      "host:token",
    );
    challenge = { id } as Challenge;
    await become("open");
  });

  const become = async (state: Challenge["state"]) => {
    await control.records.write((transaction) =>
      transaction
        .updateTable("challenge")
        .set({ state, state_changed_at: ground().clock.now() })
        .where("id", "=", challenge.id)
        .execute(),
    );
    const found = await challenges.lifecycle.findBySlug("pycon");
    if (found === undefined) throw new Error("not made");
    challenge = found;
  };
  const keyOfSomebody = async (): Promise<KeyId> => {
    const { ticket } = await challenges.tickets.join(challenge, { language: "ko", staff: false, device: "phone" });
    const { keys } = await challenges.tickets.wishKey(challenge, ticket, "ensure");
    return keys[0]?.id as KeyId;
  };
  const send = (name: string, key: KeyId | undefined) => stored.push({ name, key, at: ground().clock.now() });
  const names = () => stored.map(({ name }) => name).sort();

  it("loses what is a day old, and keeps what came while the event ran and what is younger", async () => {
    const key = await keyOfSomebody();
    send("event-app", key);
    ground().clock.pass(MICROS_PER_HOUR);
    await become("kept");
    const play = await keyOfSomebody();
    send("event-app", key);
    send("toy", play);
    ground().clock.pass(MICROS_PER_DAY - MICROS_PER_SECOND);
    await challenges.playground.look();
    expect(forgotten).toEqual([]);

    send("young-toy", play);
    send("toy", play);
    ground().clock.pass(3 * MICROS_PER_SECOND);
    await challenges.playground.look();
    expect(names()).toEqual(["event-app", "toy", "young-toy"]);
    expect(stored.find(({ name }) => name === "event-app")?.at).toBeLessThan(challenge.stateChangedAt);
    // Who still plays stays on the list of what is live.
    expect(down).toEqual(["event-app"]);
    const before = forgotten.length;
    await challenges.playground.look();
    expect(forgotten).toHaveLength(before);
  });

  it("takes nothing under a name that somebody else sends too, nor of an event that is not over", async () => {
    const key = await keyOfSomebody();
    send("during", key);
    ground().clock.pass(2 * MICROS_PER_DAY);
    await challenges.playground.look();
    await become("kept");
    send("checkout", await keyOfSomebody());
    const { key: hosts } = await control.keys.create({ space: DEFAULT_SPACE, label: "shop" });
    send("checkout", hosts.id);
    send("browser", undefined);
    ground().clock.pass(2 * MICROS_PER_DAY);
    await challenges.playground.look();
    expect(forgotten).toEqual([]);
    expect(names()).toEqual(["browser", "checkout", "checkout", "during"]);
  });

  it("takes what came by the key that the kept guide shows to everybody, and the key ends by itself", async () => {
    await become("kept");
    const secret = await challenges.guides.playgroundKey(challenge);
    const [key] = await control.keys.list(DEFAULT_SPACE);
    expect(await control.keys.check({ kind: "bearer", token: secret })).toMatchObject({ ok: true });
    send("toy", key?.id);
    ground().clock.pass(MICROS_PER_DAY + 2 * MICROS_PER_SECOND);
    await challenges.playground.look();
    expect(names()).toEqual([]);
    ground().clock.pass(MICROS_PER_DAY);
    expect(await control.keys.check({ kind: "bearer", token: secret })).toMatchObject({ ok: false });
  });

  it("tries again when the store was away", async () => {
    await become("kept");
    send("toy", await keyOfSomebody());
    ground().clock.pass(MICROS_PER_DAY + 2 * MICROS_PER_SECOND);
    away = true;
    await challenges.playground.look();
    expect(names()).toEqual(["toy"]);
    away = false;
    await challenges.playground.look();
    expect(names()).toEqual([]);
    expect(forgotten[0]?.range?.from).toBe(epochMicros(challenge.stateChangedAt));
  });
});
