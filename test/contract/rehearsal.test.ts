import { sql } from "kysely";
import { beforeEach, expect, it } from "vitest";
import { CHALLENGE_TABLES, TICKET_TABLES } from "../../src/challenge/index.ts";
import type { ChallengeView } from "../../src/contract/index.ts";
import { DEFAULT_SPACE } from "../../src/kernel/index.ts";
import { eventually } from "../booth.ts";
import { onBothDatabases } from "../both-databases.ts";
import { HOST, HostAtWork, idOf, toSave } from "./host-at-work.ts";

/** A rehearsal is not drawn yet, so these have no rows of it. */
const OF_THE_DRAW = /^(?:draw|draw_\w+|room_number|claim|swag_\w+|voucher|voucher_batch|place|place_hour|recap_text)$/;

onBothDatabases("a challenge's rehearsal", (_kind, ground) => {
  let host: HostAtWork;
  beforeEach(async () => {
    host = await HostAtWork.begin(ground());
  });

  const rehearse = async (real: ChallengeView): Promise<ChallengeView> => {
    const input = { nameKo: "", nameEn: "", cloneOf: real.slug, rehearsal: true };
    const draft = await host.lifecycle.create(DEFAULT_SPACE, input, HOST.actor);
    return host.step(draft, "open");
  };
  const challenge = async (view: ChallengeView) => {
    const found = await host.lifecycle.find(idOf(view));
    if (found === undefined) throw new Error("gone");
    return found;
  };
  const rows = (table: string, column: string, value: string): Promise<number> =>
    host.node.control.records.read(async (tables) => {
      const { rows: found } = await sql<{
        n: number | string;
      }>`select count(*) as n from ${sql.table(table)} where ${sql.ref(column)} = ${value}`.execute(tables);
      return Number(found[0]?.n);
    });

  it.each(["personal", "shared"] as const)(
    "brings made-up visitors through the real code, and none to the real one (%s keys)",
    async (keyMode) => {
      host.clock.run();
      const ready = await host.makeReady();
      const real = await host.step(
        await host.lifecycle.saveSetup(idOf(ready), toSave(ready, { keyMode }), HOST.actor),
        "open",
      );
      const copy = await rehearse(real);
      expect(copy).toMatchObject({ rehearsal: true, state: "open", slug: `${real.slug}-rehearsal` });
      const { rehearsals } = host.node.challenges;
      await rehearsals.send(await challenge(copy), { visitors: 12, speed: 5_000 });
      await eventually(async () => (rehearsals.state(await challenge(copy)).running ? undefined : true), 20_000);
      await host.node.challenges.arrivals.settled();
      const summary = async (view: ChallengeView) =>
        (await host.lifecycle.summaries(DEFAULT_SPACE)).find(({ id }) => id === view.id)?.counts;
      const counts = await summary(copy);
      expect(counts?.tickets).toBe(12);
      expect(counts?.apps).toBeGreaterThan(3);
      expect(counts?.surveys).toBeGreaterThan(3);
      expect(await summary(real)).toEqual({ tickets: 0, apps: 0, surveys: 0 });
      for (const table of ["ticket", "app", "response"]) expect(await rows(table, "challenge", real.id)).toBe(0);
      for (const table of ["ticket", "app"]) {
        const real0 = await host.node.control.records.read((tables) =>
          sql`select 1 from ${sql.table(table)} where simulated = 0`.execute(tables),
        );
        expect(real0.rows).toEqual([]);
      }

      await rehearsals.wipe(await challenge(copy), HOST.actor);
      expect(await host.lifecycle.find(idOf(copy))).toBeUndefined();
      for (const table of CHALLENGE_TABLES)
        expect([table, await rows(table, "challenge", copy.id)]).toEqual([table, 0]);
      expect(await host.lifecycle.find(idOf(real))).toMatchObject({ state: "open" });
      expect(await host.node.challenges.audit.page(idOf(copy), 0, 500)).toMatchObject({ brokenAt: undefined });
    },
    60_000,
  );

  it("is the only thing the broom takes", async () => {
    const real = await challenge(await host.makeOpen());
    const { rehearsals } = host.node.challenges;
    await expect(rehearsals.wipe(real, HOST.actor)).rejects.toMatchObject({ code: "challenge.not-a-rehearsal" });
    await expect(rehearsals.send(real, { visitors: 1, speed: 1 })).rejects.toMatchObject({
      code: "challenge.not-a-rehearsal",
    });
    expect(await host.lifecycle.find(real.id)).toMatchObject({ state: "open" });
  });

  it("leaves no table out of the broom's way", async () => {
    const tables = await host.node.control.records.read((all) => all.introspection.getTables());
    const having = (column: string) =>
      tables.filter(({ columns }) => columns.some(({ name }) => name === column)).map(({ name }) => name);
    const swept = new Set<string>([...CHALLENGE_TABLES, ...TICKET_TABLES]);
    const left = [...having("challenge"), ...having("ticket")].filter(
      (name) => !swept.has(name) && !OF_THE_DRAW.test(name),
    );
    expect(left).toEqual([]);
  });
});
