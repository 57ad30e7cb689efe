/**
 * Words that keep a name off the wall until somebody of the booth has looked at it. They are read here so that nobody
 * has to read them on a big screen.
 *
 * `whole`: only as a word of its own. `begins`: at the beginning of one. `within`: anywhere. Short words and those that
 * are part of honest ones are never `within`; `except` lists honest words that contain one (도시발전, 건강간식, Scunthorpe).
 */
export const HELD_WORDS: Readonly<Record<"whole" | "begins" | "within", readonly string[]>> = {
  whole: [
    ..."anal arse arsehole arseholes asshole assholes bastard bastards bitch bitches bitching bitchy blowjob boner bullshit".split(
      " ",
    ),
    ..."chink chinks clit cock cocks cocksucker cuck cunt cunts cunty dickhead dickheads dickpic dildo dildos dipshit".split(
      " ",
    ),
    ..."dumbass fag fags fap fck fcking fuk fukin gook gooks gtfo handjob heil hentai hitler horseshit incest jap japs jizz".split(
      " ",
    ),
    ..."kike kikes kys milf nazi nazis nudes paki pakis pedo pedos penis penises pissoff pussies pussy raghead rape raped rapes".split(
      " ",
    ),
    ..."raping rapist rapists retard retarded retards shit shits shite shithead shithole shitpost shitshow shitty shitter".split(
      " ",
    ),
    ..."siegheil slut sluts slutty spic spics stfu tits titties towelhead tranny trannies twat twats wank wanker wankers".split(
      " ",
    ),
    ..."wetback wetbacks whore whores whoring xxx zoophilia".split(" "),
    ..."시발 시팔 십알 씹알 쉬발 시바알 야동 몰카 일베 메갈 불알 니미 니미럴 느금 창놈 씹 년놈 잡년 잡놈 꼴통".split(
      " ",
    ),
    ..."ㅅㅂ ㅆㅂ ㅂㅅ ㅄ ㅈㄹ ㅈㄴ ㄱㅅㄲ ㄳㄲ ㅅㄲ ㄴㄱㅁ ㄴㅇㅁ ㅁㅊㄴ ㅁㅊㄴㅇ ㅗ ㅗㅗ ㅗㅗㅗ".split(" "),
  ],
  begins: [
    ..."cocksuck cumshot fucker fucking gangbang killyourself pedophil paedophil porn pornhub whitepower".split(" "),
    ..."시발년 시발놈 시발새끼 시발아 시발롬 시발련 시발것 시발좆 시팔년 시팔놈 시팔새끼 쉬발놈 쉬발년".split(" "),
    ..."병신 등신새끼 강간 창녀 존나 졸라게 야동사이트 자살해 뒈져 뒤져라 닥치고 엿먹 꺼지라 죽여버 대가리깨".split(
      " ",
    ),
  ],
  within: [
    ..."faggot fuck motherfuck nigger nigga phuck fvck jewsdid gasthejews hitlerwas".split(" "),
    ..."씨발 씨팔 씨빨 씨부랄 씨바랄 씨벌 시빨 씌발 씹할 씹팔 씹새 씹년 씹놈 씹창 씹덕 개씹 십새끼 십새기 개시발 개병신".split(
      " ",
    ),
    ..."개새끼 개색끼 개쉐끼 개자식 이새끼 저새끼 그새끼 미친새끼 병신새끼 호로새끼 후레자식 애새끼 게이새끼 장애인새끼".split(
      " ",
    ),
    ..."좆 좃같 좇같 지랄 염병할 육시랄 썅 쌍년 쌍놈 썅년 썅놈 미친년 미친놈 걸레년 썩을년 썩을놈 개년아 개놈아 화냥년 계집년".split(
      " ",
    ),
    ..."느금마 느그엄마 느개비 니애미 니애비 니에미 네애미 엠창 애미뒤진 애미없 애비없 엄창 섹스 쎅스 빠구리 딸딸이 보빨 후빨".split(
      " ",
    ),
    ..."강간범 창년아 한남충 김치녀 된장녀 맘충 급식충 틀딱 짱깨 짱개 쪽바리 쪽발이 깜둥이 조센징 일베충 꼴페미 홍어새끼 빨갱이새끼".split(
      " ",
    ),
  ],
};

/** Honest words that contain a held one: where one of these stands, it is not found. */
export const HONEST_WORDS: readonly string[] = [
  ..."snigger sniggers sniggering sniggered niggard niggardly".split(" "),
  ..."날씨발 글씨발 아저씨발 아가씨발 불씨발 솜씨발 말씨발 마음씨발 맘씨발 씨발아 씨발라".split(" "),
  ..."날씨벌 말씨벌 글씨벌 병신년 병신일 병신월 병신시 병신각 강간한 에섹스 서섹스 이스트섹스 유니섹스 미들섹스".split(
    " ",
  ),
  ..."지랄탄 애새끼손 개자식별 개자식생성 무지개자식".split(" "),
];
