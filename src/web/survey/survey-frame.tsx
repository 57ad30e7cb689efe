import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { LanguageSwitch } from "../app/shell.tsx";
import { Mark } from "../ui/icons.tsx";
import classes from "./survey.module.css";

interface SurveyFrameProps {
  /** Leads back to the ticket; a shared tablet has none. */
  readonly slug?: string;
  readonly children: ReactNode;
  readonly aside?: ReactNode;
}

/** The frame of survey and kiosk: the way back, the language, and nothing that leads away. */
export function SurveyFrame({ slug, children, aside }: SurveyFrameProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.frame}>
      <header className={classes.header}>
        {slug === undefined ? (
          <span className={classes.home}>
            <Mark />
          </span>
        ) : (
          <Link to="/e/$slug" params={{ slug }} className={classes.home}>
            <Mark />
            <span>{t("survey.toTicket")}</span>
          </Link>
        )}
        {aside}
        <LanguageSwitch />
      </header>
      <main className={classes.main}>{children}</main>
    </div>
  );
}
