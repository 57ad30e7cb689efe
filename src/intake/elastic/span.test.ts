import { describe, expect, it, test } from "vitest";
import { decodeLine, rule, TOO_LONG } from "./decoder-fixture.ts";
import { NOW, span } from "./door-fixture.ts";

describe("spans (2.4)", () => {
  it("takes every field", () => {
    expect(
      decodeLine(
        span({
          transaction_id: "t1",
          type: "db.postgresql.query",
          sample_rate: 0.25,
          sync: false,
          child_ids: ["c1"],
          composite: { compression_strategy: "same_kind", count: 2, sum: 1.5 },
          stacktrace: [{ filename: "a.js", lineno: 1, vars: { x: 1 }, pre_context: ["a"] }],
          context: {
            tags: { k: "v" },
            db: { instance: "i", statement: "s", type: "sql", user: "u", link: "l", rows_affected: 3 },
            destination: { address: "::1", port: 5432, service: { resource: "postgresql/i", name: "n", type: "t" } },
            http: {
              url: "http://x/",
              method: "GET",
              status_code: 404,
              response: { status_code: 200, transfer_size: 1, headers: { a: "b" } },
              request: { id: "r", body: [1] },
            },
            message: { queue: { name: "q" } },
          },
        }),
      ),
    ).toMatchObject([
      {
        kind: "span",
        timestamp: NOW + 2_500,
        spanId: "s1",
        parentId: "t1",
        transactionId: "t1",
        type: "db",
        subtype: "postgresql",
        action: "query",
        duration: 3_000,
        outcome: "failure",
        representativeCount: 4,
        sync: false,
        childIds: ["c1"],
        composite: { strategy: "same_kind", count: 2, sum: 1_500 },
        stacktrace: [{ filename: "a.js", lineno: 1, vars: { x: 1 }, preContext: ["a"] }],
        labels: { strings: [["k", "v"]], numbers: [] },
        db: { instance: "i", statement: "s", type: "sql", user: "u", link: "l", rowsAffected: 3 },
        destination: {
          address: "::1",
          port: 5432,
          serviceResource: "postgresql/i",
          serviceName: "n",
          serviceType: "t",
        },
        serviceTarget: { type: "postgresql", name: "i" },
        url: { original: "http://x/" },
        http: { method: "GET", statusCode: 404, transferSize: 1, requestId: "r", requestBody: [1] },
        message: { queueName: "q" },
      },
    ]);
  });

  it("prefers its timestamp to its start", () => {
    expect(decodeLine(span({ timestamp: 5 }))).toMatchObject([{ timestamp: 5 }]);
  });

  it("does not judge by the newer status field", () => {
    expect(decodeLine(span({ context: { http: { response: { status_code: 500 } } } }))).toMatchObject([
      { outcome: "unknown", http: { statusCode: 500 } },
    ]);
  });

  test.each([
    [{ id: undefined }, "span: 'id' required"],
    [{ trace_id: undefined }, "span: 'trace_id' required"],
    [{ parent_id: undefined }, "span: 'parent_id' required"],
    [{ name: undefined }, "span: 'name' required"],
    [{ type: undefined }, "span: 'type' required"],
    [{ duration: undefined }, "span: 'duration' required"],
    [{ start: undefined }, "span: requires at least one of the fields 'start;timestamp'"],
    [{ duration: -0.5 }, "span: 'duration': validation rule 'min(0)' violated"],
    [{ composite: { count: 2, sum: 1 } }, "span: composite: 'compression_strategy' required"],
    [
      { composite: { compression_strategy: "x", count: 1, sum: 1 } },
      "span: composite: 'count': validation rule 'min(2)' violated",
    ],
    [{ stacktrace: [{}] }, "span: stacktrace: requires at least one of the fields 'classname;filename'"],
    [{ stacktrace: [null] }, "span: stacktrace: requires at least one of the fields 'classname;filename'"],
    [
      { context: { destination: { service: { name: "x" } } } },
      "span: context: destination: service: 'resource' required",
    ],
    [{ context: { db: { link: TOO_LONG } } }, "span: context: db: 'link': validation rule 'maxLength(1024)' violated"],
    [{ context: { db: { statement: TOO_LONG } } }, "accepted"],
    [{ context: { user: { id: true } } }, "accepted"],
  ])("%j", (fields, rules) => expect(rule(span(fields))).toBe(rules));
});
