import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JoinAnswer } from "../../src/contract/index.ts";
import { ask, type Booth, eventually, startBooth } from "../booth.ts";
import { makeChallenge } from "../challenge.ts";
import { makeLink, openLink, printedLink, takeTicket } from "../entrances.ts";
import { filesBelow } from "../files.ts";
import { sendEvents } from "../load/others.ts";
import { caller, makeMarkedEvent, markedEvents } from "../marked-event.ts";

/** After a whole event, what may let somebody in or name somebody is in no log and, but sealed or hashed, in no file. */
describe("secrets and personal data", () => {
  let booth: Booth;
  let slug: string;
  /** By what they are. */
  const secrets = new Map<string, string>();
  const personal = new Map<string, string>();

  beforeAll(async () => {
    booth = await startBooth({ env: { SADARI_LOG_LEVEL: "debug" } });
    const authorization = `Bearer ${booth.hostToken}`;
    const event = await makeMarkedEvent(booth, { slug: "marked", word: "qzxdelta", host: { authorization } });
    ({ slug } = event);
    for (const [role, cookie] of event.cookies) secrets.set(`${role}'s cookie`, cookie.split("=")[1] ?? "");
    const host = await printedLink(booth, "Host");
    const session = await openLink(booth, host);
    secrets.set("host's cookie", session.split("=")[1] ?? "");
    const link = await makeLink(booth, slug, "scanner");
    secrets.set("scanner's link", link);
    const scanner = await openLink(booth, link);
    await fetch(`${booth.url}/api/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ link }),
    });
    secrets.set("host token", booth.hostToken);
    const password = "quiet zebras juggle damp lanterns";
    secrets.set("password", password);
    secrets.set("wrong password", "qzxwrongpassword");
    const json = { "content-type": "application/json", "x-requested-by": "sadari" };
    const login = { loginName: "eunyoung", password };
    const set = await fetch(`${booth.url}/api/me/login`, {
      method: "PUT",
      headers: { ...json, cookie: scanner },
      body: JSON.stringify(login),
    });
    expect(set.status).toBe(200);
    for (const given of [password, "qzxwrongpassword"]) {
      const body = JSON.stringify({ ...login, password: given });
      await fetch(`${booth.url}/api/login`, { method: "POST", headers: json, body });
    }
    await takeMarkedTicket(json);
    // Where nobody should write them and somebody does.
    for (const path of [
      `/api/services?token=${booth.hostToken}`,
      `/api/e/${slug}/me?ticket=${secrets.get("ticket's cookie")}`,
      `/open?link=${link}`,
      `/nowhere/${link}`,
    ]) {
      await fetch(`${booth.url}${path}`, { headers: { authorization: `Bearer ${link}` } });
    }
    await sendEvents(booth, "qzxwrongkey", markedEvents("qzxdeltaopen-stranger", "qzxdeltaopen", "qzxdeltakept"));
    secrets.set("wrong key", "qzxwrongkey");
    await sendEvents(
      booth,
      booth.secretToken,
      '{"metadata":{"service":{"name":"qzxdeltakept-bad-event"}}}\n{"transaction":{"id":"qzxdeltakept-broken"}}\n{broken qzxdeltakept',
    );
    personal.set("e-mail for news", "qzxdeltakept@example.org");
    personal.set("answer of a survey", "qzxdeltakept-answer");
    personal.set("other answer", "qzxdeltakept-other");
    personal.set("objection", "qzxdeltakept-appeal");
    personal.set("note of a shift", "qzxdeltakept-note");
    await eventually(
      async () =>
        (await ask<{ services: { name: string }[] }>(booth, "/api/services")).services.length > 4 || undefined,
    );
  }, 90_000);
  afterAll(() => booth?.[Symbol.asyncDispose]());

  /** One more ticket with everything that opens it. */
  async function takeMarkedTicket(json: Record<string, string>): Promise<void> {
    const joined = await fetch(`${booth.url}/api/e/${slug}/tickets`, {
      method: "POST",
      headers: json,
      body: '{"language":"en"}',
    });
    const cookie = joined.headers.get("set-cookie")?.split(";", 1)[0] ?? "";
    const { phrase } = (await joined.json()) as JoinAnswer;
    secrets.set("ticket's cookie", cookie.split("=")[1] ?? "");
    secrets.set("recovery words", (phrase ?? []).join(" "));
    const call = caller(booth, { cookie, "x-requested-by": "sadari" });
    const { code } = (await call("POST", `/api/e/${slug}/me/pairing`)) as { code: string };
    secrets.set("pairing code", code);
    await call("POST", "/api/pair", { code });
    await call("POST", `/api/e/${slug}/recover`, { phrase: (phrase ?? []).join(" ") });
    const { secret } = (await call("POST", `/api/e/${slug}/me/keys`, { wish: "ensure" })) as { secret: string };
    secrets.set("personal key", secret);
    await sendEvents(booth, secret, markedEvents("qzxdeltaopen-mine", "qzxdeltaopen", "qzxdeltakept"));
    for (const n of [0, 1, 2]) secrets.set(`voucher code ${n}`, `QZXDELTAKEPTCODE${n}`);
  }

  it("stand in no line of the log", () => {
    const log = booth.output();
    expect(log.length).toBeGreaterThan(500);
    expect(secrets.size).toBeGreaterThan(15);
    const found = [...secrets, ...personal].filter(([, value]) => value === "" || log.includes(value));
    expect(found.map(([what]) => what)).toEqual([]);
    // What an app or a visitor wrote is told by no line either, whatever went wrong with it.
    expect(log.match(/.*qzxdeltakept.*/g) ?? []).toEqual([]);
  });

  it("stand in no file as they are, neither of people nor of events nor of what waits to be stored", async () => {
    await booth.stop();
    const found: string[] = [];
    let read = 0;
    for await (const { path, bytes } of filesBelow(booth.dataDir)) {
      read += 1;
      // The words an app sends about itself are in the event store: they are no secret of anybody's.
      for (const [what, value] of [...secrets, ...personal]) {
        if (bytes.includes(value) || bytes.includes(Buffer.from(value, "utf16le"))) found.push(`${what} in ${path}`);
      }
    }
    expect(read).toBeGreaterThan(10);
    expect(found).toEqual([]);
  });
});

describe("a way in that is taken back", () => {
  let booth: Booth;
  let slug: string;
  beforeAll(async () => {
    booth = await startBooth();
    ({ slug } = await makeChallenge(booth, { open: true }));
  });
  afterAll(() => booth?.[Symbol.asyncDispose]());

  /** Opens a stream; `ended` resolves with the milliseconds since `from()` when it is over. */
  async function follow(path: string, cookie: string) {
    const response = await fetch(`${booth.url}${path}`, { headers: { cookie } });
    expect(response.status).toBe(200);
    const over = (async () => {
      for await (const _chunk of response.body ?? []);
      return performance.now();
    })();
    return { over };
  }
  const host = () => caller(booth, { authorization: `Bearer ${booth.hostToken}` });

  it("ends the stream that is open by it within a second: a link of a wall", async () => {
    const cookie = await openLink(booth, await makeLink(booth, slug, "wall"));
    const { over } = await follow("/api/live/wall", cookie);
    const { links } = (await host()("GET", `/api/e/${slug}/links`)) as { links: { id: string; kind: string }[] };
    const begun = performance.now();
    await host()("DELETE", `/api/e/${slug}/links/${links.find(({ kind }) => kind === "wall")?.id}`);
    expect((await over) - begun).toBeLessThan(1_000);
    expect((await fetch(`${booth.url}/api/session`, { headers: { cookie } })).status).toBe(401);
  });

  it("ends the stream that is open by it within a second: a person shut out", async () => {
    const cookie = await openLink(booth, await makeLink(booth, slug, "operator"));
    const { over } = await follow(`/api/live/wall?challenge=${slug}`, cookie);
    const { person } = (await caller(booth, { cookie })("GET", "/api/session")) as { person: { id: string } };
    const begun = performance.now();
    await host()("DELETE", `/api/people/${person.id}`);
    expect((await over) - begun).toBeLessThan(1_000);
  });

  it("ends the stream that is open by it within a second: signed out in another tab", async () => {
    const cookie = await openLink(booth, await printedLink(booth, "Host"));
    const { over } = await follow("/api/live", cookie);
    const begun = performance.now();
    await caller(booth, { cookie, "x-requested-by": "sadari" })("DELETE", "/api/session");
    expect((await over) - begun).toBeLessThan(1_000);
  });

  it("ends the stream that is open by it within a second: a ticket given to another phone", async () => {
    const cookie = await takeTicket(booth, slug);
    const { id } = (await caller(booth, { cookie })("GET", `/api/e/${slug}/me`)) as { id: string };
    const { over } = await follow(`/api/e/${slug}/me/live`, cookie);
    const begun = performance.now();
    await host()("POST", `/api/e/${slug}/tickets/${id}/reissue`);
    expect((await over) - begun).toBeLessThan(1_000);
    expect((await fetch(`${booth.url}/api/e/${slug}/me`, { headers: { cookie } })).status).toBe(401);
  });
});
