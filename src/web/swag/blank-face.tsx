import { useTranslation } from "react-i18next";

/** Eyes and mouth in a circle of 48. */
const FACES = [
  "M16 20h6M26 20h6M18 33c3-4 9-4 12 0",
  "M16 22c1-3 5-3 6 0M26 22c1-3 5-3 6 0M19 31h10",
  "M17 18l4 4M21 18l-4 4M27 18l4 4M31 18l-4 4M24 29a4 3 0 1 0 .1 0",
  "M19 20v.1M29 20v.1M18 30c2 3 4-3 6 0s4-3 6 0",
  "M16 19l6 2M32 19l-6 2M19 32c2-3 8-3 10 0M33 24v5",
] as const;

const JOKES = ["swag.joke.one", "swag.joke.two", "swag.joke.three", "swag.joke.four", "swag.joke.five"] as const;

const pick = <T,>(all: readonly [T, ...T[]], seq: number): T => all[seq % all.length] ?? all[0];

/** The face of a blank: another one for the next person, the same one when they look again. */
export function BlankFace({ seq, className }: { readonly seq: number; readonly className?: string | undefined }) {
  return (
    <svg className={className} viewBox="0 0 48 48" aria-hidden="true" focusable="false">
      <circle cx="24" cy="24" r="20" fill="var(--sunken)" stroke="currentColor" strokeWidth="2.5" />
      <path d={pick(FACES, seq)} fill="none" stroke="currentColor" strokeWidth="3" strokeLinecap="round" />
    </svg>
  );
}

/** A blank is said with a smile. */
export function BlankJoke({ seq }: { readonly seq: number }) {
  const { t } = useTranslation();
  return t(pick(JOKES, seq));
}
