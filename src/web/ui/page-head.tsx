import { Link, type LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./page-head.module.css";

interface Crumb extends Pick<LinkProps, "to" | "params" | "search"> {
  readonly label: ReactNode;
}

interface PageHeadProps {
  /** The way here, outermost first. */
  readonly crumbs: readonly Crumb[];
  readonly title: ReactNode;
  readonly actions?: ReactNode;
  readonly children?: ReactNode;
}

/** Where one is, the title, what can be done, and a line of facts. */
export function PageHead({ crumbs, title, actions, children }: PageHeadProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.head}>
      <nav aria-label={t("app.back")} className={classes.crumbs}>
        {crumbs.map(({ label, ...link }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a crumb is its place
          <Link key={index} {...link}>
            {label}
          </Link>
        ))}
      </nav>
      <div className={classes.titleRow}>
        <h1>{title}</h1>
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
      {children}
    </div>
  );
}
