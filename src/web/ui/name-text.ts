/** Marks that turn the reading direction around, or join what is not there: nothing a name needs. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
/** More than two marks on one letter only serve to spill over the neighbouring lines. */
const STACKED_MARKS = /(\p{M}{2})\p{M}+/gu;

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/**
 * An outsider's name as it may be shown: one line, without direction overrides, invisible characters and
 * towers of marks, cut to `longest` visible characters. Still to be put into a `<bdi>` as text.
 */
export function nameText(name: string, longest = 60): string {
  // A string of a megabyte must not be segmented whole for sixty characters.
  const clean = name
    .slice(0, longest * 20)
    .replace(/[^\S\ufeff]+/gu, " ")
    .replace(INVISIBLE, "")
    .replace(STACKED_MARKS, "$1")
    .trim();
  if (clean === "") return "—";
  let shown = "";
  let length = 0;
  for (const { segment } of graphemes.segment(clean)) {
    if (length === longest) return `${shown.trimEnd()}…`;
    shown += segment;
    length += 1;
  }
  return shown;
}
