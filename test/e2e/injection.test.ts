import { existsSync, readdirSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Booth, startBooth } from "../booth.ts";
import { makeChallenge } from "../challenge.ts";
import { takeTicket } from "../entrances.ts";
import { firstRequest, sendEvents } from "../load/others.ts";
import { addressOf, type Operation, publishedApi, sampleOf, textsChanged } from "../published-api.ts";

const MARK = `sadari-injected-${process.pid}`;
/** Written to standard error by the booth itself as soon as anybody changed what all its objects share. */
const GUARD = `const clean = () => ![{}, [], "", 0, () => 0].some((each) => { for (const name in each) if (each === "" || !Object.hasOwn(each, name)) return true; return each.polluted !== undefined; });
setInterval(() => clean() || console.error("${MARK} POLLUTED"), 50).unref();`;

/** Words of databases, of their errors, and of the program's inside. */
const ECHO =
  /\b(?:SELECT|INSERT INTO|UPDATE|DELETE FROM)\b.*\b(?:FROM|VALUES|SET|WHERE)\b|DB::Exception|SQLITE_|syntax error|unrecognized token|no such column|Code: \d+|\bat \S+\.(?:ts|js):\d+/i;

interface Attack {
  readonly operation: Operation;
  readonly where: string;
  readonly path: string;
  /** The hostile part of it. */
  readonly text: string;
  readonly body?: unknown;
}

/** Every parameter and every text of every body of the API, from the table it publishes, with what breaks out of SQL and JSON. */
describe("nothing that is sent becomes a command", () => {
  let booth: Booth;
  let outside: Server;
  let calls = 0;
  let operations: readonly Operation[];
  let slug: string;
  let ticket: string;
  let corpus: readonly string[];

  beforeAll(async () => {
    outside = createServer((_request, response) => {
      calls += 1;
      response.end("0");
    }).listen(0, "127.0.0.1");
    const guard = `data:text/javascript,${encodeURIComponent(GUARD)}`;
    booth = await startBooth({ env: { NODE_OPTIONS: `--import=${guard}` } });
    ({ slug } = await makeChallenge(booth, { open: true }));
    ticket = await takeTicket(booth, slug);
    await sendEvents(booth, booth.secretToken, firstRequest("toy"));
    operations = (await publishedApi(booth)).filter(({ path }) => !path.endsWith("/live") && path !== "/api/live/wall");
    corpus = sqlCorpus(`http://127.0.0.1:${(outside.address() as AddressInfo).port}/`);
  });
  afterAll(async () => {
    outside?.close();
    await booth?.[Symbol.asyncDispose]();
  });

  /** With whatever lets it in; the answer's status and text. */
  const send = async ({ operation, path, body }: Omit<Attack, "where" | "text">, raw?: string) => {
    const host = operation.roles.includes("host");
    const response = await fetch(`${booth.url}${path}`, {
      method: operation.method,
      headers: {
        ...(host ? { authorization: `Bearer ${booth.hostToken}` } : { cookie: ticket, "x-requested-by": "sadari" }),
        ...(operation.method === "GET" ? {} : { "content-type": "application/json" }),
      },
      redirect: "manual",
      signal: AbortSignal.timeout(20_000),
      ...(operation.method === "GET" ? {} : { body: raw ?? JSON.stringify(body ?? {}) }),
    });
    return { status: response.status, text: await response.text() };
  };

  /** What was answered with an error of ours or showed something of the database, of many sent eight at a time. */
  async function attack(attacks: readonly Attack[]): Promise<string[]> {
    const wrong: string[] = [];
    const waiting = [...attacks];
    const one = async (): Promise<void> => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        const { operation, where, path } = next;
        const answer = await send(next).catch((error: unknown) => ({ status: 0, text: String(error) }));
        // What was sent may be named in a refusal; it is the database that must not speak.
        const echoed = ECHO.exec(withoutEcho(answer.text, next.text))?.[0];
        const fine = answer.status > 0 && answer.status < 500 && (answer.status < 400 || echoed === undefined);
        if (!fine)
          wrong.push(
            `${operation.method} ${where} of ${path.slice(0, 120)}: ${answer.status} ${answer.text.slice(0, 200)}`,
          );
      }
    };
    await Promise.all(Array.from({ length: 8 }, one));
    return wrong;
  }

  it("in any parameter of any address", async () => {
    const attacks = operations.flatMap((operation) =>
      operation.parameters.flatMap(({ name }) =>
        corpus.map((text) => ({
          operation,
          text,
          where: `${name}=${text.slice(0, 30)}`,
          path: addressOf(operation, { slug, [name]: text }),
          body: operation.body === undefined ? {} : sampleOf(operation.body),
        })),
      ),
    );
    expect(attacks.length).toBeGreaterThan(2_000);
    expect(await attack(attacks)).toEqual([]);
  }, 180_000);

  it("in any text of any body", async () => {
    // One address at a time where it would change the challenge for the others' bodies.
    const attacks = operations
      .filter(({ body, path }) => body !== undefined && !/\/(?:purge|wipe)$/.test(path))
      .flatMap((operation, index) => {
        const sample = sampleOf(operation.body ?? {});
        // A third of them at each address, another third at the next.
        const own = corpus.filter((_text, n) => (n + index) % 3 === 0);
        return own.flatMap((text) =>
          [...textsChanged(sample, text)].map((body) => ({
            operation,
            text,
            where: JSON.stringify(body).slice(0, 80),
            path: addressOf(operation, { slug }),
            body,
          })),
        );
      });
    expect(attacks.length).toBeGreaterThan(1_000);
    expect(await attack(attacks)).toEqual([]);
  }, 180_000);

  it("in ten thousand parameters, a key of its own or a body as deep as it may be", async () => {
    const many = Array.from({ length: 10_000 }, (_, n) => `k${n}=1`).join("&");
    const [deep, wide] = [`${"[".repeat(30_000)}${"]".repeat(30_000)}`, `{${'"a":1,'.repeat(8_000)}"a":1}`];
    const wrong: string[] = [];
    for (const operation of operations) {
      const path = addressOf(operation, { slug });
      for (const address of [
        `${path}?${many}`,
        `${path}?a[]=1&a[b]=2&__proto__[polluted]=1&constructor.prototype.polluted=1`,
      ]) {
        const { status } = await send({ operation, path: address });
        if (status === 0 || status >= 500) wrong.push(`${operation.method} ${path} with many keys: ${status}`);
      }
      if (operation.method === "GET") continue;
      for (const raw of [
        deep,
        wide,
        `{"a":${deep}}`,
        "null",
        "[]",
        '"text"',
        "1e400",
        '{"a":1',
        "\u0000",
        "\ufeff{}",
      ]) {
        const { status } = await send({ operation, path }, raw);
        if (status === 0 || status >= 500)
          wrong.push(`${operation.method} ${path} with ${raw.slice(0, 20)}: ${status}`);
      }
    }
    expect(wrong).toEqual([]);
  }, 120_000);

  it("by way of what all objects share", async () => {
    const wrong: string[] = [];
    for (const operation of operations) {
      if (operation.method === "GET") continue;
      const path = addressOf(operation, { slug });
      const sample = operation.body === undefined ? {} : sampleOf(operation.body);
      for (const raw of polluted(sample)) {
        const { status } = await send({ operation, path }, raw);
        if (status === 0 || status >= 500)
          wrong.push(`${operation.method} ${path}: ${status} for ${raw.slice(0, 100)}`);
      }
    }
    const metadata =
      '{"metadata":{"service":{"name":"toy","agent":{"name":"python","version":"6"},"__proto__":{"polluted":1}},"labels":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}},"__proto__":{"polluted":1}}}';
    const event =
      '{"transaction":{"id":"0123456789abcdef","trace_id":"0123456789abcdef0123456789abcdef","name":"GET /","type":"request","duration":1,"span_count":{"started":0},"__proto__":{"polluted":1},"context":{"__proto__":{"polluted":1},"tags":{"__proto__":"x","constructor":"y","prototype":"z"},"custom":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}}}';
    expect([202, 400]).toContain(await sendEvents(booth, booth.secretToken, `${metadata}\n${event}\n`));
    expect(wrong).toEqual([]);
    await sleep(200);
    expect(booth.output()).not.toContain(`${MARK} POLLUTED`);
  }, 120_000);

  it("and afterwards no file was made, nobody outside was called, no log line is anybody's text", async () => {
    expect(calls).toBe(0);
    for (const folder of [tmpdir(), process.cwd(), booth.dataDir, join(booth.dataDir, "clickhouse")]) {
      expect(existsSync(folder) ? readdirSync(folder).filter((name) => name.includes(MARK)) : []).toEqual([]);
    }
    expect(booth.output()).not.toMatch(/a request failed|SQLITE_|DB::Exception/);
    expect(booth.output()).not.toContain("\u001b[31mred");
    expect((await fetch(`${booth.url}/readyz`)).status).toBe(200);
  });

  it("by the guard that looks for it, which does see it", async () => {
    // The test above proves nothing unless the booth's own process runs the guard.
    expect(GUARD).toContain(MARK);
    const { spawnSync } = await import("node:child_process");
    const guard = `data:text/javascript,${encodeURIComponent(GUARD)}`;
    const script = "Object.prototype.polluted = 1; setTimeout(() => 0, 200)";
    const { stderr } = spawnSync(process.execPath, ["--import", guard, "-e", script]);
    expect(stderr.toString()).toContain(`${MARK} POLLUTED`);
  });
});

/** The answer without what was sent, which a refusal may name in full or its beginning. */
function withoutEcho(answer: string, sent: string): string {
  const text = JSON.stringify(sent).slice(1, -1);
  let length = text.length;
  while (length > 8 && !answer.includes(text.slice(0, length))) length -= 1;
  return length > 8 ? answer.replaceAll(text.slice(0, length), "") : answer;
}

function sqlCorpus(outside: string): readonly string[] {
  const file = join(tmpdir(), MARK);
  return [
    "'",
    '"',
    "`",
    "\\",
    "\\'",
    "' OR '1'='1",
    "' OR 1=1 --",
    "'; DROP TABLE challenge; --",
    '") UNION SELECT token_hash FROM session --',
    "\u0000",
    "a\u0000b",
    "{x:Identifier}",
    "{space:String}",
    "%' ESCAPE '%",
    "%_%",
    "ʼ OR ʼ1ʼ=ʼ1",
    "＇ OR 1=1",
    "\ud800",
    "$1",
    "?1",
    ":name",
    "1e400",
    "-1",
    "9".repeat(40),
    "NaN",
    `' UNION ALL SELECT * FROM url('${outside}', 'LineAsString') --`,
    "' UNION ALL SELECT * FROM file('/etc/hostname', 'LineAsString') --",
    `' INTO OUTFILE '${file}' --`,
    `'; ATTACH DATABASE '${file}' AS x; --`,
    `'; COPY (SELECT 1) TO '${file}'; --`,
    "'; SELECT pg_sleep(10); --",
    "' || sleepEachRow(3) || '",
    "../../../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "\u001b[31mred\r\nSet-Cookie: a=b",
    "x".repeat(5_000),
  ];
}

/** The body as JSON text with the forbidden names in each of its objects. */
function* polluted(value: unknown): Generator<string> {
  const text = JSON.stringify(value);
  for (const extra of [
    '"__proto__":{"polluted":1}',
    '"constructor":{"prototype":{"polluted":1}}',
    '"\\u005f_proto__":{"polluted":1}',
  ]) {
    for (const { index } of text.matchAll(/\{/g)) {
      const rest = text.slice(index + 1);
      yield `${text.slice(0, index)}{${extra}${rest.startsWith("}") ? "" : ","}${rest}`;
    }
    if (text === "{}") yield `{${extra}}`;
  }
}
