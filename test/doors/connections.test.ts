import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Booth, eventually, freePort, startBooth } from "../booth.ts";
import { figure, stored, survives } from "./booth-under-attack.ts";
import { body, failed, KEY, METADATA, metadata, told, transaction } from "./lines.ts";
import { head, send, Wire } from "./wire.ts";

let booth: Booth;
beforeAll(async () => {
  booth = await startBooth();
});
afterAll(() => booth[Symbol.asyncDispose]());

const VERBOSE = "/intake/v2/events?verbose";
const whole = (request: { path?: string; method?: string; body: string; headers?: Record<string, string> }): string =>
  head(request) + request.body;

describe("one connection", () => {
  it("answers requests that were sent at once, in their order", async () => {
    using wire = await Wire.open(booth.port);
    const three = [1, 2, 3].map((events) =>
      whole({ path: VERBOSE, body: body(METADATA, ...Array.from({ length: events }, () => transaction())) }),
    );
    await wire.write(three.join("") + whole({ method: "GET", path: "/config/v1/agents?service.name=x", body: "" }));
    for (const events of [1, 2, 3]) expect(await wire.answer()).toMatchObject({ status: 202, body: told(events) });
    expect(await wire.answer()).toMatchObject({ status: 200, body: "{}\n" });
    expect(wire.ended).toBe(false);
    await wire.write(whole({ body: body(METADATA) }));
    expect((await wire.answer()).status).toBe(202);
  });

  it("ends after a refused stream, and what was sent behind it is not taken", async () => {
    using wire = await Wire.open(booth.port);
    const named = (name: string) => whole({ body: body(metadata("behind"), transaction({ name })) });
    await wire.write(named("before") + whole({ body: "text\n" }) + named("after"));
    expect(await wire.answer()).toMatchObject({ status: 202, headers: { connection: "keep-alive" } });
    expect(await wire.answer()).toMatchObject({ status: 400, headers: { connection: "Close" } });
    await wire.untilEnded();
    await expect(wire.answer()).rejects.toThrow("the connection ended");
    expect(await eventually(async () => (await stored(booth, "behind")).before)).toBe(1);
    await sleep(300);
    expect(await stored(booth, "behind")).toEqual({ before: 1 });
  });

  it("asks for a large body that waits to be asked for", async () => {
    using wire = await Wire.open(booth.port);
    const sent = body(METADATA, transaction());
    await wire.write(head({ path: VERBOSE, headers: { ...KEY, Expect: "100-continue" }, body: sent }));
    await sleep(50);
    await wire.write(sent);
    expect(await wire.answer()).toMatchObject({ status: 202, body: told(1) });
  });

  it("is told of headers beyond 1 MiB, and takes them below", async () => {
    const long = (bytes: number) => ({ ...KEY, "X-Long": "x".repeat(bytes) });
    expect((await send(booth.port, { headers: long(1_000_000), body: body(METADATA) })).status).toBe(202);
    const answer = await survives(booth, () => send(booth.port, { headers: long(1_100_000) }));
    expect(answer).toMatchObject({ status: 431, body: failed("request header too large") });
  });

  it("is ended when it does not speak HTTP", async () => {
    for (const noise of [
      "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 not TLS here\r\n\r\n",
      "GET\r\n\r\n",
      "POST / HTTP/9.9\r\n\r\n",
    ]) {
      await survives(booth, async () => {
        using wire = await Wire.open(booth.port);
        await wire.write(Buffer.from(noise, "latin1"));
        expect(await wire.answer()).toMatchObject({
          status: 400,
          headers: { "x-content-type-options": "nosniff", "content-type": "text/plain; charset=utf-8" },
          body: failed("malformed HTTP request"),
        });
        await wire.untilEnded();
      });
    }
  });

  it("whose sender has said all and ended its side still carries the answer", async () => {
    for (const [sent, status] of [
      [body(METADATA, transaction()), 202],
      [body(METADATA, "{}"), 400],
    ] as const) {
      using wire = await Wire.open(booth.port);
      await wire.write(head({ body: sent }) + sent);
      wire.end();
      expect((await wire.answer()).status).toBe(status);
      await wire.untilEnded();
    }
    using page = await Wire.open(booth.port);
    const headers = { Authorization: `Bearer ${booth.hostToken}` };
    await page.write(head({ method: "GET", path: "/api/live", headers, body: "" }));
    await sleep(200);
    page.end();
    await page.untilEnded(1_000);
  });

  it("is ended when its body is framed two ways, or wrongly", async () => {
    await survives(booth, async () => {
      using wire = await Wire.open(booth.port);
      await wire.write(head({ headers: { ...KEY, "Content-Length": "5" } }));
      expect((await wire.answer()).status).toBe(400);
      using other = await Wire.open(booth.port);
      await other.write(head());
      await other.chunk(body(metadata("framed"), transaction()));
      await other.write("not a length\r\n");
      await other.untilEnded();
    });
    expect(await eventually(async () => (await stored(booth, "framed"))["GET /"])).toBe(1);
  });

  it("cut in the middle of a line leaves the whole ones, and is counted", async () => {
    const before = await figure(booth, "sadari_intake_hang_ups_total");
    {
      using wire = await Wire.open(booth.port);
      await wire.write(head());
      const lines = body(metadata("hung-up"), transaction({ name: "one" }), transaction({ name: "two" }));
      await wire.chunk(lines + transaction({ name: "three" }).slice(0, 40));
      await sleep(100);
    }
    expect(await eventually(async () => Object.keys(await stored(booth, "hung-up")).sort()[1])).toBe("two");
    expect(await stored(booth, "hung-up")).toEqual({ one: 1, two: 1 });
    await eventually(async () => ((await figure(booth, "sadari_intake_hang_ups_total")) > before ? true : undefined));
    expect(await figure(booth, "sadari_intake_hang_ups_total")).toBe(before + 1);
  });

  it("opened two thousand times and left alone keeps nobody out", async () => {
    await survives(booth, async () => {
      const wires = await Promise.all(Array.from({ length: 2_000 }, () => Wire.open(booth.port)));
      expect((await send(booth.port, { body: body(METADATA, transaction()) })).status).toBe(202);
      for (const wire of wires) wire[Symbol.dispose]();
    });
  });
});

describe.concurrent("slow senders", () => {
  it("may take 12 s, as agents do, and their events are taken meanwhile", async () => {
    using wire = await Wire.open(booth.port);
    await wire.write(head({ path: VERBOSE }));
    await wire.chunk(body(metadata("patient")));
    for (let second = 0; second < 12; second++) {
      await wire.chunk(body(transaction({ name: "drop" })));
      await sleep(1_000);
    }
    expect((await stored(booth, "patient")).drop).toBeGreaterThanOrEqual(10);
    await wire.chunk("");
    expect(await wire.answer()).toMatchObject({ status: 202, body: told(12) });
  });

  it("of events are cut off after 30 s, with words, and what came is kept", { timeout: 40_000 }, async () => {
    using wire = await Wire.open(booth.port);
    const started = performance.now();
    await wire.write(head());
    await wire.chunk(body(metadata("dripping"), transaction()));
    const dripping = drip(wire, (piece) => wire.chunk(piece));
    const answer = await wire.answer({ timeoutMillis: 36_000 });
    expect((performance.now() - started) / 1_000).toBeGreaterThan(29);
    expect(answer).toMatchObject({
      status: 500,
      headers: { connection: "Close" },
      body: told(1, { message: "cannot handle stream: i/o timeout" }),
    });
    await wire.untilEnded();
    await dripping;
    expect((await stored(booth, "dripping"))["GET /"]).toBe(1);
  });

  it("of metadata are cut off after 30 s", { timeout: 40_000 }, async () => {
    using wire = await Wire.open(booth.port);
    await wire.write(head());
    await wire.chunk('{"metadata":');
    const dripping = drip(wire, (piece) => wire.chunk(piece));
    expect(await wire.answer({ timeoutMillis: 36_000 })).toMatchObject({
      status: 400,
      headers: { connection: "Close" },
      body: told(0, { message: "i/o timeout" }),
    });
    await dripping;
  });

  it("of headers are cut off within 20 s", { timeout: 40_000 }, async () => {
    using wire = await Wire.open(booth.port);
    const started = performance.now();
    await wire.write("POST /intake/v2/events HTTP/1.1\r\nHost: booth\r\n");
    const dripping = drip(wire, (piece) => wire.write(`X-${piece}: x\r\n`));
    expect((await wire.answer({ timeoutMillis: 35_000 })).status).toBe(408);
    expect((performance.now() - started) / 1_000).toBeLessThan(20);
    await dripping;
  });

  async function drip(wire: Wire, write: (piece: string) => Promise<boolean>): Promise<void> {
    for (let i = 0; i < 400 && !wire.ended; i++) {
      await write("y");
      await sleep(100);
    }
  }
});

describe("a booth that is told to stop", () => {
  it("lets open streams end within 15 s, tells the others, and everything told is there again", {
    timeout: 60_000,
  }, async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "sadari-stop-"));
    try {
      const stopping = await startBooth({ dataDir });
      using wire = await Wire.open(stopping.port);
      using endless = await Wire.open(stopping.port);
      for (const one of [wire, endless]) await one.write(head({ path: VERBOSE }));
      await wire.chunk(body(metadata("last-words")));
      await endless.chunk(body(metadata("endless"), transaction()));
      let stopped: Promise<number | null> | undefined;
      let since = 0;
      for (let i = 0; i < 20; i++) {
        await wire.chunk(body(transaction({ name: "word" })));
        if (i === 1) {
          since = performance.now();
          stopped = stopping.stop("SIGTERM");
        }
        await sleep(500);
      }
      await expect(Wire.open(stopping.port)).rejects.toThrow("ECONNREFUSED");
      await wire.chunk("");
      expect(await wire.answer()).toMatchObject({ status: 202, body: told(20) });
      expect(await endless.answer()).toMatchObject({
        status: 503,
        headers: { connection: "Close", "retry-after": "5" },
        body: told(1, { message: "server is shutting down" }),
      });
      expect(await stopped).toBe(0);
      expect((performance.now() - since) / 1_000).toBeLessThan(25);

      await using again = await startBooth({ dataDir });
      expect(await eventually(async () => (await stored(again, "last-words")).word)).toBe(20);
      expect(await stored(again, "endless")).toEqual({ "GET /": 1 });
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  });
});

describe("a booth that cannot start", () => {
  it("says that another one has the data folder", async () => {
    const { code, stderr } = await start({ SADARI_DATA_DIR: booth.dataDir, SADARI_PORT: String(await freePort()) });
    expect(code).toBe(3);
    expect(stderr).toContain(`sadari: The folder ${booth.dataDir}`);
    expect(stderr).toMatch(
      /is in use by .+\.\n {2}Stop the other Sadari first, or give this one its own data folder\.\n/,
    );
    expect((await send(booth.port, { body: body(METADATA, transaction()) })).status).toBe(202);
  });

  it("says that the port is taken", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const address = taken.address();
    const port = typeof address === "object" ? String(address?.port) : "";
    const dataDir = mkdtempSync(join(tmpdir(), "sadari-port-"));
    try {
      const { code, stderr } = await start({ SADARI_DATA_DIR: dataDir, SADARI_PORT: port });
      expect(code).toBe(1);
      expect(stderr).toContain(
        `sadari: Port ${port} is taken by another program.\n  Stop that program, or choose another port`,
      );
    } finally {
      taken.close();
      rmSync(dataDir, { recursive: true, force: true });
    }
  });

  function start(settings: Record<string, string>): Promise<{ code: unknown; stderr: string }> {
    const cwd = join(import.meta.dirname, "../..");
    const env = { ...process.env, SADARI_HOST: "127.0.0.1", ...settings };
    return new Promise((resolve) => {
      execFile(process.execPath, ["src/cli/main.ts", "start"], { cwd, env, timeout: 20_000 }, (error, _out, stderr) =>
        resolve({ code: error?.code ?? 0, stderr }),
      );
    });
  }
});

describe("a question for the server", () => {
  it("may stand under a whole address, as proxies write it", async () => {
    const path = `http://127.0.0.1:${booth.port}${VERBOSE}`;
    expect(await send(booth.port, { path, body: body(METADATA, transaction()) })).toMatchObject({
      status: 202,
      body: told(1),
    });
    expect(await send(booth.port, { method: "GET", path: "http://booth/nowhere", headers: {} })).toMatchObject({
      status: 404,
      body: failed("404 page not found"),
    });
  });
});
