import type { WallNow } from "../../src/contract/index.ts";

/** A challenge as walls show it, open for another 90 minutes. */
export function sampleWall(over: Partial<WallNow> = {}): WallNow {
  const now = Date.now() * 1_000;
  return {
    slug: "pycon-2026",
    name: { ko: "파이콘 한국 2026 APM 챌린지", en: "PyCon Korea 2026 APM challenge" },
    place: "코엑스 B홀",
    state: "open",
    timeZone: "Asia/Seoul",
    opensAt: now - 3_600_000_000,
    closesAt: now + 5_400_000_000,
    rehearsal: false,
    scene: "collecting",
    chosen: "",
    paused: false,
    nextSceneAt: null,
    message: { ko: "", en: "" },
    counts: { apps: 14, tickets: 31, answered: 15, eligible: 12, fixable: 5, surveyOpen: 3 },
    requiredRequests: 5,
    survey: true,
    prizes: [
      { id: "gimbal", rank: 1, name: { ko: "스마트폰 짐벌", en: "Phone gimbal" }, quantity: 1, valueWon: 120_000 },
      {
        id: "keyboard",
        rank: 2,
        name: { ko: "기계식 키보드", en: "Mechanical keyboard" },
        quantity: 1,
        valueWon: 60_000,
      },
      {
        id: "mug",
        rank: 3,
        name: { ko: "텀블러와 스티커 묶음", en: "Tumbler and stickers" },
        quantity: 1,
        valueWon: 20_000,
      },
    ],
    sealed: null,
    photos: true,
    ...over,
  };
}

/** Every scene once, with what it shows at its fullest. */
export const SAMPLE_SCENES: readonly (readonly [string, Partial<WallNow>])[] = [
  [
    "collecting",
    { message: { ko: "3시에 발표가 있어요. 자리를 지켜 주세요.", en: "The draw is at 3 p.m. Please stay near." } },
  ],
  ["collecting-rehearsal", { rehearsal: true, paused: true }],
  ["how-to", { scene: "how-to" }],
  ["how-to-announced", { scene: "how-to", state: "announced", opensAt: Date.now() * 1_000 + 7_200_000_000 }],
  ["prizes", { scene: "prizes" }],
  ["last-call", { scene: "last-call", closesAt: Date.now() * 1_000 + 599_000_000 }],
  ["thanks", { scene: "thanks", state: "closed", closesAt: Date.now() * 1_000 - 60_000_000 }],
];
