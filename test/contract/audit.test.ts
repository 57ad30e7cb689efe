import { sql } from "kysely";
import { beforeEach, expect, it } from "vitest";
import { appendAudit } from "../../src/challenge/index.ts";
import { challengeId } from "../../src/kernel/index.ts";
import { type Node, onBothDatabases } from "../both-databases.ts";
import { HostAtWork } from "./host-at-work.ts";

onBothDatabases("the audit log", (kind, ground) => {
  let host: HostAtWork;
  beforeEach(async () => {
    host = await HostAtWork.begin(ground());
  });

  const chain = challengeId("c_audit");
  const append = (at: Node, n: number) =>
    at.control.records.write((transaction) =>
      appendAudit(transaction, chain, host.clock.now(), { actor: "system", type: "test", data: { n } }),
    );

  it("takes a thousand records of two writers, none lost, none refused, one chain", async () => {
    const other = await host.start();
    let next = 0;
    const writer = async (at: Node): Promise<void> => {
      while (next < 1_000) await append(at, next++);
    };
    await Promise.all(Array.from({ length: 12 }, (_, n) => writer(n % 2 ? host.node : other)));
    const page = await host.node.challenges.audit.page(chain, 0, 2_000);
    expect(page).toMatchObject({ total: 1_000, brokenAt: undefined });
    expect(new Set(page.records.map(({ data }) => data.n)).size).toBe(1_000);
  }, 60_000);

  it("only grows: no update, no delete, no truncate, whoever asks the database", async () => {
    await append(host.node, 1);
    await append(host.node, 2);
    const { records } = host.node.control;
    const direct = (statement: string) =>
      records.write((transaction) => sql.raw(statement).execute(transaction)).then(() => "done");
    await expect(direct("update audit_record set data = '{}' where i = 0")).rejects.toThrow("append-only");
    await expect(direct("delete from audit_record")).rejects.toThrow("append-only");
    if (kind === "postgresql") await expect(direct("truncate audit_record")).rejects.toThrow("append-only");
    const again = "into audit_record select * from audit_record where i = 0";
    await expect(direct(`insert ${again}`)).rejects.toThrow();
    if (kind === "sqlite") await expect(direct(`insert or replace ${again}`)).rejects.toThrow("append-only");
    expect(await host.node.challenges.audit.page(chain, 0, 10)).toMatchObject({ total: 2, brokenAt: undefined });
  });

  it("tells the record that somebody with the database's own rights changed", async () => {
    for (let n = 0; n < 5; n++) await append(host.node, n);
    await host.node.control.records.write(async (transaction) => {
      const drop =
        kind === "sqlite"
          ? "drop trigger audit_record_keeps_rows"
          : "drop trigger audit_record_keeps_rows on audit_record";
      await sql.raw(drop).execute(transaction);
      await sql`update audit_record set data = '{"n":99}' where chain = ${chain} and i = 3`.execute(transaction);
    });
    expect(await host.node.challenges.audit.page(chain, 0, 10)).toMatchObject({ total: 5, brokenAt: 3 });
  });
});
