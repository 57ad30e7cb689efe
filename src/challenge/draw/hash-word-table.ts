/**
 * The 256 words that a byte can be, in both languages: plain things, spelled differently from one another.
 * The place in the table is the value of the byte, so a change here would change what old wall photos say.
 */
export const HASH_WORDS = `
  호랑이 tiger, 토끼 rabbit, 거북이 turtle, 여우 fox, 늑대 wolf, 사슴 deer, 고래 whale, 상어 shark,
  문어 octopus, 오리 duck, 참새 sparrow, 독수리 eagle, 부엉이 owl, 펭귄 penguin, 나비 butterfly, 꿀벌 bee,
  개미 ant, 거미 spider, 달팽이 snail, 개구리 frog, 악어 crocodile, 코끼리 elephant, 기린 giraffe, 낙타 camel,
  판다 panda, 수달 otter, 다람쥐 squirrel, 고양이 cat, 강아지 puppy, 망아지 pony, 염소 goat, 돼지 pig,
  원숭이 monkey, 코알라 koala, 캥거루 kangaroo, 두루미 crane, 제비 swallow, 까치 magpie, 두더지 mole, 박쥐 bat,
  해마 seahorse, 새우 shrimp, 조개 clam, 연어 salmon, 잠자리 dragonfly, 사과 apple, 포도 grape, 딸기 strawberry,
  수박 watermelon, 복숭아 peach, 자두 plum, 레몬 lemon, 감귤 tangerine, 바나나 banana, 망고 mango, 체리 cherry,
  호두 walnut, 땅콩 peanut, 감자 potato, 당근 carrot, 양파 onion, 마늘 garlic, 고추 chili, 배추 cabbage,
  오이 cucumber, 호박 pumpkin, 버섯 mushroom, 옥수수 corn, 두부 tofu, 김밥 gimbap, 만두 dumpling, 국수 noodle,
  라면 ramen, 식빵 bread, 버터 butter, 치즈 cheese, 우유 milk, 벌꿀 honey, 설탕 sugar, 소금 salt,
  후추 pepper, 커피 coffee, 녹차 tea, 주스 juice, 사탕 candy, 과자 cookie, 초콜릿 chocolate, 케이크 cake,
  피자 pizza, 달걀 egg, 하늘 sky, 구름 cloud, 바람 wind, 번개 lightning, 천둥 thunder, 무지개 rainbow,
  이슬 dew, 안개 fog, 태양 sun, 달빛 moonlight, 별빛 starlight, 혜성 comet, 행성 planet, 바다 sea,
  파도 wave, 호수 lake, 강물 river, 폭포 waterfall, 사막 desert, 모래 sand, 바위 rock, 동굴 cave,
  화산 volcano, 언덕 hill, 나무 tree, 뿌리 root, 꽃잎 petal, 씨앗 seed, 장미 rose, 튤립 tulip,
  민들레 dandelion, 소나무 pine, 대나무 bamboo, 단풍 maple, 선인장 cactus, 여름 summer, 가을 autumn, 겨울 winter,
  새벽 dawn, 노을 sunset, 연필 pencil, 지우개 eraser, 공책 notebook, 책상 desk, 의자 chair, 가위 scissors,
  종이 paper, 가방 bag, 지갑 wallet, 우산 umbrella, 모자 hat, 장갑 glove, 양말 sock, 신발 shoe,
  단추 button, 바늘 needle, 안경 glasses, 시계 clock, 거울 mirror, 빗자루 broom, 비누 soap, 수건 towel,
  칫솔 toothbrush, 베개 pillow, 이불 blanket, 침대 bed, 창문 window, 대문 gate, 열쇠 key, 자물쇠 lock,
  계단 stairs, 사다리 ladder, 지붕 roof, 굴뚝 chimney, 벽돌 brick, 망치 hammer, 도끼 axe, 밧줄 rope,
  사슬 chain, 바퀴 wheel, 자전거 bicycle, 기차 train, 버스 bus, 택시 taxi, 트럭 truck, 비행기 airplane,
  로켓 rocket, 요트 yacht, 등대 lighthouse, 나침반 compass, 지도 map, 망원경 telescope, 현미경 microscope, 카메라 camera,
  라디오 radio, 전화 phone, 전구 bulb, 양초 candle, 등불 lantern, 난로 stove, 냄비 pot, 접시 plate,
  젓가락 chopsticks, 숟가락 spoon, 주전자 kettle, 항아리 jar, 바구니 basket, 상자 box, 풍선 balloon, 인형 doll,
  주사위 dice, 퍼즐 puzzle, 그네 swing, 축구 soccer, 야구 baseball, 농구 basketball, 스키 ski, 썰매 sled,
  낚시 fishing, 피리 flute, 기타 guitar, 피아노 piano, 나팔 trumpet, 노래 song, 그림 painting, 편지 letter,
  깃발 flag, 왕관 crown, 반지 ring, 목걸이 necklace, 보석 jewel, 금화 coin, 은행 bank, 시장 market,
  학교 school, 도서관 library, 병원 hospital, 공항 airport, 다리 bridge, 터널 tunnel, 정원 garden, 우물 well,
  분수 fountain, 궁궐 palace, 텐트 tent, 농장 farm, 풍차 windmill, 얼음 ice, 불꽃 flame, 연기 smoke,
  그림자 shadow, 메아리 echo, 웃음 laughter, 생일 birthday, 선물 gift, 소풍 picnic, 여행 journey, 모험 adventure,
  마술 magic, 로봇 robot, 자석 magnet, 거품 bubble, 계곡 valley, 들판 field, 이끼 moss, 소포 parcel
`
  .split(",")
  .map((pair) => pair.trim().split(" "))
  .map(([ko = "", en = ""]) => ({ ko, en }));
