import type { Browser, CDPSession, Page } from "playwright-core";
import type { WallNow } from "../../src/contract/index.ts";
import { FixtureServer } from "./fixture-server.ts";
import { sampleWall } from "./sample-wall.ts";

export interface SoakSample {
  readonly hour: number;
  readonly nodes: number;
  readonly listeners: number;
  readonly timers: number;
  readonly heapBytes: number;
  readonly streams: number;
}

export interface SoakOptions {
  readonly hours: number;
  readonly stepMinutes: number;
  /** Of each step so many seconds run tick by tick; the rest is jumped over. */
  readonly tickedSeconds: number;
  /** How many apps there are once all have come. */
  readonly apps: number;
  readonly path?: string;
}

const SCENES: readonly WallNow["scene"][] = ["collecting", "how-to", "prizes", "collecting", "last-call"];
const CUT_EVERY_STEPS = 9;

/** A wall for days in a browser whose clock is ours: arrivals, rotation, lost lines. A sample every sixth step. */
export async function soakWall(browser: Browser, options: SoakOptions): Promise<readonly SoakSample[]> {
  const { hours, stepMinutes, tickedSeconds, apps, path = "/wall?lang=ko" } = options;
  const wall = sampleWall();
  await using server = new FixtureServer({ role: "wall", wall, empty: true, intakeUrl: "http://192.168.0.12:8200" });
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  await page.clock.install({ time: Date.now() });
  await page.addInitScript(countTimers);
  await page.goto(`${await server.start()}${path}`);
  await page.clock.runFor(1_000);
  await page.getByRole("heading", { level: 1 }).getByText("파이콘").waitFor();
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const samples: SoakSample[] = [];
  const steps = (hours * 60) / stepMinutes;
  for (let step = 0; step < steps; step++) {
    const now = Date.now() * 1_000 + step * stepMinutes * 60_000_000;
    const scene = SCENES[step % SCENES.length] ?? "collecting";
    const counts = { ...wall.counts, apps: Math.min(step + 1, apps) };
    await server.send({
      type: "challenge",
      serverTime: now,
      challenge: { ...wall, scene, counts, closesAt: now + 5e9 },
    });
    if (step < apps) await server.arrive({ name: `app-${step}`, ordinal: step + 1 });
    for (let beat = 0; beat < 5; beat++)
      await server.tick(`app-${(step * 7 + beat) % Math.min(step + 1, apps)}`, beat + 1);
    if (step % CUT_EVERY_STEPS === 4 && step % 6 !== 5) server.cut();
    await page.clock.runFor(tickedSeconds * 1_000);
    await page.clock.fastForward((stepMinutes * 60 - tickedSeconds) * 1_000);
    if (step % 6 !== 5) continue;
    // A page that had stopped listening would hold no more either.
    if (path.startsWith("/wall?")) await page.locator(`main[data-scene="${scene}"]`).waitFor({ timeout: 10_000 });
    samples.push(await measure(page, session, server, ((step + 1) * stepMinutes) / 60));
  }
  await page.close();
  return samples;
}

async function measure(page: Page, session: CDPSession, server: FixtureServer, hour: number): Promise<SoakSample> {
  await session.send("HeapProfiler.collectGarbage");
  await session.send("HeapProfiler.collectGarbage");
  const { metrics } = await session.send("Performance.getMetrics");
  const of = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  const timers = await page.evaluate(() => (globalThis as unknown as { pendingTimers(): number }).pendingTimers());
  return {
    hour,
    nodes: of("Nodes"),
    listeners: of("JSEventListeners"),
    timers,
    heapBytes: of("JSHeapUsedSize"),
    streams: server.watching,
  };
}

/** Runs in the page: counts what was asked for and has neither come nor been cancelled. */
function countTimers(): void {
  const pending = new Set<unknown>();
  const { setTimeout: later, setInterval: often, clearTimeout: cancel, clearInterval: end } = globalThis;
  globalThis.setTimeout = ((run: (...given: unknown[]) => void, ...rest: [number?, ...unknown[]]) => {
    const id = later(
      (...given: unknown[]) => {
        pending.delete(id);
        run(...given);
      },
      ...rest,
    );
    pending.add(id);
    return id;
  }) as typeof setTimeout;
  globalThis.setInterval = ((...given: Parameters<typeof setInterval>) => {
    const id = often(...given);
    pending.add(id);
    return id;
  }) as typeof setInterval;
  globalThis.clearTimeout = ((id) => {
    pending.delete(id);
    cancel(id);
  }) as typeof clearTimeout;
  globalThis.clearInterval = ((id) => {
    pending.delete(id);
    end(id);
  }) as typeof clearInterval;
  Object.assign(globalThis, { pendingTimers: () => pending.size });
}

/** Least squares: how much of `what` comes with each hour. */
export function slopeOf(samples: readonly SoakSample[], what: keyof SoakSample): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const hours = mean(samples.map(({ hour }) => hour));
  const values = mean(samples.map((sample) => sample[what]));
  const over = samples.reduce((sum, sample) => sum + (sample.hour - hours) * (sample[what] - values), 0);
  return over / samples.reduce((sum, { hour }) => sum + (hour - hours) ** 2, 0);
}
