import { expect, it } from "vitest";
import { readServiceSearch, readServicesSearch, readSort, readTraceSearch, writeSort } from "./search.ts";

it("reads what it knows and drops the rest", () => {
  expect(
    readServicesSearch({ range: "1h", environment: "dev", filter: "shop", sort: "name.asc", join: true, evil: "x" }),
  ).toEqual({
    range: "1h",
    environment: "dev",
    filter: "shop",
    sort: "name.asc",
    join: true,
  });
});

it("falls back where a value makes no sense", () => {
  expect(readServiceSearch({ range: "5y", metric: "p42", type: { a: 1 } })).toEqual({});
  expect(readTraceSearch({ colour: "rainbow", open: ["x"], range: "5y" })).toEqual({});
});

it("takes a number for a name that looks like one", () => {
  expect(readServicesSearch({ environment: 1, filter: false })).toMatchObject({ environment: "1", filter: "false" });
});

it("reads and writes an order", () => {
  const fallback = { column: "impact", descending: true };
  expect(readSort("name.asc", ["name"], fallback)).toEqual({ column: "name", descending: false });
  expect(readSort("drop table.asc", ["name"], fallback)).toBe(fallback);
  expect(writeSort(fallback)).toBe("impact.desc");
});
