import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openIn, temporaryFolder } from "./fixtures/open.ts";
import { batchOf } from "./fixtures/rows.ts";
import { verifySpool } from "./index.ts";

const segmentsIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter((name) => name.endsWith(".spool")).sort();

async function withTwoSegments(folder: string): Promise<void> {
  await using spool = await openIn(folder, { limits: { segmentBytes: 700 } });
  for (let i = 0; i < 6; i++) await spool.append(batchOf([`<${i}>`, "x".repeat(100)]));
}

it("finds everything whole, also while the spool is in use", async () => {
  await using folder = await temporaryFolder();
  await using spool = await openIn(folder.path);
  await spool.append(batchOf(["a", "b"]));
  expect(await verifySpool(folder.path)).toMatchObject({
    ok: true,
    segments: 1,
    records: 1,
    events: 2,
    damagedRecords: 0,
  });
  expect(await verifySpool(join(folder.path, "none"))).toMatchObject({ ok: true, segments: 0, records: 0 });
});

it("tells damage, a torn end and another version in words, and changes nothing", async () => {
  await using folder = await temporaryFolder();
  await withTwoSegments(folder.path);
  const [first = "", second = ""] = await segmentsIn(folder.path);
  const damaged = await readFile(join(folder.path, first));
  damaged[150] = (damaged[150] ?? 0) ^ 4;
  await writeFile(join(folder.path, first), damaged);
  const torn = (await readFile(join(folder.path, second))).subarray(0, -5);
  await writeFile(join(folder.path, second), torn);
  const report = await verifySpool(folder.path);
  expect(report).toMatchObject({ ok: false, segments: 2, records: 4, events: 8, damagedRecords: 1 });
  expect(report.words.join("\n")).toMatch(/has 1 damaged records[\s\S]*nobody was promised/);
  expect(await readFile(join(folder.path, first))).toEqual(damaged);
  expect(await readFile(join(folder.path, second))).toEqual(torn);
  {
    await using _spool = await openIn(folder.path);
  }
  expect((await verifySpool(folder.path)).words.join("\n")).toContain("set aside earlier");
});
