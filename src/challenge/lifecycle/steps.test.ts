import { describe, expect, it } from "vitest";
import type { ChallengeState } from "../../control/index.ts";
import { challengeId, DEFAULT_SPACE, epochMicros, MICROS_PER_MINUTE } from "../../kernel/index.ts";
import type { Challenge } from "./challenge.ts";
import { DEFAULT_SETUP } from "./default-setup.ts";
import type { Facts } from "./facts.ts";
import { isExtendable, STEPS, transitions } from "./steps.ts";

const NOW = epochMicros(1_790_000_000_000_000);
const inMinutes = (minutes: number) => epochMicros(NOW + minutes * MICROS_PER_MINUTE);

const setup: Challenge["setup"] = {
  ...DEFAULT_SETUP,
  name: { ko: "파이콘", en: "PyCon" },
  privacy: { ...DEFAULT_SETUP.privacy, controller: { ko: "준비위", en: "Committee" }, contact: "a@b.kr" },
  prizes: [{ id: "gimbal", rank: 1, name: { ko: "짐벌", en: "Gimbal" }, quantity: 1, valueWon: 100_000 }],
};

const sound: Challenge = {
  id: challengeId("c_1"),
  space: DEFAULT_SPACE,
  slug: "pycon",
  state: "draft",
  stateChangedAt: NOW,
  stateBefore: undefined,
  undoUntil: undefined,
  setup,
  opensAt: undefined,
  closesAt: inMinutes(5),
  purgeAt: undefined,
  rehearsal: false,
  createdAt: NOW,
  version: 1,
};

const allWell: Facts = {
  now: NOW,
  staff: 1,
  tickets: 0,
  surveyMissing: [],
  snippetsTested: true,
  openAppeals: 0,
  openApprovals: 0,
  doubtfulPairs: 0,
  eligible: 12,
  drawPlannedAt: inMinutes(10),
  leastBeforeDraw: MICROS_PER_MINUTE,
  drawPending: false,
  drawHeld: true,
  proofPublished: true,
  prizesSettled: true,
  purged: true,
  purgeBegun: true,
};

interface Setting {
  readonly challenge?: Partial<Challenge>;
  readonly setup?: Partial<Challenge["setup"]>;
  readonly facts?: Partial<Facts>;
}

function stepTo(from: ChallengeState, to: ChallengeState, setting: Setting = {}) {
  const challenge = { ...sound, state: from, ...setting.challenge, setup: { ...setup, ...setting.setup } };
  return transitions(challenge, { ...allWell, ...setting.facts }).find((each) => each.to === to && !each.undo);
}

describe("the table of steps", () => {
  it("is this and nothing else", () => {
    expect(
      STEPS.map(({ from, to, reason, undo }) => `${from} → ${to}, reason ${reason}${undo ? ", undo" : ""}`),
    ).toEqual([
      "draft → announced, reason never, undo",
      "announced → draft, reason always",
      "draft → open, reason never, undo",
      "announced → open, reason never, undo",
      "open → closed, reason early, undo",
      "closed → open, reason always",
      "closed → review, reason never, undo",
      "review → closed, reason always",
      "review → frozen, reason never",
      "review → kept, reason never, undo",
      "frozen → review, reason always",
      "frozen → drawn, reason never",
      "drawn → handing-over, reason never",
      "handing-over → kept, reason never",
      "kept → purged, reason never",
    ]);
  });

  it.each(STEPS.map(({ from, to }) => [from, to] as const))("%s → %s is allowed when all is well", (from, to) => {
    // Without a prize there is nothing to draw, with one there is.
    const nothingToDraw = from === "review" && to === "kept";
    expect(stepTo(from, to, nothingToDraw ? { setup: { prizes: [] } } : {})).toMatchObject({ allowed: true });
  });

  it("ends with the purge", () => {
    expect(transitions({ ...sound, state: "purged" }, allWell)).toEqual([]);
  });

  it("has no way back from the freeze on, even within the window", () => {
    for (const state of ["frozen", "drawn", "handing-over"] as const) {
      const before = { frozen: "review", drawn: "frozen", "handing-over": "drawn" } as const;
      const challenge = { ...sound, state, stateBefore: before[state], undoUntil: inMinutes(5) };
      expect(transitions(challenge, allWell).filter(({ undo }) => undo)).toEqual([]);
    }
  });
});

const name = (ko: string, en: string): Setting => ({ setup: { name: { ko, en } } });
const privacy = (changed: Partial<Challenge["setup"]["privacy"]>): Setting => ({
  setup: { privacy: { ...setup.privacy, ...changed } },
});

/** Step, what is wrong, the guard that says so, where to mend it. */
type Case = readonly [ChallengeState, ChallengeState, Setting, string, string | null];

const REQUIRED: readonly Case[] = [
  ["draft", "announced", name("", "PyCon"), "name-ko", "name.ko"],
  ["draft", "announced", name("파이콘", " "), "name-en", "name.en"],
  ...(["draft", "announced"] as const).flatMap((from): readonly Case[] => [
    [from, "open", name("", "PyCon"), "name-ko", "name.ko"],
    [from, "open", name("파이콘", ""), "name-en", "name.en"],
    [from, "open", { challenge: { closesAt: undefined } }, "closing-time", "closesAt"],
    [from, "open", { challenge: { closesAt: NOW } }, "closing-time", "closesAt"],
    [from, "open", privacy({ controller: { ko: "", en: "C" } }), "privacy-ko", "privacy.controller.ko"],
    [from, "open", privacy({ controller: { ko: "위", en: "" } }), "privacy-en", "privacy.controller.en"],
    [from, "open", privacy({ contact: "" }), "privacy-contact", "privacy.contact"],
    [from, "open", { setup: { frameworks: [] } }, "frameworks", "frameworks"],
    [
      from,
      "open",
      { setup: { guide: { intro: { ko: "어서 오세요", en: "" }, outro: { ko: "", en: "" } } } },
      "translations",
      "guide.intro.en",
    ],
    [from, "open", { facts: { surveyMissing: ["q1.title.en"] } }, "survey-translations", "survey"],
  ]),
  ["announced", "draft", { facts: { tickets: 1 } }, "nobody-joined", null],
  ["closed", "open", { challenge: { closesAt: NOW } }, "closing-time", "closesAt"],
  ["review", "frozen", { setup: { prizes: [] } }, "prizes-listed", "prizes"],
  ["review", "frozen", { facts: { eligible: 0 } }, "somebody-in", "eligible"],
  ["review", "frozen", { facts: { openAppeals: 1 } }, "appeals-answered", "appeals"],
  ["review", "frozen", { facts: { openApprovals: 1 } }, "overrides-approved", "overrides"],
  ["review", "frozen", { facts: { doubtfulPairs: 1 } }, "doubtful-settled", "doubtful"],
  ["review", "kept", {}, "nothing-to-draw", "prizes"],
  ["review", "kept", { setup: { prizes: [] }, facts: { openAppeals: 1 } }, "appeals-answered", "appeals"],
  ["review", "frozen", { facts: { drawPlannedAt: undefined } }, "draw-announced", "draw"],
  ["review", "frozen", { facts: { drawPlannedAt: epochMicros(NOW + 59_000_000) } }, "draw-in-time", "draw"],
  ["frozen", "review", { facts: { drawPending: true } }, "draw-cancelled", "draw"],
  ["frozen", "drawn", { facts: { drawHeld: false } }, "draw-held", "draw"],
  ["drawn", "handing-over", { facts: { proofPublished: false } }, "proof-published", "draw"],
  ["handing-over", "kept", { facts: { prizesSettled: false } }, "prizes-settled", "prizes"],
  ["kept", "purged", { facts: { purged: false } }, "purge-done", "purge"],
];

describe("guards", () => {
  it.each(REQUIRED)("%s → %s with %j is stopped by %s, mended at %s", (from, to, setting, guard, field) => {
    const step = stepTo(from, to, setting);
    expect(step?.allowed).toBe(false);
    const failing = step?.guards.filter(({ ok, required }) => required && !ok);
    expect(failing?.map((each) => [each.id, each.field])).toEqual([[guard, field]]);
  });

  it("cover every required one of the table", () => {
    const inTable = STEPS.flatMap(({ from, to, guards }) =>
      guards.filter(({ required }) => required).map(({ id }) => `${from} → ${to}: ${id}`),
    );
    const tried = new Set(REQUIRED.map(([from, to, , guard]) => `${from} → ${to}: ${guard}`));
    expect(inTable.filter((each) => !tried.has(each))).toEqual([]);
  });

  it.each([
    ["draft", "open", { facts: { staff: 0 } }, "staff"],
    ["draft", "open", { facts: { snippetsTested: false } }, "snippets-tested"],
    ["open", "closed", { challenge: { closesAt: inMinutes(11) } }, "countdown-shown"],
  ] as const)("%s → %s with %j is warned of by %s and allowed", (from, to, setting, guard) => {
    const step = stepTo(from, to, setting);
    expect(step?.allowed).toBe(true);
    expect(step?.guards.find(({ id }) => id === guard)).toMatchObject({ ok: false, required: false });
  });

  it("leave the survey alone where none is asked for", () => {
    const setting = { setup: { rules: { survey: false, age14: true } }, facts: { surveyMissing: ["q1.title.en"] } };
    expect(stepTo("draft", "open", setting)?.allowed).toBe(true);
  });
});

describe("a reason", () => {
  it("is wanted to close before the time, not after it", () => {
    expect(stepTo("open", "closed")?.needsReason).toBe(true);
    expect(stepTo("open", "closed", { challenge: { closesAt: NOW } })?.needsReason).toBe(false);
  });

  it.each([
    ["announced", "draft"],
    ["closed", "open"],
    ["review", "closed"],
  ] as const)("is wanted for the way back %s → %s", (from, to) => {
    expect(stepTo(from, to)?.needsReason).toBe(true);
  });
});

describe("undo", () => {
  const opened = { ...sound, state: "open", stateBefore: "draft", undoUntil: inMinutes(5) } as const;
  const back = (challenge: Challenge, facts: Partial<Facts> = {}) =>
    transitions(challenge, { ...allWell, ...facts }).find(({ undo }) => undo);

  it("is there until its window ends", () => {
    expect(back(opened)).toMatchObject({ to: "draft", allowed: true });
    expect(back({ ...opened, undoUntil: NOW })).toBeUndefined();
  });

  it("of an opening is refused once somebody has joined", () => {
    expect(back(opened, { tickets: 1 })).toMatchObject({
      allowed: false,
      guards: [{ id: "nobody-joined", ok: false }],
    });
  });

  it("of a close needs an end that lies ahead", () => {
    const closed = { ...sound, state: "closed", stateBefore: "open", undoUntil: inMinutes(5) } as const;
    expect(back(closed)).toMatchObject({ to: "open", allowed: true });
    expect(back({ ...closed, closesAt: NOW })).toMatchObject({ allowed: false });
  });
});

describe("the end", () => {
  it.each([
    ["while open", { state: "open" }, true],
    ["in a draft", { state: "draft" }, false],
    ["without a closing time", { state: "open", closesAt: undefined }, false],
    [
      "ten minutes after it came by itself",
      { state: "closed", closesAt: inMinutes(-10), stateChangedAt: inMinutes(-10) },
      true,
    ],
    ["later", { state: "closed", closesAt: inMinutes(-11), stateChangedAt: inMinutes(-11) }, false],
    ["after a host closed early", { state: "closed", closesAt: inMinutes(30), stateChangedAt: inMinutes(-1) }, false],
  ] as const)("can be moved %s: %s", (_, change, possible) => {
    expect(isExtendable({ ...sound, ...change }, NOW)).toBe(possible);
  });
});
