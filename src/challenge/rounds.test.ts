import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { Rounds } from "./rounds.ts";

const QUIET = { failed: () => undefined, againAfterMillis: 60_000 };

it("looks again after as long as the last look said", async () => {
  let looks = 0;
  await using rounds = new Rounds({ ...QUIET, look: async () => (++looks < 3 ? 1 : 60_000) });
  rounds.wake();
  await expect.poll(() => looks).toBe(3);
});

it("never looks twice at once, and not at all once closed", async () => {
  let under = 0;
  let most = 0;
  let looks = 0;
  const rounds = new Rounds({
    ...QUIET,
    look: async () => {
      most = Math.max(most, ++under);
      await sleep(2);
      under -= 1;
      looks += 1;
      return 0;
    },
  });
  for (let n = 0; n < 5; n++) rounds.wake();
  await rounds.look();
  expect(most).toBe(1);
  expect(looks).toBeGreaterThanOrEqual(6);
  rounds.wake();
  await rounds[Symbol.asyncDispose]();
  expect(under).toBe(0);
  const before = looks;
  rounds.wake();
  await sleep(10);
  expect(looks).toBe(before);
});

it("tells of a look that failed and goes on", async () => {
  const told: unknown[] = [];
  let looks = 0;
  await using rounds = new Rounds({
    look: async () => {
      looks += 1;
      if (looks === 1) throw new Error("the database is away");
      return 60_000;
    },
    failed: (error) => told.push(error),
    againAfterMillis: 1,
  });
  await rounds.look();
  await expect.poll(() => looks).toBe(2);
  expect(told).toEqual([new Error("the database is away")]);
});
