import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import { expect, it } from "vitest";
import type { AuditAnswer, PrivacyAnswer, PurgePlan, SurveyView } from "../../src/contract/index.ts";
import { ask, type Booth, eventually, startBooth } from "../booth.ts";
import { makeChallenge, manageChallenge, moveChallenge, sendAsHost } from "../challenge.ts";
import { sadari } from "../command.ts";
import { filesBelow } from "../files.ts";

/** Every place where somebody can write gets a number and an address of its own. */
class Seeds {
  readonly places = new Map<string, string>();
  #next = 0;

  /** A phone number and an e-mail address, as one text that any place takes. */
  of(place: string): string {
    const n = String(++this.#next).padStart(4, "0");
    this.places.set(`phone in ${place}`, `010-7391-${n}`);
    this.places.set(`mail in ${place}`, `seed${n}.kim@marked.kr`);
    return `010-7391-${n} seed${n}.kim@marked.kr`;
  }

  mail(place: string): string {
    return this.of(place).split(" ")[1] ?? "";
  }

  phone(place: string): string {
    return this.of(place).split(" ")[0] ?? "";
  }

  /** Places whose seed stands in `bytes`. */
  foundIn(bytes: Buffer): string[] {
    return [...this.places].flatMap(([place, seed]) => (bytes.includes(seed) ? [place] : []));
  }
}

interface Visitor {
  readonly slug: string;
  readonly cookie: string;
  readonly id: string;
}

it("leaves no phone number or address anywhere once it was purged", { timeout: 600_000 }, async () => {
  const seeds = new Seeds();
  const folder = mkdtempSync(join(tmpdir(), "sadari-privacy-"));
  await using booth = await startBooth({ env: { SADARI_LOG_LEVEL: "debug" } });
  try {
    const { privacy } = (await makeChallenge(booth, { slug: "shape" })).setup;
    const own = await makeChallenge(booth, {
      slug: "own",
      setup: { privacy: { ...privacy, controller: { ko: "주최", en: "Host" }, contact: "host", news: true } },
    });
    await askForText(booth, own.slug);
    await moveChallenge(booth, await manageChallenge(booth, own.slug), "open");
    const shared = await makeChallenge(booth, { slug: "shared", open: true, setup: { keyMode: "shared" } });
    await visit(booth, own.slug, seeds);
    await visitShared(booth, shared.slug, seeds);
    await workAtTheBooth(booth, own.slug, seeds);
    // Else this test could pass by having sown nothing.
    await eventually(async () => {
      const sown = await placesInTree(booth.dataDir, seeds);
      return sown.some(({ file }) => file.includes("control")) || undefined;
    }, 30_000);

    for (const slug of [own.slug, shared.slug])
      await moveChallenge(booth, await manageChallenge(booth, slug), "closed");
    const keys: Buffer[] = [];
    for await (const { bytes } of filesBelow(join(booth.dataDir, "challenge-keys"))) keys.push(bytes);
    expect(keys.map(({ length }) => length)).toEqual([64, 64]);
    const file = join(folder, "booth.tar");
    expect(await sadari(booth.dataDir, "backup", file)).toMatchObject({ code: 0, err: "" });
    for (const slug of [own.slug, shared.slug]) {
      await sendAsHost<PurgePlan>(booth, "POST", `/api/e/${slug}/purge`, { confirm: slug });
    }
    for (const slug of [own.slug, shared.slug]) {
      const plan = await eventually(
        async () => {
          const now = await ask<PurgePlan>(booth, `/api/e/${slug}/purge`);
          return now.stage === "done" ? now : undefined;
        },
        540_000,
        500,
      );
      expect(plan.certificate?.rows.ticket).toBeGreaterThan(0);
      const audit = await ask<AuditAnswer>(booth, `/api/e/${slug}/audit`);
      expect(audit).toMatchObject({ brokenAt: null });
      const told = (await (await fetch(`${booth.url}/api/e/${slug}/privacy`)).json()) as PrivacyAnswer;
      expect(told.purge).toMatchObject({ stage: "done", at: expect.any(Number) });
    }

    expect(await placesInTree(booth.dataDir, seeds)).toEqual([]);
    expect(rowsWithSeeds(join(booth.dataDir, "control", "control.sqlite"), seeds)).toEqual([]);
    expect(seeds.foundIn(Buffer.from(booth.output()))).toEqual([]);
    // What people wrote and how to reach them was sealed by a key that a backup never had.
    const restored = join(folder, "restored");
    expect(await sadari(restored, "restore", file)).toMatchObject({ code: 0, err: "" });
    for await (const { path, bytes } of filesBelow(folder)) {
      expect([path, keys.some((key) => bytes.includes(key))]).toEqual([path, false]);
    }
    const inBackup = rowsWithSeeds(join(restored, "control", "control.sqlite"), seeds);
    expect(inBackup.filter(({ place }) => / in (?:survey|appeal|news)$/.test(place))).toEqual([]);
    expect(inBackup).toContainEqual({ table: "app", place: "phone in app name" });
    await booth.stop();
    expect(await placesInTree(booth.dataDir, seeds)).toEqual([]);
    expect(seeds.foundIn(Buffer.from(booth.output()))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** A question to write to, whatever the survey begins with. */
async function askForText(booth: Booth, slug: string): Promise<void> {
  const { version, definition } = await ask<SurveyView>(booth, `/api/e/${slug}/survey`);
  const both = { ko: "하고 싶은 말", en: "Anything to say?" };
  const none = { ko: "", en: "" };
  const question = { id: "words", type: "long", title: both, help: none, required: false };
  await sendAsHost(booth, "PUT", `/api/e/${slug}/survey`, {
    version,
    definition: { questions: [question, ...definition.questions] },
  });
}

async function join_(booth: Booth, slug: string): Promise<Visitor> {
  const response = await fetch(`${booth.url}/api/e/${slug}/tickets`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ language: "ko" }),
  });
  expect(response.status).toBe(200);
  const { ticket } = (await response.json()) as { ticket: { id: string } };
  return { slug, id: ticket.id, cookie: (response.headers.get("set-cookie") ?? "").split(";", 1)[0] ?? "" };
}

async function send<T>(
  booth: Booth,
  { slug, cookie }: Visitor,
  method: string,
  path: string,
  body: object,
): Promise<T> {
  const response = await fetch(`${booth.url}/api/e/${slug}${path}`, {
    method,
    headers: { "content-type": "application/json", cookie },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

async function visit(booth: Booth, slug: string, seeds: Seeds): Promise<void> {
  const visitor = await join_(booth, slug);
  const { secret } = await send<{ secret: string }>(booth, visitor, "POST", "/me/keys", {});
  const app = `shop-${seeds.phone("app name")}`;
  await sendTelemetry(booth, secret, app, seeds);
  await eventually(async () => {
    const { apps } = await ask<{ apps: unknown[] }>(booth, `/api/e/${slug}/tickets/${visitor.id}`).then(
      ({ ticket }: { ticket?: { apps: unknown[] } } & { apps?: unknown[] }) => ticket ?? { apps: [] },
    );
    return apps.length > 0 || undefined;
  });
  const write = { nonce: "nonce-seeded-1", question: "words", at: Date.now() * 1_000, language: "ko" };
  const value = { type: "long", text: seeds.of("survey") };
  await send(booth, visitor, "POST", "/me/answers", { writes: [{ ...write, value }] });
  await send(booth, visitor, "POST", "/me/appeal", { text: seeds.of("appeal") });
  const { notices } = (await (await fetch(`${booth.url}/api/e/${slug}/privacy`)).json()) as PrivacyAnswer;
  const noticeHash = notices.find(({ kind }) => kind === "news")?.hash;
  const email = seeds.mail("news");
  await send(booth, visitor, "POST", "/me/consents", { kind: "news", given: true, noticeHash, email });
  const { appeals } = await ask<{ appeals: { id: string }[] }>(booth, `/api/e/${slug}/appeals`);
  const words = seeds.of("answer to an appeal");
  await sendAsHost(booth, "POST", `/api/e/${slug}/appeals/${appeals[0]?.id}`, { ko: words, en: words });
  const reason = seeds.of("reason of a decision");
  const decision = { effect: "exclude", reasonKo: reason, reasonEn: reason };
  await sendAsHost(booth, "POST", `/api/e/${slug}/tickets/${visitor.id}/override`, decision);
  const data = await fetch(`${booth.url}/api/e/${slug}/me/data?download=1`, { headers: { cookie: visitor.cookie } });
  expect(data.headers.get("content-disposition")).toContain("attachment");
  const text = await data.text();
  for (const place of ["survey", "appeal", "news", "app name"]) {
    expect(text, place).toContain(seeds.places.get(`${place === "news" ? "mail" : "phone"} in ${place}`));
  }
  expect(text).not.toContain("sadari_pk_");
}

async function visitShared(booth: Booth, slug: string, seeds: Seeds): Promise<void> {
  const visitor = await join_(booth, slug);
  await send(booth, visitor, "PUT", "/me/app", { typed: `typed ${seeds.of("typed app name")}` });
  const { secret } = await send<{ secret: string }>(booth, visitor, "POST", "/me/keys", {});
  await sendTelemetry(booth, secret, `by-shared-${seeds.phone("shared app name")}`, seeds);
}

/** A request, an error and a label, each with something personal in it. */
async function sendTelemetry(booth: Booth, secret: string, service: string, seeds: Seeds): Promise<void> {
  const id = (): string => randomBytes(8).toString("hex");
  const trace_id = randomBytes(16).toString("hex");
  const metadata = {
    service: {
      name: service,
      agent: { name: "python", version: "6.26.2" },
      framework: { name: seeds.of("framework") },
    },
    labels: { owner: seeds.of("global label") },
    user: { email: seeds.mail("user of metadata") },
  };
  const url = seeds.of("address");
  const context = {
    user: { email: seeds.mail("user.email"), username: seeds.phone("username") },
    tags: { contact: seeds.of("label") },
    request: {
      method: "GET",
      url: { full: `http://shop/?mail=${url.split(" ")[1]}&phone=${url.split(" ")[0]}`, pathname: "/" },
      headers: { "x-phone": seeds.phone("header") },
      body: seeds.of("body"),
    },
  };
  const shared = { trace_id, timestamp: Date.now() * 1_000 };
  const transaction = {
    ...shared,
    id: id(),
    name: `GET /${seeds.phone("transaction name")}`,
    type: "request",
    duration: 9,
    span_count: { started: 1 },
    context,
  };
  const span = {
    ...shared,
    id: id(),
    parent_id: transaction.id,
    transaction_id: transaction.id,
    name: "SELECT",
    type: "db",
    duration: 3,
    context: { db: { type: "sql", statement: `SELECT '${seeds.of("statement")}'` } },
  };
  const frame = {
    filename: "shop.py",
    lineno: 3,
    context_line: `mail("${seeds.mail("source line")}")`,
    vars: { to: seeds.of("variable") },
  };
  const error = {
    ...shared,
    id: id(),
    transaction_id: transaction.id,
    parent_id: transaction.id,
    exception: { message: `no ${seeds.of("error")}`, type: "E", stacktrace: [frame] },
  };
  const lines = [{ metadata }, { transaction }, { span }, { error }].map((line) => JSON.stringify(line));
  const response = await fetch(`${booth.url}/intake/v2/events`, {
    method: "POST",
    headers: { "content-type": "application/x-ndjson", authorization: `Bearer ${secret}` },
    body: `${lines.join("\n")}\n`,
  });
  expect([response.status, await response.text()]).toEqual([202, ""]);
}

/** A person of the staff whose name is somebody's, who leaves a note. */
async function workAtTheBooth(booth: Booth, slug: string, seeds: Seeds): Promise<void> {
  const label = seeds.phone("name of staff");
  const { path: link } = await sendAsHost<{ path: string }>(booth, "POST", `/api/e/${slug}/links`, {
    kind: "operator",
    label,
  });
  const opened = await fetch(`${booth.url}/api/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ link: link.split("#")[1] }),
  });
  expect(opened.status).toBe(200);
  const cookie = (opened.headers.get("set-cookie") ?? "").split(";", 1)[0] ?? "";
  const staff = { slug, cookie, id: "" };
  await send(booth, staff, "POST", "/shift-notes", { id: "note-0001", text: seeds.of("shift note") });
}

/** Raw bytes of every file below `folder`. */
async function placesInTree(folder: string, seeds: Seeds): Promise<{ file: string; place: string }[]> {
  const found: { file: string; place: string }[] = [];
  for await (const { path, bytes } of filesBelow(folder)) {
    for (const place of seeds.foundIn(bytes)) found.push({ file: path.slice(folder.length), place });
  }
  return found;
}

/** Every column of every table. */
function rowsWithSeeds(path: string, seeds: Seeds): { table: string; place: string }[] {
  const database = new SqliteDatabase(path, { readonly: true });
  try {
    const tables = database.prepare("select name from sqlite_master where type = 'table'").pluck().all() as string[];
    return tables.flatMap((table) =>
      seeds
        .foundIn(Buffer.from(JSON.stringify(database.prepare(`select * from "${table}"`).all())))
        .map((place) => ({ table, place })),
    );
  } finally {
    database.close();
  }
}
