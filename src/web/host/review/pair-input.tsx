import type { Bilingual } from "../../../contract/index.ts";
import classes from "./review.module.css";

interface PairInputProps {
  readonly labelKo: string;
  readonly labelEn: string;
  readonly most: number;
  readonly lines: number;
  readonly value: Bilingual;
  readonly onChange: (value: Bilingual) => void;
}

/** The same text in both languages, for whoever reads it. */
export function PairInput({ labelKo, labelEn, most, lines, value, onChange }: PairInputProps) {
  const labels = { ko: labelKo, en: labelEn };
  return (
    <div className={classes.pair}>
      {(["ko", "en"] as const).map((language) => (
        <label key={language}>
          {labels[language]}
          <textarea
            lang={language}
            rows={lines}
            maxLength={most}
            value={value[language]}
            onChange={(event) => onChange({ ...value, [language]: event.currentTarget.value })}
          />
        </label>
      ))}
    </div>
  );
}
