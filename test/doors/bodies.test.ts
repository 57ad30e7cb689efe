import { randomBytes } from "node:crypto";
import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { type Booth, startBooth } from "../booth.ts";
import { expectRefusal, survives, whenStored } from "./booth-under-attack.ts";
import { body, KEY, METADATA, metadata, packedAs, told, transaction } from "./lines.ts";
import { send } from "./wire.ts";

let booth: Booth;
beforeAll(async () => {
  booth = await startBooth();
  // The first events cost memory that every later one shares.
  for (let i = 0; i < 20; i++) await send(booth.port, { body: body(METADATA, transaction()) });
});
afterAll(() => booth[Symbol.asyncDispose]());

describe("a body that is no stream of events", () => {
  it("empty is fine, packed or not", async () => {
    for (const headers of [KEY, packedAs("gzip"), packedAs("deflate")]) {
      const { status, body: text } = await send(booth.port, { headers, path: "/intake/v2/events?flushed=true" });
      expect([status, text]).toEqual([202, ""]);
    }
  });

  test.each([
    ["metadata without its newline", METADATA, { message: "EOF while reading metadata", document: METADATA }],
    ["no metadata", '{"span":{}}\n', { message: '"metadata" or "m" required', document: '{"span":{}}' }],
    ["text", "events\n", { message: '"metadata" or "m" required', document: "events" }],
    ["an empty line", "\n", { message: '"metadata" or "m" required' }],
    [
      "metadata of nothing",
      '{"metadata":{}}\n',
      { message: "validation error: 'metadata' required", document: '{"metadata":{}}' },
    ],
    [
      "a service without a name",
      '{"metadata":{"service":{"agent":{"name":"a","version":"1"}}}}\n',
      {
        message: "validation error: metadata: service: 'name' required",
        document: '{"metadata":{"service":{"agent":{"name":"a","version":"1"}}}}',
      },
    ],
    [
      "a service in Korean",
      body(metadata("가게")),
      {
        message:
          "validation error: metadata: service: 'name': validation rule 'pattern(patternAlphaNumericExt)' violated",
        document: metadata("가게"),
      },
    ],
  ])("%s", async (_what, sent, error) => expectRefusal(booth, { body: sent }, 400, 0, error));

  it("metadata alone is fine", async () => {
    expect(await send(booth.port, { body: body(METADATA) })).toMatchObject({ status: 202, body: "" });
  });

  test.each([
    ["text/html", "text/plain; charset=utf-8", '{"accepted":1}\n'],
    [undefined, "text/plain; charset=utf-8", '{"accepted":1}\n'],
    ["text/html, */*;q=0.1", "application/json", '{\n  "accepted": 1\n}\n'],
    ["application/json", "application/json", '{\n  "accepted": 1\n}\n'],
  ])("Accept %s with ?verbose=false", async (accept, type, text) => {
    const path = "/intake/v2/events?verbose=false";
    const headers = { ...KEY, ...(accept && { Accept: accept }) };
    expect(await send(booth.port, { path, headers, body: body(METADATA, transaction()) })).toMatchObject({
      status: 202,
      headers: { "content-type": type },
      body: text,
    });
  });

  it("keeps the good events and tells of the first five bad ones", async () => {
    const bad = ["{}", "  ", METADATA, '{"span":{}}', '{"transaction":5}', '{"foo":1}', "not json"];
    const lines = [metadata("mixed"), transaction({ name: "first" }), "", ...bad, transaction({ name: "last" })];
    await expectRefusal(
      booth,
      { body: body(...lines) },
      400,
      2,
      { message: 'did not recognize object type: ""', document: "{}" },
      { message: 'did not recognize object type: ""', document: "  " },
      { message: 'did not recognize object type: "metadata"', document: METADATA },
      { message: "validation error: 'span' required", document: '{"span":{}}' },
      { message: "decode error: data read error: transaction: expects an object", document: '{"transaction":5}' },
    );
    expect(await whenStored(booth, "mixed", 2)).toEqual({ first: 1, last: 1 });
  });
});

describe("packed bodies", () => {
  test.each([
    ["gzip", gzipSync, "gzip"],
    ["gzip, sniffed", gzipSync, undefined],
    ["gzip, under a list of encodings", gzipSync, "gzip, deflate"],
    ["zlib", deflateSync, "deflate"],
    ["zlib, sniffed", deflateSync, "br"],
    ["plain", Buffer.from, "identity"],
  ] as const)("%s", async (_what, pack, encoding) => {
    const headers = encoding === undefined ? KEY : packedAs(encoding);
    const sent = pack(body(METADATA, transaction()));
    expect(await send(booth.port, { headers, path: "/intake/v2/events?verbose", body: sent })).toMatchObject({
      status: 202,
      body: told(1),
    });
  });

  test.each([
    ["plain text called gzip", "gzip", Buffer.from(body(METADATA)), "gzip"],
    ["zlib called gzip", "gzip", deflateSync(body(METADATA)), "gzip"],
    ["raw deflate", "deflate", deflateRawSync(body(METADATA)), "zlib"],
    ["what only looks like zlib", "", Buffer.from("x, not zlib\n"), "zlib"],
  ])("%s", async (_what, encoding, sent, kind) => {
    const message = `data decoding error: ${kind}: invalid header`;
    await expectRefusal(booth, { headers: packedAs(encoding), body: sent }, 400, 0, { message });
  });

  it("cut off in the metadata is the sender's fault", async () => {
    const packed = gzipSync(body(METADATA));
    const sent = packed.subarray(0, packed.length >> 1);
    await expectRefusal(booth, { headers: packedAs("gzip"), body: sent }, 400, 0, { message: "unexpected EOF" });
  });

  it("cut off after whole lines keep them", async () => {
    const lines = Array.from({ length: 40 }, (_, i) =>
      transaction({ name: `${i} ${randomBytes(200).toString("hex")}` }),
    );
    const packed = gzipSync(body(metadata("cut-off"), ...lines));
    const sent = packed.subarray(0, packed.length >> 1);
    const answer = await survives(booth, () => send(booth.port, { headers: packedAs("gzip"), body: sent }));
    const { accepted } = JSON.parse(answer.body) as { accepted: number };
    expect(answer).toMatchObject({
      status: 500,
      body: told(accepted, { message: "cannot handle stream: unexpected EOF" }),
    });
    expect(accepted).toBeGreaterThan(10);
    const names = Object.keys(await whenStored(booth, "cut-off", accepted));
    expect(names.length).toBe(accepted);
  });

  it("with a false checksum at their end keep what was unpacked before it was seen", async () => {
    const lines = Array.from({ length: 1_000 }, () => transaction({ result: randomBytes(500).toString("hex") }));
    const packed = gzipSync(body(METADATA, ...lines));
    packed.fill(0, packed.length - 8, packed.length - 4);
    const answer = await survives(booth, () => send(booth.port, { body: packed }));
    const { accepted } = JSON.parse(answer.body) as { accepted: number };
    expect(answer).toMatchObject({
      status: 500,
      body: told(accepted, { message: "cannot handle stream: invalid data" }),
    });
    expect(accepted).toBeGreaterThan(700);
  });
});
