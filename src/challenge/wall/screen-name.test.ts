import { describe, expect, it } from "vitest";
import { isHeldName } from "./screen-name.ts";

const HELD = [
  ["fuck-you-api", "FUCK", "f.u.c.k", "fu\u200bck", "ｆｕｃｋ", "fück", "fuuuuuck", "fսck".replace("ս", "u"), "fuсk"],
  ["my-sh1t-app", "Shit_Happens", "n1gger", "ni66er".replace("66", "gg"), "b!tch", "a$$hole", "@sshole", "5lut"],
  ["MyShitApp", "s-h-i-t", "niggger", "\u202efuck", "fuck\n", "<b>fuck</b>", "f\u0301u\u0301ck"],
  [
    "씨발",
    "시발",
    "시1발",
    "시-발",
    "ㅅㅣㅂㅏㄹ",
    "시ㅂㅏㄹ",
    "씨\u200b발",
    "ㅅㅂ",
    "시발놈의서버",
    "개새끼앱",
    "tlqkf",
    "병신-api",
  ],
  ["조센징", "my-좆-app", "지랄맞은앱", "씨~발", "\u1109\u1175\u1107\u1161\u11af", "qudtls"],
].flat();

const HONEST = [
  [
    "scunthorpe-api",
    "push-it",
    "bit-change",
    "orbit-chart",
    "bitchat",
    "class-assets",
    "cockpit",
    "analytics",
    "grape-api",
  ],
  [
    "func-until",
    "async-until",
    "snigger",
    "shitake-shop",
    "shiitake",
    "niger-weather",
    "peacock",
    "arsenal",
    "drape",
    "therapist",
  ],
  [
    "title-service",
    "pass-it",
    "assassin",
    "document",
    "cucumber",
    "matsushita",
    "pen-island",
    "who-reads",
    "go-ok",
    "dickens",
  ],
  ["essex", "sussex", "middlesex", "hello-world", "outsider-blog", "my-app", "app-1", "k8s-7", "toys", "hancock"],
  [
    "도시발전",
    "도시-발전",
    "역시발전",
    "다시-발행",
    "동시발생",
    "날씨발표",
    "시발점",
    "시발역",
    "건강간식",
    "한강간식",
    "질병신고",
    "병신년",
  ],
  [
    "조직-관리",
    "미니미",
    "보지마",
    "메갈로돈",
    "땅따먹기",
    "전후장면",
    "4개년계획",
    "아저씨발자국",
    "유니섹스",
    "간병신청",
    "존재",
  ],
  [
    "파이콘",
    "내앱",
    "ㅋㅋㅋ",
    "ㅎㅎ",
    "가나다라",
    "시바견",
    "장고",
    "우리집-api",
    "의존나무",
    "무지개",
    "씨앗",
    "🙂",
    "",
    "—",
  ],
].flat();

describe("names that wait for somebody to look at them", () => {
  it.each(HELD)("holds %j", (name) => expect(isHeldName(name)).toBe(true));
  it.each(HONEST)("shows %j", (name) => expect(isHeldName(name)).toBe(false));

  it("holds the host's own words, short ones only as words", () => {
    expect(isHeldName("my-datadog-app", ["DataDog"])).toBe(true);
    expect(isHeldName("my-d4t4d0g-app", ["DataDog"])).toBe(true);
    expect(isHeldName("경쟁사앱", ["경쟁사"])).toBe(true);
    expect(isHeldName("adapter", ["ad"])).toBe(false);
    expect(isHeldName("ad-server", ["ad"])).toBe(true);
    expect(isHeldName("anything", ["", "  ", "-"])).toBe(false);
  });

  it("stays quick over what strangers send", () => {
    const begun = performance.now();
    isHeldName("시".repeat(100_000));
    isHeldName("f-u-c".repeat(50_000));
    isHeldName("ㅅ".repeat(100_000));
    expect(performance.now() - begun).toBeLessThan(500);
  });
});
