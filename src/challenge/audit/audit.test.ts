import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { canonicalText } from "../draw/index.ts";
import { type AuditRecord, hashOf } from "./log.ts";
import { chainHead, verifyChain } from "./verify.ts";

interface Vector {
  readonly record: Omit<AuditRecord, "hash">;
  readonly canonical: string;
  readonly hash: string;
}

const vectors = (
  JSON.parse(readFileSync(join(import.meta.dirname, "../../../test/vectors/draw.json"), "utf8")) as {
    audit_chain: readonly Vector[];
  }
).audit_chain;
const chain = vectors.map(({ record, hash }) => ({ ...record, hash }));

describe("the published audit chain", () => {
  it.each(vectors)("record $record.i has these bytes and this hash", ({ record, canonical, hash }) => {
    const { i, t, actor, type, data, prev } = record;
    expect(canonicalText({ i, t, actor, type, data, prev })).toBe(canonical);
    expect(hashOf(record)).toBe(hash);
  });

  it("verifies, and its head is the last hash", () => {
    expect(vectors.length).toBeGreaterThan(2);
    expect(verifyChain(chain)).toBeUndefined();
    expect(chainHead(chain)).toBe(vectors.at(-1)?.hash);
  });

  it.each([
    ["a changed word", chain.with(1, { ...must(chain[1]), data: { reason: "다른 이유" } }), 1],
    ["a changed actor", chain.with(0, { ...must(chain[0]), actor: "system" }), 0],
    ["a record left out", chain.toSpliced(1, 1), 1],
    ["two that changed places", [must(chain[1]), must(chain[0]), ...chain.slice(2)], 0],
    ["a beginning cut off", chain.slice(1), 0],
  ])("tells %s", (_, tampered, at) => {
    expect(verifyChain(tampered)).toBe(at);
  });
});

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("the vectors are too short");
  return value;
}
