import { describe, expect, it, test } from "vitest";
import { decodeLine, LONG, rule, TOO_LONG } from "./decoder-fixture.ts";
import { NOW, transaction } from "./door-fixture.ts";

const emoji = "😀".repeat(1024);

describe("transactions (2.3)", () => {
  it("takes every field", () => {
    const [event] = decodeLine(
      transaction({
        parent_id: "p1",
        name: "GET /",
        result: "HTTP 2xx",
        timestamp: 1_700_000_000_000_001,
        duration: 11.0759,
        span_count: { started: 3, dropped: 2 },
        sampled: false,
        sample_rate: 0.5,
        marks: { "a.b": { "c*d": 1.5 }, empty: {} },
        experience: { cls: 0.1, lcp: 4, longtask: { count: 1, sum: 2.5, max: 3 } },
        session: { id: "s", sequence: 1 },
        dropped_spans_stats: [
          {
            destination_service_resource: "mysql",
            service_target_type: "t",
            service_target_name: "n",
            outcome: "success",
            duration: { count: 2, sum: { us: 30 } },
          },
        ],
        links: [{ trace_id: "a", span_id: "b" }],
        faas: { id: "f", coldstart: true, trigger: { type: "http", request_id: "r" } },
      }),
    );
    expect(event).toMatchObject({
      kind: "transaction",
      timestamp: 1_700_000_000_000_001,
      transactionId: "t1",
      spanId: "t1",
      traceId: "tr1",
      parentId: "p1",
      root: false,
      duration: 11_075,
      outcome: "unknown",
      sampled: false,
      representativeCount: 2,
      spanCount: { started: 3, dropped: 2 },
      marks: [{ name: "a_b", marks: [["c_d", 1.5]] }],
      experience: {
        values: [
          ["cls", 0.1],
          ["lcp", 4],
        ],
        longtask: { count: 1, sum: 2.5, max: 3 },
      },
      session: { id: "s", sequence: 1 },
      droppedSpansStats: [
        {
          destinationServiceResource: "mysql",
          serviceTargetType: "t",
          serviceTargetName: "n",
          outcome: "success",
          count: 2,
          sum: 30,
        },
      ],
      links: [{ traceId: "a", spanId: "b" }],
      faas: { id: "f", coldstart: true, triggerType: "http", triggerRequestId: "r" },
    });
  });

  it("fills in what is not sent", () => {
    expect(decodeLine(transaction({ type: "" }))).toMatchObject([
      { timestamp: NOW, sampled: true, representativeCount: 1, root: true, type: "unknown", labels: undefined },
    ]);
  });

  test.each([
    [{ id: undefined }, "transaction: 'id' required"],
    [{ id: null }, "transaction: 'id' required"],
    [{ trace_id: undefined }, "transaction: 'trace_id' required"],
    [{ type: undefined }, "transaction: 'type' required"],
    [{ duration: undefined }, "transaction: 'duration' required"],
    [{ span_count: undefined }, "transaction: 'span_count' required"],
    [{ span_count: { dropped: 1 } }, "transaction: span_count: 'started' required"],
    [{ duration: -1 }, "transaction: 'duration': validation rule 'min(0)' violated"],
    [{ name: TOO_LONG }, "transaction: 'name': validation rule 'maxLength(1024)' violated"],
    [{ outcome: "ok" }, "transaction: 'outcome': validation rule 'enum(enumOutcome)' violated"],
    [{ session: { sequence: 1 } }, "transaction: session: 'id' required"],
    [{ session: { id: "a", sequence: 0 } }, "transaction: session: 'sequence': validation rule 'min(1)' violated"],
    [{ experience: { cls: -1 } }, "transaction: experience: 'cls': validation rule 'min(0)' violated"],
    [{ experience: { longtask: { count: 1 } } }, "transaction: experience: longtask: 'sum' required"],
    [{ links: [null] }, "transaction: links: 'span_id' required"],
    [{ links: [{ span_id: "a" }] }, "transaction: links: 'trace_id' required"],
    [{ dropped_spans_stats: [{}] }, "transaction: dropped_spans_stats slice element required"],
    [{ dropped_spans_stats: [null] }, "transaction: dropped_spans_stats slice element required"],
    [
      { dropped_spans_stats: [{ service_target_type: "x".repeat(513) }] },
      "transaction: dropped_spans_stats: 'service_target_type': validation rule 'maxLength(512)' violated",
    ],
    [
      { dropped_spans_stats: [{ duration: { count: 0 } }] },
      "transaction: dropped_spans_stats: duration: 'count': validation rule 'min(1)' violated",
    ],
    [{ context: { request: { http_version: "1" } } }, "transaction: context: request: 'method' required"],
    [
      { context: { request: { method: "G", body: [1] } } },
      "transaction: context: request: 'body': validation rule 'inputTypes(string;object)' violated ",
    ],
    [
      { context: { request: { method: "G", url: { port: "x" } } } },
      "transaction: context: request: url: 'port': validation rule 'targetType(int)' violated",
    ],
    [
      { context: { request: { method: "G", url: { port: true } } } },
      "transaction: context: request: url: 'port': validation rule 'inputTypes(string;int)' violated ",
    ],
    [
      { context: { service: { name: "ä" } } },
      "transaction: context: service: 'name': validation rule 'pattern(patternAlphaNumericExt)' violated",
    ],
    [{ name: LONG, result: emoji }, "accepted"],
    [{ outcome: "" }, "accepted"],
    [{ outcome: null, context: null, marks: null, links: [] }, "accepted"],
    [{ context: { request: {}, response: { headers: {} } } }, "accepted"],
  ])("%j", (fields, rules) => expect(rule(transaction(fields))).toBe(rules));

  test.each([
    { id: 5 },
    { duration: "5" },
    { sampled: "true" },
    { sampled: 1 },
    { timestamp: "1234567890" },
    { timestamp: 1.5 },
    { timestamp: true },
    { timestamp: "2026-02-30T00:00:00Z" },
    { span_count: { started: 1.5 } },
    { span_count: [] },
    { marks: { a: { b: "1" } } },
    { links: {} },
    { context: { tags: [] } },
    { context: { request: { method: "G", headers: { a: null } } } },
    { context: { request: { method: "G", headers: { a: 5 } } } },
    { context: { response: { headers: { a: ["b", 5] } } } },
    { context: { response: { status_code: "200" } } },
    { context: { custom: [] } },
  ])("of the wrong type: %j", (fields) => {
    expect(decodeLine(transaction(fields))).toMatch(/^decode error: data read error: transaction/);
  });

  test.each([
    [{}, "unknown"],
    [{ context: { response: { status_code: 499 } } }, "success"],
    [{ context: { response: { status_code: 500 } } }, "failure"],
    [{ outcome: "unknown", context: { response: { status_code: 500 } } }, "unknown"],
  ])("%j has outcome %s", (fields, outcome) => expect(decodeLine(transaction(fields))).toMatchObject([{ outcome }]));
});

describe("timestamps", () => {
  test.each([
    [0, 0],
    ["2017-05-30T18:53:27.154Z", 1_496_170_407_154_000],
    ["2017-05-30T18:53:27.154321999Z", 1_496_170_407_154_321],
    ["2017-05-30T20:53:27+02:00", 1_496_170_407_000_000],
    ["2017-05-30T20:53:27+0200", 1_496_170_407_000_000],
    ["2017-05-30T16:53:27-02", 1_496_170_407_000_000],
    ["0001-01-01T00:00:00Z", NOW],
    [null, NOW],
  ])("%j", (timestamp, at) => expect(decodeLine(transaction({ timestamp }))).toMatchObject([{ timestamp: at }]));
});
