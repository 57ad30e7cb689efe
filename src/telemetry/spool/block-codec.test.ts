import fc from "fast-check";
import { expect, it } from "vitest";
import { decodePayload, encodePayload, joinBlock, mergeBlocks, PayloadError } from "./block-codec.ts";
import { blockOf, idsOf } from "./fixtures/rows.ts";

const block = fc
  .tuple(
    fc.constantFrom("spans", "errors", "한글"),
    fc.array(fc.string({ maxLength: 9 }), { maxLength: 6 }),
    fc.constantFrom("v1", "v22"),
  )
  .map(([table, ids, header]) => blockOf(table, ids, header));

it("merges, encodes and decodes any blocks without losing or moving a row", () => {
  fc.assert(
    fc.property(fc.array(block, { maxLength: 8 }), fc.constantFrom(0, 4, 48), (blocks, head) => {
      const payload = encodePayload(mergeBlocks(blocks), head).subarray(head);
      const decoded = decodePayload(payload);
      const keys = decoded.map(({ table, header }) => `${table} ${Buffer.from(header)}`);
      expect(new Set(keys).size).toBe(keys.length);
      for (const { table, header, ...rest } of decoded) {
        const parts = blocks.filter((part) => part.table === table && Buffer.compare(part.header, header) === 0);
        expect(idsOf({ table, header, ...rest })).toEqual(parts.flatMap(idsOf));
      }
      const rows = (all: readonly { ends: Uint32Array }[]): number =>
        all.reduce((sum, { ends }) => sum + ends.length, 0);
      expect(rows(decoded)).toBe(rows(blocks));
      // Merging what was merged before changes nothing, on which unchanged bytes at a retry rest.
      expect(mergeBlocks(decoded).map((merged) => joinBlock(merged))).toEqual(decoded);
    }),
    { numRuns: 300 },
  );
});

it("says what is wrong with a payload that ends too early", () => {
  const payload = encodePayload(mergeBlocks([blockOf("spans", ["a", "b"])]), 0);
  for (let size = 4; size < payload.length; size++) {
    expect(() => decodePayload(payload.subarray(0, size))).toThrow(PayloadError);
  }
});
