import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { LanguageSwitch } from "../app/shell.tsx";
import { Mark } from "../ui/icons.tsx";
import classes from "./privacy.module.css";

/** The frame of both pages: back to the ticket, and the language. */
export function PrivacyFrame({ slug, children }: { readonly slug: string; readonly children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className={classes.frame}>
      <header className={classes.header}>
        <Link to="/e/$slug" params={{ slug }} className={classes.home}>
          <Mark />
          <span>{t("privacy.toTicket")}</span>
        </Link>
        <LanguageSwitch />
      </header>
      <main className={classes.main}>{children}</main>
    </div>
  );
}
