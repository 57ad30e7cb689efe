import { assertNever, Fault } from "../../kernel/index.ts";

/** What enters after the freeze (§3): A a public beacon, B numbers of the people present, AB both, C nothing. */
export type DrawMode = "A" | "AB" | "B" | "C";

/** How far a mode can be trusted, and how that is said. Red: the host could have chosen the result. */
export interface ModePromise {
  readonly light: "green" | "amber" | "red";
  readonly ko: string;
  readonly en: string;
}

/** What a draw of this mode promises to people. */
export function modePromise(mode: DrawMode): ModePromise {
  switch (mode) {
    case "A":
      return { light: "green", ko: "공개 난수 사용", en: "public randomness" };
    case "AB":
      return {
        light: "green",
        ko: "공개 난수와 현장 참가자 난수 사용",
        en: "public randomness and numbers from the room",
      };
    case "B":
      return { light: "amber", ko: "현장 참가자 난수", en: "numbers from the room" };
    case "C":
      return { light: "red", ko: "운영자를 믿는 추첨", en: "a draw that trusts the host" };
    default:
      return assertNever(mode);
  }
}

/** Which of the two a mode needs. */
export const modeNeeds = (mode: DrawMode): { readonly beacon: boolean; readonly room: boolean } => ({
  beacon: mode === "A" || mode === "AB",
  room: mode === "B" || mode === "AB",
});

/** The mode that a transcript shows. */
export function modeOf(transcript: { readonly beacon: object | null; readonly room: string | null }): DrawMode {
  if (transcript.beacon !== null) return transcript.room === null ? "A" : "AB";
  return transcript.room === null ? "C" : "B";
}

/**
 * Refuses a draw from the host's seed alone when the prizes together are worth more than the host set (both in won).
 * Faults with `draw.seed-only`.
 */
export function requireMode(mode: DrawMode, prizesWon: number, limitWon: number): void {
  if (mode === "C" && prizesWon > limitWon) throw new Fault("draw.seed-only", { value: prizesWon, limit: limitWon });
}
