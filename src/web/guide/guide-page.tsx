import { Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Bilingual, GuideAnswer, GuideShell, MyTicket } from "../../contract/index.ts";
import { FaultNotice } from "../app/notice-pages.tsx";
import { LanguageSwitch, ThemeSwitch } from "../app/shell.tsx";
import { Mark } from "../ui/icons.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { challengeQuery, guideQuery, takePlaygroundKey } from "./api.ts";
import { recallName, recallShell } from "./choices.ts";
import classes from "./guide.module.css";
import { KeyPanel } from "./key-panel.tsx";
import { LaptopCard } from "./laptop-card.tsx";
import { useMyKeys } from "./use-my-keys.ts";
import { useMyTicket } from "./use-my-ticket.ts";
import { Workbench } from "./workbench.tsx";

// A renderer of Markdown weighs more than the page: it comes when a host wrote something.
const HostText = lazy(() => import("./host-text.tsx").then((module) => ({ default: module.HostText })));

/** How to connect an app, with the reader's own key and name in the code, and below what the booth saw of it. */
export function GuidePage() {
  const { t } = useTranslation();
  const { slug } = useParams({ from: "/e/$slug/guide" });
  const [shell, setShell] = useState<GuideShell>(recallShell);
  const [name, setName] = useState(() => recallName(slug));
  const { ticket, connected } = useMyTicket(slug);
  const guide = useQuery(guideQuery(slug, shell, name));
  usePageTitle(t("guide.title"));
  return (
    <Frame slug={slug} hasTicket={ticket !== null && ticket !== undefined}>
      {guide.data && ticket !== undefined ? (
        <Loaded
          slug={slug}
          guide={guide.data}
          ticket={ticket}
          connected={connected}
          onShell={setShell}
          onName={setName}
        />
      ) : guide.error ? (
        <FaultNotice error={guide.error} retry={() => void guide.refetch()} />
      ) : (
        <p className="visually-hidden">{t("app.loading")}</p>
      )}
    </Frame>
  );
}

interface FrameProps {
  readonly slug: string;
  readonly hasTicket: boolean;
  readonly children: ReactNode;
}

function Frame({ slug, hasTicket, children }: FrameProps) {
  const { t, i18n } = useTranslation();
  const challenge = useQuery(challengeQuery(slug));
  const language = i18n.language === "ko" ? "ko" : "en";
  return (
    <div className={classes.page}>
      <header className={classes.header}>
        <Link to="/e/$slug" params={{ slug }} className={classes.brand}>
          <Mark />
          <span>{challenge.data?.name[language] || t("app.name")}</span>
        </Link>
        <nav className={classes.settings} aria-label={t("app.navigation")}>
          {hasTicket && (
            <Link to="/e/$slug" params={{ slug }} className={classes.toTicket}>
              {t("guide.toTicket")}
            </Link>
          )}
          <LanguageSwitch />
          <ThemeSwitch />
        </nav>
      </header>
      {children}
    </div>
  );
}

interface LoadedProps {
  readonly slug: string;
  readonly guide: GuideAnswer;
  readonly ticket: MyTicket | null;
  readonly connected: boolean;
  readonly onShell: (shell: GuideShell) => void;
  readonly onName: (name: string | undefined) => void;
}

function Loaded({ slug, guide, ticket, connected, onShell, onName }: LoadedProps) {
  const { t } = useTranslation();
  const phone = useMediaQuery("(max-width: 700px)");
  const { keys, rotate } = useMyKeys(slug, ticket !== null);
  const playground = useMutation({ mutationFn: () => takePlaygroundKey(slug) });
  const secret = keys?.secret ?? playground.data?.secret ?? null;
  return (
    <Workbench
      slug={slug}
      guide={guide}
      secret={secret}
      ticket={ticket}
      connected={connected}
      onShell={onShell}
      onName={onName}
      top={
        <>
          <h1>{t("guide.title")}</h1>
          <p className={classes.lead}>{t(secret === null ? "guide.leadBare" : "guide.lead")}</p>
          {guide.state === "kept" && (
            <section className={classes.banner} aria-label={t("guide.kept")}>
              <strong>{t("guide.kept")}</strong>
              <p>{playground.data ? t("guide.playgroundReady") : t("guide.keptLead")}</p>
              {keys?.secret == null && !playground.data && (
                <Button onClick={() => playground.mutate()} disabled={playground.isPending}>
                  {t("guide.playground")}
                </Button>
              )}
            </section>
          )}
          {ticket === null && guide.state !== "kept" && (
            <section className={classes.banner} aria-label={t("guide.join")}>
              <p>{t("guide.noTicket")}</p>
              <Link to="/e/$slug" params={{ slug }} className={classes.join}>
                {t("guide.join")}
              </Link>
            </section>
          )}
          {phone && ticket !== null && <LaptopCard slug={slug} serverUrl={guide.serverUrl} />}
          <HostWords text={guide.intro} />
        </>
      }
      bottom={
        <>
          {keys && <KeyPanel keys={keys} onRotate={rotate} />}
          <HostWords text={guide.outro} />
        </>
      }
    />
  );
}

function HostWords({ text }: { readonly text: Bilingual }) {
  if (text.ko.trim() === "" && text.en.trim() === "") return null;
  return (
    <Suspense>
      <HostText text={text} />
    </Suspense>
  );
}
