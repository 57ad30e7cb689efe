import { type IncomingMessage, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { MyKeys, MyTicket } from "../../src/contract/index.ts";
import { eventually, startBooth } from "../booth.ts";
import { makeChallenge } from "../challenge.ts";
import { followLive } from "../live-reader.ts";
import { firstRequest, sendAsOthers, sendEvents } from "../load/others.ts";

const PHONES = 200;
const NEWCOMERS = 60;
const OTHERS_PER_SECOND = 1_000;

/** A phone behind the hall's one address: its ticket, and its open page. */
interface Phone {
  readonly cookie: string;
  /** When this phone's page first showed the app. */
  shown(app: string): Promise<number>;
  close(): void;
}

it("200 phones behind one address each see their app within two seconds, while others send 1,000 events a second", {
  timeout: 180_000,
}, async () => {
  await using booth = await startBooth();
  const { slug } = await makeChallenge(booth, { open: true });
  const home = `${booth.url}/api/e/${slug}`;
  const joined = performance.now();
  const cookies = await Promise.all(Array.from({ length: PHONES }, () => takeTicket(home)));
  const joinSeconds = (performance.now() - joined) / 1_000;
  expect(new Set(cookies).size).toBe(PHONES);
  const phones = await Promise.all(cookies.map((cookie) => openPage(home, cookie)));
  using wall = await followLive(booth.url, { authorization: `Bearer ${booth.hostToken}` });
  await eventually(async () => wall.messages[0]);

  let running = true;
  const others = sendAsOthers(booth, OTHERS_PER_SECOND, () => running);
  await sleep(2_000);
  const onPhone: number[] = [];
  const onWall: number[] = [];
  for (const [n, phone] of phones.slice(0, NEWCOMERS).entries()) {
    const app = `newcomer-${n}`;
    const key = await takeKey(home, phone.cookie);
    const shown = phone.shown(app);
    const sent = performance.now();
    expect(await sendEvents(booth, key, firstRequest(app))).toBe(202);
    onPhone.push((await shown) - sent);
    await eventually(
      async () => wall.messages.some((message) => message.type === "arrival" && message.app.name === app) || undefined,
      5_000,
      5,
    );
    onWall.push(performance.now() - sent);
  }
  running = false;
  const kept = await others;
  for (const phone of phones) phone.close();

  console.log(
    `phones: ${PHONES} tickets in ${joinSeconds.toFixed(1)} s; app on its phone ${figures(onPhone)}; on phone and wall ${figures(onWall)}; beside ${kept.toFixed(0)} events/s`,
  );
  expect(kept).toBeGreaterThan(OTHERS_PER_SECOND * 0.8);
  expect(at(onWall, 0.99)).toBeLessThan(2_000);
});

async function takeTicket(home: string): Promise<string> {
  const response = await fetch(`${home}/tickets`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ language: "ko" }),
  });
  expect(response.status).toBe(200);
  await response.arrayBuffer();
  return response.headers.get("set-cookie")?.split(";", 1)[0] ?? "";
}

async function takeKey(home: string, cookie: string): Promise<string> {
  const response = await fetch(`${home}/me/keys`, {
    method: "POST",
    headers: { "content-type": "application/json", cookie },
    body: JSON.stringify({ wish: "ensure" }),
  });
  return MyKeys.parse(await response.json()).secret ?? "";
}

/** Follows `me/live` as the phone's page does. */
async function openPage(home: string, cookie: string): Promise<Phone> {
  const waiting = new Map<string, (at: number) => void>();
  const stream = await new Promise<IncomingMessage>((resolve, reject) => {
    request(`${home}/me/live`, { headers: { cookie }, agent: false }, resolve).on("error", reject).end();
  });
  expect(stream.statusCode).toBe(200);
  let text = "";
  stream.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
    const blocks = text.split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) hear(block);
  });
  stream.on("error", () => {});
  const hear = (block: string): void => {
    const data = /^event: me$/m.test(block) ? /^data: (.*)$/m.exec(block)?.[1] : undefined;
    if (data === undefined || waiting.size === 0) return;
    for (const { service } of MyTicket.parse(JSON.parse(data)).apps) waiting.get(service)?.(performance.now());
  };
  return {
    cookie,
    shown: (app) => new Promise((resolve) => waiting.set(app, resolve)),
    close: () => stream.destroy(),
  };
}

const at = (millis: readonly number[], share: number): number =>
  millis.toSorted((a, b) => a - b)[Math.ceil(millis.length * share) - 1] ?? Number.NaN;

const figures = (millis: readonly number[]): string =>
  `p50 ${at(millis, 0.5).toFixed(0)} ms, p99 ${at(millis, 0.99).toFixed(0)} ms`;
