import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Apm } from "../../src/apm/index.ts";
import { type Challenge, type Challenges, openChallenges } from "../../src/challenge/index.ts";
import type { AnswerValue, RecapAnswer } from "../../src/contract/index.ts";
import { type Control, openControl } from "../../src/control/index.ts";
import {
  type Clock,
  DEFAULT_SPACE,
  type EpochMicros,
  epochMicros,
  MICROS_PER_DAY,
  MICROS_PER_HOUR,
  MICROS_PER_MINUTE,
  micros,
  type TicketId,
  ticketId,
} from "../../src/kernel/index.ts";
import { createMetrics, silentLog } from "../../src/self/index.ts";
import { type PostgresServer, startPostgres } from "../postgres-server.ts";

const PROOF = JSON.parse(readFileSync(join(import.meta.dirname, "../vectors/proof-example.json"), "utf8"));
const ENTRIES: readonly TicketId[] = PROOF.entries_text
  .trimEnd()
  .split("\n")
  .map((line: string) => ticketId(line.slice(0, 8)));
/** 2019-08-18 17:00 in Seoul. */
const CLOSE = epochMicros(Date.UTC(2019, 7, 18, 8) * 1_000);
const OPEN = epochMicros(CLOSE - 8 * MICROS_PER_HOUR);

class TestClock implements Clock {
  #now: number = OPEN;
  readonly now = (): EpochMicros => epochMicros(this.#now);
  readonly monotonic = () => micros(this.#now);
  goTo(at: number): void {
    this.#now = at;
  }
}

const HOST = "host:token" as const;
const NICKNAME = "비밀스러운 수달";

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres[Symbol.asyncDispose]());

describe.each(["sqlite", "postgresql"] as const)("after a challenge in %s", (kind) => {
  let dataDir: string;
  let clock: TestClock;
  let control: Control;
  let challenges: Challenges;
  let id: Challenge["id"];

  const challenge = async (): Promise<Challenge> => {
    const found = await challenges.lifecycle.find(id);
    if (found === undefined) throw new Error("no challenge");
    return found;
  };
  const recap = async (language: "ko" | "en" = "ko", preset: RecapAnswer["preset"] = "hexo"): Promise<RecapAnswer> =>
    challenges.recaps.read(await challenge(), { language, preset, origin: "https://booth.example" });

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "sadari-recap-"));
    clock = new TestClock();
    const url = kind === "postgresql" ? await postgres.createDatabase() : undefined;
    control = await openControl({ dataDir, url, clock, log: silentLog });
    challenges = await openChallenges({
      control,
      apm: {} as Apm,
      dataDir,
      clock,
      log: silentLog,
      metrics: createMetrics(),
      drawing: { beaconUrls: [] },
    });
    await control.spaces.ensure(DEFAULT_SPACE, "Default");
    const names = { nameKo: "파이콘 한국 2019", nameEn: "PyCon Korea 2019", rehearsal: false, slug: "pycon-2019" };
    const made = await challenges.lifecycle.create(DEFAULT_SPACE, names, HOST);
    id = made.id as Challenge["id"];
    const prize = (name: string, ko: string, rank: number) => ({
      id: name,
      rank,
      name: { ko, en: name },
      quantity: 1,
      valueWon: 66_000,
    });
    const setup = {
      ...made.setup,
      handMadeCounts: true,
      rules: { survey: false, age14: false },
      place: "코엑스",
      privacy: { ...made.setup.privacy, controller: { ko: "준비위", en: "Committee" }, contact: "a@b.kr" },
      prizes: [prize("gimbal", "짐벌", 1), prize("keyboard", "키보드", 2), prize("earphones", "이어폰", 3)],
    };
    await challenges.lifecycle.saveSetup(id, { version: made.version, setup, opensAt: OPEN, closesAt: CLOSE }, HOST);
    await control.records.write((transaction) =>
      transaction.updateTable("challenge").set({ state: "open" }).where("id", "=", id).execute(),
    );
    await fill();
  });
  afterEach(async () => {
    await challenges[Symbol.asyncDispose]();
    await control[Symbol.asyncDispose]();
    await rm(dataDir, { recursive: true, force: true });
  });

  /** 17 who joined, 12 of them with an app; one more person and app of a rehearsal, which nobody may ever count. */
  async function fill(): Promise<void> {
    const others = Array.from({ length: 5 }, (_, at) => ticketId(`0000000${at}`));
    const tickets = [...ENTRIES, ...others, ticketId("ZZZZZZZZ")];
    await control.records.write(async (transaction) => {
      for (const [at, ticket] of tickets.entries()) {
        const simulated = ticket === "ZZZZZZZZ" ? 1 : 0;
        await transaction
          .insertInto("ticket")
          .values({
            id: ticket,
            challenge: id,
            nickname: NICKNAME,
            language: "ko",
            created_at: epochMicros(OPEN + at),
            recovery_hash: `recovery-${ticket}`,
            staff: 0,
            over_14_at: OPEN,
            simulated,
            merged_into: null,
            withdrawn_at: null,
            place: at < 4 ? "poster-a" : null,
          })
          .execute();
        if (at >= ENTRIES.length && simulated === 0) continue;
        await transaction
          .insertInto("app")
          .values({
            challenge: id,
            service: simulated === 1 ? "made-up" : at === 3 ? "hidden-app" : `=app|<${at}>`,
            agent_key: `k_${at}`,
            ticket,
            ordinal: at + 1,
            environment: "",
            agent: "python",
            language: "python",
            framework: at % 3 === 0 ? "Django" : "Flask",
            first_seen: epochMicros(at === 11 ? CLOSE - 30 * MICROS_PER_MINUTE : OPEN + at * MICROS_PER_MINUTE),
            last_seen: CLOSE,
            transactions: 9,
            spans: 0,
            errors: 0,
            shown: at === 3 ? "hidden" : "shown",
            shown_reason: null,
            simulated,
          })
          .execute();
      }
      await fillSwagAndPosters(transaction);
    });
    for (const [at, ticket] of ENTRIES.entries()) await answer(ticket, at);
    clock.goTo(CLOSE + MICROS_PER_HOUR);
    await control.records.write((transaction) =>
      transaction
        .updateTable("challenge")
        .set({ state: "drawn", state_changed_at: CLOSE })
        .where("id", "=", id)
        .execute(),
    );
  }

  async function fillSwagAndPosters(
    transaction: Parameters<Parameters<Control["records"]["write"]>[0]>[0],
  ): Promise<void> {
    const raffle = {
      challenge: id,
      commit_hash: "",
      day_seed_sealed: null,
      day_seed: null,
      blank_num: 1,
      blank_den: 2,
    };
    const rest = {
      weights: "remaining" as const,
      presence: 0 as const,
      presence_key: "",
      opened_at: OPEN,
      closed_at: null,
    };
    await transaction
      .insertInto("swag_raffle")
      .values({ ...raffle, ...rest, id: "r1", day: "2019-08-18", state: "open", last_seq: 3, simulated: 0 })
      .execute();
    await transaction
      .insertInto("swag_item")
      .values({
        raffle: "r1",
        id: "socks",
        name_ko: "양말",
        name_en: "Socks",
        initial: 2,
        remaining: 0,
        reserved: 0,
        weight: 1,
      })
      .execute();
    for (const [seq, item] of ["socks", "", "socks"].entries()) {
      await transaction
        .insertInto("swag_roll")
        .values({
          raffle: "r1",
          seq: seq + 1,
          pid: `p${seq}`,
          nonce: `n${seq}`,
          at: epochMicros(CLOSE - 116 * MICROS_PER_MINUTE),
          blank_num: 1,
          blank_den: 2,
          over: "",
          roll: 0,
          pick: null,
          item,
          remaining_after: null,
          staff: null,
          device: null,
          handed_over_at: null,
          handed_over_by: null,
        })
        .execute();
    }
    await transaction
      .insertInto("place")
      .values({ slug: "poster-a", challenge: id, name: "1층 입구", target: "join", created_at: OPEN, closed_at: null })
      .execute();
    for (const hour of [OPEN, epochMicros(OPEN + MICROS_PER_HOUR)]) {
      await transaction
        .insertInto("place_hour")
        .values({ place: "poster-a", hour, scans: 20, visitors: 9, bots: 1 })
        .execute();
    }
  }

  async function answer(ticket: TicketId, at: number): Promise<void> {
    const { definition } = await challenges.surveys.mine(await challenge(), ticket);
    const writes = definition.questions.flatMap((question) => {
      const value = valueFor(question, at);
      if (value === undefined) return [];
      return [
        {
          nonce: `nonce-${ticket}-${question.id}`,
          question: question.id,
          value,
          at: clock.now(),
          language: "ko" as const,
        },
      ];
    });
    await challenges.surveys.answer(await challenge(), ticket, writes);
  }

  async function reveal(): Promise<void> {
    const sha = (text: string): string => createHash("sha256").update(text).digest("hex");
    await control.records.write((transaction) =>
      transaction
        .insertInto("draw")
        .values({
          id: "pycon-2019/draw-1",
          challenge: id,
          ordinal: 1,
          mode: "A",
          state: "revealed",
          commit_hash: PROOF.transcript.commit,
          server_seed_sealed: null,
          prizes_text: PROOF.prizes_text,
          planned_at: CLOSE,
          round: 1_000,
          announced_at: OPEN,
          closed_at: CLOSE,
          list_shown_at: CLOSE,
          frozen_at: CLOSE,
          entries_text: PROOF.entries_text,
          entries_hash: sha(PROOF.entries_text),
          frozen_after_round: 999,
          beacon: null,
          room: null,
          drawn_at: epochMicros(CLOSE + 5 * MICROS_PER_MINUTE),
          bundle: JSON.stringify(PROOF),
          show_started_at: CLOSE,
          cancelled_at: null,
          cancel_reason_ko: null,
          cancel_reason_en: null,
          simulated: 0,
        })
        .execute(),
    );
  }

  it("its recap tells the numbers of its rows, and nobody's name", async () => {
    await reveal();
    const { markdown, charts, fileName } = await recap();
    expect(fileName).toBe("pycon-2019-recap.ko.md");
    expect(markdown).toContain('title: "파이콘 한국 2019"');
    expect(markdown).toContain("date: 2019-08-18 17:00:00");
    expect(markdown).toContain("신청 **17명**, 제외 **5명**, 추첨 대상 **12명**");
    expect(markdown).toContain("| 앱 데이터가 오지 않음 | 5 |");
    expect(markdown).toContain("오타로 빠진 사람: 0명");
    expect(markdown).toContain("앱 **12개**");
    expect(markdown).toContain("(마감 30분 전)");
    expect(markdown).toContain("| Flask | 8 |");
    expect(markdown).toContain("부스는 2019년 8월 18일 09:00에 열어서 17:00에 닫았어요.");
    expect(markdown).toContain("2019년 8월 18일: 뽑기 **3번**, 그중 꽝 **1번**");
    expect(markdown).toContain("15:04에 모두 나갔어요.");
    expect(markdown).toContain("| 1층 입구 | 40 | 18 | 4 |");
    expect(markdown).toContain("**12명** 가운데 **3명**");
    expect(markdown).toContain("| 짐벌 | 6 |");
    expect(markdown).toContain("https://booth.example/e/pycon-2019/draw/draw-1/proof.json");
    expect(markdown).toContain("curl -O https://booth.example/sadari-verify.mjs");
    expect(markdown).toContain("node sadari-verify.mjs pycon-2019-draw-1-proof.json");
    expect(markdown).toContain("npx sadari verify-draw pycon-2019-draw-1-proof.json");
    expect(charts.map((chart) => chart.id)).toEqual(expect.arrayContaining(["steps", "frameworks", "posters"]));
    expect(charts.some((chart) => chart.id.startsWith("survey-"))).toBe(true);
    for (const secret of [NICKNAME, "hidden-app", "made-up", "a@b.kr", ...ENTRIES, "쓴 글"])
      expect(markdown).not.toContain(secret);
    // Names of apps are whatever somebody typed.
    expect(markdown).not.toContain("=app|<0>");
    expect(markdown).not.toMatch(/<(?!!--)[a-z/]/i);
  });

  it("is the same bytes on every run, at any time, and another file for each generator and language", async () => {
    const first = await recap();
    clock.goTo(CLOSE + 3 * MICROS_PER_DAY);
    expect(await recap()).toEqual(first);
    expect((await recap("en", "jekyll")).fileName).toBe("2019-08-18-pycon-2019-recap.en.md");
    expect((await recap("en", "jekyll")).markdown).toContain("date: 2019-08-18 17:00:00 +0900");
    expect((await recap("en", "hugo")).markdown).toContain("date: 2019-08-18T17:00:00+09:00");
    expect((await recap("en")).markdown).toContain("**17** applied, **5** fell out, **12** were in the draw.");
  });

  it("keeps the host's words beside the numbers, by part and language", async () => {
    const write = async (text: string) =>
      challenges.recaps.write(await challenge(), { language: "ko", part: "intro", text }, HOST);
    await write("오늘은 비가 왔어요.");
    await write("오늘은 *맑았어요*.");
    expect((await recap()).markdown).toContain("## 들어가며\n\n오늘은 *맑았어요*.\n\n");
    expect((await recap("en")).markdown).not.toContain("맑았어요");
    await write(" ");
    expect((await recap()).markdown).not.toContain("맑았어요");
  });

  it("lets tables be taken along, narrowed by role, and notes each", async () => {
    const take = async (
      what: "entries" | "survey" | "audit" | "scans",
      format: "csv" | "jsonl",
      role: "host" | "operator" | "auditor",
    ) => {
      const wish = { what, format, role, purpose: "check" as const, actor: HOST };
      let text = "";
      for await (const chunk of (await challenges.exports.ofChallenge(await challenge(), wish)).content)
        text += String(chunk);
      return text;
    };
    const entries = await take("entries", "csv", "host");
    expect(entries.split("\r\n")[0]).toBe('\uFEFF"ticket","joined","state","reasons","app","framework","requests"');
    expect(entries).toContain(`"'=app|<0>"`);
    expect(entries.trimEnd().split("\r\n")).toHaveLength(18);
    expect(entries).not.toContain(NICKNAME);
    expect(await take("entries", "csv", "auditor")).not.toContain("app|<0>");
    const survey = await take("survey", "jsonl", "host");
    expect(survey.trimEnd().split("\n")).toHaveLength(12);
    for (const ticket of ENTRIES) expect(survey).not.toContain(ticket);
    await expect(take("survey", "csv", "auditor")).rejects.toMatchObject({ code: "export.none" });
    await expect(take("audit", "csv", "host")).rejects.toMatchObject({ code: "export.none" });
    expect(await take("scans", "csv", "operator")).toContain('"poster-a","1층 입구"');

    const records = (await take("audit", "jsonl", "auditor"))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const page = await challenges.audit.page(id, 0, 1_000);
    expect(page.brokenAt).toBeUndefined();
    expect(records).toEqual(page.records);
    expect(records.map(({ type }) => type).filter((type) => type.startsWith("export."))).toEqual([
      "export.entries",
      "export.entries",
      "export.survey",
      "export.scans",
      "export.audit",
    ]);
  });
});

type AskedQuestion = Awaited<ReturnType<Challenges["surveys"]["mine"]>>["definition"]["questions"][number];

function valueFor(question: AskedQuestion, at: number): AnswerValue | undefined {
  switch (question.type) {
    case "single":
      return { type: "single", option: question.options[at % 2]?.id ?? null, other: "" };
    case "multiple":
      return { type: "multiple", options: question.options.slice(0, 1).map((option) => option.id), other: "" };
    case "rating":
      return { type: "rating", value: 1 + (at % question.steps) };
    case "short":
    case "long":
      return { type: question.type, text: `쓴 글 ${at}` };
    default:
      return undefined;
  }
}
