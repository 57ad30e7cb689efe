import type { Bilingual } from "../../contract/index.ts";

const words = (ko: string, en: string): Bilingual => ({ ko, en });

/** What the scanner says, in the words of the product. */
export const SCAN_WORDS = {
  unknown: {
    title: words("모르는 코드예요", "Unknown code"),
    sentence: words(
      "이 행사의 참가권이 아니에요. 코드를 다시 확인해 주세요.",
      "Not a ticket of this event. Check the code.",
    ),
  },
  otherEvent: {
    title: words("다른 행사 참가권", "Another event's ticket"),
    sentence: words("이 참가권은 다른 행사의 것이에요.", "This ticket belongs to another event."),
  },
  withdrawn: {
    title: words("그만둔 참가권", "Withdrawn"),
    sentence: words("참가를 그만두고 정보를 지운 참가권이에요.", "Its holder left the event and deleted their data."),
  },
  showWinnerCode: {
    title: words("당첨자예요", "A winner"),
    sentence: words(
      "당첨자 화면의 코드 10자리를 비춰 주세요. 참가 번호는 벽에도 나와서 이것만으로는 드릴 수 없어요.",
      "Point at the ten characters on the winner's own screen. Ticket numbers are on the wall, so this one is not enough.",
    ),
  },
  handOver: {
    title: words("경품 전달", "Hand over"),
    sentence: words("확인한 다음 경품을 드리세요.", "Confirm, then hand over the prize."),
  },
  handOverUnnamed: {
    title: words("경품 전달", "Hand over"),
    sentence: words(
      "이름은 아직 적지 않았어요. 확인한 다음 경품을 드리세요.",
      "No name was given yet. Confirm, then hand over the prize.",
    ),
  },
  notYet: {
    title: words("아직이에요", "Not yet"),
    sentence: words("경품은 결과를 확정한 다음부터 전달해요.", "Prizes are handed over once the results stand."),
  },
  forfeited: {
    title: words("다음 분께 넘어갔어요", "Passed on"),
    sentence: words("기한이 지났거나 진행자가 넘긴 경품이에요.", "Its time ran out, or the host passed it on."),
  },
} as const;

/** `13:02에 이미 받았어요 (준호)`. */
export function alreadyWords(time: string, who: string): { readonly title: Bilingual; readonly sentence: Bilingual } {
  return {
    title: words("이미 받음", "Already handed over"),
    sentence: words(
      `${time}에 이미 받았어요${who === "" ? "" : ` (${who})`}`,
      `Already handed over at ${time}${who === "" ? "" : ` by ${who}`}`,
    ),
  };
}
