import type { ChallengeSetup } from "../../contract/index.ts";
import { TAX_FREE_PRIZE_WON } from "../../kernel/index.ts";

/** Sensible for a booth at a conference; a host changes what is different. */
export const DEFAULT_SETUP: ChallengeSetup = {
  name: { ko: "", en: "" },
  tagline: {
    ko: "내 프로젝트에 몇 줄만 더하면 벽에 내 앱이 나타나요.",
    en: "Add a few lines to your project and your app appears on the wall.",
  },
  place: "",
  timeZone: "Asia/Seoul",
  keyMode: "personal",
  frameworks: ["django", "flask", "express", "fastify", "nest", "rails", "spring", "go", "browser", "nothing"],
  guide: { intro: { ko: "", en: "" }, outro: { ko: "", en: "" } },
  requiredRequests: 5,
  handMadeCounts: false,
  rules: { survey: true, age14: true },
  secondApproverAboveWon: TAX_FREE_PRIZE_WON,
  prizes: [],
  taxPaidBy: "host",
  swag: { planned: false, note: { ko: "", en: "" } },
  privacy: {
    controller: { ko: "", en: "" },
    contact: "",
    processor: "",
    purgeAfterDays: 30,
    news: false,
    wallPhotos: true,
  },
  wall: { scenes: ["collecting", "how-to", "prizes"], secondsAScene: 20, heldWords: [] },
};
