import { useTranslation } from "react-i18next";
import type { PrivacyAnswer } from "../../contract/index.ts";
import classes from "./privacy.module.css";
import { venueDate } from "./venue-date.ts";

/** When everything goes, or that it is gone. */
export function PurgeLine({ answer }: { readonly answer: PrivacyAnswer }) {
  const { t } = useTranslation();
  const { stage, at } = answer.purge;
  const day = at === null ? "" : venueDate(at, answer.timeZone);
  if (stage === "done") {
    return (
      <div className={classes.purge} role="status">
        <strong>{t("privacy.purged", { t: day })}</strong>
        <p>{t("privacy.purgedLead")}</p>
      </div>
    );
  }
  const words =
    stage === "running" || stage === "failed"
      ? t("privacy.purgeRunning")
      : at === null
        ? t("privacy.purgeLater")
        : t("privacy.purgeAt", { t: day });
  return <p className={classes.purge}>{words}</p>;
}
