import { describe, expect, it, test } from "vitest";
import { decodeLine, TOO_LONG } from "./decoder-fixture.ts";
import { metadata } from "./door-fixture.ts";

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

  it("keeps of an error what the line said beside it", () => {
    const line = {
      "error.message": "boom",
      "log.level": "ERROR",
      "log.logger": "lg",
      "process.thread.name": "t1",
      "event.dataset": "ds",
      "log.origin.file.name": "f",
      "log.origin.file.line": 3,
      "log.origin.function": "fn",
      faas: { id: "f" },
    };
    expect(decodeLine(log(line))).toMatchObject([
      {
        kind: "error",
        logLine: {
          level: "ERROR",
          logger: "lg",
          threadName: "t1",
          dataset: "ds",
          originFile: "f",
          originLine: 3,
          originFunction: "fn",
          faas: { id: "f" },
        },
      },
    ]);
  });

  it("takes each part of its service by itself", () => {
    const first = metadata({ version: "1" });
    expect(decodeLine(log({ "service.version": "2" }), first)).toMatchObject([
      { resource: { service: { version: "2" } } },
    ]);
    expect(decodeLine(log({ "service.name": "other" }), first)).toMatchObject([
      { resource: { service: { name: "other", version: "1" } } },
    ]);
  });

  test.each([
    [{ "service.name": TOO_LONG }, "ecslogservicefields: 'service.name'"],
    [{ log: { logger: TOO_LONG } }, "ecsloglogfields: 'log.logger'"],
    [{ "event.dataset": TOO_LONG }, "ecslogeventfields: 'event.dataset'"],
    [{ "process.thread.name": TOO_LONG }, "ecslogprocessfields: 'process.thread.name'"],
    [{ "trace.id": TOO_LONG }, "'trace.id'"],
  ])("%o", (fields, where) => {
    expect(decodeLine(log(fields))).toBe(`validation error: log: ${where}: validation rule 'maxLength(1024)' violated`);
  });

  test.each([
    ["{}", "validation error: 'log' required"],
    ['{"unknown":1}', "validation error: 'log' required"],
    ['"text"', "decode error: data read error: log: expects an object"],
    ['{"message":5}', "decode error: data read error: log: message: expects a string"],
  ])("%s", (payload, told) => expect(decodeLine(`{"log":${payload}}`)).toBe(told));
});
