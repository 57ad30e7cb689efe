import { describe, expect, it, test } from "vitest";
import { decodeInto, decodeLine, decodeResource } from "./decoder-fixture.ts";
import { METADATA, metadata, RUM_METADATA, transaction } from "./door-fixture.ts";

describe("leniency (1.8)", () => {
  test.each([
    ["a stray character behind", `${transaction()}\``],
    ["a second value behind", `${transaction()} {"x"`],
    ["other keys at the root", transaction().replace(/}$/, ',"other":{}}')],
    ["keys in another case", transaction().replace("trace_id", "Trace_Id").replace("span_count", "SPAN_COUNT")],
    ["unknown keys", transaction({ userExperience: 1, fooBar: [] })],
    ["nulls", transaction({ name: null, context: { user: null, tags: { a: null } } })],
    ["spaces", ` ${transaction()} `],
  ])("lets %s pass", (_what, line) =>
    expect(decodeLine(line)).toMatchObject([{ traceId: "tr1", transactionId: "t1" }]),
  );

  it("takes the last of several", () => {
    expect(decodeLine(transaction().replace('"id":"t1"', '"id":"t0","id":"t1"'))).toMatchObject([
      { transactionId: "t1" },
    ]);
  });

  test.each([
    ["status_code", "200.0"],
    ["status_code", "2e2"],
    ["status_code", "2E+2"],
    ["status_code", "2000e-1"],
    ["status_code", '"200"'],
  ])("refuses %s %s where an integer belongs", (name, token) => {
    const line = transaction({ context: { response: { [name]: 0 } } }).replace(`"${name}":0`, `"${name}": ${token}`);
    expect(decodeLine(line)).toBe(
      "decode error: data read error: transaction: context: response: status_code: expects an integer",
    );
  });

  test.each(["11.0", "1e1", "11", "0.0"])("takes %s as a duration", (token) => {
    expect(decodeLine(transaction().replace('"duration":1.5', `"duration":${token}`))).toMatchObject([
      { kind: "transaction" },
    ]);
  });

  test.each(["count", "id", "code", "line", "port", "us", "ts"])("takes 2.0 as a label that is called %s", (name) => {
    const tags = `"context":{"custom":{"id":1.5},"tags":{"${name}":2.0,"ratio":3.0}}`;
    expect(decodeLine(transaction().replace('"type":', `${tags},"type":`))).toMatchObject([
      {
        labels: {
          numbers: [
            [name, 2],
            ["ratio", 3],
          ],
        },
      },
    ]);
    const labels = `{"metadata":{"labels":{"${name}":2.0},${METADATA.slice('{"metadata":{'.length)}`;
    expect(decodeResource(labels)).toMatchObject({ labels: { numbers: [[name, 2]] } });
  });

  test.each(["9007199254740993", "-1234567890123456789", "9223372036854775807", "-9223372036854775808", "7"])(
    "keeps every digit of the identifier %s",
    (digits) => {
      const user = transaction({ context: { user: { id: 0 } } }).replace('"user":{"id":0}', `"user":{"id":${digits}}`);
      expect(decodeLine(user)).toMatchObject([{ user: { id: digits } }]);
      expect(decodeLine(`${user}}\`tail`)).toMatchObject([{ user: { id: digits } }]);
      const error = `{"error":{"id":"e","exception":{"type":"E","code":${digits}}}}`;
      expect(decodeLine(error)).toMatchObject([{ exceptions: [{ code: digits }] }]);
      const rum = `{"e":{"id":"e","ex":{"t":"E","cd":${digits}}}}`;
      expect(decodeLine(rum, RUM_METADATA, true)).toMatchObject([{ exceptions: [{ code: digits }] }]);
    },
  );

  it("takes an identifier's own digits, not those of a neighbour that a number cannot tell from it", () => {
    const line = transaction({ context: { user: { id: 0 }, tags: { owner: 1 } } })
      .replace('"user":{"id":0}', '"user":{"id":1234567890123456789}')
      .replace('"owner":1', '"owner":1234567890123456790');
    expect(decodeLine(line)).toMatchObject([{ user: { id: "1234567890123456789" } }]);
  });

  test.each(["9223372036854775808", "-9223372036854775809", "1000000000000000000000", "1e21"])(
    "refuses the identifier %s, which no 64-bit integer holds",
    (digits) => {
      const user = transaction({ context: { user: { id: 0 } } }).replace('"user":{"id":0}', `"user":{"id":${digits}}`);
      expect(decodeLine(user)).toBe(
        "validation error: transaction: context: user: 'id': validation rule 'inputTypes(string;int)' violated",
      );
    },
  );

  test.each(["1e400", "-1e999"])("refuses %s, which no number holds", (token) => {
    expect(decodeLine(transaction().replace('"duration":1.5', `"duration":${token}`))).toMatch(/^decode error/);
  });

  test.each([
    ["Transaction", '{"Transaction":{}}'],
    ["", "{}"],
    ["", "   "],
    ["b", "{'b\":1}'b"],
    ["metadata", metadata()],
  ])("does not recognise %j", (key, line) => {
    const told = decodeLine(line);
    expect(told).toMatch(/^did not recognize object type: "/);
    if (key !== "b") expect(told).toBe(`did not recognize object type: ${JSON.stringify(key)}`);
  });
});

describe("hostile lines", () => {
  it("never give a prototype a member", () => {
    const evil = '{"polluted":true}';
    const lines = [
      `{"__proto__":${evil},"a":1}`,
      `{"transaction":{"__proto__":${evil},"__PROTO__":${evil},"ID":"t1","trace_id":"t","type":"r","duration":1,"span_count":{"started":0},"context":{"tags":{"__proto__":"x","constructor":"y"},"custom":{"__proto__":${evil},"constructor":{"prototype":${evil}}},"request":{"method":"G","headers":{"__proto__":"z"},"cookies":{"__proto__":${evil}}}},"marks":{"__proto__":{"polluted":1}}}}`,
      `{"x":{"__proto__":${evil},"id":"t","tid":"t","t":"p","d":1,"yc":{"sd":0,"__proto__":${evil}},"k":{"__proto__":{"fs":1}}}}`,
      `{"log":{"__proto__":${evil},"message":"m","log":{"__proto__":{"level":"x"}}}}`,
      `{"metricset":{"samples":{"__proto__":{"value":1}}}}`,
    ];
    for (const line of lines) decodeLine(line);
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(decodeLine(lines[1] ?? "")).toMatchObject([
      {
        labels: {
          strings: [
            ["__proto__", "x"],
            ["constructor", "y"],
          ],
        },
        http: { requestHeaders: [["__proto__", ["z"]]] },
      },
    ]);
  });

  it("take ten thousand labels", () => {
    const tags = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`k${i}`, i]));
    const [event] = decodeLine(transaction({ context: { tags } }));
    expect(event).toMatchObject({ labels: { numbers: { length: 10_000 } } });
  });

  it("refuse nesting without end", () => {
    const deep = (depth: number): string => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
    const line = transaction({ context: { custom: 0 } });
    expect(decodeLine(line.replace('"custom":0', `"custom":${deep(60)}`))).toMatchObject([{ kind: "transaction" }]);
    expect(decodeLine(line.replace('"custom":0', `"custom":${deep(30_000)}`))).toMatch(/^decode error.*maximum depth/);
    const causes = `${'{"message":"m","cause":['.repeat(5_000)}${"]}".repeat(5_000)}`;
    expect(decodeLine(`{"error":{"id":"e","exception":${causes}}}`)).toMatch(/^decode error.*maximum depth/);
  });

  it("tell a host nothing of the event's content", () => {
    const secret = "hunter2";
    for (const line of [
      transaction({ context: { tags: { [secret]: {} } } }),
      `{"${secret}":1}`,
      `{"transaction": ${secret}}`,
      metadata({ name: secret }),
    ]) {
      expect(decodeInto([], line)?.detail).not.toContain(secret);
    }
  });
});
