import { describe, expect, it, test } from "vitest";
import { decodeLine, rule } from "./decoder-fixture.ts";

describe("metricsets (2.6)", () => {
  const metricset = (fields: object): string =>
    JSON.stringify({ metricset: { samples: { a: { value: 1 } }, ...fields } });

  it("takes values and histograms", () => {
    const samples = {
      "a.b": { value: 1.5, type: "gauge", unit: "ms" },
      h: { values: [1, 2], counts: [3, 4], type: "histogram" },
      untyped: { values: [1], counts: [1], type: "odd" },
    };
    expect(decodeLine(metricset({ samples, tags: { k: "v" }, timestamp: 7, service: { name: "n" } }))).toMatchObject([
      {
        name: "app",
        timestamp: 7,
        resource: { service: { name: "n", version: undefined } },
        samples: [
          { name: "a.b", value: 1.5, type: "gauge", unit: "ms" },
          { name: "h", values: [1, 2], counts: [3, 4], type: "histogram" },
          { name: "untyped", type: "histogram" },
        ],
      },
    ]);
  });

  it("keeps the self times of a breakdown and drops the rest without a word", () => {
    const samples = {
      "span.self_time.count": { value: 1 },
      "span.self_time.sum.us": { value: 2 },
      other: { value: 3 },
    };
    const transaction = { name: "n", type: "request" };
    expect(decodeLine(metricset({ samples, transaction, span: { type: "db", subtype: "mysql" } }))).toMatchObject([
      {
        name: "span_breakdown",
        transactionName: "n",
        transactionType: "request",
        spanType: "db",
        spanSubtype: "mysql",
        samples: [{ name: "span.self_time.count" }, { name: "span.self_time.sum.us" }],
      },
    ]);
    expect(decodeLine(metricset({ samples, transaction }))).toEqual([]);
    expect(decodeLine(metricset({ transaction, span: { type: "db" } }))).toEqual([]);
  });

  test.each([
    [{ samples: undefined, tags: { a: "b" } }, "metricset: 'samples' required"],
    [{ samples: {}, tags: { a: "b" } }, "metricset: 'samples' required"],
    [{ samples: { a: {} } }, "metricset: samples: a: requires at least one of the fields 'value;values'"],
    [{ samples: { a: { counts: [1] } } }, "metricset: samples: a: requires at least one of the fields 'value;values'"],
    [{ samples: { a: { values: [1] } } }, "metricset: samples: a: 'counts' required when 'values' is set"],
    [{ samples: { a: { value: 1, counts: [1] } } }, "metricset: samples: a: 'values' required when 'counts' is set"],
    [
      { samples: { 'a"b': { value: 1 } } },
      "metricset: 'samples': validation rule 'patternKeys(patternNoAsteriskQuote)' violated",
    ],
    [
      { samples: { "a*": { value: 1 } } },
      "metricset: 'samples': validation rule 'patternKeys(patternNoAsteriskQuote)' violated",
    ],
  ])("%j", (fields, rules) => expect(rule(metricset(fields))).toBe(rules));

  test.each([{ samples: { a: { value: "1" } } }, { samples: { a: { values: [1], counts: [-1] } } }, { samples: [] }])(
    "of the wrong type: %j",
    (fields) => expect(rule(metricset(fields))).toMatch(/^decode error/),
  );
});
