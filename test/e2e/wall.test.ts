import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type LiveMessage,
  LiveMessage as LiveMessageSchema,
  type NamesAnswer,
  type WallNow,
  type WallRemote,
} from "../../src/contract/index.ts";
import { ask, type Booth, eventually, startBooth } from "../booth.ts";
import { makeChallenge, manageChallenge, moveChallenge, sendAsHost } from "../challenge.ts";
import { visit } from "../visitor.ts";

/** A wall's stream with every byte of it kept. */
class WallStream implements Disposable {
  readonly #abort = new AbortController();
  text = "";
  get messages(): LiveMessage[] {
    return [...this.text.matchAll(/^data: (.*)\n\n/gm)]
      .map(([, json = ""]) => JSON.parse(json))
      .filter((data: object) => "type" in data)
      .map((data) => LiveMessageSchema.parse(data));
  }
  get now(): WallNow | undefined {
    const told = this.messages.flatMap((message) =>
      (message.type === "snapshot" || message.type === "challenge") && message.challenge ? [message.challenge] : [],
    );
    return told.at(-1);
  }
  /** The names on the wall after all that was said. */
  get names(): string[] {
    let names = new Set<string>();
    for (const message of this.messages) {
      if (message.type === "snapshot") names = new Set(message.apps.map(({ name }) => name));
      if (message.type === "arrival") names.add(message.app.name);
      if (message.type === "departure") for (const name of message.names) names.delete(name);
    }
    return [...names];
  }
  async follow(url: string, headers: Record<string, string>): Promise<this> {
    const response = await fetch(url, { headers, signal: this.#abort.signal });
    if (!response.ok || response.body === null) throw new Error(`live: ${response.status}`);
    void this.#read(response.body);
    return this;
  }
  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    try {
      for await (const chunk of body) this.text += decoder.decode(chunk, { stream: true });
    } catch {
      // Ended by us or by a booth that was killed.
    }
  }
  [Symbol.dispose](): void {
    this.#abort.abort();
  }
}

const PRIZES = [{ id: "gimbal", rank: 1, name: { ko: "짐벌", en: "Gimbal" }, quantity: 1, valueWon: 40_000 }];
const WALL = { scenes: ["collecting", "how-to", "prizes"] as const, secondsAScene: 600, heldWords: ["rival"] };
const setup = { keyMode: "shared" as const, prizes: PRIZES, wall: { ...WALL, scenes: [...WALL.scenes] } };

describe("the wall of a challenge", () => {
  let booth: Booth;
  const dataDir = mkdtempSync(join(tmpdir(), "sadari-wall-"));
  let wall: Record<string, string>;
  let slug: string;

  const watch = (path = "/api/live/wall"): Promise<WallStream> => new WallStream().follow(`${booth.url}${path}`, wall);
  const remote = (): Promise<WallRemote> => ask(booth, `/api/e/${slug}/wall`);
  const steer = (body: object): Promise<WallRemote> => sendAsHost(booth, "PUT", `/api/e/${slug}/wall`, body);

  beforeAll(async () => {
    booth = await startBooth({ dataDir });
    wall = await openWall(booth);
  });
  afterAll(async () => {
    await booth.kill();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it("shows its space as before while there is no challenge, and moves over when one opens", async () => {
    using stream = await watch();
    await eventually(async () => stream.messages[0]);
    expect(stream.messages[0]).toMatchObject({ type: "snapshot", challenge: null });
    await send(booth, "before-all");
    await eventually(async () => stream.names.includes("before-all") || undefined);

    slug = (await makeChallenge(booth, { open: true, setup })).slug;
    await eventually(async () => stream.now);
    expect(stream.now).toMatchObject({ slug, state: "open", paused: false });
    // Of the challenge are the apps that came since.
    expect(stream.names).toEqual([]);
    // Which challenges are open is looked up every two seconds.
    await sleep(2_100);
    const sent = performance.now();
    await send(booth, "outsider-blog");
    await eventually(async () => stream.names.includes("outsider-blog") || undefined, 2_000, 10);
    console.log(`arrival on the challenge's wall: ${(performance.now() - sent).toFixed(0)} ms`);
    await eventually(async () => stream.now?.counts.apps === 1 || undefined, 3_000);
  });

  it("never carries a held name, and counts its app all the same", async () => {
    const bad = ["fuck-this", "tlqkf server", "our-R1VAL-app"];
    using stream = await watch();
    using bound = await watch(`/api/live/wall?challenge=${slug}`);
    using plain = await watch("/api/live");
    for (const name of bad) await send(booth, name);
    await send(booth, "honest");
    for (const each of [stream, bound, plain]) {
      await eventually(async () => each.names.includes("honest") || undefined, 3_000);
      await eventually(async () => (each.now?.counts.apps ?? 0) === 5 || undefined, 3_000);
      for (const name of bad) expect(each.text).not.toContain(name.slice(0, 5));
    }
    const { names } = await ask<NamesAnswer>(booth, `/api/e/${slug}/wall/names`);
    expect(names.slice(0, 3).map(({ shown, reason }) => [shown, reason])).toEqual(bad.map(() => ["held", "word"]));
    expect(names.slice(3).map(({ service }) => service)).toEqual(["honest", "outsider-blog"]);
    expect(await remote()).toMatchObject({ held: 3, newestApp: "honest" });
    // A page that comes back is told no more than one that stayed.
    using back = await new WallStream().follow(`${booth.url}/api/live/wall`, { ...wall, "last-event-id": "x.1" });
    await eventually(async () => back.messages[0]);
    for (const name of bad) expect(back.text).not.toContain(name.slice(0, 5));
  });

  it("takes a name off within two seconds, from who reconnects too, and shows it again", async () => {
    using stream = await watch();
    await eventually(async () => stream.names.includes("honest") || undefined);
    const [lastId] = [...stream.text.matchAll(/^id: (.*)$/gm)].map(([, id]) => id ?? "");
    const hide = performance.now();
    await show("honest", { shown: "hidden", reason: "상표라서요" });
    await eventually(async () => !stream.names.includes("honest") || undefined, 2_000, 10);
    expect(performance.now() - hide).toBeLessThan(2_000);
    using back = await new WallStream().follow(`${booth.url}/api/live/wall`, {
      ...wall,
      "last-event-id": lastId ?? "",
    });
    await eventually(async () => back.messages[0]);
    await sleep(300);
    expect(back.text).not.toContain("honest");
    // More of the same app does not bring it back.
    await send(booth, "honest");
    await sleep(1_500);
    expect(stream.names).not.toContain("honest");

    await show("honest", { shown: "shown" });
    await eventually(async () => stream.names.includes("honest") || undefined, 2_000, 10);
    await show("fuck-this", { shown: "shown" });
    await eventually(async () => stream.names.includes("fuck-this") || undefined, 2_000, 10);
    await show("fuck-this", { shown: "hidden" });
    await eventually(async () => !stream.names.includes("fuck-this") || undefined, 2_000, 10);
    const audit = await ask<{ records: { type: string; data: unknown }[] }>(booth, `/api/e/${slug}/audit`);
    const shown = audit.records.filter(({ type }) => type === "event.app-shown");
    expect(shown[0]?.data).toEqual({ apps: [5], shown: "hidden" });
    expect(JSON.stringify(shown)).not.toMatch(/honest|fuck|상표/);
    await expect(show("nobody", { shown: "hidden" })).rejects.toThrow(/wall\.app-unknown/);
  });

  it("is steered by staff, and keeps its scene, pause and line over a restart", async () => {
    using stream = await watch();
    await eventually(async () => stream.now);
    await steer({ scene: "prizes" });
    await eventually(async () => stream.now?.scene === "prizes" || undefined, 2_000);
    await steer({ paused: true, messageKo: "발표가 곧 시작해요", messageEn: "The talk begins" });
    await eventually(async () => stream.now?.paused || undefined, 2_000);
    expect(stream.now).toMatchObject({ chosen: "prizes", message: { en: "The talk begins" }, nextSceneAt: null });

    const before = stream.names.sort();
    await booth.kill();
    booth = await startBooth({ dataDir, port: booth.port });
    using again = await watch();
    await eventually(async () => again.now);
    expect(again.now).toMatchObject({ slug, scene: "prizes", paused: true, message: { ko: "발표가 곧 시작해요" } });
    expect(again.names.sort()).toEqual(before);
    expect(again.text).not.toContain("fuck");

    expect((await steer({ scene: "", paused: false, messageKo: "", messageEn: "" })).now).toMatchObject({
      chosen: "",
      paused: false,
      message: { ko: "", en: "" },
    });
    await expect(steer({ scene: "ladder" })).rejects.toThrow(/400/);
  });

  it("lets nobody else steer it, and shows no wall another challenge's", async () => {
    const put = (headers: Record<string, string>): Promise<Response> =>
      fetch(`${booth.url}/api/e/${slug}/wall`, {
        method: "PUT",
        headers: { "content-type": "application/json", "x-requested-by": "sadari", ...headers },
        body: '{"scene":"thanks"}',
      });
    expect((await put(wall)).status).toBe(403);
    expect((await put({})).status).toBe(401);
    const unknown = await fetch(`${booth.url}/api/live/wall?challenge=not-here`, { headers: wall });
    expect(unknown.status).toBe(404);
  });

  it("thanks when the doors close, whatever staff had left on it", async () => {
    using stream = await watch();
    await steer({ scene: "how-to" });
    await eventually(async () => stream.now?.scene === "how-to" || undefined, 2_000);
    await moveChallenge(booth, await manageChallenge(booth, slug), "closed");
    await eventually(async () => stream.now?.scene === "thanks" || undefined, 3_000);
    expect(stream.now).toMatchObject({ state: "closed", chosen: "" });
  });

  it("and the list of services forget an app whose owner leaves, at once and for who reconnects", async () => {
    const own = await makeChallenge(booth, { slug: "own-keys", open: true });
    const [leaver, stayer] = [await visit(booth, own.slug), await visit(booth, own.slug)];
    using bound = await watch(`/api/live/wall?challenge=${own.slug}`);
    using list = await new WallStream().follow(`${booth.url}/api/live`, {
      authorization: `Bearer ${booth.hostToken}`,
    });
    await leaver.send("leaving-app");
    await stayer.send("staying-app");
    for (const stream of [bound, list]) {
      await eventually(
        async () => (stream.names.includes("leaving-app") && stream.names.includes("staying-app")) || undefined,
      );
    }
    await leaver.ask("/me/data", "DELETE");
    for (const stream of [bound, list]) {
      await eventually(async () => !stream.names.includes("leaving-app") || undefined, 2_000, 10);
      expect(stream.names).toContain("staying-app");
    }
    using back = await new WallStream().follow(`${booth.url}/api/live`, { authorization: `Bearer ${booth.hostToken}` });
    await eventually(async () => back.names.includes("staying-app") || undefined);
    expect(back.text).not.toContain("leaving-app");
  });

  const show = (name: string, body: object): Promise<NamesAnswer> =>
    sendAsHost(booth, "POST", `/api/e/${slug}/apps/${encodeURIComponent(name)}/shown`, body);
});

async function openWall(booth: Booth): Promise<Record<string, string>> {
  const link = /\/open#(\S+)/g;
  const tokens = [...booth.output().matchAll(link)].map(([, token = ""]) => token);
  const response = await fetch(`${booth.url}/api/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ link: tokens.at(-1) }),
  });
  expect(await response.json()).toMatchObject({ role: "wall" });
  return { cookie: response.headers.get("set-cookie")?.split(";")[0] ?? "" };
}

async function send(booth: Booth, name: string): Promise<void> {
  const metadata = { service: { name, agent: { name: "python", version: "6.26.2" }, language: { name: "python" } } };
  const id = randomBytes(8).toString("hex");
  const transaction = {
    id,
    trace_id: id + id,
    name: "GET /",
    type: "request",
    duration: 1.5,
    span_count: { started: 0 },
  };
  const response = await fetch(`${booth.url}/intake/v2/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${booth.secretToken}`, "content-type": "application/x-ndjson" },
    body: `${JSON.stringify({ metadata })}\n${JSON.stringify({ transaction })}\n`,
  });
  expect(response.status).toBe(202);
}
