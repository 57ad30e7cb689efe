import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DOCUMENTS } from "../scripts/generate-docs.ts";

describe("generated documents", () => {
  it.each([...DOCUMENTS])("docs/%s says what the code says (else: npm run docs)", (file, render) => {
    expect(readFileSync(join(import.meta.dirname, "../docs", file), "utf8")).toBe(render());
  });
});
