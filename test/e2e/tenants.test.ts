import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Booth, eventually, startBooth } from "../booth.ts";
import { anotherSpace, openLink, printedLink } from "../entrances.ts";
import { sendEvents } from "../load/others.ts";
import { caller, type Headers, type MarkedEvent, makeMarkedEvent, markedEvents } from "../marked-event.ts";
import { addressOf, type Operation, publishedApi, sampleOf } from "../published-api.ts";

interface Viewer {
  readonly who: string;
  readonly headers: Headers;
  /** The event it is of; its host sees its whole space. */
  readonly of: "alpha" | "bravo" | "charlie";
}

const STREAM = /\/live(?:\/wall)?$/;

/**
 * Two spaces, two events in one of them, each with words of its own in everything that anybody can write: what one is
 * told at any address, in any file and any stream, never has a word of another.
 */
describe("what belongs to one event or space", () => {
  let booth: Booth;
  let gets: readonly Operation[];
  let changes: readonly Operation[];
  /** alpha and charlie share a space; bravo has its own. */
  const events = new Map<Viewer["of"], MarkedEvent>();
  const viewers: Viewer[] = [];
  let bravoKey: string;

  beforeAll(async () => {
    booth = await startBooth();
    const home: Headers = { authorization: `Bearer ${booth.hostToken}` };
    const elsewhere = await anotherSpace(booth);
    bravoKey = elsewhere.key;
    const hosts = { alpha: home, bravo: { cookie: elsewhere.host }, charlie: home };
    for (const of of ["alpha", "bravo", "charlie"] as const) {
      const event = await makeMarkedEvent(booth, { slug: `${of}-con`, word: `qzx${of}`, host: hosts[of] });
      events.set(of, event);
      for (const [role, cookie] of event.cookies) viewers.push({ who: `${role} of ${of}`, headers: { cookie }, of });
    }
    viewers.push(
      {
        who: "host of alpha",
        headers: { cookie: await openLink(booth, await printedLink(booth, "Host")) },
        of: "alpha",
      },
      { who: "host of bravo", headers: { cookie: elsewhere.host }, of: "bravo" },
      { who: "nobody", headers: {}, of: "alpha" },
    );
    // Refused where only its host may read of it.
    await sendEvents(
      booth,
      bravoKey,
      `${markedEvents("qzxbravoopen-refused", "qzxbravoopen", "qzxbravokept")}{"transaction":{}}\n`,
    );
    const api = await publishedApi(booth);
    gets = api.filter(({ method }) => method === "GET");
    changes = api.filter(({ method }) => method !== "GET");
    await eventually(
      async () =>
        (await textOf("/api/services", { cookie: elsewhere.host })).includes("qzxbravoopen-app-4") || undefined,
    );
  }, 120_000);
  afterAll(() => booth?.[Symbol.asyncDispose]());

  const eventOf = (of: Viewer["of"]): MarkedEvent => {
    const event = events.get(of);
    if (event === undefined) throw new Error(`no event ${of}`);
    return event;
  };

  async function textOf(path: string, headers: Headers): Promise<string> {
    const response = await fetch(`${booth.url}${path}`, { headers, redirect: "manual" });
    const all = [...response.headers].map(([name, value]) => `${name}: ${value}`).join("\n");
    return `${response.status}\n${all}\n${Buffer.from(await response.arrayBuffer()).toString("latin1")}`;
  }

  /** Every way to fill the address with values of that event, each parameter's values in turn. */
  function addressesOf(operation: Operation, slug: string, values: MarkedEvent["values"]): readonly string[] {
    const names = operation.parameters
      .filter((each) => each.in === "path" && each.name !== "slug")
      .map(({ name }) => name);
    const most = Math.max(1, ...names.map((name) => values[name]?.length ?? 1));
    const search: Record<string, string> = {};
    for (const { name, schema } of operation.parameters.filter((each) => each.in === "query")) {
      if (name === "purpose" || name === "day") search[name] = String(sampleOf(schema));
    }
    return Array.from({ length: most }, (_, n) => {
      const filled = Object.fromEntries(
        names.flatMap((name) => {
          const value = values[name]?.[n % (values[name]?.length ?? 1)];
          return value === undefined ? [] : [[name, value]];
        }),
      );
      return addressOf(operation, { ...search, ...filled, slug });
    });
  }

  /** The words of others that a viewer must not read: `open` of another event is told at that event's own addresses. */
  function strangers(viewer: Viewer, at: Viewer["of"], text: string): readonly string[] {
    const found: string[] = [];
    for (const [of, { open, kept }] of events) {
      if (of === viewer.of || (viewer.who === "host of alpha" && of === "charlie")) continue;
      if (text.includes(kept)) found.push(kept);
      if (of !== at && text.includes(open)) found.push(open);
    }
    if (viewer.who === "nobody" && text.includes(eventOf("alpha").kept)) found.push(eventOf("alpha").kept);
    return found;
  }

  it("is seen by its own people: the words are where they should be", async () => {
    const seen = new Set<string>();
    for (const viewer of viewers.filter(({ of }) => of === "bravo")) {
      const { slug, values } = eventOf("bravo");
      for (const operation of gets.filter(({ path }) => !STREAM.test(path))) {
        for (const path of addressesOf(operation, slug, values)) {
          const text = await textOf(path, viewer.headers);
          for (const [word] of text.matchAll(/qzxbravo(?:open|kept)[-@_ a-z0-9]{0,14}/gi)) seen.add(word.toLowerCase());
        }
      }
    }
    const fields = [...seen].map((word) => /^qzxbravo(?:open|kept)[-@_]([a-z]+)/.exec(word)?.[1] ?? "");
    expect([...new Set(fields)].sort()).toEqual(
      expect.arrayContaining(
        "agent answer app appeal banner controller custom environment error example help host intro label line name note operator option outro place prize processor question reason recap scanner socks swag tagline voucher wall".split(
          " ",
        ),
      ),
    );
  }, 60_000);

  it("is told to nobody else at any address, with their own names or those of others in it", async () => {
    const wrong: string[] = [];
    let asked = 0;
    for (const viewer of viewers) {
      for (const operation of gets.filter(({ path }) => !STREAM.test(path))) {
        const paths = new Map<string, Viewer["of"]>();
        for (const at of events.keys()) {
          for (const whose of events.keys()) {
            for (const path of addressesOf(operation, eventOf(at).slug, eventOf(whose).values)) {
              // What the asker wrote into the address is no news to them when it comes back.
              paths.set(path, at);
            }
          }
        }
        for (const [path, at] of paths) {
          asked += 1;
          const text = (await textOf(path, viewer.headers))
            .replaceAll(path, "")
            .replaceAll(decodeURIComponent(path), "");
          const echo = operation.path.startsWith("/api/services/") ? /"(?:name|service)":"qzx[^"]*"/g : undefined;
          const found = strangers(viewer, at, echo === undefined ? text : text.replace(echo, ""));
          // A fault names what was asked for.
          const isFault = /^(?:4\d\d)\n/.test(text) && found.every((word) => path.includes(word));
          if (found.length > 0 && !isFault) wrong.push(`${viewer.who} at ${path}: ${found.join(", ")}`);
        }
      }
    }
    expect(asked).toBeGreaterThan(2_000);
    expect(wrong).toEqual([]);
  }, 240_000);

  it("is found by no search of others, with all but the last letters of its words", async () => {
    const wrong: string[] = [];
    for (const viewer of viewers.filter(({ of }) => of !== "bravo")) {
      for (const operation of gets.filter(({ path }) => !STREAM.test(path))) {
        for (const { name } of operation.parameters.filter((each) => each.in === "query")) {
          for (const hint of ["qzxbravokep", "qzxbravoope", "qzxbravo", "%", "_"]) {
            const path = addressOf(operation, { slug: eventOf(viewer.of).slug, purpose: "report", [name]: hint });
            const found = strangers(viewer, viewer.of, await textOf(path, viewer.headers));
            if (found.length > 0) wrong.push(`${viewer.who} at ${path}: ${found.join(", ")}`);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
  }, 120_000);

  it("is in no stream of others while it happens", async () => {
    const streams = gets.filter(({ path }) => STREAM.test(path));
    expect(streams.length).toBeGreaterThanOrEqual(3);
    const abort = new AbortController();
    const heard = viewers.flatMap((viewer) =>
      streams.flatMap((operation) =>
        [...events].flatMap(([at, { slug }]) =>
          ["", `?challenge=${slug}`].map(async (query) => {
            const path = `${addressOf(operation, { slug })}${query}`;
            return { viewer, at, path, text: await listen(`${booth.url}${path}`, viewer.headers, abort.signal) };
          }),
        ),
      ),
    );
    for (let n = 0; n < 4; n++) {
      await sendEvents(booth, bravoKey, markedEvents(`qzxbravoopen-live-${n}`, "qzxbravoopen", "qzxbravokept"));
      await sendEvents(booth, bravoKey, '{"metadata":{"service":{"name":"qzxbravokept-bad"}}}\n{"transaction":{}}\n');
      await new Promise((resolve) => setTimeout(resolve, 400));
    }
    abort.abort();
    const told = await Promise.all(heard);
    expect(
      told.filter(({ viewer, text }) => viewer.of === "bravo" && text.includes("qzxbravoopen-live-3")).length,
    ).toBeGreaterThan(2);
    const wrong = told.flatMap(({ viewer, at, path, text }) => {
      const found = strangers(viewer, at, text);
      return found.length === 0 ? [] : [`${viewer.who} at ${path}: ${found.join(", ")}`];
    });
    expect(wrong).toEqual([]);
  }, 60_000);

  it("is changed by nobody else, with the names of its things in their own addresses or its", async () => {
    const bravo = eventOf("bravo");
    const mine = caller(booth, viewers.find(({ who }) => who === "host of bravo")?.headers ?? {});
    const picture = async (): Promise<string> => {
      const parts: unknown[] = [];
      for (const path of [
        "manage",
        "links",
        "places",
        "overrides",
        "appeals",
        "vouchers/given",
        "swag/days",
        "audit?limit=500",
        "tickets",
        "survey",
      ]) {
        const { serverTime: _now, ...rest } = (await mine("GET", `/api/e/${bravo.slug}/${path}`)) as {
          serverTime?: number;
        };
        parts.push(rest);
      }
      return JSON.stringify(parts).replaceAll(/"(?:serverTime|lastSeen|scans|visitors|bots)":\d+/g, "");
    };
    const before = await picture();
    const wrong: string[] = [];
    for (const viewer of viewers.filter(({ of, who }) => of !== "bravo" && who !== "nobody")) {
      for (const operation of changes) {
        // What ends the asker's own way in or event says nothing about others'.
        if (
          /^\/api\/(?:session|login|me|staff)/.test(operation.path) ||
          /(?:purge|wipe|me\/data|state)$/.test(operation.path)
        )
          continue;
        for (const at of [viewer.of, "bravo"] as const) {
          if (at === "bravo" && operation.roles.includes("anyone")) continue;
          for (const path of addressesOf(operation, eventOf(at).slug, bravo.values)) {
            if (at !== "bravo" && !bravo.values.id?.some((id) => path.includes(id)) && !path.includes("qzxbravo"))
              continue;
            const { status } = await fetch(`${booth.url}${path}`, {
              method: operation.method,
              headers: { ...viewer.headers, "content-type": "application/json", "x-requested-by": "sadari" },
              body: JSON.stringify(operation.body === undefined ? {} : sampleOf(operation.body)),
            });
            // An address without a name in it is the asker's own; what it may have done to others the picture shows.
            const isOthers = at === "bravo" && operation.path.includes("{");
            if (status < 400 && isOthers) wrong.push(`${viewer.who}: ${operation.method} ${path}: ${status}`);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(await picture()).toBe(before);
  }, 120_000);
});

/** What a stream says until it is cut. */
async function listen(url: string, headers: Headers, signal: AbortSignal): Promise<string> {
  let text = "";
  try {
    const response = await fetch(url, { headers, signal });
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) text += decoder.decode(chunk, { stream: true });
  } catch {
    // Cut, as wished.
  }
  return text;
}
