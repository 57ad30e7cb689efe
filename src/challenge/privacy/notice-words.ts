import type { Notice, NoticeKind } from "../../contract/index.ts";

/** What the words are filled with: what the host said, and who runs the booth. */
export interface NoticeValues {
  readonly controller: string;
  readonly contact: string;
  /** "" where nobody else processes anything. */
  readonly processor: string;
  readonly days: number;
  readonly over14: boolean;
  readonly survey: boolean;
}

export type NoticeWords = Pick<Notice, "title" | "blocks" | "closing">;

/** Of the words below; raise it with every change of them. */
export const NOTICE_VERSION = 1;

/** The host's texts come from the setup; the stages and terms are those of the product. */
export const NOTICE_WORDS: Readonly<
  Record<"ko" | "en", Readonly<Record<NoticeKind, (values: NoticeValues) => NoticeWords>>>
> = {
  ko: { "entry-notice": entryKo, news: newsKo, "wall-photos": photosKo, "winner-contact": winnerKo },
  en: { "entry-notice": entryEn, news: newsEn, "wall-photos": photosEn, "winner-contact": winnerEn },
};

const line = (label: string, value: string, strong = false) => ({ label, value, strong });

const ko = (what: string, why: string, until: string) => [
  line("무엇을", what),
  line("왜", why),
  line("언제까지", until, true),
];

const en = (what: string, why: string, until: string) => [
  line("What", what),
  line("Why", why),
  line("Until when", until, true),
];

function entryKo({ controller, contact, processor, days, over14, survey }: NoticeValues): NoticeWords {
  const end = `행사가 끝나고 ${days}일 뒤에 파기해요`;
  return {
    title: "참가 안내: 무엇을, 왜, 언제까지",
    blocks: [
      {
        title: "참가할 때",
        lines: ko("참가 번호, 지어낸 별명, 언어, 이 기기를 알아보는 쿠키", "참가 상태를 이어서 보여 주려고", end),
      },
      {
        title: "앱을 연결할 때",
        lines: ko(
          "앱 이름과 프레임워크, 앱이 보내는 실행 기록(주소, 걸린 시간, 오류와 앱이 담아 보낸 값)",
          "앱이 도착했는지 확인하고 화면에 보여 주려고. 부스의 큰 화면에는 앱 이름만 나와요",
          `늦어도 ${end}`,
        ),
      },
      ...(survey
        ? [
            {
              title: "설문에 답할 때",
              lines: ko("고르고 적은 답", "추첨 조건을 확인하고, 누구의 답인지 모르게 모아서 보려고", end),
            },
          ]
        : []),
      {
        title: "당첨되면",
        lines: ko(
          "이름 또는 별명, 휴대전화 또는 이메일 중 하나",
          "경품을 전하려고. 지금은 묻지 않고, 당첨된 분께만 그때 여쭤봐요",
          "경품을 전하고 30일 뒤",
        ),
      },
      {
        title: "누가 맡나요",
        lines: [
          line("운영", controller),
          line("문의", contact),
          ...(processor === "" ? [] : [line("처리 위탁", processor)]),
        ],
      },
    ],
    closing: [
      "행사에 참가하려면 꼭 필요한 것이라 동의를 따로 받지 않아요 (개인정보 보호법 제15조 제1항 제4호). 다른 목적으로 쓰지 않아요.",
      "내 정보 화면에서 언제든 내려받고 바로 지울 수 있어요.",
      ...(over14 ? ["만 14세 이상만 추첨에 참가할 수 있어요."] : []),
      "더 묻고 싶은 것이 있으면 위의 문의처나 개인정보침해 신고센터(국번 없이 118)로 연락해 주세요.",
    ],
  };
}

function entryEn({ controller, contact, processor, days, over14, survey }: NoticeValues): NoticeWords {
  const end = `destroyed ${days} days after the event`;
  return {
    title: "Taking part: what, why, until when",
    blocks: [
      {
        title: "When you join",
        lines: en("ticket id, a made-up name, language, a cookie that knows this device", "to show where you are", end),
      },
      {
        title: "When your app connects",
        lines: en(
          "the app's name and framework, and what it sends of its running (addresses, durations, errors and values it adds)",
          "to see that it arrived and show it to you; the big screen at the booth shows its name only",
          `at the latest ${end}`,
        ),
      },
      ...(survey
        ? [
            {
              title: "When you answer the survey",
              lines: en(
                "what you choose and write",
                "to check the rule of the draw, and to look at all answers together without knowing whose they are",
                end,
              ),
            },
          ]
        : []),
      {
        title: "If you win",
        lines: en(
          "name or nickname, phone or e-mail",
          "to hand over the prize; not asked now, and then of winners only",
          "30 days after the hand-over",
        ),
      },
      {
        title: "Who is responsible",
        lines: [
          line("Run by", controller),
          line("Contact", contact),
          ...(processor === "" ? [] : [line("Processor", processor)]),
        ],
      },
    ],
    closing: [
      "All of it is needed to take part, so no consent is asked (PIPA art. 15(1)4; GDPR art. 6(1)(b)). It is used for nothing else.",
      "On the page My data you can download it and delete it at once, whenever you like.",
      ...(over14 ? ["Only people of 14 and older can be in the draw."] : []),
      "Questions or complaints: the contact above, or your data protection authority (in Korea: 118).",
    ],
  };
}

function newsKo({ controller, contact, days }: NoticeValues): NoticeWords {
  return {
    title: "[선택] 소식 받기 동의",
    blocks: [
      {
        title: "",
        lines: [
          line("목적", "제품·행사 소식 이메일", true),
          line("항목", "이메일"),
          line("보유", `철회할 때까지(2년마다 다시 여쭤봐요). 이 부스에서는 행사가 끝나고 ${days}일 뒤에 지워요`, true),
          line("거부할 권리", "동의하지 않아도 경품과 참가에 아무 불이익이 없어요", true),
          line("받는 곳", `${controller} (${contact})`),
        ],
      },
    ],
    closing: [
      "소식 이메일은 제목이 (광고)로 시작하고, 메일마다 바로 그만 받을 수 있어요. 밤 9시부터 아침 8시까지는 보내지 않아요.",
      "내 정보 화면에서 언제든 철회할 수 있어요.",
    ],
  };
}

function newsEn({ controller, contact, days }: NoticeValues): NoticeWords {
  return {
    title: "[Optional] News by e-mail",
    blocks: [
      {
        title: "",
        lines: [
          line("Purpose", "news about products and events by e-mail", true),
          line("Item", "e-mail address"),
          line(
            "Kept",
            `until withdrawn (asked again every 2 years); this booth deletes it ${days} days after the event`,
            true,
          ),
          line("Right to refuse", "saying no changes nothing, neither for taking part nor for prizes", true),
          line("Received by", `${controller} (${contact})`),
        ],
      },
    ],
    closing: [
      "News begin with (광고, advertisement) in their subject, let you out with one tap, and are not sent from 21:00 to 08:00.",
      "Withdraw whenever you like on the page My data.",
    ],
  };
}

function photosKo({ controller, contact }: NoticeValues): NoticeWords {
  return {
    title: "부스 촬영 안내",
    blocks: [
      {
        title: "",
        lines: [
          line("무엇을", "부스와 큰 화면의 사진과 영상"),
          line("왜", "행사 기록과 후기", true),
          line("문의", `${controller} (${contact})`),
        ],
      },
    ],
    closing: [
      "큰 화면에는 앱 이름만 나와요. 찍히고 싶지 않으면 스태프에게 말씀해 주세요. 찍힌 사진은 지우거나 가려 드려요.",
    ],
  };
}

function photosEn({ controller, contact }: NoticeValues): NoticeWords {
  return {
    title: "Photos are taken at this booth",
    blocks: [
      {
        title: "",
        lines: [
          line("What", "photos and videos of the booth and its big screen"),
          line("Why", "to keep and tell how the event was", true),
          line("Contact", `${controller} (${contact})`),
        ],
      },
    ],
    closing: [
      "The big screen shows app names only. If you would rather not be in a picture, tell the staff; we delete or blur it.",
    ],
  };
}

function winnerKo({ controller, contact, processor }: NoticeValues): NoticeWords {
  return {
    title: "경품 전달을 위한 개인정보 안내",
    blocks: [
      {
        title: "",
        lines: [
          line("목적", "당첨 확인과 경품 전달"),
          line("항목", "이름 또는 별명, 휴대전화 또는 이메일 중 하나(배송 시 주소)"),
          line("보유", "전달 완료 후 30일, 그 뒤 지체 없이 파기", true),
          ...(processor === "" ? [] : [line("처리 위탁", processor)]),
          line("문의", `${controller} (${contact})`),
        ],
      },
    ],
    closing: [
      "경품을 드리려면 꼭 필요해서 동의 없이 처리해요. 개인정보 보호법 제15조 제1항 제4호",
      "다른 목적으로 쓰지 않아요.",
    ],
  };
}

function winnerEn({ controller, contact, processor }: NoticeValues): NoticeWords {
  return {
    title: "Information for handing over your prize",
    blocks: [
      {
        title: "",
        lines: [
          line("Purpose", "confirm the winner and hand over"),
          line("Items", "name or nickname, phone or e-mail (address if shipped)"),
          line("Kept", "30 days after hand-over, then destroyed", true),
          ...(processor === "" ? [] : [line("Processor", processor)]),
          line("Contact", `${controller} (${contact})`),
        ],
      },
    ],
    closing: ["Needed for this, so processed without consent (PIPA art. 15(1)4).", "No other use."],
  };
}
