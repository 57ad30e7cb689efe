import { useTranslation } from "react-i18next";
import { IconWarning } from "../ui/icons.tsx";
import classes from "./rejections-chip.module.css";
import { REJECTIONS_TITLE } from "./rejections-panel.tsx";
import { useRejections } from "./use-rejections.ts";

/** Says at the top of the page that the list below it, which a hundred services push out of sight, is not empty. */
export function RejectionsChip() {
  const { t } = useTranslation();
  const count = useRejections()?.entries.length ?? 0;
  if (count === 0) return null;
  return (
    <button type="button" className={classes.chip} onClick={showRejections}>
      <IconWarning />
      {t("rejections.chip", { count })}
    </button>
  );
}

/** Not a link: the part of the address after `#` carries secrets elsewhere and no state here. */
function showRejections(): void {
  const title = document.getElementById(REJECTIONS_TITLE);
  title?.scrollIntoView({ block: "start" });
  title?.focus({ preventScroll: true });
}
