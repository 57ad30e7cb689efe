import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it, test } from "vitest";
import { body, error, KEY, METADATA, metadata, NOSNIFF, NOW, openDoor, transaction } from "./door-fixture.ts";

describe("answers (1.3)", () => {
  it("is bare when all is well", async () => {
    const { send, sink } = openDoor();
    expect(await send({ body: body(METADATA, transaction()) })).toEqual({ status: 202, headers: NOSNIFF, body: "" });
    expect(sink.events).toHaveLength(1);
    expect(sink.batches[0]).toMatchObject({ space: "default", receivedAt: NOW });
  });

  test.each([
    ["text/html", "text/plain; charset=utf-8", '{"accepted":0}\n'],
    [undefined, "text/plain; charset=utf-8", '{"accepted":0}\n'],
    ["text/html, */*", "application/json", '{\n  "accepted": 0\n}\n'],
    ["application/json", "application/json", '{\n  "accepted": 0\n}\n'],
  ])("Accept %s", async (accept, type, text) => {
    const answer = await openDoor().send({ query: "verbose=false", headers: { ...KEY, ...(accept && { accept }) } });
    expect(answer).toEqual({ status: 202, headers: { ...NOSNIFF, "Content-Type": type }, body: text });
  });

  it("does not know other paths, whoever asks", async () => {
    const answer = await openDoor().send({ path: "/intake/v2/profile", headers: {} });
    expect(answer).toMatchObject({ status: 404, body: '{"error":"404 page not found"}\n' });
  });
});

describe("intake requests (1.8)", () => {
  test.each(["GET", "PUT", "DELETE"])("%s", async (method) => {
    const answer = await openDoor().send({ method });
    expect(answer).toMatchObject({
      status: 400,
      headers: { Connection: "Close" },
      body: '{"accepted":0,"errors":[{"message":"only POST requests are supported"}]}\n',
    });
  });

  test.each([
    ["application/x-ndjson; charset=utf-8", 202],
    ["", 202],
    ["application/json", 400],
    ["application/ndjson", 400],
  ])("Content-Type %s", async (type, status) => {
    const answer = await openDoor().send({ headers: { ...KEY, "content-type": type }, body: body(METADATA) });
    expect(answer.status).toBe(status);
    if (status === 400) expect(JSON.parse(answer.body).errors[0].message).toBe(`invalid content type: '${type}'`);
  });

  it("checks the key first, then the method", async () => {
    expect((await openDoor().send({ method: "GET", headers: { authorization: "Bearer x" } })).status).toBe(401);
  });

  test.each([
    ["gzip", gzipSync, undefined],
    ["gzip", gzipSync, "gzip"],
    ["zlib", deflateSync, undefined],
    ["zlib", deflateSync, "deflate"],
    ["plain", (text: string) => Buffer.from(text), undefined],
    ["plain", (text: string) => Buffer.from(text), "identity"],
    ["gzip", gzipSync, "gzip, deflate"],
  ] as const)("%s body %#, header %s", async (_name, pack, encoding) => {
    const { send, sink } = openDoor();
    const headers = { ...KEY, ...(encoding && { "content-encoding": encoding }) };
    const answer = await send({ headers, body: pack(body(METADATA, transaction(), error())) });
    expect([answer.status, sink.events.length]).toEqual([202, 2]);
  });

  test.each([
    ["gzip", Buffer.from(body(METADATA)), "data decoding error: gzip: invalid header"],
    ["deflate", deflateRawSync(body(METADATA)), "data decoding error: zlib: invalid header"],
    [undefined, Buffer.from("x, not zlib"), "data decoding error: zlib: invalid header"],
  ])("a false header %s", async (encoding, packed, message) => {
    const headers = { ...KEY, ...(encoding && { "content-encoding": encoding }) };
    const answer = await openDoor().send({ headers, body: packed });
    expect(answer).toMatchObject({ status: 400, body: `${JSON.stringify({ accepted: 0, errors: [{ message }] })}\n` });
  });

  test.each([
    ["an empty body", "", 202, []],
    ["metadata alone", body(METADATA), 202, []],
    ["metadata without its newline", METADATA, 400, [["EOF while reading metadata", METADATA]]],
    ["no metadata", body(transaction()), 400, [['"metadata" or "m" required', transaction()]]],
    ["text", "text\n", 400, [['"metadata" or "m" required', "text"]]],
    ["an empty line", "\n", 400, [['"metadata" or "m" required', undefined]]],
    [
      "metadata that is not JSON",
      '{"metadata": nope}\n',
      400,
      [[expect.stringMatching(/^decode error: data read error: /), '{"metadata": nope}']],
    ],
    ["empty metadata", '{"metadata":{}}\n', 400, [["validation error: 'metadata' required", '{"metadata":{}}']]],
  ])("%s", async (_what, sent, status, errors) => {
    const answer = await openDoor().send({ body: sent, query: "verbose" });
    expect(answer.status).toBe(status);
    const told = errors.map(([message, document]) => (document === undefined ? { message } : { message, document }));
    expect(JSON.parse(answer.body)).toEqual(told.length === 0 ? { accepted: 0 } : { accepted: 0, errors: told });
  });

  it("stores the good events beside the bad ones and tells of the first five", async () => {
    const { send, sink, rejections, metrics } = openDoor();
    const bad = ["{}", "  ", METADATA, '{"span":{}}', '{"transaction":5}', '{"foo":1}', "not json"];
    const answer = await send({ body: body(METADATA, transaction(), "", ...bad, error()) });
    expect(answer).toMatchObject({ status: 400, headers: { Connection: "Close" } });
    const told = JSON.parse(answer.body);
    expect(told.accepted).toBe(2);
    expect(told.errors.map((one: { message: string }) => one.message)).toEqual([
      'did not recognize object type: ""',
      'did not recognize object type: ""',
      'did not recognize object type: "metadata"',
      "validation error: 'span' required",
      "decode error: data read error: transaction: expects an object",
    ]);
    expect(Object.keys(told)).toEqual(["accepted", "errors"]);
    expect(Object.keys(told.errors[0])).toEqual(["message", "document"]);
    expect(sink.events).toHaveLength(2);
    expect(rejections.map(({ reason, count }) => [reason, count])).toEqual([
      ["event-unrecognised", 5],
      ["event-invalid", 2],
    ]);
    expect(await metrics.metrics()).toContain('sadari_intake_refused_total{reason="event-unrecognised"} 5');
  });

  it("takes a line of 307,199 bytes and skips a longer one", async () => {
    const { send, sink } = openDoor();
    const sized = (bytes: number): string => {
      const line = transaction({ padding: "" });
      return line.replace('"padding":""', `"padding":"${"x".repeat(bytes - line.length)}"`);
    };
    const long = sized(307_200);
    const answer = await send({ body: body(METADATA, sized(307_199), long, sized(400_000), transaction()) });
    expect(JSON.parse(answer.body)).toEqual({
      accepted: 2,
      errors: [
        { message: "event exceeded the permitted size", document: long },
        { message: "event exceeded the permitted size", document: sized(400_000).slice(0, 307_200) },
      ],
    });
    expect(sink.events).toHaveLength(2);
  });

  it("ignores a carriage return before the newline and needs no newline at the end", async () => {
    const { send, sink } = openDoor();
    const answer = await send({ body: `${METADATA}\r\n${transaction()}\r\n${error()}` });
    expect([answer.status, sink.events.length]).toEqual([202, 2]);
  });
});

describe("what a host sees", () => {
  test.each([
    ["apm-agent-nodejs/4.18.0 (toy-shop 1.0.0)", { agent: "nodejs", service: "toy-shop", serviceVersion: "1.0.0" }],
    ["apm-agent-java/1.5 (my service v2)", { agent: "java", service: "my service", serviceVersion: "v2" }],
    ["apm-agent-go/2.7 (my service)", { agent: "go", service: "my service" }],
  ])("%s", async (agent, hello) => {
    const { send, hellos } = openDoor();
    await send({ headers: { ...KEY, "user-agent": agent }, body: "" });
    expect(hellos).toEqual([{ space: "default", key: "k1", at: NOW, ...hello }]);
  });

  it("greets no one without a valid key", async () => {
    const { send, hellos } = openDoor();
    const agent = { "user-agent": "apm-agent-nodejs/4 (shop)" };
    await send({ headers: { ...agent, authorization: "Bearer wrong" } });
    await send({ headers: agent });
    expect(hellos).toEqual([]);
  });

  it("hears of wrong clocks once a minute and service", async () => {
    const { send, rejections, clock } = openDoor();
    const at = (hours: number) =>
      send({ body: body(METADATA, transaction({ timestamp: NOW + hours * 3_600_000_000 })) });
    expect((await at(9)).status).toBe(202);
    await at(9);
    clock.micros += 61_000_000;
    await at(-50);
    await at(0.1);
    expect(rejections.map(({ reason, status, params, detail }) => [reason, status, params.skew, detail])).toEqual([
      ["clock-ahead", 202, "9 h", "the clock is 9 h ahead"],
      ["clock-behind", 202, "2 d", "the clock is 2 d behind"],
    ]);
  });

  test.each([
    [{ name: undefined }, "service-name-missing"],
    [{ name: "" }, "service-name-missing"],
    [{ name: "가게" }, "service-name-invalid"],
    [{ agent: undefined }, "metadata-invalid"],
  ])("%j is %s", async (service, reason) => {
    const { send, rejections } = openDoor();
    await send({ body: body(metadata(service)) });
    expect(rejections).toMatchObject([{ reason, status: 400, address: "192.0.2.7" }]);
    expect(JSON.stringify(rejections)).not.toContain("가게");
  });
});
