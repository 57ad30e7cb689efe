import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { startBooth } from "../booth.ts";
import { cpuSeconds, residentBytes } from "../process-tree.ts";

const SECONDS = 10;

it.runIf(process.platform === "linux")("an idle booth takes little of a laptop", async () => {
  await using booth = await startBooth();
  await sleep(7_000);
  const before = cpuSeconds(booth.pid);
  await sleep(SECONDS * 1_000);
  const share = (cpuSeconds(booth.pid) - before) / SECONDS;
  const megabytes = residentBytes(booth.pid) / 1e6;
  console.log(`idle: ${megabytes.toFixed(0)} MB over all processes, ${(share * 100).toFixed(1)} % of a core`);
  expect(megabytes).toBeLessThan(450);
  expect(share).toBeLessThan(0.02);
});
