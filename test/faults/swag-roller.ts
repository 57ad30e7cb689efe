/**
 * Run as a process of its own and killed at any moment: opens the control database of the data folder named first (the
 * URL second), looks whether the books of the raffle add up, says so, then rolls and takes codes for one ticket after
 * another and says what was answered.
 */
import { writeSync } from "node:fs";
import type { Apm } from "../../src/apm/index.ts";
import { openChallenges } from "../../src/challenge/index.ts";
import { openControl } from "../../src/control/index.ts";
import { systemClock, ticketId } from "../../src/kernel/index.ts";
import { createMetrics, silentLog } from "../../src/self/index.ts";

const [dataDir = "", slug = "", first = "0", url] = process.argv.slice(2);
const control = await openControl({ dataDir, url, clock: systemClock, log: silentLog });
const challenges = await openChallenges({
  control,
  apm: {} as Apm,
  dataDir,
  clock: systemClock,
  log: silentLog,
  metrics: createMetrics(),
});
const challenge = await challenges.lifecycle.findBySlug(slug);
if (challenge === undefined) throw new Error("no challenge");
const { days } = await challenges.swag.stocks(challenge);
writeSync(1, `open ${days.every(({ addsUp }) => addsUp)}\n`);
const tickets = await control.records.read((tables) =>
  tables.selectFrom("ticket").select("id").orderBy("id").offset(Number(first)).limit(1_000).execute(),
);
await Promise.all(
  [0, 1, 2, 3].map(async (lane) => {
    for (const [at, { id }] of tickets.entries()) {
      if (at % 4 !== lane) continue;
      const ticket = ticketId(id);
      const nonce = Buffer.from(id).toString("hex").padStart(32, "0");
      const roll = await challenges.swag.roll(challenge, ticket, { nonce, code: "" });
      writeSync(1, `roll ${roll.seq} ${id} ${roll.result ?? "-"}\n`);
      const { code } = await challenges.vouchers.take(challenge, ticket);
      writeSync(1, `code ${id} ${code}\n`);
    }
  }),
);
