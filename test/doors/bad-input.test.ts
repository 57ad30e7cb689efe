import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { EventDetailAnswer } from "../../src/contract/index.ts";
import { ask, type Booth, eventually, startBooth } from "../booth.ts";
import { expectRefusal, pour, survives, whenStored } from "./booth-under-attack.ts";
import { body, KEY, METADATA, metadata, packedAs, RUM_METADATA, told, transaction } from "./lines.ts";
import { head, send, Wire } from "./wire.ts";

const MIB = 2 ** 20;
const SIXTEEN = [...Array(16).keys()];

let booth: Booth;
beforeAll(async () => {
  booth = await startBooth();
  // The first events cost memory that every later one shares.
  for (let i = 0; i < 20; i++) await send(booth.port, { body: body(METADATA, transaction()) });
});
afterAll(() => booth[Symbol.asyncDispose]());

describe("bombs", () => {
  const tooLarge = { message: "cannot handle stream: request body too large: more than 200 times its size" };
  const membersOf = (unpacked: Buffer): readonly Buffer[] => {
    const member = gzipSync(unpacked, { level: 9 });
    return [gzipSync(body(METADATA, transaction()), { level: 1 }), ...SIXTEEN.map(() => member)];
  };

  it("of 1 GB of zeros is one line, and refused as soon as it expands too far", async () => {
    const bomb = membersOf(Buffer.alloc(64 * MIB));
    const started = performance.now();
    const answer = await survives(booth, () => pour(booth, bomb));
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toEqual({
      accepted: 1,
      errors: [{ message: "event exceeded the permitted size", document: "\0".repeat(307_200) }, tooLarge],
    });
  });

  it("of 1 GB without metadata is refused by its first line", async () => {
    const answer = await survives(booth, () => pour(booth, membersOf(Buffer.alloc(64 * MIB)).slice(1)));
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toEqual({
      accepted: 0,
      errors: [{ message: "event exceeded the permitted size", document: "\0".repeat(307_200) }],
    });
  });

  test.each([
    ["empty lines", "\n", []],
    ["lines of one zero", "\0\n", Array(5).fill({ message: 'did not recognize object type: ""', document: "\0" })],
    ["lines of no known kind", "{}\n", Array(5).fill({ message: 'did not recognize object type: ""', document: "{}" })],
  ])("of 1 GB of %s", async (_what, line, errors) => {
    const bomb = membersOf(Buffer.alloc(64 * MIB, line));
    const answer = await survives(booth, () => pour(booth, bomb));
    expect(answer).toMatchObject({ status: 400, body: told(1, ...errors, tooLarge) });
  });

  it("of a sender without a key", async () => {
    const pieces = [gzipSync(`${RUM_METADATA}\n`), ...membersOf(Buffer.alloc(64 * MIB, "\0\n")).slice(1)];
    const answer = await survives(booth, () => pour(booth, pieces, {}));
    const bad = { message: 'did not recognize object type: ""', document: "\0" };
    expect(answer).toMatchObject({ status: 400, body: told(0, ...Array<object>(5).fill(bad), tooLarge) });
  });

  it("that expands just less than that is worked off in bounded memory", async () => {
    const line = () => `{"transaction":{"id":"${randomBytes(1_200).toString("hex")}${"x".repeat(290_000)}"}}\n`;
    const member = gzipSync(Array.from({ length: 100 }, line).join(""));
    const members = [gzipSync(body(METADATA)), ...SIXTEEN.map(() => member)];
    const answer = await survives(booth, () => pour(booth, members, packedAs("gzip")));
    expect(answer.status).toBe(400);
    expect((JSON.parse(answer.body) as { errors: { message: string }[] }).errors.map(({ message }) => message)).toEqual(
      Array(5).fill("validation error: transaction: 'id': validation rule 'maxLength(1024)' violated"),
    );
  });

  it("of config is refused like a body that is no JSON", async () => {
    const sent = gzipSync(Buffer.alloc(64 * MIB));
    const path = "/config/v1/agents";
    const answer = await survives(booth, () => send(booth.port, { path, headers: packedAs("gzip"), body: sent }));
    expect(answer).toMatchObject({ status: 400, headers: { "cache-control": "max-age=300, must-revalidate" } });
  });
});

describe("events that are meant to break something", () => {
  const detailOf = async (fields: object, sent = (line: string): string | Buffer => line) => {
    const ids = { id: randomBytes(8).toString("hex"), trace_id: randomBytes(16).toString("hex") };
    const line = sent(body(metadata("sly"), transaction({ ...ids, ...fields })));
    expect(await survives(booth, () => send(booth.port, { body: line }))).toMatchObject({ status: 202, body: "" });
    const path = `/api/traces/${ids.trace_id}/events/transaction/${ids.id}`;
    return EventDetailAnswer.parse(await eventually(() => ask(booth, path)));
  };

  it("labels named as what every object has", async () => {
    const labels = '{"__proto__":"a","constructor":"b","prototype":"c","toString":"d","hasOwnProperty":"e"}';
    const context = JSON.parse(`{"tags":${labels},"custom":{"__proto__":{"polluted":true},"constructor":1}}`) as object;
    const { fields } = await detailOf({ context });
    const found = fields.filter(({ name }) => name.startsWith("labels.")).map(({ name, value }) => `${name}=${value}`);
    expect(found.sort()).toEqual([
      "labels.__proto__=a",
      "labels.constructor=b",
      "labels.hasOwnProperty=e",
      "labels.prototype=c",
      "labels.toString=d",
    ]);
    expect(await (await fetch(`${booth.url}/healthz`)).json()).not.toHaveProperty("polluted");
  });

  it("10,000 labels", async () => {
    const tags = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`label-${i}`, `${i}`]));
    const { fields } = await detailOf({ context: { tags } });
    expect(fields.filter(({ name }) => name.startsWith("labels."))).toHaveLength(10_000);
  });

  it("bytes that are no UTF-8, and half a pair", async () => {
    const sent = (line: string) => Buffer.from(line.replace("BROKEN", "\xff\xc0\xaf"), "latin1");
    const { fields } = await detailOf({ name: "BROKEN" }, sent);
    expect(fields.find(({ name }) => name === "transaction.name")?.value).toMatch(/^\ufffd+$/);
    const half = await detailOf({ name: "HALF" }, (line) => line.replace("HALF", "a\\ud83db"));
    expect(half.fields.find(({ name }) => name === "transaction.name")?.value).toBe("a\ufffdb");
  });

  it("text that looks like a query", async () => {
    const name = "'; DROP TABLE transactions; -- {x:String} \\ \u0000 \u202e";
    const { fields } = await detailOf({ name, result: "'" });
    expect(fields.find((field) => field.name === "transaction.name")?.value).toBe(name);
  });

  it("a line of 400 kB between good ones", async () => {
    const long = transaction({ padding: "x".repeat(400_000) });
    await expectRefusal(
      booth,
      { body: body(metadata("long"), transaction({ name: "before" }), long, transaction({ name: "after" })) },
      400,
      2,
      { message: "event exceeded the permitted size", document: long.slice(0, 307_200) },
    );
    expect(await whenStored(booth, "long", 2)).toEqual({ before: 1, after: 1 });
  });

  it("JSON nested a hundred thousand deep", async () => {
    const nested = `{"transaction":{"id":"1","context":{"custom":{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}}}}`;
    const answer = await survives(booth, () => send(booth.port, { body: body(METADATA, nested) }));
    const { accepted, errors } = JSON.parse(answer.body) as { accepted: number; errors: { message: string }[] };
    expect([answer.status, accepted, errors.length]).toEqual([400, 0, 1]);
    expect(errors[0]?.message).toMatch(/^decode error: data read error: /);
  });

  it("100 MB of a line that never ends", async () => {
    const piece = Buffer.alloc(MIB, "x");
    const pieces = [Buffer.from(body(METADATA, transaction())), ...Array<Buffer>(100).fill(piece)];
    const answer = await survives(booth, () => pour(booth, pieces));
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toEqual({
      accepted: 1,
      errors: [{ message: "event exceeded the permitted size", document: "x".repeat(307_200) }],
    });
  });
});

describe("a sender that goes on after it was refused", () => {
  test.each([
    [
      "a bad content type",
      { "Content-Type": "application/json", ...KEY },
      "",
      400,
      told(0, { message: "invalid content type: 'application/json'" }),
    ],
    ["a wrong key", { Authorization: "Bearer wrong" }, "", 401, '{"error":"authentication failed"}\n'],
    ["no metadata", KEY, "{}\n", 400, told(0, { message: '"metadata" or "m" required', document: "{}" })],
    [
      "a body that is not packed as it says",
      { "Content-Encoding": "gzip", ...KEY },
      "plain text",
      400,
      told(0, { message: "data decoding error: gzip: invalid header" }),
    ],
  ])("can read why: %s", async (_what, headers, first, status, text) => {
    const answer = await survives(booth, async () => {
      using wire = await Wire.open(booth.port);
      await wire.write(head({ headers }));
      if (first !== "") await wire.chunk(first);
      for (let i = 0; i < 64; i++) {
        if (!(await wire.chunk(randomBytes(MIB)))) break;
        await sleep(2);
      }
      return await wire.answer();
    });
    expect(answer).toMatchObject({ status, body: text });
  });

  it("keeps its connection no longer than it goes on", async () => {
    for (const sent of ["{}\n", body(METADATA, transaction(), "{}"), body(METADATA) + "x".repeat(400_000)]) {
      using wire = await Wire.open(booth.port);
      await wire.write(head({ headers: KEY, body: sent }) + sent);
      const answer = await wire.answer();
      expect([answer.status, answer.headers.connection]).toEqual([400, "Close"]);
      await wire.untilEnded(1_000);
    }
  });

  it("is cut off in the end", async () => {
    using wire = await Wire.open(booth.port);
    await wire.write(head({ headers: { ...KEY, "Content-Type": "text/csv" } }));
    expect((await wire.answer()).status).toBe(400);
    for (let i = 0; i < 100 && (await wire.chunk("x".repeat(1_000))); i++) await sleep(50);
    expect(wire.ended).toBe(true);
  });
});
