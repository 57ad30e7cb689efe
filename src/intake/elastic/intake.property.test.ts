import { deflateSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readBodies } from "../../../test/load/corpus.ts";
import { decodeInto, decodeLine } from "./decoder-fixture.ts";
import { body, error, KEY, METADATA, openDoor, RUM_METADATA, span, transaction } from "./door-fixture.ts";

const RECORDED = [...readBodies("node-express"), ...readBodies("rails")].flatMap((lines) => lines.slice(1, 60));
const RUM_LINE = JSON.stringify({
  x: { id: "t", tid: "tr", t: "p", d: 1, yc: { sd: 1 }, y: [{ id: "s", n: "n", t: "app", s: 1, d: 1 }] },
});
const LOG_LINE = JSON.stringify({ log: { message: "m", "log.level": "info", service: { name: "n" } } });

const anyLine = fc.constantFrom(...RECORDED, transaction(), span(), error(), RUM_LINE, LOG_LINE);

/** A line of an agent with something in it replaced, cut off or put in. */
const damaged = fc
  .tuple(
    anyLine,
    fc.nat(),
    fc.nat(40),
    fc.oneof(fc.json({ maxDepth: 2 }), fc.string({ unit: "binary", maxLength: 20 })),
  )
  .map(([line, at, length, put]) => {
    const start = at % line.length;
    return (line.slice(0, start) + put + line.slice(start + length)).replaceAll("\n", " ");
  });

/** A line of an agent with one value of it replaced by any other. */
const mistyped = fc.tuple(anyLine, fc.nat(), fc.jsonValue({ maxDepth: 2 })).map(([line, at, value]) => {
  const parsed: unknown = JSON.parse(line);
  const holders: [Record<string, unknown>, string][] = [];
  const walk = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    for (const key of Object.keys(node)) {
      holders.push([node as Record<string, unknown>, key]);
      walk((node as Record<string, unknown>)[key]);
    }
  };
  walk(parsed);
  const [holder, key] = holders[at % holders.length] ?? [];
  if (holder !== undefined && key !== undefined) holder[key] = value;
  return JSON.stringify(parsed);
});

describe("any line", () => {
  it("is an event or a problem, never an exception", () => {
    fc.assert(
      fc.property(fc.oneof(damaged, mistyped, fc.string({ unit: "binary" })), (line) => {
        const told = decodeLine(line);
        if (typeof told === "string") expect(told).toMatch(/^(?:decode error|validation error|did not recognize)/);
      }),
      { numRuns: 1_500 },
    );
  });

  it("is decoded the same by every road to it", () => {
    const cased = (line: string, seed: number): string => {
      let count = 0;
      // Keys of labels, headers and the like are content; these have a meaning of their own wherever they stand.
      return line.replace(
        /"(id|trace_id|duration|span_count|started|context|request|url|exception|log|db|http)":/g,
        (key, name: string, at: number) =>
          at < 3 || (seed >> (count++ % 16)) % 2 === 0 ? key : `"${name.toUpperCase()}":`,
      );
    };
    const lines = fc.constantFrom(...RECORDED.filter((line) => !line.includes('"metricset"')), transaction(), span());
    fc.assert(
      fc.property(lines, fc.nat(65_535), fc.string({ unit: "binary", maxLength: 8 }), (line, seed, tail) => {
        const straight = decodeLine(line);
        expect(decodeLine(cased(line, seed))).toEqual(straight);
        // What stands behind the value does not count.
        expect(decodeLine(`${line}}${tail}`)).toEqual(straight);
        expect(decodeLine(line.replace(/"duration":(\d+)([,}])/g, '"duration":$1.0$2'))).toEqual(straight);
      }),
      { numRuns: 300 },
    );
  });

  it("with an integer written as another number is refused wherever an integer belongs", () => {
    const names = /"(timestamp|status_code|started|lineno|colno|port)":(\d+)([,}])/;
    fc.assert(
      fc.property(
        fc.constantFrom(...RECORDED.filter((line) => names.test(line))),
        fc.constantFrom(".0", ".000", "e0", "E+0", "0e-1"),
        (line, suffix) => {
          expect(decodeLine(line.replace(names, `"$1":$2${suffix}$3`))).toMatch(
            /^(?:decode error|validation error: .*inputTypes)/,
          );
        },
      ),
      { numRuns: 200 },
    );
  });
});

/** Lines of a stream, good, bad and empty. */
const line = fc.oneof(
  { weight: 4, arbitrary: anyLine },
  { weight: 1, arbitrary: mistyped },
  { weight: 1, arbitrary: fc.constantFrom("not json", "{}", "  ", '{"span":{}}', METADATA, "x".repeat(3_000)) },
);
const stream = fc.array(fc.oneof(line, fc.constant("")), { maxLength: 12 });
const TINY = { lineBytes: 20_000, anonymousEventsPerSecond: 1e9 };

/** A line alone is one problem or its events: none of a breakdown without a known sample, several of a page load. */
const decodeWithinLimit = (one: string): ReturnType<typeof decodeLine> =>
  Buffer.byteLength(one) > TINY.lineBytes ? "too long" : decodeLine(one);

describe("any stream", () => {
  it("counts every line once", async () => {
    await fc.assert(
      fc.asyncProperty(stream, async (lines) => {
        const { send, sink, rejections } = openDoor({ limits: TINY });
        const answer = await send({ body: body(METADATA, ...lines), query: "verbose" });
        const refused = rejections.filter(({ status }) => status >= 400).reduce((sum, { count }) => sum + count, 0);
        const { accepted, errors = [] } = JSON.parse(answer.body);
        const alone = lines.filter((one) => one !== "").map(decodeWithinLimit);
        expect(refused).toBe(alone.filter((told) => typeof told === "string").length);
        expect(accepted).toBe(alone.reduce((sum, told) => sum + (typeof told === "string" ? 0 : told.length), 0));
        expect(sink.events).toHaveLength(accepted);
        expect(errors).toHaveLength(Math.min(5, refused));
        expect(answer.status).toBe(refused === 0 ? 202 : 400);
      }),
      { numRuns: 300 },
    );
  });

  it("reads the same however it is cut and packed", async () => {
    const packings = fc.constantFrom((raw: Buffer) => raw, gzipSync, deflateSync);
    await fc.assert(
      fc.asyncProperty(
        stream,
        packings,
        fc.array(fc.nat(), { maxLength: 20 }),
        fc.boolean(),
        fc.boolean(),
        async (lines, pack, cuts, rum, sized) => {
          const raw = Buffer.from(body(rum ? RUM_METADATA : METADATA, ...lines));
          const packed = Buffer.from(pack(raw));
          const places = [...new Set(cuts.map((cut) => cut % (packed.length + 1)))].sort((a, b) => a - b);
          const pieces = [0, ...places].map((start, i) => packed.subarray(start, places[i] ?? packed.length));
          const send = async (sent: readonly Buffer[]) => {
            const { send: toDoor, sink } = openDoor({ limits: TINY });
            // Without a key every ten lines are a batch of their own, which must not show either.
            const size = sized ? { "content-length": String(Buffer.concat(sent).length) } : {};
            const answer = await toDoor({ body: sent, query: "verbose", headers: { ...(rum ? {} : KEY), ...size } });
            return { answer, events: sink.events };
          };
          expect(await send(pieces)).toEqual(await send([raw]));
        },
      ),
      { numRuns: 80 },
    );
  });

  it("of invalid UTF-8 is read with replacement characters", async () => {
    const { send, sink } = openDoor();
    const [before, after] = transaction({ name: "§" }).split("§");
    const bytes = [Buffer.from(`${METADATA}\n${before}`), Buffer.from([0xff, 0xc3, 0x28]), Buffer.from(`${after}\n`)];
    expect((await send({ body: bytes })).status).toBe(202);
    expect(sink.events).toMatchObject([{ name: "\ufffd\ufffd(" }]);
  });
});

it("decodes a line of a stream as it does alone", () => {
  const events: Parameters<typeof decodeInto>[0] = [];
  for (const one of RECORDED.slice(0, 20)) decodeInto(events, one);
  expect(events.map((event) => [event])).toEqual(RECORDED.slice(0, 20).map((one) => decodeLine(one)));
});
