import { useMantineColorScheme } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { IconMoon, IconSun, IconSystem, Mark } from "../ui/icons.tsx";
import { ApiFault, sessionQuery } from "./api.ts";
import { CodeLine, FaultNotice, Notice } from "./notice-pages.tsx";
import { rememberLanguage } from "./preferences.ts";
import classes from "./shell.module.css";

/** The host's pages in their frame, and the gate in front of them: without a session it says how to get one. */
export function Shell() {
  return (
    <Frame>
      <Gate />
    </Frame>
  );
}

/** Menu and settings around a page. */
export function Frame({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation();
  const content = useFocusOnArrival();
  // A trace belongs to the services, though its address does not begin like theirs.
  const isTrace = useRouterState({ select: (state) => state.location.pathname.startsWith("/traces/") });
  const current = isTrace ? ({ "data-active": true, "aria-current": "page" } as const) : {};
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#content">
        {t("app.skip")}
      </a>
      <header className={classes.header}>
        <Link to="/services" className={classes.brand} aria-label={t("app.home")}>
          <Mark />
          <span>{t("app.name")}</span>
        </Link>
        <nav aria-label={t("app.navigation")} className={classes.nav}>
          <Link to="/host" className={classes.link} activeProps={{ "data-active": true }}>
            {t("host.list.title")}
          </Link>
          <Link to="/services" className={classes.link} activeProps={{ "data-active": true }} {...current}>
            {t("app.services")}
          </Link>
          <Link to="/wall" className={classes.link} target="_blank">
            {t("app.wall")}
          </Link>
        </nav>
        <div className={classes.settings}>
          <LanguageSwitch />
          <ThemeSwitch />
        </div>
      </header>
      <main ref={content} id="content" className={classes.content} tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

/** After a step to another page keyboard and reader begin at its content, not at the link that is gone. */
function useFocusOnArrival(): React.RefObject<HTMLElement | null> {
  const content = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  const before = useRef(path);
  useEffect(() => {
    if (before.current !== undefined && path !== before.current) content.current?.focus({ preventScroll: true });
    before.current = path;
  }, [path]);
  return content;
}

function Gate() {
  const { t } = useTranslation();
  const session = useQuery(sessionQuery);
  if (session.data?.role === "wall") {
    return (
      <Notice title={t("gate.forbiddenTitle")} lead={t("gate.forbiddenLead")}>
        <Link to="/wall">{t("gate.toWall")}</Link>
      </Notice>
    );
  }
  if (session.data) return <Outlet />;
  if (session.error instanceof ApiFault && session.error.status === 401) return <NoSession />;
  if (session.error) return <FaultNotice error={session.error} retry={() => void session.refetch()} />;
  return <p className="visually-hidden">{t("app.loading")}</p>;
}

function NoSession() {
  const { t } = useTranslation();
  return (
    <Notice title={t("gate.title")} lead={t("gate.lead")}>
      <ol className={classes.steps}>
        <li>{t("gate.step1")}</li>
        <li>{t("gate.step2")}</li>
        <li>
          {t("gate.step3")} <CodeLine text="npx sadari link create host" />
        </li>
      </ol>
      <p className={classes.hint}>
        {t("gate.wallHint")} <Link to="/login">{t("gate.login")}</Link>
      </p>
      <section className={classes.visitor}>
        <h2>{t("gate.visitorTitle")}</h2>
        <p>{t("gate.visitorLead")}</p>
        <CodeLine text={`export ELASTIC_APM_SERVER_URL=${location.origin}`} />
      </section>
    </Notice>
  );
}

export function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  const other = i18n.language === "ko" ? "en" : "ko";
  const choose = () => {
    rememberLanguage(other);
    void i18n.changeLanguage(other);
  };
  return (
    <button type="button" className={classes.setting} lang={other} title={t("app.switchLanguage")} onClick={choose}>
      <span aria-hidden="true">{t("app.otherLanguage")}</span>
      <span className="visually-hidden">{t("app.switchLanguage")}</span>
    </button>
  );
}

const NEXT_THEME = { auto: "light", light: "dark", dark: "auto" } as const;
const THEME_ICONS = { auto: <IconSystem />, light: <IconSun />, dark: <IconMoon /> } as const;
const THEME_WORDS = { auto: "app.themeAuto", light: "app.themeLight", dark: "app.themeDark" } as const;

export function ThemeSwitch() {
  const { t } = useTranslation();
  // Switching transitions off for the moment would need a style tag.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const words = t(THEME_WORDS[colorScheme]);
  return (
    <button
      type="button"
      className={classes.setting}
      aria-label={words}
      title={words}
      onClick={() => setColorScheme(NEXT_THEME[colorScheme])}
    >
      {THEME_ICONS[colorScheme]}
    </button>
  );
}
