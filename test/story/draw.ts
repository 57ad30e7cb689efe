/**
 * The event of 2019 in the browser, from the cards to the recap, told as it goes: `npm run story:draw [-- --pictures folder]`.
 * Seventeen people take part, five fall out as five did then, twelve are in the list; the draw waits for a public number
 * that was recorded; of three winners one does not come. `--recap folder` keeps the recap and the proof of this very run.
 *
 * The booth's clock shows the day of the recorded number, the browsers' clocks are left as they are.
 */
import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import type { Page } from "playwright-core";
import { startBooth } from "../booth.ts";
import { launchChromium } from "../web/chromium.ts";
import { BeaconMirror } from "./beacon-mirror.ts";
import { Visit } from "./booth-visit.ts";
import { CAST, REASON_OF } from "./cast.ts";
import { DrawHost } from "./draw-host.ts";
import { DrawPhone } from "./draw-phone.ts";
import { openWall, setUpAndOpen } from "./host-visit.ts";
import { chartsBeside } from "./recap-files.ts";
import { INTRO } from "./recap-words.ts";
import { Scanner } from "./scanner.ts";
import { StoryClock } from "./story-clock.ts";

const { values } = parseArgs({
  options: { pictures: { type: "string", default: "" }, recap: { type: "string", default: "" } },
});
const ROOT = join(import.meta.dirname, "../..");
/** The day and second of the recorded number; drand began in 2023, four years after the event. */
const DAY = "2023-09-15";
const DRAWN_AT = "20:00:03";
const ROUND = 657_413;
const ORIGIN = "http://booth.pycon.example";
const DRAW = "draw-1";
const IN = CAST.filter(({ trouble }) => trouble === undefined).length;

const say = (line: string): void => console.log(line);

/** What people see has to be so, or the story ends here. */
function expect(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`NOT as it should be: ${what}`);
}

let taken = 0;
let isTold = false;
async function picture(page: Page, name: string): Promise<void> {
  if (values.pictures === "") return;
  mkdirSync(values.pictures, { recursive: true });
  taken += 1;
  const path = join(values.pictures, `${String(taken).padStart(2, "0")}-${name}.png`);
  await page.screenshot({ path, fullPage: !name.startsWith("wall") });
}

using clock = new StoryClock(DAY, "12:40");
Object.assign(process.env, clock.env);
await using mirror = await BeaconMirror.open(ROUND);
await using booth = await startBooth({
  env: { SADARI_BEACON_URLS: mirror.url, SADARI_PUBLIC_URL: ORIGIN, LC_ALL: "C.UTF-8" },
});
await using browser = await closing(
  await launchChromium([`--host-resolver-rules=MAP ${new URL(ORIGIN).host} 127.0.0.1:${booth.port}`]),
);

// What went wrong is mostly seen at once.
await using _end = {
  async [Symbol.asyncDispose]() {
    if (isTold) return;
    for (const context of browser.contexts()) for (const page of context.pages()) await picture(page, "where-it-ended");
  },
};

// ─── The cards, the doors, the promise ───
await using opened = await setUpAndOpen(browser, booth, {
  origin: ORIGIN,
  keys: "shared",
  say,
  async answer(page) {
    await DrawHost.answerCards(page, `${DAY}T19:00`);
    await picture(page, "host-cards");
    clock.goTo("13:00");
  },
});
const { slug, page: desk } = opened;
const host = new DrawHost(desk, ORIGIN, slug);
const posters = [await host.hangPoster("배너"), await host.hangPoster("테이블")];
clock.goTo("13:05");
await host.announce(`${DAY}T${DRAWN_AT}`);
await picture(desk, "host-announced");
say(`host: doors open at ${ORIGIN}/e/${slug}, draw announced for ${DRAWN_AT}, while entries are open`);
const wall = await openWall(browser, booth, { origin: ORIGIN, slug });

// ─── Seventeen take part; nobody follows advice, as in 2019 ───
await using crowd = new AsyncDisposableStack();
const phones: DrawPhone[] = [];
for (const [at, who] of CAST.entries()) {
  clock.goTo(arrivalOf(at));
  const visit = crowd.use(await Visit.join(browser, ORIGIN, slug, who, posters[at % 3]));
  const phone = new DrawPhone(visit);
  phones.push(phone);
  await visit.readGuide();
  if (who.trouble !== "no-data") await visit.run(booth.url, who.app, clock.now());
  if (at === 0) {
    await wall.getByText(who.app).first().waitFor({ timeout: 12_000 });
    await picture(wall, "wall-first-app");
  }
  await visit.answer(who.trouble === "survey-unfinished" ? 2 : undefined);
  if (who.trouble !== "survey-unfinished") await visit.hasAnswered();
  // The sealed number is on every phone hours before the close.
  await phone.open();
  const sealed = await phone.sealed();
  if (at === 0) await picture(phone.page, "phone-announced");
  expect(/^[0-9a-f]{64}$/.test(sealed.hex), `${who.app} is shown the sealed value`);
  await visit.putAway();
  say(`${arrivalOf(at)} ${who.app} takes part${who.trouble === undefined ? "" : ` (${who.trouble})`}`);
}
await picture(wall, "wall-seventeen");

// ─── Closed by itself; who is out reads why ───
clock.goTo("19:00:05");
await host.openEnd();
await desk.getByText("마감", { exact: true }).first().waitFor();
for (const { visit } of phones) {
  const { who } = visit;
  const reason = who.trouble === undefined ? undefined : REASON_OF.shared[who.trouble];
  const { verdict } = await visit.me();
  expect(
    verdict.eligible === (reason === undefined),
    `${who.app} is ${reason === undefined ? "in" : "out"}: ${verdict.sentence.en}`,
  );
  await visit.page.getByRole("heading", { name: headingOf(who.language, reason !== undefined) }).waitFor();
  if (reason !== undefined) {
    expect(
      verdict.reasons.some(({ code }) => code === reason),
      `${who.app} is out for ${reason}`,
    );
    await visit.page.getByText(verdict.sentence[who.language], { exact: true }).first().waitFor();
    say(`out: ${who.app}, "${verdict.sentence[who.language]}"`);
    await picture(visit.page, `phone-out-${who.trouble}`);
  }
  await visit.putAway();
}

// ─── The list: shown, picked, doubts settled, final ───
clock.goTo("19:10");
await host.showList();
const ins = phones.filter(({ visit }) => visit.who.trouble === undefined);
const [korean, english] = [ins[0], ins[1]];
if (korean === undefined || english === undefined) throw new Error("nobody is in");
await korean.open();
await korean.pickLane(7);
await picture(korean.page, "phone-lane");
await english.open();
await english.laneIsTaken(7);
await english.pickLane(2);
for (const [at, phone] of ins.slice(2, 5).entries()) {
  await phone.open();
  await phone.pickLane(at + 9);
  await phone.visit.putAway();
}
await wall.getByText("5명이 골랐어요").waitFor();
await picture(wall, "wall-lanes");
clock.goTo("19:20");
expect((await host.settleDoubts()) === 2, "two names are doubtful");
await picture(desk, "host-doubts-settled");
clock.goTo("19:40");
await host.openConsole();
await picture(desk, "host-before-freeze");
await host.freeze();
await picture(desk, "host-frozen");
await wall.getByText("사진을 찍어 두세요").waitFor();
await picture(wall, "wall-frozen");
const onWall = (await wall.locator("section[data-scene=frozen]").textContent()) ?? "";
const lanes = new Set<number>();
const sealedWords = new Set<string>();
for (const phone of phones) {
  await phone.open();
  const list = await phone.list();
  const sealed = await phone.sealed();
  expect(onWall.includes(list.hex) && onWall.includes(sealed.hex), "the wall shows the hashes of every phone");
  if (phone.visit.who.language === "ko") {
    expect(onWall.includes(list.words) && onWall.includes(sealed.words), "the wall says the words of every phone");
    expect(list.words.split(/\s+/).length === 4, "a hash is four words");
  }
  sealedWords.add(sealed.hex);
  if (phone.visit.who.trouble === undefined) lanes.add(await phone.ownLane(IN));
  else await phone.isOut();
  if (phone === korean) await picture(phone.page, "phone-frozen");
  if (phone !== korean && phone !== english) await phone.visit.putAway();
}
expect(lanes.size === IN && sealedWords.size === 1, `${IN} phones find themselves on ${IN} lanes`);
expect((await korean.ownLane(IN)) === 7 && (await english.ownLane(IN)) === 2, "who picked a lane has it");
say(`frozen: ${IN} of ${CAST.length}, the same four words on the wall and on ${phones.length} phones`);

// ─── The public number, and the ladder on all screens at once ───
clock.goTo("19:59:30");
await wall.getByText("아무도 모르는 숫자를 기다려요", { exact: false }).waitFor({ timeout: 40_000 });
await picture(wall, "wall-waiting");
await picture(korean.page, "phone-waiting");
mirror.isThere = true;
clock.goTo("19:59:58");
await host.openConsole();
await desk.getByRole("button", { name: "사다리 시작" }).waitFor({ timeout: 30_000 });
await picture(desk, "host-drawn");
await host.startLadder();
const screens = [korean.page, english.page, wall];
await Promise.all(screens.map((page) => page.locator("svg[data-rungs]").waitFor()));
const rungs = await Promise.all([
  korean.rungs(),
  english.rungs(),
  wall.locator("svg[data-rungs]").getAttribute("data-rungs"),
]);
expect(rungs[0] !== "" && new Set(rungs).size === 1, "the same ladder on both phones and the wall");
await wall.locator('[data-state="runs"]').first().waitFor({ timeout: 20_000 });
await wall.waitForTimeout(1_200);
await picture(wall, "wall-ladder");
await picture(korean.page, "phone-ladder");
// A phone sees all of it, in step with the wall: each result on one is on the other within a moment.
for (let seen = 1; seen < IN; seen += 1) {
  await Promise.all(screens.map((page) => seeTold(page, seen)));
  if (seen === IN - 2) await picture(wall, "wall-third");
}
await Promise.all(screens.map((page) => seeTold(page, IN)));
const told = await wall.locator("ol[aria-live=polite] > li").allTextContents();
await picture(wall, "wall-first");
expect(told.join("|") === (await korean.told()).join("|"), "the phone read out what the wall read out");
expect((await english.told()).length === IN, "the other phone saw everybody arrive");
say("told by the wall:");
for (const line of told) say(`  ${line}`);
await wall.getByText("추첨 결과").first().waitFor({ timeout: 20_000 });
await picture(wall, "wall-results");
const results = await wall.locator("section[data-scene=results] ol > li").allInnerTexts();
expect(results.length === 3, "three winners are on the wall");
await korean.page
  .getByText(/^(?:이번엔 아니에요|[123]등, )/)
  .first()
  .waitFor();
await picture(korean.page, "phone-result");

// ─── Hand-over: two come, one does not ───
clock.goTo("20:05");
await host.takeStep("경품 전달 시작", "전달 중");
await picture(desk, "host-handing-over");
const winners = await Promise.all([1, 2, 3].map((rank) => holderOf(told, `${rank}등`)));
const [first, second, absent] = winners;
const reserve = await holderOf(told, "예비 1번");
if (first === undefined || second === undefined || absent === undefined) throw new Error("three have won");
const scanner = crowd.use(await Scanner.join(browser, await host.callStaff("은영")));
await first.claim("김하나", "010-1234-5678");
await picture(first.page, "phone-winner");
const green = await scanner.look(first.code);
expect(green.includes("스마트폰 짐벌") && !green.includes("김하나"), "staff sees the prize and no name");
await picture(scanner.page, "staff-green");
await scanner.handOverByLooking(first.code);
await picture(scanner.page, "staff-done");
await scanner.next();
await second.claim("Alex Kim", "010-8765-4321");
await scanner.look(second.code);
await scanner.handOverBySigning();
await picture(scanner.page, "staff-signature");
await scanner.finishSigning();
await scanner.next();
say(`handed over: 1st to ${first.visit.who.app} (second look), 2nd to ${second.visit.who.app} (signature)`);

await reserve.open();
await reserve.page.getByText(/당첨자가 21:05까지 오지 않으면 차례가 와요|If a winner doesn't come by 21:05/).waitFor();
await picture(reserve.page, "phone-reserve");
clock.goTo("21:06");
await reserve.page.getByText(/예비 1번에서 차례가 왔어요|You moved up from reserve 1/).waitFor({ timeout: 40_000 });
await picture(reserve.page, "phone-moved-up");
await absent.open();
await absent.page.getByText(/기한이 지나 다음 분께 넘어갔어요|Its time ran out/).waitFor();
await picture(absent.page, "phone-too-late");
await reserve.claim("박도윤", "010-2222-3333");
await scanner.look(reserve.code);
await scanner.handOverByLooking(reserve.code);
await host.openPrizes();
await desk.getByText("모든 경품이 정리됐어요.").waitFor();
await picture(desk, "host-prizes");
say(`${absent.visit.who.app} did not come by 21:05; the prize went to ${reserve.visit.who.app}, reserve 1`);

// ─── Kept, written down, checked by strangers ───
clock.goTo("21:20");
await host.takeStep("행사 마치기", "보관 중");
await picture(desk, "host-kept");
await wall.getByText("고마워요!").waitFor();
await picture(wall, "wall-thanks");
const checks = await korean.checkProof(DRAW);
expect(checks.length >= 10 && checks.every((ok) => ok === "true"), "the phone finds every check right");
await picture(korean.page, "phone-proof");
const proof = await (await fetch(`${booth.url}/e/${slug}/draw/${DRAW}/proof.json`)).text();
const folder = values.recap === "" ? booth.dataDir : values.recap;
mkdirSync(folder, { recursive: true });
const proofFile = join(folder, "proof.json");
await writeFile(proofFile, proof);
for (const program of [["src/cli/main.ts", "verify-draw"], ["verify/sadari-verify.mjs"]]) {
  const { stdout } = await promisify(execFile)(process.execPath, [...program, proofFile], { cwd: ROOT });
  say(`${program.join(" ")}: ${stdout.trim().split("\n").at(-1)}`);
}
for (const language of ["ko", "en"] as const) {
  const { name, text } = await host.writeRecap(language, INTRO[language]);
  if (language === "ko") await picture(desk, "host-recap");
  const { markdown, charts } = chartsBeside(text, language);
  mkdirSync(join(folder, "charts"), { recursive: true });
  await writeFile(join(folder, name), markdown);
  for (const [file, svg] of charts) await writeFile(join(folder, file), svg);
  say(`recap: ${name}, ${text.length} characters, ${charts.size} charts`);
}
isTold = true;
say("\nas it should be");

/** Every nineteen minutes, the first eighteen after the opening, the last half an hour before the close. */
function arrivalOf(at: number): string {
  if (at === CAST.length - 1) return "18:29";
  const minutes = 13 * 60 + 18 + at * 19;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

function headingOf(language: "ko" | "en", isOut: boolean): RegExp {
  if (language === "ko") return isOut ? /^(?:이번엔 아니에요|하나만 고치면 돼요)$/ : /^추첨 대상이에요$/;
  return isOut ? /^(?:Not this time|One thing to mend)$/ : /^You are in the draw$/;
}

function seeTold(page: Page, lines: number): Promise<unknown> {
  return page.waitForFunction(
    (least) => document.querySelectorAll("ol[aria-live=polite] > li").length >= least,
    lines,
    { timeout: 30_000 },
  );
}

/** The phone of whoever the wall named with that rank. */
async function holderOf(lines: readonly string[], rank: string): Promise<DrawPhone> {
  const line = lines.find((each) => each.includes(`, ${rank}`)) ?? "";
  const holder = ins.find(({ visit }) => line.includes(`, ${visit.who.app}, `));
  if (holder === undefined) throw new Error(`nobody has "${rank}": ${line}`);
  return holder;
}

async function closing<T extends { close(): Promise<void> }>(value: T): Promise<T & AsyncDisposable> {
  return Object.assign(value, { [Symbol.asyncDispose]: () => value.close() });
}
