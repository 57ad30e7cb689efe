import { describe, expect, it } from "vitest";
import { sampleError, sampleResource, sampleSpan, sampleTransaction } from "../../../test/samples/events.ts";
import { epochMicros, MICROS_PER_DAY, spaceId } from "../../kernel/index.ts";
import type { ApmEvent, StackFrame } from "../../model/index.ts";
import { Encoder } from "./encoder.ts";

const space = spaceId("s");
const receivedAt = epochMicros(1_795_378_568_000_000);
const frames = (lineno: number): readonly StackFrame[] => [
  { filename: "app.cjs", lineno, function: "f", libraryFrame: false },
  { filename: "lib.cjs", lineno: 1, function: "g", libraryFrame: true, preContext: ["a"] },
];

function rowsByTable(encoder: Encoder, events: readonly ApmEvent[], over = {}) {
  const { batch, confirm } = encoder.encode({ space, receivedAt, events, ...over });
  return { rows: Object.fromEntries(batch.blocks.map((block) => [block.table, block.ends.length])), batch, confirm };
}

describe("the encoder", () => {
  it("makes one row for each event, and those beside them once a batch", () => {
    const resource = sampleResource();
    const events = [
      sampleTransaction({ resource, timestamp: receivedAt }),
      sampleSpan({ resource, timestamp: receivedAt, stacktrace: frames(3) }),
      sampleSpan({ resource, timestamp: receivedAt, stacktrace: frames(3) }),
      sampleError({ resource, timestamp: receivedAt }),
    ];
    const { rows, batch } = rowsByTable(new Encoder(), events);
    expect(rows).toEqual({ transactions: 1, spans: 2, errors: 1, contents: 2, trace_services: 1, service_minutes: 1 });
    expect(batch.events).toBe(4);
  });

  it("sends a stack trace again until the batch that carried it is on disk", () => {
    const encoder = new Encoder();
    const resource = sampleResource();
    const event = () => [sampleSpan({ resource, stacktrace: frames(7) })];
    const first = rowsByTable(encoder, event());
    expect(first.rows).toMatchObject({ contents: 2 });
    // Not confirmed: the append may have failed.
    const second = rowsByTable(encoder, event());
    expect(second.rows).toMatchObject({ contents: 2 });
    second.confirm();
    expect(rowsByTable(encoder, event()).rows).not.toHaveProperty("contents");
  });

  it("sends them anew each day and to each space, for retention goes by day", () => {
    const encoder = new Encoder();
    const resource = sampleResource();
    const event = () => [sampleSpan({ resource, stacktrace: frames(7) })];
    rowsByTable(encoder, event()).confirm();
    const elsewhere = rowsByTable(encoder, event(), { space: spaceId("other") });
    expect(elsewhere.rows).toMatchObject({ contents: 2 });
    elsewhere.confirm();
    expect(rowsByTable(encoder, event()).rows).not.toHaveProperty("contents");
    const tomorrow = { receivedAt: epochMicros(receivedAt + MICROS_PER_DAY) };
    expect(rowsByTable(encoder, event(), tomorrow).rows).toMatchObject({ contents: 2 });
  });

  it("tells stack traces apart by every field", () => {
    const [base = {}, second = {}] = frames(3);
    const variants: readonly (readonly StackFrame[])[] = [
      [base, second],
      [base],
      [second, base],
      [{ ...base, function: "F" }, second],
      [{ ...base, filename: "app.cjt" }, second],
      [{ ...base, absPath: "/x" }, second],
      [{ ...base, module: "m" }, second],
      [{ ...base, classname: "c" }, second],
      [{ ...base, colno: 1 }, second],
      [{ ...base, libraryFrame: true }, second],
      [{ ...base, excludeFromGrouping: true }, second],
      [{ ...base, contextLine: "x" }, second],
      [base, { ...second, preContext: ["b"] }],
      [base, { ...second, preContext: ["a", "b"] }],
      [base, { ...second, postContext: ["a"] }],
      [{ ...base, vars: { a: 1 } }, second],
      [{ ...base, vars: { a: 2 } }, second],
    ];
    const resource = sampleResource();
    const twice = [...variants, ...variants].map((stacktrace) => sampleSpan({ resource, stacktrace }));
    expect(rowsByTable(new Encoder(), twice).rows.contents).toBeGreaterThanOrEqual(variants.length + 1);
    const { batch } = new Encoder().encode({ space, receivedAt, events: twice });
    const contents = batch.blocks.find((block) => block.table === "contents");
    const texts = new Set<string>();
    for (const [index, end] of (contents?.ends ?? []).entries()) {
      const start = index === 0 ? 0 : (contents?.ends[index - 1] ?? 0);
      texts.add(Buffer.from(contents?.rows.subarray(start, end) ?? []).toString("latin1"));
    }
    expect(texts.size).toBe(variants.length + 1);
  });

  it("keeps its state when an event cannot be encoded", () => {
    const encoder = new Encoder();
    const good = [sampleTransaction()];
    const before = encoder.encode({ space, receivedAt, events: good }).batch.blocks;
    const broken = {
      ...sampleSpan(),
      get name(): string {
        throw new Error("broken");
      },
    };
    expect(() => encoder.encode({ space, receivedAt, events: [...good, broken] })).toThrow("broken");
    const after = encoder.encode({ space, receivedAt, events: good }).batch.blocks;
    expect(after.map((block) => [block.table, block.ends.length])).toEqual(
      before.map((block) => [block.table, block.ends.length]),
    );
  });
});
