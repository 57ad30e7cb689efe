import type { Bilingual, PlaceTarget } from "../../contract/index.ts";

/** What a poster asks people to do, by where its code leads. */
export const POSTER_CALLS: Readonly<Record<PlaceTarget, Bilingual>> = {
  join: { ko: "휴대전화로 비추면 바로 참가해요", en: "Point your phone here to join" },
  guide: { ko: "앱을 연결하는 방법이 여기 있어요", en: "How to connect your app" },
  survey: { ko: "90초 설문에 답해 주세요", en: "Answer the 90-second survey" },
  swag: { ko: "설문에 답하고 선물을 뽑아요", en: "Answer the survey, draw a gift" },
  wall: { ko: "지금 누가 참가했는지 봐요", en: "See who is taking part" },
  proof: { ko: "추첨 결과를 직접 확인해요", en: "Check the draw yourself" },
};

export const PHOTO_NOTICE: Bilingual = {
  ko: "부스에서 사진을 찍어요. 나오고 싶지 않으면 말씀해 주세요.",
  en: "We take photos at the booth. Tell us if you would rather not be in them.",
};
