import { expect, it } from "vitest";
import { Framework } from "../../contract/index.ts";
import { codeHash, readTested, untested } from "./tested.ts";

it("ships no snippet that was not run as it is: after a change, `node scripts/record-snippets.ts` runs and notes it", () => {
  expect(untested(Framework.options)).toEqual([]);
  expect([...readTested().keys()].sort()).toEqual([...Framework.options].sort());
});

it("tells code that changed since it was run, and code that never was", () => {
  const now = { code: codeHash("django"), by: "agent" } as const;
  const record = new Map([
    ["django", now],
    ["flask", { ...now, code: "0".repeat(64) }],
  ]);
  expect(untested(["django", "flask", "express"], record)).toEqual(["flask", "express"]);
});
