import { describe, expect, it, test } from "vitest";
import { decodeLine } from "./decoder-fixture.ts";
import { NOW, RUM_METADATA } from "./door-fixture.ts";

describe("RUM v3 (2.9)", () => {
  const x = (fields: object): string =>
    JSON.stringify({ x: { id: "t1", tid: "tr", t: "page-load", d: 10.5, yc: { sd: 2 }, ...fields } });
  const decode = (line: string) => decodeLine(line, RUM_METADATA, true);

  it("makes a transaction, its breakdowns and its spans of one line", () => {
    const line = x({
      n: "/",
      k: { a: { fb: 1, fp: 2 }, nt: { fs: 3, zz: 4 } },
      exp: { cls: 0.1, lt: { count: 1, sum: 2, max: 3 } },
      ses: { id: "s", seq: 1 },
      c: { p: { url: "http://x/", rf: "http://r/" }, r: { sc: 200, ts: 1 }, u: { id: 5, un: "kim" }, g: { a: "b" } },
      me: [
        { y: { t: "app" }, sa: { ysc: { v: 1 }, yss: { v: 2 } } },
        { y: { t: "old" }, sa: { xdc: { v: 1 } } },
      ],
      y: [
        {
          id: "s1",
          n: "a",
          t: "resource",
          s: 1,
          d: 2,
          c: { h: { sc: 500, mt: "GET", r: { ts: 3 } }, dt: { ad: "h", po: 80, se: { rc: "h:80" } } },
        },
        {
          id: "s2",
          n: "b",
          t: "app",
          s: 2,
          d: 1,
          pi: 0,
          sr: 0.5,
          st: [{ f: "~/node_modules/a.js", li: 1 }, { f: "/webpack/x" }],
        },
        { id: "s3", n: "c", t: "app", s: 2, d: 1, pi: 9 },
        { id: "s4", n: "d", t: "app", s: 2, d: 1, pid: "s2" },
        null,
      ].slice(0, 4),
    });
    expect(decode(line)).toMatchObject([
      {
        kind: "transaction",
        spanId: undefined,
        timestamp: NOW,
        marks: [
          {
            name: "agent",
            marks: [
              ["timeToFirstByte", 1],
              ["firstContentfulPaint", 2],
            ],
          },
          {
            name: "navigationTiming",
            marks: [
              ["fetchStart", 3],
              ["zz", 4],
            ],
          },
        ],
        experience: { values: [["cls", 0.1]], longtask: { count: 1, sum: 2, max: 3 } },
        session: { id: "s", sequence: 1 },
        url: { domain: "x" },
        http: { statusCode: 200, transferSize: 1, requestReferrer: "http://r/" },
        user: { id: "5", name: "kim" },
        outcome: "success",
        representativeCount: 1,
      },
      {
        kind: "metricset",
        name: "",
        transactionType: "page-load",
        spanType: "app",
        samples: [{ value: 1 }, { value: 2 }],
      },
      {
        kind: "span",
        traceId: "tr",
        transactionId: "t1",
        parentId: "t1",
        timestamp: NOW + 1_000,
        representativeCount: 0,
        outcome: "failure",
        http: { method: "GET", transferSize: 3 },
        destination: { address: "h", port: 80, serviceResource: "h:80" },
      },
      {
        parentId: "s1",
        representativeCount: 2,
        stacktrace: [
          { libraryFrame: true, excludeFromGrouping: false },
          { libraryFrame: false, excludeFromGrouping: true },
        ],
      },
      { spanId: "s3", parentId: "t1" },
      { spanId: "s4", parentId: "s2" },
    ]);
  });

  it.each([
    '{"y":{"t":"app"},"sa":{"ysc":{}}}',
    '{"y":{"t":"app"},"sa":{"yss":{"v":null}}}',
    '{"y":{},"sa":{"ysc":{"v":1}}}',
  ])("passes over the breakdown %s, which says nothing", (set) => {
    expect(decode(x({ me: [0] }).replace('"me":[0]', `"me":[${set}]`))).toMatchObject([{ kind: "transaction" }]);
  });

  it("reads errors", () => {
    const line = JSON.stringify({
      e: {
        id: "e",
        tid: "tr",
        pid: "p",
        xid: "t",
        cl: "c",
        timestamp: 9,
        ex: {
          mg: "boom",
          ca: [{ t: "Inner" }],
          st: [{ f: "a.js", fn: "g", li: 1, co: 2, cli: "x", prc: ["p"], poc: ["q"] }],
        },
        log: { mg: "l" },
        x: { n: "n", t: "t", sm: true },
      },
    });
    expect(decode(line)).toMatchObject([
      {
        kind: "error",
        timestamp: 9,
        transactionName: "n",
        exceptions: [
          { message: "boom", stacktrace: [{ filename: "a.js", function: "g", colno: 2, contextLine: "x" }] },
          { type: "Inner" },
        ],
        log: { message: "l", loggerName: "default" },
      },
    ]);
  });

  test.each([
    [x({ t: undefined }), "x: 't' required"],
    [x({ tid: undefined }), "x: 'tid' required"],
    [x({ yc: {} }), "x: 'yc' required"],
    [x({ c: { q: { he: { a: "b" } } } }), "x: c: q: 'mt' required"],
    [x({ y: [{ id: "s", n: "n", t: "t", d: 1 }] }), "x: y: 's' required"],
    [x({ y: [null] }), "x: y slice element required"],
    [x({ y: [{ id: "s", n: "n", t: "t", s: 1, d: 1, st: [{ cn: "C" }] }] }), "x: y: st: 'f' required"],
    ['{"e":{"id":"e","ex":{"hd":true}}}', "e: ex: requires at least one of the fields 'mg;t'"],
    ['{"e":{"id":"e"}}', "e: requires at least one of the fields 'ex;log'"],
    ['{"e":{"id":"e","ex":{"mg":"m","st":[{"cn":"C"}]}}}', "e: ex: st: 'f' required"],
    ['{"x":{}}', "'x' required"],
  ])("%s", (line, rules) => expect(decode(line)).toBe(`validation error: ${rules}`));

  it("does not know long keys", () => expect(decode('{"x":{"trace_id":"a"}}')).toBe("validation error: 'x' required"));
});
