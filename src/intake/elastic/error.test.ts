import { describe, expect, it, test } from "vitest";
import { decodeLine, rule, TOO_LONG } from "./decoder-fixture.ts";
import { error } from "./door-fixture.ts";

describe("errors (2.5)", () => {
  it("lists causes depth first and tells parents that are not the one before", () => {
    const cause = (message: string, ...inner: object[]) => ({ message, cause: inner });
    const [event] = decodeLine(error({ exception: cause("a", cause("b", cause("c")), cause("d")) }));
    expect(event).toMatchObject({
      exceptions: [{ message: "a" }, { message: "b" }, { message: "c" }, { message: "d", parent: 0 }],
      groupingName: "a",
    });
    expect(event).toMatchObject({ exceptions: [{}, { parent: undefined }, { parent: undefined }, {}] });
  });

  it("takes every field", () => {
    expect(
      decodeLine(
        error({
          trace_id: "tr",
          parent_id: "p",
          transaction_id: "t",
          transaction: { name: "n", type: "request", sampled: true },
          culprit: "c",
          exception: {
            type: "E",
            module: "m",
            code: 42,
            handled: true,
            attributes: { a: 1 },
            stacktrace: [{ classname: "C" }],
          },
          log: { message: "l", logger_name: "lg", param_message: "p", stacktrace: [{ filename: "f" }] },
        }),
      ),
    ).toMatchObject([
      {
        kind: "error",
        traceId: "tr",
        parentId: "p",
        transactionId: "t",
        spanId: "t",
        transactionName: "n",
        transactionType: "request",
        transactionSampled: true,
        culprit: "c",
        exceptions: [
          { type: "E", module: "m", code: "42", handled: true, attributes: { a: 1 }, stacktrace: [{ classname: "C" }] },
        ],
        log: { message: "l", level: "error", loggerName: "lg", paramMessage: "p" },
        groupingKey: expect.stringMatching(/^[0-9a-f]{16}$/),
        groupingName: "l",
      },
    ]);
  });

  test.each([
    [{ id: undefined }, "error: 'id' required"],
    [{ exception: undefined }, "error: requires at least one of the fields 'exception;log'"],
    [{ exception: { handled: true } }, "error: exception: requires at least one of the fields 'message;type'"],
    [{ exception: { message: "m", cause: [{}] } }, "error: exception: cause slice element required"],
    [{ exception: { message: "m", cause: [null] } }, "error: exception: cause slice element required"],
    [{ log: { level: "x" } }, "error: log: 'message' required"],
    [{ transaction_id: "t" }, "error: 'trace_id' required when 'transaction_id' is set"],
    [{ parent_id: "p" }, "error: 'trace_id' required when 'parent_id' is set"],
    [{ trace_id: "t" }, "error: 'parent_id' required when 'trace_id' is set"],
    [{ transaction_id: "t", trace_id: "t" }, "error: 'parent_id' required when 'transaction_id' is set"],
    [
      { exception: { message: "m", code: 1.5 } },
      "error: exception: 'code': validation rule 'inputTypes(string;int)' violated",
    ],
    [{ exception: { message: TOO_LONG } }, "accepted"],
  ])("%j", (fields, rules) => expect(rule(error(fields))).toBe(rules));
});
