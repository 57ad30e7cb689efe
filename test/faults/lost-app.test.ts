import pg from "pg";
import { expect, it } from "vitest";
import { eventually, startBooth } from "../booth.ts";
import { makeChallenge } from "../challenge.ts";
import { startPostgres } from "../postgres-server.ts";
import { visit } from "../visitor.ts";

it("gives an app its row whose only request was acknowledged a moment before a crash", {
  timeout: 120_000,
}, async () => {
  await using postgres = await startPostgres();
  const url = await postgres.createDatabase();
  await using booth = await startBooth({ env: { SADARI_CONTROL_URL: url } });
  const { slug } = await makeChallenge(booth, { open: true });
  const visitor = await visit(booth, slug);
  await visitor.send("known-app");
  await eventually(async () => (await visitor.mine()).apps.length > 0 || undefined);

  // Nobody writes an app while this holds: the gap between the acknowledgement and the row, as long as we like.
  const holder = new pg.Client({ connectionString: url });
  await holder.connect();
  await holder.query("begin");
  await holder.query("lock table app in exclusive mode");
  await visitor.send("lost-app");
  await visitor.send("known-app");
  await booth.kill();
  await holder.query("rollback");
  const { rows } = await holder.query("select service, transactions from app");
  expect(rows).toMatchObject([{ service: "known-app" }]);
  await holder.end();

  await using after = await startBooth({
    dataDir: booth.dataDir,
    port: booth.port,
    env: { SADARI_CONTROL_URL: url },
  });
  expect(after.url).toBe(booth.url);
  const apps = await eventually(async () => {
    const mine = (await visitor.mine()).apps;
    // Rows come first, what they count a moment later.
    return mine.reduce((sum, { transactions }) => sum + transactions, 0) === 3 ? mine : undefined;
  }, 60_000);
  expect(apps).toMatchObject([
    { service: "known-app", ordinal: 1, transactions: 2 },
    { service: "lost-app", ordinal: 2, transactions: 1 },
  ]);
});
