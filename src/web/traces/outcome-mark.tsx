import { useTranslation } from "react-i18next";
import type { TraceSample } from "../../contract/index.ts";
import classes from "./outcome-mark.module.css";

/** Success, failure or unknown: a shape and a word, so that it does not hang on colour. */
export function OutcomeMark({ outcome }: Pick<TraceSample, "outcome">) {
  const { t } = useTranslation();
  return (
    <span className={classes.mark} data-outcome={outcome}>
      {t(`traces.${outcome}`)}
    </span>
  );
}
