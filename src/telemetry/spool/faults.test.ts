import { describe, expect, it } from "vitest";
import { Fault } from "../../kernel/index.ts";
import { FailingFiles, type Failure } from "./fixtures/failing-files.ts";
import { crashCopy, openIn, replayed, temporaryFolder } from "./fixtures/open.ts";
import { batchOf } from "./fixtures/rows.ts";

const LIMITS = { segmentBytes: 700, batchRows: 3, watchMillis: 3_600_000 };
const APPENDS = 14;

interface Session {
  readonly acknowledged: string[];
  readonly refused: string[];
  readonly afterCrash: string[];
  readonly afterPowerCut: string[];
  readonly operations: number;
}

/** The same appends every time, some together, with batches stored in between, on files that fail as told. */
async function session(failure: Failure): Promise<Session> {
  await using folder = await temporaryFolder();
  await using dark = await temporaryFolder();
  const files = new FailingFiles(failure);
  const spool = await openIn(folder.path, { files, limits: LIMITS });
  const acknowledged: string[] = [];
  const refused: string[] = [];
  const append = async (n: number): Promise<void> => {
    const ids = [`<${n}a>`, `<${n}b>`];
    try {
      await spool.append(batchOf(ids));
      acknowledged.push(...ids);
    } catch (error) {
      expect(error).toBeInstanceOf(Fault);
      expect(["spool.full", "store.unavailable"]).toContain(error instanceof Fault ? error.code : "");
      refused.push(...ids);
    }
  };
  for (let n = 0; n < APPENDS; n += 2)
    await (n % 4 === 0 ? Promise.all([append(n), append(n + 1)]) : append(n).then(() => append(n + 1)));
  const { operations } = files;
  await using copy = await crashCopy(folder.path);
  await files.powerCut(dark.path);
  expect(spool.figures()).toMatchObject({ unaccounted: 0, accepted: acknowledged.length });
  await spool[Symbol.asyncDispose]();
  return {
    acknowledged,
    refused,
    operations,
    afterCrash: await replayed(copy.path),
    afterPowerCut: await replayed(dark.path),
  };
}

describe.each(["EIO", "ENOSPC", "short"] as const)("%s at the n-th operation", (kind) => {
  it.each([false, true])("loses nothing acknowledged, for every n (sticky: %s)", async (sticky) => {
    const { operations } = await session({ at: Number.POSITIVE_INFINITY, sticky: false, kind });
    expect(operations).toBeGreaterThan(25);
    for (let at = 1; at <= operations; at++) {
      const { acknowledged, refused, afterCrash, afterPowerCut } = await session({ at, sticky, kind });
      expect(acknowledged.length + refused.length, `n = ${at}`).toBe(APPENDS * 2);
      expect(afterCrash.toSorted(), `n = ${at}`).toEqual(expect.arrayContaining(acknowledged));
      expect(new Set(afterCrash).size, `n = ${at}`).toBe(afterCrash.length);
      expect(afterPowerCut.toSorted(), `n = ${at}, power cut`).toEqual(acknowledged.toSorted());
      // A single failure costs at most the appends it hit, and those are not replayed behind their caller's back.
      if (!sticky && kind !== "ENOSPC") expect(refused.length, `n = ${at}`).toBeLessThanOrEqual(4);
      if (!sticky) expect(afterCrash.toSorted(), `n = ${at}`).toEqual(acknowledged.toSorted());
    }
  });
});

it("takes appends again when the disk does", async () => {
  await using folder = await temporaryFolder();
  const files = new FailingFiles({ at: 7, sticky: false, kind: "EIO" });
  await using spool = await openIn(folder.path, { files });
  await spool.append(batchOf(["a"]));
  await expect(spool.append(batchOf(["b"]))).rejects.toMatchObject({ code: "store.unavailable" });
  await spool.append(batchOf(["c"]));
  await using copy = await crashCopy(folder.path);
  expect(await replayed(copy.path)).toEqual(["a", "c"]);
});

it("says that the spool is full, and presses, when the disk has no space", async () => {
  await using folder = await temporaryFolder();
  const files = new FailingFiles({ at: 1, sticky: true, kind: "ENOSPC" });
  await using spool = await openIn(folder.path, { files, limits: { watchMillis: 3_600_000 } });
  await expect(spool.append(batchOf(["a"]))).rejects.toMatchObject({ code: "spool.full" });
  expect(spool.pressure()).toBe("full");
});
