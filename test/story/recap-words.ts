/** What the host of the story writes beside the numbers. */
export const INTRO = {
  ko: {
    들어가며: "파이콘 한국에서 부스를 열었어요. 장난감 프로젝트에 몇 줄을 더하면 그 앱이 벽에 나타났어요.",
    마치며: "안내와 서버는 그대로 두었어요. 집에서 이어서 해 보세요.",
  },
  en: {
    "What it was": "We ran a booth at PyCon Korea. A few lines in a toy project, and the app was on the wall.",
    Afterwards: "Guide and server stay up. Carry on at home.",
  },
} as const;
