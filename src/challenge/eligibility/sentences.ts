import { assertNever } from "../../kernel/index.ts";
import { cleanName, type MatchStatus } from "../names/index.ts";
import type { Finding } from "./rules.ts";

/** What a finding says, and what is to do in a few words that follow one another in a list. */
export interface Sentence {
  readonly ko: string;
  readonly en: string;
  /** Undefined where nothing can be done. Korean in the form `…기`. */
  readonly todo: { readonly ko: string; readonly en: string } | undefined;
}

const LONGEST_SHOWN = 80;

/** What happened and what to do about it, the same words for participant, staff and host. */
export function sentenceOf(finding: Finding): Sentence {
  const said = say(finding);
  const { staffKo, staffEn } = finding.params;
  if (staffKo === undefined || staffEn === undefined) return said;
  return {
    ...said,
    ko: `${said.ko} 부스에서 살펴봤어요: ${staffKo}`,
    en: `${said.en} The booth has looked: ${staffEn}`,
  };
}

function say({ code, params }: Finding): Sentence {
  const of = (name: string): string => shown(params[name] ?? "");
  switch (code) {
    case "NO_DATA":
      return {
        ko: "아직 앱 데이터가 오지 않았어요. 앱을 켜고 페이지를 한 번 열어 보세요.",
        en: "No data from your app yet. Start it and open one of its pages.",
        todo: { ko: "앱을 켜고 페이지 열기", en: "start your app and open a page" },
      };
    case "FEW_REQUESTS":
      return {
        ko: `${of("app")} 앱에서 요청이 ${of("requests")}개 왔어요. 진짜 요청이 ${of("missing")}개 더 필요해요. 페이지를 눌러 보세요.`,
        en: `${of("app")} has sent ${of("requests")} requests. ${of("missing")} more real ones are needed. Click around your app.`,
        todo: { ko: `앱 페이지 ${of("missing")}번 더 열기`, en: `make ${of("missing")} more requests to your app` },
      };
    case "NOT_AN_AGENT":
      return {
        ko: `${of("app")} 앱의 데이터는 손으로 만들어 보낸 것 같아요. 안내대로 에이전트를 붙이고 페이지를 눌러 보세요. 아니라면 부스에 말해 주세요.`,
        en: `The data of ${of("app")} looks made by hand. Add the agent as the guide shows and click around your app. If that's wrong, tell the booth.`,
        todo: { ko: "에이전트를 붙여 다시 보내기", en: "send with the agent" },
      };
    case "NAME_PLACEHOLDER":
      return {
        ko: `이름이 ${of("app")} 예요. 모두가 쓰는 기본 이름이라 구별할 수 없어요. 안내에 있는 한 줄로 나만의 이름을 정해 주세요.`,
        en: `The name is ${of("app")}. That's a default many share, so we can't tell yours apart. Set your own with the one line in the guide.`,
        todo: { ko: "나만의 앱 이름 정하기", en: "give your app a name of its own" },
      };
    case "NAME_NEAR":
      return near(params.match as MatchStatus, of("typed"), of("app"));
    case "NAME_UNKNOWN":
      return {
        ko: `${of("typed")} 이름의 앱이 아직 없어요. 이대로면 추첨에서 빠져요. 앱을 켜거나 이름을 다시 적어 주세요.`,
        en: `There is no app named ${of("typed")} yet. As it is, you'd be left out. Start the app, or correct the name.`,
        todo: { ko: "앱 이름 다시 확인하기", en: "check the name of your app" },
      };
    case "NAME_SHARED":
      return nameShared(of("app"), params.code);
    case "APP_NOT_CHOSEN":
      return notChosen(of("count"));
    case "SURVEY_MISSING":
      return {
        ko: "설문이 비어 있어요. 90초면 돼요.",
        en: "The survey is empty. It takes 90 seconds.",
        todo: { ko: "설문에 답하기", en: "answer the survey" },
      };
    case "SURVEY_PARTIAL":
      return {
        ko: `설문을 ${of("questions")}개 중 ${of("answered")}개 답했어요. 이어서 답해 주세요.`,
        en: `You answered ${of("answered")} of ${of("questions")} questions. Please go on.`,
        todo: {
          ko: `설문 이어서 답하기(${of("answered")}/${of("questions")})`,
          en: `finish the survey (${of("answered")} of ${of("questions")})`,
        },
      };
    case "LATE":
      return nothingToDo(
        params.what === "app" ? `${of("app")} 앱이 마감 뒤에 도착했어요.` : "마감 뒤에 참가했어요.",
        params.what === "app" ? `${of("app")} arrived after the close.` : "You joined after the close.",
      );
    case "DUPLICATE_PERSON":
      return nothingToDo(
        `한 사람이 한 번 참가해요. ${of("ticket")} 참가권으로 함께 참가하고 있어요.`,
        `One entry a person. You take part with ticket ${of("ticket")}.`,
      );
    case "STAFF":
      return nothingToDo(
        "부스를 함께 만드는 분은 경품을 받지 않아요. 앱은 벽에 그대로 보여요.",
        "People who run the booth don't win prizes. Your app stays on the wall.",
      );
    case "CONSENT_MISSING":
      return {
        ko: "참가에 필요한 동의가 하나 빠져 있어요. 내 참가권에서 확인해 주세요.",
        en: "One consent that taking part needs is missing. See your ticket.",
        todo: { ko: "동의 확인하기", en: "look at the consent" },
      };
    case "UNDER_14":
      return {
        ko: "만 14세 이상인지 아직 몰라요. 내 참가권에서 '만 14세 이상이에요'를 눌러 주세요.",
        en: 'We don\'t know yet whether you are 14 or older. Tap "I am 14 or older" on your ticket.',
        todo: { ko: "만 14세 이상인지 알려 주기", en: "say that you are 14 or older" },
      };
    case "WITHDRAWN":
      return nothingToDo("참가를 그만두고 정보를 지웠어요.", "You left and your data was deleted.");
    case "MANUAL_EXCLUDE":
    case "MANUAL_INCLUDE":
      return nothingToDo(params.ko ?? "", params.en ?? "");
    default:
      return assertNever(code);
  }
}

const nothingToDo = (ko: string, en: string): Sentence => ({ ko, en, todo: undefined });

function near(match: MatchStatus, typed: string, app: string): Sentence {
  const todo = { ko: `${app} 앱이 맞는지 눌러서 확인하기`, en: `tap to confirm that your app is ${app}` };
  switch (match) {
    case "format":
      return {
        ko: `적은 이름은 ${typed}, 도착한 앱은 ${app} 예요. 대소문자나 띄어쓰기, 기호가 달라요. 이 앱이 맞으면 '네, 이 앱이에요'를 눌러 주세요.`,
        en: `You wrote ${typed}, the app that arrived is ${app}. Case, spaces or signs differ. If it is yours, tap "Yes, this one".`,
        todo,
      };
    case "keyboard":
      return {
        ko: `한/영 키가 바뀐 것 같아요. ${app} 앱이 맞나요? 맞으면 '네, 이 앱이에요'를 눌러 주세요.`,
        en: `Looks like the Hangul key was on. Is it ${app}? If so, tap "Yes, this one".`,
        todo,
      };
    case "agent":
      return {
        ko: `에이전트는 영문·숫자·-·_ 만 보낼 수 있어서 ${typed} 대신 ${app} 이름으로 도착했어요. 이 앱이 맞으면 '네, 이 앱이에요'를 눌러 주세요.`,
        en: `Agents send only Latin letters, digits, - and _, so ${typed} arrived as ${app}. If it is yours, tap "Yes, this one".`,
        todo,
      };
    default:
      return {
        ko: `혹시 ${app} 앱인가요? 적은 이름은 ${typed} 예요. 맞으면 '네, 이 앱이에요'를 눌러 주세요.`,
        en: `Did you mean ${app}? You wrote ${typed}. If it is yours, tap "Yes, this one".`,
        todo,
      };
  }
}

function nameShared(app: string, code: string | undefined): Sentence {
  const [ko, en] = [`${app} 앱을 먼저 고른 참가권이 있어요.`, `Another ticket came with ${app} first.`];
  if (code === undefined) {
    return {
      ko: `${ko} 앱 이름을 나만의 것으로 바꾸거나, 내 앱이라면 부스에서 보여 주세요.`,
      en: `${en} Give your app a name of its own or, if it is yours, show it at the booth.`,
      todo: { ko: "앱 이름 바꾸거나 부스에서 보여 주기", en: "rename your app or show it at the booth" },
    };
  }
  return {
    ko: `${ko} 내 앱이라면 앱 주소 뒤에 /booth-${code} 를 붙여 한 번 열어 주세요. 그러면 내 앱인 걸 알 수 있어요.`,
    en: `${en} If it is yours, open /booth-${code} on it once. That shows us that you control it.`,
    todo: { ko: `내 앱에서 /booth-${code} 열기`, en: `open /booth-${code} on your app` },
  };
}

function notChosen(count: string): Sentence {
  if (count === "0") {
    return {
      ko: "앱 이름을 적어 주세요. 그래야 내 앱을 찾을 수 있어요.",
      en: "Type the name of your app, so that we can find it.",
      todo: { ko: "앱 이름 적기", en: "type the name of your app" },
    };
  }
  return {
    ko: `앱이 ${count}개 도착했어요. 어떤 앱으로 응모할지 골라 주세요.`,
    en: `${count} of your apps arrived. Pick the one you enter with.`,
    todo: { ko: "응모할 앱 고르기", en: "pick your app" },
  };
}

/** Names are outsiders' words: nothing invisible, and no longer than a line or two. */
function shown(name: string): string {
  const clean = cleanName(name);
  return clean.length > LONGEST_SHOWN ? `${[...clean].slice(0, LONGEST_SHOWN).join("")}…` : clean;
}
