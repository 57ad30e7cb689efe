/**
 * The first half of the event in the browser, told as it goes: `npm run story:join [-- --ignore-advice]`. A host sets up
 * and opens; seventeen people join, five with the troubles of 2019; each is told what is wrong and, following it, is in
 * the draw. With `--ignore-advice` nobody follows it; with `--own-keys` everybody has a key of their own, and no name is
 * typed that could be wrong.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Verdict } from "../../src/contract/index.ts";
import { ask, startBooth } from "../booth.ts";
import { launchChromium } from "../web/chromium.ts";
import { Visit } from "./booth-visit.ts";
import { CAST, type Participant, REASON_OF } from "./cast.ts";
import { openWall, setUpAndOpen } from "./host-visit.ts";

const { values } = parseArgs({
  options: {
    "ignore-advice": { type: "boolean", default: false },
    "own-keys": { type: "boolean", default: false },
    pictures: { type: "string", default: "" },
  },
});
const keys = values["own-keys"] ? "personal" : "shared";
const FIXED_NAME = "moon-garden";

const say = (line: string): void => console.log(line);

await using booth = await startBooth();
await using browser = await closing(await launchChromium());
await using host = await setUpAndOpen(browser, booth, { keys, say });
const { slug, seconds } = host;
await host.page.close();
say(`host: doors open ${seconds.toFixed(0)} s after the link, at ${booth.url}/e/${slug}`);

// The wall in words tells every arrival, whatever scene the screens show.
const wall = await openWall(browser, booth, { slug, text: true });

await using crowd = new AsyncDisposableStack();
const visits: Visit[] = [];
for (const who of CAST) {
  const visit = crowd.use(await Visit.join(browser, booth.url, slug, who));
  visits.push(visit);
  await takePart(visit);
  await visit.putAway();
}

const before = await count();
say(`\nbefore anybody follows advice: ${before.eligible} of ${before.tickets} in the draw`);
for (const [reason, people] of before.reasons) say(`  ${reason}: ${people}`);

for (const visit of visits) if (visit.who.trouble !== undefined) await tellTrouble(visit);
const after = await count();
say(
  `\n${values["ignore-advice"] ? "nobody followed it" : "having followed it"}: ${after.eligible} of ${after.tickets} in the draw`,
);

const troubled = CAST.filter(({ trouble }) => trouble !== undefined && REASON_OF[keys][trouble] !== undefined).length;
const expectedBefore = CAST.length - troubled;
const expected = values["ignore-advice"] ? expectedBefore : CAST.length;
const surprises = visits.filter(({ who }) => who.trouble === undefined && before.codes.has(who.app));
if (before.eligible !== expectedBefore || after.eligible !== expected || surprises.length > 0) {
  say(`\nNOT as it should be: expected ${expectedBefore} and then ${expected}`);
  process.exitCode = 1;
} else say("\nas it should be");

/** From the scan to the survey, as far as this person gets. */
async function takePart(visit: Visit): Promise<void> {
  const { who } = visit;
  await visit.readGuide();
  const kind = who.agent === "real" ? "a real Node agent" : `the lines of ${who.agent}`;
  if (who.trouble === "no-data") say(`${who.app}: joins, answers, and never starts the app`);
  else {
    await visit.run(booth.url);
    const millis = await untilOnTheWall(who.app);
    say(`${who.app}: joins with ${kind}; on the wall ${millis.toFixed(0)} ms after its last request`);
  }
  await visit.answer(who.trouble === "survey-unfinished" ? 2 : undefined);
}

async function untilOnTheWall(app: string): Promise<number> {
  const began = performance.now();
  await wall.getByText(app).first().waitFor({ timeout: 10_000 });
  return performance.now() - began;
}

/** What their page says, and what comes of doing it. */
async function tellTrouble(visit: Visit): Promise<void> {
  const { who } = visit;
  const { verdict } = await visit.me();
  const codes = verdict.reasons.map(({ code }) => code);
  const { todo, sentence } = await visit.checklist();
  say(`\n${who.app} (${who.trouble}, ${who.language}): ${codes.join(", ")}`);
  for (const line of todo) say(`  "${line}"`);
  say(`  "${sentence}"`);
  if (values.pictures !== "") {
    mkdirSync(values.pictures, { recursive: true });
    await visit.picture(join(values.pictures, `${who.trouble}.png`));
  }
  const reason = who.trouble && REASON_OF[keys][who.trouble];
  if (reason === undefined ? codes.length > 0 : !codes.includes(reason)) {
    say(`  NOT the reason it should be: ${reason ?? "none"}`);
    process.exitCode = 1;
  }
  if (reason === undefined) return;
  if (!values["ignore-advice"]) {
    await follow(visit, who);
    const now = await visit.me();
    say(`  → ${now.verdict.sentence[who.language]}`);
  }
  await visit.putAway();
}

async function follow(visit: Visit, who: Participant): Promise<void> {
  switch (who.trouble) {
    case "survey-unfinished":
      await visit.answer();
      break;
    case "wrong-case":
    case "hangul-keyboard":
      say(`  the phone asks: "${await visit.confirmSuggestion()}" — yes`);
      break;
    case "default-name":
      await visit.run(booth.url, FIXED_NAME);
      await visit.enterWith(FIXED_NAME);
      break;
    case "no-data":
      await visit.run(booth.url);
      await untilOnTheWall(who.app);
      break;
    case undefined:
      break;
  }
}

/** The host's own list. */
async function count(): Promise<{
  readonly tickets: number;
  readonly eligible: number;
  readonly reasons: ReadonlyMap<string, number>;
  readonly codes: ReadonlySet<string>;
}> {
  const verdicts: { readonly app: string; readonly verdict: Verdict }[] = [];
  for (const visit of visits) verdicts.push({ app: visit.who.app, verdict: (await visit.me()).verdict });
  const out = verdicts.filter(({ verdict }) => !verdict.eligible);
  const reasons = new Map<string, number>();
  for (const { verdict } of out) {
    for (const { code } of verdict.reasons) reasons.set(code, (reasons.get(code) ?? 0) + 1);
  }
  const funnel = await ask<{ tickets: number; eligible: number }>(booth, `/api/e/${slug}/funnel`);
  if (funnel.eligible !== verdicts.length - out.length) {
    throw new Error(`the host's desk counts ${funnel.eligible} in, the phones ${verdicts.length - out.length}`);
  }
  return { tickets: verdicts.length, eligible: funnel.eligible, reasons, codes: new Set(out.map(({ app }) => app)) };
}

async function closing<T extends { close(): Promise<void> }>(value: T): Promise<T & AsyncDisposable> {
  return Object.assign(value, { [Symbol.asyncDispose]: () => value.close() });
}
