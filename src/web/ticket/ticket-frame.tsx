import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { LanguageSwitch } from "../app/shell.tsx";
import { Mark } from "../ui/icons.tsx";
import classes from "./ticket.module.css";

interface TicketFrameProps {
  /** The event's name, once it is known. */
  readonly name?: string | undefined;
  readonly rehearsal?: boolean | undefined;
  readonly children: ReactNode;
}

/** The frame of a participant's home pages. In a rehearsal it says so on every one of them. */
export function TicketFrame({ name, rehearsal = false, children }: TicketFrameProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.frame}>
      {rehearsal && (
        <p className={classes.rehearsal}>
          <strong>{t("ticket.rehearsal")}</strong> <span>{t("ticket.rehearsalNote")}</span>
        </p>
      )}
      {rehearsal && (
        <span className={classes.watermark} aria-hidden="true">
          {t("ticket.rehearsal")}
        </span>
      )}
      <header className={classes.header}>
        <Mark />
        <span className={classes.event}>{name}</span>
        <LanguageSwitch />
      </header>
      <main className={classes.main}>{children}</main>
    </div>
  );
}
