import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type EpochMicros, epochMicros, MICROS_PER_HOUR, type TicketId, ticketId } from "../../kernel/index.ts";
import { matchName, prepareNames } from "../names/index.ts";
import type { AppFacts, ChoiceFacts, TicketFacts } from "./facts.ts";
import { judge } from "./judge.ts";

const NOW = epochMicros(1_566_000_000_000_000);
const at = (hours: number): EpochMicros => epochMicros(NOW + hours * MICROS_PER_HOUR);

const app = (over: Partial<AppFacts> = {}): AppFacts => ({
  service: "my-django-app",
  requests: 41,
  firstSeen: at(-2),
  placeholder: false,
  byHand: false,
  shared: false,
  ...over,
});

/** Somebody who did everything. */
const entrant = (over: Partial<TicketFacts> = {}): TicketFacts => ({
  ticket: ticketId("ABCD1234"),
  occasion: {
    state: "open",
    closesAt: at(1),
    closedAt: undefined,
    keyMode: "personal",
    requiredRequests: 5,
    handMadeCounts: false,
    rules: { survey: true, age14: true },
  },
  createdAt: at(-3),
  staff: false,
  over14: true,
  withdrawn: false,
  duplicateOf: undefined,
  apps: [app()],
  choice: undefined,
  survey: { answered: 6, questions: 6, completed: true, onlyAppOpen: false },
  consentsMissing: [],
  override: undefined,
  controlCode: "4821",
  ...over,
});

const typed = (name: string, arrived: readonly string[], over: Partial<ChoiceFacts> = {}): ChoiceFacts => ({
  typed: name,
  status: "waiting",
  app: undefined,
  match: matchName(name, prepareNames(arrived)),
  turnedDown: undefined,
  ...over,
});

const codes = (facts: TicketFacts): readonly string[] => judge(facts).reasons.map(({ code }) => code);
const shared = { ...entrant().occasion, keyMode: "shared" } as const;
const closed = (over: Partial<TicketFacts["occasion"]> = {}) =>
  ({ ...entrant().occasion, state: "closed", closesAt: at(-1), closedAt: at(-1), ...over }) as const;

describe("the entrants of 2019", () => {
  const troubles: readonly (readonly [
    trouble: string,
    facts: Partial<TicketFacts>,
    code: string,
    mended: Partial<TicketFacts>,
  ])[] = [
    [
      "a survey not finished",
      { survey: { answered: 2, questions: 6, completed: false, onlyAppOpen: false } },
      "SURVEY_PARTIAL",
      { survey: { answered: 6, questions: 6, completed: true, onlyAppOpen: false } },
    ],
    [
      "a name in the wrong case",
      { choice: typed("My-Django-App", ["my-django-app"]) },
      "NAME_NEAR",
      { choice: typed("My-Django-App", ["my-django-app"], { status: "confirmed", app: app() }) },
    ],
    [
      "the Hangul keyboard",
      { choice: typed("므-메ㅔ", ["am-app"]), apps: [app({ service: "am-app" })] },
      "NAME_NEAR",
      { choice: typed("므-메ㅔ", ["am-app"], { status: "confirmed", app: app({ service: "am-app" }) }) },
    ],
    [
      "a default name",
      { apps: [app({ service: "unknown_service:node", placeholder: true })] },
      "NAME_PLACEHOLDER",
      { apps: [app({ service: "unknown_service:node", placeholder: true }), app()] },
    ],
    ["no data", { apps: [] }, "NO_DATA", { apps: [app()] }],
  ];
  const all = [...troubles.map(([, facts]) => entrant(facts)), ...Array.from({ length: 12 }, () => entrant())];

  it("are 12 of 17, the five for these reasons", () => {
    const verdicts = all.map(judge);
    expect(verdicts.filter(({ eligible }) => eligible)).toHaveLength(12);
    expect(verdicts.flatMap(({ reasons }) => reasons.map(({ code }) => code))).toEqual(
      troubles.map(([, , code]) => code),
    );
    for (const { reasons } of verdicts) for (const { fixable } of reasons) expect(fixable).toBe(true);
  });

  it.each(troubles)("with %s come in when they do what they are told", (_, facts, code, mended) => {
    expect(codes(entrant(facts))).toEqual([code]);
    expect(judge(entrant({ ...facts, ...mended })).eligible).toBe(true);
  });

  it("are each told something of their own, in both languages", () => {
    const said = all.slice(0, 5).map((facts) => judge(facts).sentence);
    expect(new Set(said.map(({ ko }) => ko)).size).toBe(5);
    expect(said.map(({ ko }) => ko)).toEqual([
      "아직 추첨 대상이 아니에요. 설문 이어서 답하기(2/6)만 하면 돼요.",
      "아직 추첨 대상이 아니에요. my-django-app 앱이 맞는지 눌러서 확인하기만 하면 돼요.",
      "아직 추첨 대상이 아니에요. am-app 앱이 맞는지 눌러서 확인하기만 하면 돼요.",
      "아직 추첨 대상이 아니에요. 나만의 앱 이름 정하기만 하면 돼요.",
      "아직 추첨 대상이 아니에요. 앱을 켜고 페이지 열기만 하면 돼요.",
    ]);
    for (const { en } of said) expect(en).toMatch(/^Not in the draw yet\. Do this: .+\.$/);
  });
});

describe("a verdict", () => {
  it("is yes for somebody who did everything, with all but the lane done", () => {
    const verdict = judge(entrant());
    expect(verdict).toMatchObject({
      eligible: true,
      reasons: [],
      sentence: { ko: "추첨 대상이에요.", en: "You are in the draw." },
      deadline: at(1),
    });
    expect(verdict.checklist.map(({ id, state }) => `${id} ${state}`)).toEqual([
      "age done",
      "data done",
      "app done",
      "survey done",
      "lane later",
    ]);
  });

  it("leaves out what the host does not ask", () => {
    const occasion = { ...entrant().occasion, rules: { survey: false, age14: false } };
    const verdict = judge(
      entrant({ occasion, over14: false, survey: { answered: 0, questions: 6, completed: false, onlyAppOpen: false } }),
    );
    expect(verdict.eligible).toBe(true);
    expect(verdict.checklist.map(({ id }) => id)).toEqual(["data", "app", "lane"]);
  });

  it.each<readonly [string, Partial<TicketFacts>, readonly string[]]>([
    ["too few requests", { apps: [app({ requests: 4 })] }, ["FEW_REQUESTS"]],
    ["data by hand", { apps: [app({ byHand: true })] }, ["NOT_AN_AGENT"]],
    ["no survey", { survey: { answered: 0, questions: 6, completed: false, onlyAppOpen: false } }, ["SURVEY_MISSING"]],
    ["several apps", { apps: [app(), app({ service: "another" })] }, ["APP_NOT_CHOSEN"]],
    ["a typed name that is none", { choice: typed("kubernetes", ["my-django-app"]) }, ["NAME_UNKNOWN"]],
    ["an app of somebody else", { apps: [app({ shared: true })] }, ["NAME_SHARED"]],
    ["no age", { over14: false }, ["UNDER_14"]],
    ["a second ticket", { duplicateOf: "EFGH5678" as TicketId }, ["DUPLICATE_PERSON"]],
    ["a consent taken back", { consentsMissing: ["entry"] }, ["CONSENT_MISSING"]],
    ["who left", { withdrawn: true }, ["WITHDRAWN"]],
    ["staff", { staff: true }, ["STAFF"]],
    ["somebody who came late", { occasion: closed(), createdAt: at(-0.5) }, ["LATE"]],
    ["an app that came late", { occasion: closed(), apps: [app({ firstSeen: at(-0.5) })] }, ["LATE"]],
    ["nothing typed with a shared key", { occasion: shared, apps: [] }, ["APP_NOT_CHOSEN"]],
    [
      "a name of nobody with a shared key",
      { occasion: shared, apps: [], choice: typed("없음", ["todo"]) },
      ["NAME_UNKNOWN"],
    ],
    ["a name that waits for its app", { apps: [], choice: typed("my-app-2", []) }, ["NO_DATA"]],
    [
      "everything at once",
      { over14: false, apps: [], survey: { answered: 1, questions: 6, completed: false, onlyAppOpen: false } },
      ["UNDER_14", "NO_DATA", "SURVEY_PARTIAL"],
    ],
  ])("of %s says so", (_, facts, expected) => {
    expect(codes(entrant(facts))).toEqual(expected);
  });

  it("takes data by hand where the host does", () => {
    const occasion = { ...entrant().occasion, handMadeCounts: true };
    expect(judge(entrant({ occasion, apps: [app({ byHand: true })] })).eligible).toBe(true);
  });

  it("lets an app that is chosen by itself answer the survey's question for it", () => {
    const survey = { answered: 5, questions: 6, completed: false, onlyAppOpen: true };
    expect(judge(entrant({ survey })).eligible).toBe(true);
    expect(codes(entrant({ survey, apps: [app(), app({ service: "b" })] }))).toEqual([
      "APP_NOT_CHOSEN",
      "SURVEY_PARTIAL",
    ]);
  });

  it("tells an app's owner how to show it with a shared key", () => {
    const choice = typed("my-django-app", [], { status: "exact", app: app({ shared: true }) });
    const [reason] = judge(entrant({ occasion: shared, apps: [], choice })).reasons;
    expect(reason).toMatchObject({ code: "NAME_SHARED", params: { code: "4821" }, fixable: true });
    expect(reason?.ko).toContain("/booth-4821");
  });

  it("shows what staff said of a name", () => {
    const turnedDown = { service: "todo-1", ko: "다른 분의 앱이에요.", en: "It is somebody else's app." };
    const [reason] = judge(entrant({ choice: typed("todo-2", ["todo-app", "todo-1"], { turnedDown }) })).reasons;
    expect(reason?.ko).toMatch(/부스에서 살펴봤어요: 다른 분의 앱이에요\.$/);
    expect(reason?.en).toMatch(/The booth has looked: It is somebody else's app\.$/);
  });

  it("shows what staff said of an app that two came with, and of data by hand", () => {
    const turnedDown = { service: "my-django-app", ko: "다른 분의 앱이에요.", en: "It is somebody else's app." };
    for (const sign of [{ shared: true }, { byHand: true }]) {
      const bound = app(sign);
      const choice = typed("my-django-app", [], { status: "confirmed", app: bound, turnedDown });
      const [reason] = judge(entrant({ apps: [bound], choice })).reasons;
      expect(reason?.ko).toContain("다른 분의 앱이에요.");
    }
  });

  it("after the close leaves only a tap to be mended, after the freeze nothing", () => {
    const near = { choice: typed("My-Django-App", ["my-django-app"]) };
    const few = { apps: [app({ requests: 1 })] };
    expect(judge(entrant({ ...near, occasion: closed() })).reasons[0]?.fixable).toBe(true);
    expect(judge(entrant({ ...few, occasion: closed() })).reasons[0]?.fixable).toBe(false);
    expect(judge(entrant({ ...near, occasion: closed({ state: "frozen" }) })).reasons[0]?.fixable).toBe(false);
    expect(judge(entrant({ ...few, occasion: closed() })).sentence.ko).toMatch(/^추첨 대상이 아니에요\. my-django-app/);
  });
});

describe("an override", () => {
  const include = { effect: "include", ko: "현장에서 확인했어요.", en: "Checked at the booth." } as const;
  const exclude = { effect: "exclude", ko: "두 번 참가했어요.", en: "Took part twice." } as const;

  it("brings somebody in, with its reason", () => {
    const verdict = judge(entrant({ apps: [], override: include }));
    expect(verdict.eligible).toBe(true);
    expect(verdict.reasons).toMatchObject([{ code: "MANUAL_INCLUDE", ko: "현장에서 확인했어요." }]);
    expect(verdict.sentence.ko).toBe("추첨 대상이에요.");
  });

  it("puts somebody out, with its reason", () => {
    const verdict = judge(entrant({ override: exclude }));
    expect(verdict.eligible).toBe(false);
    expect(verdict.sentence.ko).toBe("추첨 대상이 아니에요. 두 번 참가했어요.");
  });

  it.each([{ staff: true }, { withdrawn: true }, { duplicateOf: "EFGH5678" as TicketId }])(
    "never brings in %o",
    (facts) => expect(judge(entrant({ ...facts, override: include })).eligible).toBe(false),
  );
});

describe("every verdict", () => {
  it("has a reason exactly when it is no, and a sentence with each", () => {
    const flag = fc.boolean();
    const anyApp = fc.record({
      service: fc.constantFrom("a-name", "my-app", "b", "\u202eevil", "x".repeat(2_000)),
      requests: fc.nat(9),
      firstSeen: fc.constantFrom(at(-2), at(0)),
      placeholder: flag,
      byHand: flag,
      shared: flag,
    });
    const anyFacts = fc.record({
      staff: flag,
      over14: flag,
      withdrawn: flag,
      keyMode: fc.constantFrom("personal", "shared"),
      state: fc.constantFrom("open", "closed", "review", "frozen", "drawn"),
      apps: fc.array(anyApp, { maxLength: 3 }),
      typed: fc.option(fc.constantFrom("", "a-name", "A NAME", "nothing like it")),
      completed: flag,
      answered: fc.nat(6),
    });
    fc.assert(
      fc.property(anyFacts, ({ keyMode, state, typed: name, completed, answered, ...rest }) => {
        const verdict = judge(
          entrant({
            ...rest,
            occasion: { ...entrant().occasion, keyMode, state, closedAt: state === "open" ? undefined : at(-1) },
            choice:
              name === null
                ? undefined
                : typed(
                    name,
                    rest.apps.map(({ service }) => service),
                  ),
            survey: { answered, questions: 6, completed, onlyAppOpen: false },
          }),
        );
        expect(verdict.eligible).toBe(verdict.reasons.length === 0);
        for (const { ko, en } of [...verdict.reasons, verdict.sentence]) {
          expect(ko.length * en.length).toBeGreaterThan(0);
          expect(`${ko}${en}`).not.toMatch(/undefined|null|\u202e/);
          expect(ko.length).toBeLessThan(500);
        }
      }),
      { numRuns: 300 },
    );
  });
});
