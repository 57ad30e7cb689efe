import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, it } from "vitest";
import { openIn, takeAll, temporaryFolder } from "./fixtures/open.ts";
import { batchOf } from "./fixtures/rows.ts";

const KILLS = 6;

const SCRIPT = join(import.meta.dirname, "fixtures/append-until-killed.ts");

/** Starts a process that appends, kills it after `millis` of appending, and answers what it had acknowledged. */
async function appendAndKill(folder: string, run: number, millis: number): Promise<string[]> {
  const child: ChildProcess = spawn(process.execPath, [SCRIPT, folder, String(run)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const acknowledged: string[] = [];
  if (child.stdout === null) throw new Error("no output to read");
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => {
    if (line === "ready") setTimeout(() => child.kill("SIGKILL"), millis);
    else acknowledged.push(...line.split(" "));
  });
  await Promise.all([once(child, "exit"), once(lines, "close")]);
  return acknowledged;
}

it("has every acknowledged row exactly once after kill -9, again and again", async () => {
  await using folder = await temporaryFolder();
  const acknowledged: string[] = [];
  for (let run = 0; run < KILLS; run++) acknowledged.push(...(await appendAndKill(folder.path, run, 40 + 37 * run)));
  expect(acknowledged.length).toBeGreaterThan(KILLS * 40);
  await using spool = await openIn(folder.path);
  const found = (await takeAll(spool)).flatMap(({ ids }) => ids);
  const set = new Set(found);
  expect(set.size).toBe(found.length);
  expect(acknowledged.filter((id) => !set.has(id))).toEqual([]);
  expect(spool.figures()).toMatchObject({ damagedRecords: 0, unaccounted: 0 });
});

it("refuses a second process in words, and the first goes on", async () => {
  await using folder = await temporaryFolder();
  await using spool = await openIn(folder.path);
  const second = spawn(process.execPath, [SCRIPT, folder.path, "0"], { stdio: ["ignore", "ignore", "pipe"] });
  let words = "";
  second.stderr.on("data", (chunk: Buffer) => {
    words += chunk;
  });
  const [code] = await once(second, "close");
  expect(code).toBe(1);
  expect(words).toContain(`The folder ${folder.path} is in use by process ${process.pid}.`);
  await spool.append(batchOf(["<mine>"]));
  expect((await takeAll(spool)).flatMap(({ ids }) => ids)).toEqual(["<mine>"]);
});
