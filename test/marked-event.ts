import { randomBytes } from "node:crypto";
import type { ChallengeView, SurveyDefinition } from "../src/contract/index.ts";
import type { Booth } from "./booth.ts";
import { makeLink, openLink, takeTicket } from "./entrances.ts";
import { sendEvents } from "./load/others.ts";
import { venueDay } from "./venue-day.ts";

/**
 * An event with a word of its own in every text that a host, staff, a visitor or an app can write. `open` stands in what
 * the event tells everybody (its pages, its wall), `kept` in all the rest.
 */
export interface MarkedEvent {
  readonly slug: string;
  readonly open: string;
  readonly kept: string;
  /** Cookies of its operator, scanner, auditor, wall, kiosk and of a participant. */
  readonly cookies: ReadonlyMap<string, string>;
  /** Values of its own for parameters of addresses, by their names. */
  readonly values: Readonly<Record<string, readonly string[]>>;
}

export type Headers = Readonly<Record<string, string>>;

interface Options {
  readonly slug: string;
  /** Letters only, found nowhere else. */
  readonly word: string;
  /** What lets its host in. */
  readonly host: Headers;
}

const TODAY = venueDay();
/** Below five nobody reads what people wrote. */
const PEOPLE = 5;

export async function makeMarkedEvent(booth: Booth, options: Options): Promise<MarkedEvent> {
  const { slug, word, host } = options;
  const [open, kept] = [`${word}open`, `${word}kept`];
  const api = `/api/e/${slug}`;
  const as = (headers: Headers) => caller(booth, { ...headers, "x-requested-by": "sadari" });
  const byHost = as(host);
  await makeOpen(byHost, slug, open, kept);
  const cookies = new Map<string, string>();
  for (const kind of ["operator", "scanner", "auditor", "wall", "kiosk"]) {
    const link = await makeLink(booth, slug, kind, { ...host, "x-requested-by": "sadari" }, `${kept}-${kind}`);
    cookies.set(kind, await openLink(booth, link));
  }
  const people: { id: string; cookie: string; app: string }[] = [];
  for (let n = 0; n < PEOPLE; n++) people.push(await takePart(booth, slug, `${open}-app-${n}`, open, kept));
  const [first, second] = people;
  if (first === undefined || second === undefined) throw new Error("nobody came");
  cookies.set("participant", first.cookie);

  const byOperator = as({ cookie: cookies.get("operator") ?? "" });
  await byOperator("PUT", `${api}/wall`, { messageKo: `${open}-line`, messageEn: `${open}-line` });
  await byOperator("POST", `${api}/shift-notes`, { id: randomBytes(8).toString("hex"), text: `${kept}-note` });
  const reason = { reasonKo: `${kept}-reason`, reasonEn: `${kept}-reason` };
  const override = (await byHost("POST", `${api}/tickets/${second.id}/override`, { effect: "exclude", ...reason })) as {
    id: string;
  };
  await as({ cookie: second.cookie })("POST", `${api}/me/appeal`, { text: `${kept}-appeal` });
  const place = (await byHost("POST", `${api}/places`, { name: `${kept}-banner`, target: "join" })) as { slug: string };
  await byHost("PUT", `${api}/recap/text`, { language: "ko", part: "intro", text: `${kept}-recap` });
  await byHost("PUT", `${api}/swag/days/${TODAY}`, {
    items: [{ id: `${word}-item`, name: both(`${open}-socks`), initial: 5 }],
    blank: { num: 0, den: 100 },
  });
  await byHost("POST", `${api}/swag/days/${TODAY}/open`);
  await byHost("POST", `${api}/vouchers`, {
    batch: `${word}-cloud`,
    name: both(`${kept}-voucher`),
    codes: Array.from({ length: 3 }, (_, n) => `${kept.toUpperCase()}CODE${n}`).join("\n"),
  });
  await as({ cookie: first.cookie })("POST", `${api}/me/voucher`);
  const { news } = (await as({ cookie: first.cookie })("GET", `${api}/privacy`)) as { news?: { hash: string } | null };
  if (news) {
    const consent = { kind: "news", given: true, noticeHash: news.hash, email: `${kept}@example.org` };
    await as({ cookie: first.cookie })("POST", `${api}/me/consents`, consent);
  }
  const draw = `${word}-final`;
  await byHost("POST", `${api}/draws`, { mode: "C", plannedAt: (Date.now() + 7_200_000) * 1_000, name: draw });
  const { links } = (await byHost("GET", `${api}/links`)) as { links: { id: string }[] };
  const values = {
    slug: [slug],
    id: [first.id, second.id, override.id, links[0]?.id ?? ""],
    name: [first.app, draw],
    service: [first.app],
    place: [place.slug],
    code: [first.id],
    day: [TODAY],
    item: [`${word}-item`],
    batch: [`${word}-cloud`],
    traceId: [traceOf(first.app)],
  };
  return { slug, open, kept, cookies, values };
}

const both = (text: string) => ({ ko: text, en: text });

/** Sends as those headers say; an answer that is no success throws with its text. */
export function caller(booth: Pick<Booth, "url">, headers: Headers) {
  return async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${booth.url}${path}`, {
      method,
      headers: { ...headers, ...(method === "GET" ? {} : { "content-type": "application/json" }) },
      ...(method === "GET" ? {} : { body: JSON.stringify(body ?? {}) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
}

async function makeOpen(byHost: ReturnType<typeof caller>, slug: string, open: string, kept: string): Promise<void> {
  const named = { nameKo: `${open}-name`, nameEn: `${open}-name`, slug };
  const made = (await byHost("POST", "/api/challenges", named)) as ChallengeView;
  const setup = {
    ...made.setup,
    tagline: both(`${open}-tagline`),
    place: `${open}-place`,
    guide: { intro: both(`${open}-intro`), outro: both(`${open}-outro`) },
    prizes: [{ id: "prize", rank: 1, name: both(`${open}-prize`), quantity: 1, valueWon: 40_000 }],
    swag: { planned: true, note: both(`${open}-swag`) },
    privacy: {
      ...made.setup.privacy,
      controller: both(`${open}-controller`),
      contact: `${open}@example.org`,
      processor: `${open}-processor`,
      news: true,
    },
    wall: { ...made.setup.wall, heldWords: [`${kept}-held`] },
  };
  const closesAt = made.serverTime + 3_600_000_000;
  const saved = (await byHost("PUT", `/api/e/${slug}/setup`, {
    version: made.version,
    setup,
    opensAt: null,
    closesAt,
  })) as ChallengeView;
  const asked = { title: both(`${kept}-question`), help: both(`${kept}-help`), required: true };
  const definition: SurveyDefinition = {
    questions: [
      { ...asked, id: "text", type: "long" },
      {
        ...asked,
        id: "one",
        type: "single",
        other: true,
        options: ["a", "b"].map((id) => ({ id, label: both(`${kept}-option`) })),
      },
      { ...asked, id: "app", type: "app", required: false },
    ],
  };
  await byHost("PUT", `/api/e/${slug}/survey`, { version: 0, definition });
  await byHost("POST", `/api/e/${slug}/state`, { to: "open", reason: "시험", version: saved.version });
}

/** The same trace for the same app, so that its address is known. */
const traceOf = (app: string): string => Buffer.from(app.padEnd(16, ".")).toString("hex").slice(-32);

async function takePart(booth: Booth, slug: string, app: string, open: string, kept: string) {
  const cookie = await takeTicket(booth, slug);
  const call = caller(booth, { cookie, "x-requested-by": "sadari" });
  const { id } = (await call("GET", `/api/e/${slug}/me`)) as { id: string };
  const { secret } = (await call("POST", `/api/e/${slug}/me/keys`, { wish: "ensure" })) as { secret: string };
  const status = await sendEvents(booth, secret, markedEvents(app, open, kept));
  if (status !== 202) throw new Error(`the events of ${app} were refused: ${status}`);
  const write = (question: string, value: unknown) => ({
    nonce: randomBytes(8).toString("hex"),
    question,
    value,
    at: Date.now() * 1_000,
    language: "ko",
  });
  await call("POST", `/api/e/${slug}/me/answers`, {
    writes: [
      write("text", { type: "long", text: `${kept}-answer` }),
      write("one", { type: "single", option: null, other: `${kept}-other` }),
    ],
  });
  return { id, cookie, app };
}

/** A request with a query and an error, marked wherever an agent can say anything. */
export function markedEvents(app: string, open: string, kept: string): string {
  const [trace_id, transaction] = [traceOf(app), randomBytes(8).toString("hex")];
  const timestamp = Date.now() * 1_000;
  const lines = [
    {
      metadata: {
        service: {
          name: app,
          environment: `${open}-environment`,
          version: `${kept}-version`,
          agent: { name: "python", version: "6.26.2" },
          framework: { name: `${open}-framework`, version: "1" },
          language: { name: "python" },
          node: { configured_name: `${kept}-node` },
        },
        system: { hostname: `${kept}-host` },
        user: { username: `${kept}-user`, email: `${kept}@agent.example` },
        labels: { [`${kept}_label`]: `${kept}-label` },
      },
    },
    {
      transaction: {
        id: transaction,
        trace_id,
        name: `GET /${kept}`,
        type: "request",
        result: `${kept}-result`,
        duration: 12,
        timestamp,
        span_count: { started: 1 },
        context: {
          request: {
            method: "GET",
            url: { full: `http://shop/${kept}`, pathname: `/${kept}` },
            headers: { "x-a": kept },
          },
          tags: { [`${kept}_tag`]: `${kept}-tag` },
          custom: { [`${kept}_custom`]: `${kept}-custom` },
        },
      },
    },
    {
      span: {
        id: randomBytes(8).toString("hex"),
        trace_id,
        transaction_id: transaction,
        parent_id: transaction,
        name: `SELECT FROM ${kept}`,
        type: "db",
        duration: 3,
        timestamp,
        context: { db: { statement: `SELECT * FROM ${kept}`, type: "sql" } },
      },
    },
    {
      error: {
        id: randomBytes(16).toString("hex"),
        trace_id,
        transaction_id: transaction,
        parent_id: transaction,
        timestamp,
        exception: {
          message: `${kept}-error`,
          type: `${kept}Error`,
          stacktrace: [{ filename: `${kept}.py`, lineno: 1 }],
        },
      },
    },
  ];
  return `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`;
}
