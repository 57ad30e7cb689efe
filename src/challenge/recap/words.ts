import type { Language, ReasonCode, RecapPartId } from "../../contract/index.ts";

/** What the recap says around its numbers. */
export interface Words {
  readonly subtitle: (place: string, day: string) => string;
  readonly category: string;
  readonly titles: Readonly<Record<RecapPartId, string>>;
  readonly photo: (what: string) => string;
  readonly photos: Readonly<Partial<Record<RecapPartId, string>>>;
  /** `2019-08-18` in words. */
  readonly day: (day: string) => string;
  readonly moment: (day: string, minute: string) => string;
  readonly open: (from: string, to: string) => string;
  readonly steps: readonly [joined: string, data: string, survey: string, drawn: string];
  /** The last step where nothing is drawn. */
  readonly complete: string;
  readonly stepsTitle: string;
  readonly people: string;
  readonly step: string;
  readonly nobody: string;
  readonly summary: (applied: number, excluded: number, drawn: number) => string;
  /** Where there is nothing to draw. */
  readonly summaryNoDraw: (applied: number, complete: number) => string;
  /** The frozen list and the people of today do not add up. */
  readonly changedSince: string;
  readonly reason: string;
  readonly reasons: Readonly<Record<ReasonCode, string>>;
  readonly typos: (people: number) => string;
  readonly apps: (apps: number) => string;
  readonly onlyApp: (app: string, at: string) => string;
  readonly firstApp: (app: string, at: string) => string;
  readonly lastApp: (app: string, at: string, minutes: number | undefined) => string;
  readonly frameworks: string;
  readonly unknownFramework: string;
  readonly framework: string;
  readonly count: string;
  readonly drawn: (entries: number, winners: number, at: string) => string;
  readonly handed: (handed: number) => string;
  readonly forfeited: (forfeited: number) => string;
  readonly hiddenApp: string;
  readonly prize: string;
  readonly lane: string;
  readonly app: string;
  readonly proofLead: string;
  readonly proof: string;
  readonly home: string;
  readonly round: string;
  readonly listHash: string;
  readonly commitHash: string;
  readonly swagDay: (day: string, rolls: number, blanks: number) => string;
  readonly noRolls: (day: string) => string;
  readonly soldOut: (at: string) => string;
  readonly item: string;
  readonly stock: string;
  readonly given: string;
  readonly scansTitle: string;
  readonly poster: string;
  readonly scans: string;
  readonly visitors: string;
  readonly tickets: string;
  readonly noScans: string;
  readonly answered: (started: number, completed: number) => string;
  readonly tooFewAnswers: (smallest: number) => string;
  readonly option: string;
  readonly average: (mean: string, steps: number, n: number) => string;
  readonly audit: (record: number, hash: string) => string;
}

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

const HOUR = 60;

function leftKo(minutes: number): string {
  if (minutes < 1) return "마감 직전";
  return minutes < 2 * HOUR ? `마감 ${minutes}분 전` : `마감 ${Math.floor(minutes / HOUR)}시간 전`;
}

function leftEn(minutes: number): string {
  if (minutes < 1) return "less than a minute";
  if (minutes >= 2 * HOUR) return `${Math.floor(minutes / HOUR)} hours`;
  return minutes === 1 ? "1 minute" : `${minutes} minutes`;
}

const ko: Words = {
  subtitle: (place, day) => [place, day].filter(Boolean).join(", "),
  category: "행사",
  titles: {
    intro: "들어가며",
    joined: "얼마나 함께했나요",
    apps: "도착한 앱",
    draw: "사다리 추첨",
    swag: "SWAG 뽑기",
    posters: "QR 포스터",
    survey: "설문 결과",
    closing: "마치며",
  },
  photo: (what) => `사진: ${what}`,
  photos: {
    intro: "부스 전경",
    apps: "앱이 올라온 벽 화면",
    draw: "사다리를 지켜보는 사람들",
    closing: "부스를 지킨 사람들",
  },
  day(day) {
    const [year, month, date] = day.split("-").map(Number);
    return `${year}년 ${month}월 ${date}일`;
  },
  moment: (day, minute) => `${day} ${minute}`,
  open: (from, to) => `부스는 ${from}에 열어서 ${to}에 닫았어요.`,
  steps: ["참가", "앱 데이터 도착", "설문 완료", "추첨 대상"],
  complete: "끝까지 마침",
  stepsTitle: "단계별 사람 수",
  people: "사람 수",
  step: "단계",
  nobody: "참가한 사람이 없었어요.",
  summary: (applied, excluded, drawn) =>
    `신청 **${applied}명**, 제외 **${excluded}명**, 추첨 대상 **${drawn}명**이에요.`,
  summaryNoDraw: (applied, complete) => `**${applied}명**이 참가했고, 끝까지 마친 사람은 **${complete}명**이에요.`,
  changedSince: "명단을 확정한 뒤에 바뀐 참가자가 있어서 숫자가 서로 맞지 않아요.",
  reason: "제외 이유",
  reasons: {
    NO_DATA: "앱 데이터가 오지 않음",
    FEW_REQUESTS: "요청 수 부족",
    NOT_AN_AGENT: "에이전트가 보낸 데이터가 아님",
    NAME_PLACEHOLDER: "앱 이름이 기본값",
    NAME_NEAR: "앱 이름이 조금 다름",
    NAME_UNKNOWN: "없는 앱 이름",
    NAME_SHARED: "다른 사람과 같은 앱",
    APP_NOT_CHOSEN: "앱을 고르지 않음",
    SURVEY_MISSING: "설문을 하지 않음",
    SURVEY_PARTIAL: "설문을 끝내지 않음",
    LATE: "마감 뒤에 도착",
    DUPLICATE_PERSON: "같은 사람의 두 번째 티켓",
    STAFF: "스태프",
    CONSENT_MISSING: "동의하지 않음",
    UNDER_14: "만 14세 확인이 없음",
    WITHDRAWN: "참가 취소",
    MANUAL_EXCLUDE: "부스에서 제외",
    MANUAL_INCLUDE: "부스에서 포함",
  },
  typos: (people) => `오타로 빠진 사람: ${people}명`,
  apps: (apps) => (apps === 0 ? "데이터를 보낸 앱이 없었어요." : `앱 **${apps}개**가 데이터를 보냈어요.`),
  onlyApp: (app, at) => `첫 앱이자 마지막 앱: ${app ? `${app}, ` : ""}${at}`,
  firstApp: (app, at) => `첫 앱: ${app ? `${app}, ` : ""}${at}`,
  lastApp: (app, at, minutes) =>
    `마지막 앱: ${app ? `${app}, ` : ""}${at}${minutes === undefined ? "" : ` (${leftKo(minutes)})`}`,
  frameworks: "프레임워크별 앱 수",
  unknownFramework: "알 수 없음",
  framework: "프레임워크",
  count: "수",
  drawn: (entries, winners, at) => `${at}에 **${entries}명** 가운데 **${winners}명**을 뽑았어요.`,
  handed: (handed) => `경품 **${handed}개**를 건넸어요.`,
  forfeited: (forfeited) => `**${forfeited}개**는 당첨된 분이 오지 않아 다음 차례로 넘어갔어요.`,
  hiddenApp: "–",
  prize: "경품",
  lane: "사다리 번호",
  app: "앱",
  proofLead: "추첨은 누구나 집에서 다시 계산해 볼 수 있어요.",
  proof: "추첨 증명 파일",
  home: "Sadari를 설치했다면",
  round: "공개 난수 (drand 라운드)",
  listHash: "명단 해시",
  commitHash: "약속 해시",
  swagDay: (day, rolls, blanks) => `${day}: 뽑기 **${rolls}번**, 그중 꽝 **${blanks}번**`,
  noRolls: (day) => `${day}: 뽑은 사람이 없었어요.`,
  soldOut: (at) => `${at}에 모두 나갔어요.`,
  item: "품목",
  stock: "준비",
  given: "나간 수",
  scansTitle: "포스터별 스캔 수",
  poster: "포스터",
  scans: "스캔",
  visitors: "방문",
  tickets: "참가",
  noScans: "QR을 비춘 사람이 없었어요.",
  answered: (started, completed) => `설문은 ${started}명이 시작해서 **${completed}명**이 끝냈어요.`,
  tooFewAnswers: (smallest) => `답한 사람이 ${smallest}명보다 적어서 결과를 싣지 않았어요.`,
  option: "응답",
  average: (mean, steps, n) => `평균 ${mean} / ${steps} (${n}명)`,
  audit: (record, hash) => `감사 기록 ${record}번의 해시: \`${hash}\``,
};

const en: Words = {
  subtitle: (place, day) => [place, day].filter(Boolean).join(", "),
  category: "events",
  titles: {
    intro: "What it was",
    joined: "Who took part",
    apps: "The apps that arrived",
    draw: "The ladder draw",
    swag: "The SWAG raffle",
    posters: "QR posters",
    survey: "What people answered",
    closing: "Afterwards",
  },
  photo: (what) => `Photo: ${what}`,
  photos: {
    intro: "the booth",
    apps: "apps on the wall",
    draw: "everybody watching the ladder",
    closing: "the booth's crew",
  },
  day(day) {
    const [year, month, date] = day.split("-").map(Number);
    return `${date} ${MONTHS[(month ?? 1) - 1]} ${year}`;
  },
  moment: (day, minute) => `${day} at ${minute}`,
  open: (from, to) => `The booth opened on ${from} and closed ${to}.`,
  steps: ["joined", "app data arrived", "survey done", "in the draw"],
  complete: "did everything",
  stepsTitle: "People by step",
  people: "People",
  step: "Step",
  nobody: "Nobody took part.",
  summary: (applied, excluded, drawn) =>
    `**${applied}** applied, **${excluded}** fell out, **${drawn}** ${drawn === 1 ? "was" : "were"} in the draw.`,
  summaryNoDraw: (applied, complete) => `**${applied}** took part, **${complete}** did everything.`,
  changedSince: "Some people left or changed after the list was final, so these numbers do not add up.",
  reason: "Why not in the draw",
  reasons: {
    NO_DATA: "no data from an app",
    FEW_REQUESTS: "too few requests",
    NOT_AN_AGENT: "data made by hand",
    NAME_PLACEHOLDER: "app with a default name",
    NAME_NEAR: "app name slightly off",
    NAME_UNKNOWN: "no app of that name",
    NAME_SHARED: "app shared with somebody else",
    APP_NOT_CHOSEN: "no app chosen",
    SURVEY_MISSING: "survey not begun",
    SURVEY_PARTIAL: "survey not finished",
    LATE: "after the close",
    DUPLICATE_PERSON: "second ticket of the same person",
    STAFF: "staff",
    CONSENT_MISSING: "no consent",
    UNDER_14: "age of 14 not confirmed",
    WITHDRAWN: "left",
    MANUAL_EXCLUDE: "left out by the booth",
    MANUAL_INCLUDE: "taken in by the booth",
  },
  typos: (people) => `Left out over a typo: ${people}`,
  apps: (apps) => (apps === 0 ? "No app sent data." : `**${apps}** ${apps === 1 ? "app" : "apps"} sent data.`),
  onlyApp: (app, at) => `First and last app: ${app ? `${app}, ` : ""}${at}`,
  firstApp: (app, at) => `First app: ${app ? `${app}, ` : ""}${at}`,
  lastApp: (app, at, minutes) =>
    `Last app: ${app ? `${app}, ` : ""}${at}${minutes === undefined ? "" : ` (${leftEn(minutes)} before the end)`}`,
  frameworks: "Apps by framework",
  unknownFramework: "unknown",
  framework: "Framework",
  count: "Count",
  drawn: (entries, winners, at) =>
    `On ${at}, **${winners}** of **${entries}** ${winners === 1 ? "was" : "were"} drawn.`,
  handed: (handed) => `**${handed}** ${handed === 1 ? "prize was" : "prizes were"} handed over.`,
  forfeited: (forfeited) =>
    `**${forfeited}** went on to the next in line, because ${forfeited === 1 ? "its winner" : "the winners"} did not come.`,
  hiddenApp: "–",
  prize: "Prize",
  lane: "Lane",
  app: "App",
  proofLead: "Anybody can compute the draw again at home.",
  proof: "The proof",
  home: "with Sadari installed",
  round: "Public randomness (drand round)",
  listHash: "Hash of the list",
  commitHash: "Commitment",
  swagDay: (day, rolls, blanks) =>
    `${day}: **${rolls}** ${rolls === 1 ? "try" : "tries"}, **${blanks}** of them ${blanks === 1 ? "a blank" : "blanks"}`,
  noRolls: (day) => `${day}: nobody drew.`,
  soldOut: (at) => `All gone at ${at}.`,
  item: "Item",
  stock: "Stock",
  given: "Given",
  scansTitle: "Scans by poster",
  poster: "Poster",
  scans: "Scans",
  visitors: "Visitors",
  tickets: "Joined",
  noScans: "Nobody scanned a code.",
  answered: (started, completed) =>
    `${started} ${started === 1 ? "person" : "people"} began the survey, **${completed}** finished it.`,
  tooFewAnswers: (smallest) => `Fewer than ${smallest} people answered, so the results are left out.`,
  option: "Answer",
  average: (mean, steps, n) => `Average ${mean} of ${steps} (${n} ${n === 1 ? "person" : "people"})`,
  audit: (record, hash) => `Hash of record ${record} of the audit log: \`${hash}\``,
};

export const WORDS: Readonly<Record<Language, Words>> = { ko, en };
