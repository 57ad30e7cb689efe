import { Button } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { MyApp, PublicChallenge } from "../../contract/index.ts";
import { IconClose, IconShare } from "../ui/icons.tsx";
import { LanguageBadge } from "../ui/language-badge.tsx";
import { nameText } from "../ui/name-text.ts";
import { inLanguage } from "./bilingual.ts";
import { sharePicture } from "./share-picture.ts";
import classes from "./ticket.module.css";

/** The app that came while the page was open, until it is put away; the phone feels it once. */
export function useArrival(apps: readonly MyApp[]): { readonly app: MyApp | undefined; readonly close: () => void } {
  const known = useRef<ReadonlySet<string> | null>(null);
  const [shown, setShown] = useState<string>();
  useEffect(() => {
    const before = known.current;
    known.current = new Set(apps.map(({ service }) => service));
    const newcomer = before && apps.find(({ service }) => !before.has(service));
    if (!newcomer) return;
    setShown(newcomer.service);
    navigator.vibrate?.(200);
  }, [apps]);
  return { app: apps.find(({ service }) => service === shown), close: () => setShown(undefined) };
}

interface ArrivalCardProps {
  readonly app: MyApp;
  readonly challenge: PublicChallenge;
  readonly onClose: () => void;
}

export function ArrivalCard({ app, challenge, onClose }: ArrivalCardProps) {
  const { t, i18n } = useTranslation();
  const name = nameText(app.service, 60);
  const ordinal = app.ordinal > 0 ? t("ticket.arrived.ordinal", { n: app.ordinal }) : "";
  const share = () =>
    sharePicture({
      title: t("ticket.arrived.shareTitle"),
      app: name,
      about: [app.framework || app.language, ordinal].filter(Boolean).join(" · "),
      event: inLanguage(challenge.name, i18n.language),
    });
  return (
    <section className={classes.arrival} role="status" aria-live="assertive">
      <LanguageBadge language={app.language} agent={app.agent} />
      <div className={classes.grow}>
        <strong>{t("ticket.arrived.title", { app: name })}</strong>
        <p>{[app.framework || app.language, ordinal].filter(Boolean).join(" · ")}</p>
        {app.offWall ? (
          <p>{t(`scenes.mine.${app.offWall.shown}`)}</p>
        ) : (
          <Button variant="default" leftSection={<IconShare />} onClick={() => void share()}>
            {t("ticket.arrived.share")}
          </Button>
        )}
      </div>
      <button type="button" className={classes.close} aria-label={t("ticket.arrived.close")} onClick={onClose}>
        <IconClose />
      </button>
    </section>
  );
}
