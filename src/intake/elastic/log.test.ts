import { describe, expect, it, test } from "vitest";
import { decodeLine } from "./decoder-fixture.ts";

describe("logs (2.8)", () => {
  const log = (fields: object): string => JSON.stringify({ log: fields });

  it("takes dotted and nested fields, nested first", () => {
    expect(
      decodeLine(
        log({
          message: "hello",
          "@timestamp": "2017-05-30T18:53:27Z",
          labels: { a: 1 },
          "trace.id": "tr",
          "transaction.id": "t",
          "log.level": "flat",
          log: { level: "nested", logger: "l", origin: { file: { name: "f", line: 5 }, function: "fn" } },
          "event.dataset": "d",
          process: { thread: { name: "main" } },
          "service.name": "any ü name",
          service: { node: { name: "n" }, version: 5 },
        }),
      ),
    ).toMatchObject([
      {
        kind: "log",
        timestamp: 1_496_170_407_000_000,
        message: "hello",
        level: "nested",
        logger: "l",
        originFile: "f",
        originLine: 5,
        originFunction: "fn",
        dataset: "d",
        threadName: "main",
        traceId: "tr",
        transactionId: "t",
        spanId: "t",
        resource: { service: { name: "any ü name", nodeName: "n" } },
      },
    ]);
  });

  it("is an error when it tells of one", () => {
    expect(decodeLine(log({ message: "m", error: { type: "E", message: "boom", stack_trace: "at x" } }))).toMatchObject(
      [{ kind: "error", exceptions: [{ type: "E", message: "boom" }], log: { message: "m" }, stackTraceText: "at x" }],
    );
  });

  test.each([
    ["{}", "validation error: 'log' required"],
    ['{"unknown":1}', "validation error: 'log' required"],
    ['"text"', "decode error: data read error: log: expects an object"],
    ['{"message":5}', "decode error: data read error: log: message: expects a string"],
  ])("%s", (payload, told) => expect(decodeLine(`{"log":${payload}}`)).toBe(told));
});
