import { z } from "zod";
import { DecisionReason } from "../../contract/index.ts";

/** What staff said of a doubtful name; kept as JSON in `app_choice.reason`. */
const Decision = z.object({
  answer: z.enum(["same", "not"]),
  reason: DecisionReason,
  note: z.string(),
  /** The app it was about. */
  service: z.string(),
  /** `same` that still waits for a second person. */
  waits: z.boolean(),
});
export type Decision = z.infer<typeof Decision>;

export function readDecision(text: string | null): Decision | undefined {
  if (text === null || !text.startsWith("{")) return undefined;
  return Decision.safeParse(JSON.parse(text)).data;
}

const WORDS: Readonly<Record<DecisionReason, { readonly ko: string; readonly en: string }>> = {
  "slip-of-the-key": { ko: "글자가 잘못 눌렸어요.", en: "A slip of the keys." },
  "other-spelling": { ko: "같은 이름을 다르게 적었어요.", en: "The same name, spelled differently." },
  "shown-on-laptop": { ko: "노트북에서 앱을 확인했어요.", en: "Seen on the laptop." },
  "team-mates": { ko: "한 팀이 함께 만든 앱이에요.", en: "A team made it together." },
  "somebody-elses": { ko: "다른 분의 앱이에요.", en: "It is somebody else's app." },
  "no-such-app": { ko: "도착한 앱 가운데 없어요.", en: "It is none of the apps that arrived." },
  "by-hand": { ko: "에이전트가 보낸 데이터가 아니에요.", en: "The data is not an agent's." },
  other: { ko: "", en: "" },
};

/** The words the participant reads. */
export function wordsOf({ reason, note }: Pick<Decision, "reason" | "note">): {
  readonly ko: string;
  readonly en: string;
} {
  const { ko, en } = WORDS[reason];
  return { ko: [ko, note].filter(Boolean).join(" "), en: [en, note].filter(Boolean).join(" ") };
}
