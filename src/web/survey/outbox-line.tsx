import { useTranslation } from "react-i18next";
import { IconCheck, IconWarning } from "../ui/icons.tsx";
import type { OutboxState } from "./outbox.ts";
import classes from "./survey.module.css";

/** Where the answers are, in words: with us, on the way, or kept here until the network is back. */
export function OutboxLine({ state }: { readonly state: OutboxState }) {
  const { t } = useTranslation();
  const { waiting, trouble } = state;
  const warns = waiting > 0 && trouble !== "none";
  return (
    <p className={classes.outbox} data-warns={warns} role="status">
      {warns ? <IconWarning /> : waiting === 0 && <IconCheck />}
      <span>{waiting === 0 ? t("survey.saved") : trouble === "none" ? t("survey.sending") : t(WORDS[trouble])}</span>
      {warns && <span className={classes.queue}>{t("survey.queue", { n: waiting })}</span>}
    </p>
  );
}

const WORDS = {
  offline: "survey.savedOffline",
  closed: "survey.savedAfterClose",
  full: "survey.keepOpen",
  "no-ticket": "survey.noTicketTitle",
} as const;
