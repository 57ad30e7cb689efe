import { randomInt } from "node:crypto";

const NAMES = {
  ko: {
    first: words(
      "용감한 느긋한 씩씩한 다정한 반짝이는 부지런한 엉뚱한 차분한 재빠른 명랑한 든든한 수줍은 상냥한 호기심많은 꼼꼼한 산뜻한 포근한 슬기로운 잠꾸러기 배고픈 노래하는 춤추는 웃는 꿈꾸는",
    ),
    second: words(
      "수달 고래 두더지 여우 너구리 다람쥐 고슴도치 펭귄 부엉이 참새 거북이 문어 해달 사슴 토끼 호랑이 판다 오리 제비 반달곰 청설모 까치 두루미 고등어",
    ),
  },
  en: {
    first: words(
      "Brave Calm Curious Gentle Bright Busy Clever Cosy Dreamy Eager Fair Happy Hungry Jolly Kind Lively Merry Nimble Patient Quick Quiet Sleepy Sunny Witty",
    ),
    second: words(
      "otter whale mole fox badger squirrel hedgehog penguin owl sparrow turtle octopus seal deer rabbit tiger panda duck swallow bear magpie crane beaver mackerel",
    ),
  },
} as const;

/** A made-up name, so that nobody has to tell theirs. Two people may get the same one. */
export function newNickname(language: "ko" | "en"): string {
  const { first, second } = NAMES[language];
  return `${first[randomInt(first.length)]} ${second[randomInt(second.length)]}`;
}

function words(text: string): readonly string[] {
  return text.split(" ");
}
