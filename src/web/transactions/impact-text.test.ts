import { expect, it } from "vitest";
import { impactText } from "./impact-text.ts";

it("tells little time from none", () => {
  expect([0, 0.000_01, 0.000_499, 0.000_5, 0.012, 0.41].map(impactText)).toEqual([
    "0 %",
    "< 0.1 %",
    "< 0.1 %",
    "0.1 %",
    "1.2 %",
    "41 %",
  ]);
});
