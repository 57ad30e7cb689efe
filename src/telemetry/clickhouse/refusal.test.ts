import { ClickHouseError } from "@clickhouse/client";
import { describe, expect, it } from "vitest";
import { insertRefusal } from "./refusal.ts";

const said = (code: string, type: string, message: string) =>
  insertRefusal(new ClickHouseError({ code, type, message }));

describe("what a failed insert means", () => {
  it("blames the rows when they cannot be read", () => {
    const torn =
      "Cannot read all data. Bytes read: 3. Bytes expected: 8.: (at row 2)\n: While executing BinaryRowInputFormat. ";
    expect(said("33", "CANNOT_READ_ALL_DATA", torn)).toMatchObject({
      kind: "poison",
      reason: "CANNOT_READ_ALL_DATA (code 33)",
    });
    const wide = "Too many partitions for single INSERT block (more than 100).";
    expect(said("252", "TOO_MANY_PARTS", wide)).toMatchObject({ kind: "poison" });
  });

  it.each([
    [
      "32",
      "ATTEMPT_TO_READ_AFTER_EOF",
      "Attempt to read after eof: while receiving packet from ch-2:9000, local address: 10.0.0.1:37422: Insertion status:\nWrote 1 blocks and 825 rows on shard 0 replica 0, ch-1:9000 (average 3 ms per block)\n. ",
      "ATTEMPT_TO_READ_AFTER_EOF (code 32)",
    ],
    [
      "33",
      "CANNOT_READ_ALL_DATA",
      "Cannot read all data. Bytes read: 0. Bytes expected: 1.: while receiving packet from ch-2:9000",
      "CANNOT_READ_ALL_DATA (code 33)",
    ],
    [
      "210",
      "NETWORK_ERROR",
      "Connection refused (ch-2.example:9000, local address: 10.0.0.1:42518): Insertion status:\nWrote 0 blocks",
      "NETWORK_ERROR (code 210) at ch-2.example:9000",
    ],
    ["252", "TOO_MANY_PARTS", "Too many parts (3000) in table", "TOO_MANY_PARTS (code 252)"],
    ["242", "TABLE_IS_READ_ONLY", "Table is in readonly mode", "TABLE_IS_READ_ONLY (code 242)"],
  ])("waits for what may pass: %s %s", (code, type, message, reason) => {
    expect(said(code, type, message)).toMatchObject({ kind: "unavailable", reason });
  });
});
