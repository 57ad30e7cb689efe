import { readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { ChallengeSetup, DrawView, JoinAnswer } from "../src/contract/index.ts";
import { ask, type Booth, eventually, startBooth } from "./booth.ts";
import { makeChallenge, manageChallenge, moveChallenge, sendAsHost } from "./challenge.ts";

const [BEACON] = JSON.parse(readFileSync(join(import.meta.dirname, "vectors/draw.json"), "utf8")).drand_quicknet
  .beacons;
/** When round 1000 came out, in milliseconds. */
const T = (1_692_803_367 + 999 * 3) * 1_000;

export interface Guest {
  readonly id: string;
  /** `name=value`, as its phone sends it. */
  readonly cookie: string;
}

/** A booth whose clock the test moves, with a challenge whose prizes have winners since a moment. */
export interface DrawnBooth extends AsyncDisposable {
  readonly booth: Booth;
  readonly slug: string;
  readonly guests: readonly Guest[];
  /** Moves the booth's clock on. */
  pass(millis: number): void;
}

/** Joins, draws and lets the results stand: everything up to the moment in which prizes change hands. */
export async function startDrawnBooth(options: {
  readonly guests: number;
  readonly setup: Partial<ChallengeSetup>;
}): Promise<DrawnBooth> {
  const folder = await mkdtemp(join(tmpdir(), "sadari-drawn-"));
  let offset = 0;
  const move = (to: number): void => {
    offset = to;
    writeFileSync(join(folder, "clock"), String(offset));
  };
  move(T - 3_600_000 - Date.now());
  const mirror = createServer((_request, response) => response.end(JSON.stringify(BEACON))).listen(0, "127.0.0.1");
  await eventually(async () => mirror.listening || undefined);
  const booth = await startBooth({
    env: {
      NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, "shifted-clock.ts")).href}`,
      TEST_CLOCK_FILE: join(folder, "clock"),
      SADARI_BEACON_URLS: `http://127.0.0.1:${(mirror.address() as AddressInfo).port}`,
    },
  });
  const slug = "pycon-2019";
  const challenge = await makeChallenge(booth, { slug, open: true, closesInMinutes: 50, setup: options.setup });
  const guests: Guest[] = [];
  for (let n = 0; n < options.guests; n++) guests.push(await joinAndBeIn(booth, slug));
  const api = `/api/e/${slug}/draws`;
  await sendAsHost(booth, "POST", api, { mode: "A", plannedAt: T * 1_000, name: "final" });
  await moveChallenge(booth, await manageChallenge(booth, challenge.slug), "closed");
  await sendAsHost(booth, "POST", `${api}/final/list`);
  await sendAsHost(booth, "POST", `${api}/final/freeze`);
  move(T + 1_000 - Date.now());
  await eventually(async () => (await ask<DrawView>(booth, `${api}/final`)).drawnAt !== null || undefined, 30_000);
  await moveChallenge(booth, await manageChallenge(booth, slug), "handing-over");
  return {
    booth,
    slug,
    guests,
    pass: (millis) => move(offset + millis),
    async [Symbol.asyncDispose]() {
      await booth[Symbol.asyncDispose]();
      mirror.closeAllConnections();
      mirror.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function joinAndBeIn(booth: Booth, slug: string): Promise<Guest> {
  const response = await fetch(`${booth.url}/api/e/${slug}/tickets`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ language: "ko", over14: true }),
  });
  const { ticket } = (await response.json()) as JoinAnswer;
  await sendAsHost(booth, "POST", `/api/e/${slug}/tickets/${ticket.id}/override`, {
    effect: "include",
    reasonKo: "부스에서 확인했어요.",
    reasonEn: "Seen at the booth.",
  });
  return { id: ticket.id, cookie: (response.headers.get("set-cookie") ?? "").split(";")[0] ?? "" };
}
