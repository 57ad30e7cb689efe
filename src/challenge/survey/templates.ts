import type { Bilingual, Question, SurveyDefinition, SurveyTemplate } from "../../contract/index.ts";

const NOTHING: Bilingual = { ko: "", en: "" };

const text = (ko: string, en: string): Bilingual => ({ ko, en });

const option = (id: string, ko: string, en: string = ko) => ({ id, label: text(ko, en) });

const app: Question = {
  id: "app",
  type: "app",
  title: text("어떤 앱으로 응모할까요?", "Which app is your entry?"),
  help: NOTHING,
  required: true,
};

const frameworks = [
  option("django", "Django"),
  option("flask", "Flask"),
  option("fastapi", "FastAPI"),
  option("node", "Node.js"),
  option("rails", "Ruby on Rails"),
  option("spring", "Spring"),
  option("go", "Go"),
];

const framework: Question = {
  id: "framework",
  type: "multiple",
  title: text("요즘 무엇으로 만들어요?", "What do you build with these days?"),
  help: text("여러 개 골라도 돼요.", "Choose as many as you like."),
  required: true,
  options: frameworks,
  other: true,
  most: null,
};

const rating = (id: string, title: Bilingual, low: Bilingual, high: Bilingual): Question => ({
  id,
  type: "rating",
  title,
  help: NOTHING,
  required: true,
  steps: 5,
  low,
  high,
});

const single = (id: string, title: Bilingual, options: ReturnType<typeof option>[]): Question => ({
  id,
  type: "single",
  title,
  help: NOTHING,
  required: true,
  options,
  other: true,
});

const observing = single("observing", text("지금 서비스를 어떻게 지켜봐요?", "How do you watch your services today?"), [
  option("apm", "APM 도구로", "With an APM tool"),
  option("logs", "로그로", "By their logs"),
  option("metrics", "지표 대시보드로", "On dashboards of metrics"),
  option("not-yet", "아직 안 봐요", "Not yet"),
]);

const ease = rating(
  "ease",
  text("앱을 연결하는 일은 어땠어요?", "How was connecting your app?"),
  text("어려웠어요", "Hard"),
  text("쉬웠어요", "Easy"),
);

const wish: Question = {
  id: "wish",
  type: "short",
  title: text("한 가지만 바꾼다면?", "If you could change one thing?"),
  help: text("건너뛰어도 돼요.", "You may skip this."),
  required: false,
};

/** At a conference: who comes by, what they use, how it went. */
const BOOTH: SurveyDefinition = {
  questions: [
    single("role", text("어떤 일을 해요?", "What do you do?"), [
      option("backend", "백엔드 개발", "Backend development"),
      option("frontend", "프런트엔드 개발", "Frontend development"),
      option("data", "데이터·AI", "Data and AI"),
      option("operations", "인프라·운영", "Infrastructure and operations"),
      option("student", "배우는 중", "Still learning"),
    ]),
    framework,
    observing,
    ease,
    wish,
    app,
  ],
};

const WORKSHOP: SurveyDefinition = {
  questions: [
    rating(
      "before",
      text("오늘 전에는 얼마나 알았어요?", "How much did you know before today?"),
      text("처음이었어요", "Nothing"),
      text("잘 알았어요", "A lot"),
    ),
    framework,
    rating("pace", text("속도는 어땠어요?", "How was the pace?"), text("느렸어요", "Slow"), text("빨랐어요", "Fast")),
    rating(
      "useful",
      text("바로 써먹을 수 있겠어요?", "Can you use it right away?"),
      text("아니요", "No"),
      text("네", "Yes"),
    ),
    { ...wish, id: "missing", title: text("무엇이 빠졌나요?", "What was missing?") },
    app,
  ],
};

const CLASS: SurveyDefinition = {
  questions: [
    rating(
      "understood",
      text("오늘 수업을 얼마나 이해했어요?", "How much of today's class did you understand?"),
      text("조금", "A little"),
      text("모두", "All of it"),
    ),
    single("hardest", text("어디가 가장 어려웠어요?", "Which part was the hardest?"), [
      option("install", "설치", "Installing"),
      option("configure", "설정", "Configuring"),
      option("reading", "화면 읽기", "Reading the screens"),
      option("nothing", "어렵지 않았어요", "None was"),
    ]),
    ease,
    { ...wish, id: "question", title: text("아직 궁금한 것이 있나요?", "Is there anything you still wonder?") },
    app,
  ],
};

/** To begin with, by kind of event. */
export const TEMPLATES: readonly SurveyTemplate[] = [
  { id: "booth", definition: BOOTH },
  { id: "workshop", definition: WORKSHOP },
  { id: "class", definition: CLASS },
];

/** What a challenge asks until its host decides otherwise. */
export const DEFAULT_SURVEY: SurveyDefinition = BOOTH;
