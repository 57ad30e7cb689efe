import { useTranslation } from "react-i18next";
import classes from "./rehearsal-mark.module.css";

/** Tells on every page that nothing here is real. In front of everything and in nobody's way. */
export function RehearsalMark() {
  const { t } = useTranslation();
  const words = t("host.rehearsal.mark");
  return (
    <>
      <svg className={classes.mark} aria-hidden="true" focusable="false">
        <defs>
          <pattern
            id="rehearsal-mark"
            width="260"
            height="180"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(-24)"
          >
            <text x="10" y="90">
              {words}
            </text>
          </pattern>
        </defs>
        <rect width="100%" height="100%" fill="url(#rehearsal-mark)" />
      </svg>
      <p className={classes.note} role="status">
        {words}
      </p>
    </>
  );
}
