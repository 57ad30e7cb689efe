import { describe, expect, it } from "vitest";
import { readBodies } from "../../../test/load/corpus.ts";
import { epochMicros } from "../../kernel/index.ts";
import type { ApmEvent } from "../../model/index.ts";
import { LineDecoder } from "./line-decoder.ts";
import { StackMemory } from "./stack-memory.ts";

const SCENE = {
  receivedAt: epochMicros(1_795_000_000_000_000),
  rum: false,
  stamp: { userAgent: undefined, client: undefined, source: undefined, sourceNatIp: undefined },
  hostIp: undefined,
};
const METADATA = JSON.stringify({ metadata: { service: { name: "a", agent: { name: "nodejs", version: "1" } } } });

interface Decoded {
  readonly events: readonly ApmEvent[];
  readonly problem: unknown;
}

function decode(line: string, memory: StackMemory, metadata = METADATA): Decoded {
  const decoder = new LineDecoder(SCENE, memory);
  decoder.metadata(metadata);
  const events: ApmEvent[] = [];
  const problem = decoder.event(line, events);
  return { events, problem };
}

const TRACE = JSON.stringify([
  { filename: "app.js", lineno: 3, function: "가격[0]", context_line: 'const a = "]";' },
  { filename: "node_modules/router/index.js", lineno: 280, function: "next", library_frame: true },
]);

const span = (stacktrace: string, more = ""): string =>
  `{"span":{"id":"1","trace_id":"2","parent_id":"3","name":"n","type":"db","start":1,"duration":2,"stacktrace":${stacktrace}${more}}}`;

function knowing(...lines: readonly string[]): StackMemory {
  const memory = new StackMemory();
  for (const line of lines) decode(line, memory);
  return memory;
}

describe("StackMemory", () => {
  it("changes nothing of what recorded lines decode to", () => {
    const memory = new StackMemory();
    let recalled = 0;
    for (const corpus of ["node-express", "rails"] as const) {
      for (const [metadata = "", ...lines] of readBodies(corpus)) {
        for (const line of lines) {
          const fresh = decode(line, new StackMemory(), metadata);
          decode(line, memory, metadata);
          if (memory.recall(line)?.all) recalled += 1;
          expect(decode(line, memory, metadata)).toEqual(fresh);
        }
      }
    }
    expect(recalled).toBeGreaterThan(500);
  });

  it("gives equal traces the same frames, so that a store can know them by identity", () => {
    const memory = knowing(span(TRACE));
    const [first, second] = [decode(span(TRACE), memory), decode(span(TRACE, ',"sync":true'), memory)];
    expect(first.events[0]).toHaveProperty("stacktrace.length", 2);
    expect((first.events[0] as { stacktrace: unknown }).stacktrace).toBe(
      (second.events[0] as { stacktrace: unknown }).stacktrace,
    );
  });

  it.each([
    ["a trace inside of a string", span("[]", `,"action":${JSON.stringify(`x","stacktrace":${TRACE}`)}`)],
    ["a trace under an escaped name", span("[]", `,"x\\"stacktrace":${TRACE}`)],
    ["a trace twice, the last one empty", span(TRACE, ',"stacktrace":[]')],
    ["a trace twice in other letters", span(TRACE, ',"StackTrace":[{"filename":"other.js"}]')],
    ["a trace in the wrong place", `{"span":${span(TRACE).slice(8, -2)},"name":{"stacktrace":${TRACE}}}}`],
    ["a trace behind the end of the line's value", `${span("[]")},"stacktrace":${TRACE}`],
    ["a broken line", span(TRACE, ',"sync":')],
    ["another error in the line", span(TRACE, ',"outcome":"maybe"')],
    ["a trace that goes on", span(`${TRACE.slice(0, -1)},{"filename":"more.js"}]`)],
    ["a doubtful number beside it", span(TRACE, ',"context":{"db":{"rows_affected":2.0}}')],
    ["what looks like a stand-in", span("[1234567890123456,0]")],
    ["a trace in free JSON", span(TRACE, `,"context":{"http":{"request":{"body":{"stacktrace":${TRACE}}}}}`)],
    ["a trace in an attribute", span(TRACE, `,"otel":{"attributes":{"stacktrace":${TRACE}}}`)],
  ])("decodes %s as a newcomer would", (_what, line) => {
    expect(decode(line, knowing(span(TRACE)))).toEqual(decode(line, new StackMemory()));
  });

  it("learns nothing from a line that was refused, nor traces with local variables", () => {
    const refused = span('[{"lineno":1}]');
    expect(knowing(refused).recall(refused)).toBeUndefined();
    const local = span('[{"filename":"a.py","vars":{"password":"hunter2"}}]');
    expect(knowing(local).recall(local)).toBeUndefined();
  });

  it("learns no trace whose numbers are doubtful, though it stood where any number may", () => {
    const trace = TRACE.replace('"lineno":3', '"lineno":3.0');
    const free = span("[]", `,"context":{"http":{"request":{"body":{"stacktrace":${trace}}}}}`);
    expect(decode(span(trace), knowing(free))).toEqual(decode(span(trace), new StackMemory()));
    expect(decode(span(trace), knowing(free)).problem).toBeDefined();
  });

  it("stays small whatever is sent", () => {
    const memory = new StackMemory();
    const lines = Array.from({ length: 20_000 }, (_, i) => span(`[{"filename":"f${i}.js","lineno":${i}}]`));
    for (const line of lines) decode(line, memory);
    expect(lines.filter((line) => memory.recall(line)).length).toBeLessThan(2_100);
  });
});
