import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { describe, expect, it, test } from "vitest";
import { body, KEY, METADATA, openDoor, transaction } from "./door-fixture.ts";

const sized = (packed: Buffer) => ({ ...KEY, "content-length": String(packed.length) });

describe("a packed body that says its length", () => {
  const packed = gzipSync(body(METADATA, ...Array.from({ length: 400 }, (_, i) => transaction({ id: `t${i}` }))));
  const half = packed.length >> 1;

  it("is stored as far as it came when the rest drags on", async () => {
    const { send, sink } = openDoor();
    const slow = new Readable({ read() {} });
    slow.push(packed.subarray(0, half));
    const answering = send({ body: slow, headers: sized(packed) });
    await expect.poll(() => sink.events.length).toBeGreaterThan(10);
    expect(sink.events.length).toBeLessThan(400);
    slow.push(packed.subarray(half));
    slow.push(null);
    expect((await answering).status).toBe(202);
    expect(sink.events).toHaveLength(400);
  });

  it("is stored as far as it came when its sender goes away", async () => {
    const { send, sink } = openDoor();
    const cut = new Readable({ read() {} });
    cut.push(packed.subarray(0, half));
    const answering = send({ body: cut, headers: sized(packed) });
    await sleep(20);
    cut.destroy(new Error("aborted"));
    expect((await answering).status).toBe(503);
    expect(sink.events.length).toBeGreaterThan(10);
  });

  it.each([
    ["less", 4_000_000],
    ["more", 10],
  ])("that unpacks to %s than it says is broken, as it is without", async (_, said) => {
    const lying = Buffer.from(packed);
    lying.writeUInt32LE(said, lying.length - 4);
    const told = await openDoor().send({ body: [lying.subarray(0, half), lying.subarray(half)] });
    const answer = await openDoor().send({
      body: [lying.subarray(0, half), lying.subarray(half)],
      headers: sized(lying),
    });
    expect(answer).toEqual(told);
    expect(answer.status).toBe(500);
  });

  it("needs no room for all of it at once", async () => {
    const { send, sink } = openDoor({ limits: { bytesInFlight: 1_000 } });
    const answer = await send({ body: [packed.subarray(0, half), packed.subarray(half)], headers: sized(packed) });
    expect(answer.status).toBe(202);
    expect(sink.events).toHaveLength(400);
  });
});

it("reads a plain body whose first bytes come alone as fast as one that comes whole", async () => {
  const plain = Buffer.from(body(METADATA, ...Array.from({ length: 12_000 }, (_, i) => transaction({ id: `t${i}` }))));
  const millisOf = async (chunks: readonly Buffer[]): Promise<number> => {
    const { send, sink } = openDoor();
    const began = performance.now();
    expect((await send({ body: [...chunks] })).status).toBe(202);
    expect(sink.events).toHaveLength(12_000);
    return performance.now() - began;
  };
  const whole = await millisOf([plain]);
  expect(await millisOf([plain.subarray(0, 3), plain.subarray(3)])).toBeLessThan(whole * 3 + 100);
});

describe("bodies that break or drag on", () => {
  it("keeps what came before the break of a gzip body", async () => {
    const { send, sink } = openDoor();
    const lines = Array.from({ length: 50 }, (_, i) =>
      transaction({ name: randomBytes(2_000).toString("hex"), id: `${i}` }),
    );
    const packed = gzipSync(
      body(METADATA, ...lines.map((line) => line.replace(/"name":"([0-9a-f]{1000})[0-9a-f]*"/, '"name":"$1"'))),
    );
    const answer = await send({ body: packed.subarray(0, packed.length >> 1) });
    const told = JSON.parse(answer.body);
    expect(answer.status).toBe(500);
    expect(told.errors).toEqual([{ message: "cannot handle stream: unexpected EOF" }]);
    expect(told.accepted).toBe(sink.events.length);
    expect(told.accepted).toBeGreaterThan(10);
  });

  it("blames the sender when even the metadata is cut off", async () => {
    const packed = gzipSync(METADATA);
    const answer = await openDoor().send({ body: packed.subarray(0, packed.length - 20) });
    expect(answer).toMatchObject({ status: 400, body: '{"accepted":0,"errors":[{"message":"unexpected EOF"}]}\n' });
  });

  it("stops reading after the read timeout", async () => {
    const { send, sink } = openDoor({ limits: { readTimeoutMillis: 60 } });
    const slow = new Readable({ read() {} });
    slow.push(body(METADATA, transaction()));
    const answer = await send({ body: slow });
    expect(answer.status).toBe(500);
    expect(JSON.parse(answer.body)).toEqual({
      accepted: 1,
      errors: [{ message: "cannot handle stream: i/o timeout" }],
    });
    expect(sink.events).toHaveLength(1);
    expect(slow.destroyed).toBe(false);
  });

  it("stores whole lines of a sender that hangs up, and counts it apart", async () => {
    const { send, sink, metrics, rejections } = openDoor();
    const cut = new Readable({ read() {} });
    cut.push(body(METADATA, transaction()) + transaction().slice(0, 30));
    const answering = send({ body: cut });
    await sleep(20);
    cut.destroy(new Error("aborted"));
    expect((await answering).status).toBe(503);
    expect(sink.events).toHaveLength(1);
    expect(rejections).toEqual([]);
    expect(await metrics.metrics()).toContain("sadari_intake_hang_ups_total 1");
  });

  it("survives a gzip bomb in little memory", async () => {
    const zeros = gzipSync(Buffer.alloc(64 * 2 ** 20));
    const before = process.memoryUsage().rss;
    const start = performance.now();
    const { send } = openDoor();
    const headless = await send({ body: [...Array(16).keys()].map(() => zeros) });
    expect(headless.status).toBe(400);
    expect(JSON.parse(headless.body).errors).toMatchObject([{ message: "event exceeded the permitted size" }]);
    const bomb = await send({
      body: [gzipSync(body(METADATA, transaction())), ...[...Array(16).keys()].map(() => zeros)],
    });
    expect(bomb.status).toBe(400);
    expect(JSON.parse(bomb.body)).toMatchObject({
      accepted: 1,
      errors: [
        { message: "event exceeded the permitted size" },
        { message: "cannot handle stream: request body too large: more than 200 times its size" },
      ],
    });
    expect(performance.now() - start).toBeLessThan(2_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(128 * 2 ** 20);
  });
});

describe("a sink under pressure", () => {
  it("refuses before reading when full", async () => {
    const { send, sink } = openDoor();
    sink.press("full");
    const answer = await send({ body: body(METADATA, transaction()) });
    expect(answer).toMatchObject({
      status: 503,
      headers: { "Retry-After": "5", Connection: "Close" },
      body: '{"accepted":0,"errors":[{"message":"queue is full"}]}\n',
    });
  });

  it("stops reading while slow", async () => {
    const { send, sink } = openDoor();
    const drip = new Readable({ read() {} });
    const answering = send({ body: drip });
    sink.press("slow");
    drip.push(body(METADATA, transaction()));
    await sleep(30);
    expect(sink.events).toHaveLength(1);
    drip.push(body(transaction()));
    drip.push(null);
    await sleep(30);
    expect(sink.events).toHaveLength(1);
    sink.press("none");
    expect((await answering).status).toBe(202);
    expect(sink.events).toHaveLength(2);
  });

  it("keeps nobody waiting whose body is here whole, and nobody longer than agents wait", async () => {
    const { send, sink } = openDoor();
    sink.press("slow");
    const whole = Object.assign(Readable.from([Buffer.from(body(METADATA, transaction()))]), { complete: true });
    let start = performance.now();
    expect((await send({ body: whole })).status).toBe(202);
    expect(performance.now() - start).toBeLessThan(1_000);

    const drip = new Readable({ read() {} });
    const answering = send({ body: drip });
    start = performance.now();
    drip.push(body(METADATA));
    for (let i = 0; i < 6; i++) {
      await sleep(200);
      drip.push(body(transaction()));
    }
    drip.push(null);
    expect((await answering).status).toBe(202);
    expect(performance.now() - start).toBeLessThan(4_500);
    expect(sink.events).toHaveLength(7);
  }, 10_000);

  test.each([
    ["spool.full", 503, "cannot handle stream: cannot process batch: queue is full"],
    ["server.draining", 503, "server is shutting down"],
    ["store.unavailable", 503, "cannot handle stream: cannot process batch: service unavailable"],
    ["internal", 500, "cannot handle stream: internal error"],
  ] as const)("%s", async (code, status, message) => {
    const { send, sink } = openDoor();
    sink.failWith = code;
    sink.failAfter = 1;
    const chunks = [body(METADATA, transaction()), body(transaction()), body(transaction())].map((text) =>
      Buffer.from(text),
    );
    const answer = await send({ body: chunks });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toEqual({ accepted: 1, errors: [{ message }] });
  });

  it("waits for a slot when all are taken", async () => {
    const { send } = openDoor({ limits: { concurrentStreams: 1 } });
    const held = new Readable({ read() {} });
    const first = send({ body: held });
    const second = send({ body: body(METADATA) });
    expect(await Promise.race([second, sleep(30, "waiting")])).toBe("waiting");
    held.push(null);
    expect((await first).status).toBe(202);
    expect((await second).status).toBe(202);
  });

  it("waits for bytes when the budget is spent", async () => {
    const { send, sink } = openDoor({ limits: { bytesInFlight: 1, readTimeoutMillis: 2_000 } });
    const answers = await Promise.all(Array.from({ length: 8 }, () => send({ body: body(METADATA, transaction()) })));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(202));
    expect(sink.events).toHaveLength(8);
  });
});

describe("shutting down", () => {
  it("lets running streams finish and turns new ones away", async () => {
    const { send, door } = openDoor();
    const running = new Readable({ read() {} });
    const first = send({ body: running });
    running.push(body(METADATA, transaction()));
    await sleep(10);
    const drained = door.drain();
    expect(await send({ body: body(METADATA) })).toMatchObject({
      status: 503,
      body: '{"accepted":0,"errors":[{"message":"server is shutting down"}]}\n',
    });
    running.push(null);
    expect((await first).status).toBe(202);
    await drained;
  });

  it("ends streams that take too long", async () => {
    const { send, door, sink } = openDoor({ limits: { drainMillis: 20 } });
    const running = new Readable({ read() {} });
    const first = send({ body: running });
    running.push(body(METADATA, transaction()));
    await sleep(10);
    await door.drain();
    expect(JSON.parse((await first).body)).toEqual({ accepted: 1, errors: [{ message: "server is shutting down" }] });
    expect(sink.events).toHaveLength(1);
  });
});
