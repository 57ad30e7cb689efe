import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { JoinAnswer, PublicChallenge } from "../../contract/index.ts";
import { FaultNotice } from "../app/notice-pages.tsx";
import { IconClock, IconGift, IconHourglass } from "../ui/icons.tsx";
import { join } from "./api.ts";
import { inLanguage } from "./bilingual.ts";
import { placeOfVisit } from "./came-from.ts";
import { InAppBar } from "./in-app-bar.tsx";
import { attemptOf, endAttempt } from "./join-attempt.ts";
import { RecoverForm } from "./recover-form.tsx";
import classes from "./ticket.module.css";
import { venueDay, venueTime } from "./time-words.ts";

interface WelcomeProps {
  readonly slug: string;
  readonly challenge: PublicChallenge;
  readonly onJoined: (answer: JoinAnswer) => void;
  readonly onEntered: () => void;
}

/** One screen: what this is, three facts, one button. Nothing is typed. */
export function Welcome({ slug, challenge, onJoined, onEntered }: WelcomeProps) {
  const { t, i18n } = useTranslation();
  const { state } = challenge;
  const joins = state === "announced" || state === "open" || state === "draft";
  return (
    <>
      <InAppBar slug={undefined} />
      <section className={classes.welcome}>
        <h1>{inLanguage(challenge.name, i18n.language)}</h1>
        {challenge.place && <p className={classes.place}>{challenge.place}</p>}
        <p className={classes.tagline}>{inLanguage(challenge.tagline, i18n.language)}</p>
        <StateNote challenge={challenge} />
        {joins && <Facts challenge={challenge} />}
        {joins && <JoinButton slug={slug} onJoined={onJoined} />}
        {state === "kept" && (
          <Button size="lg" fullWidth component="a" href={`/e/${slug}/guide`}>
            {t("ticket.join.toGuide")}
          </Button>
        )}
      </section>
      {state !== "purged" && (
        <>
          <details className={classes.details}>
            <summary>{t("ticket.join.already")}</summary>
            <RecoverForm slug={slug} onEntered={onEntered} />
          </details>
          <Stored slug={slug} challenge={challenge} />
        </>
      )}
    </>
  );
}

function StateNote({
  challenge: { state, opensAt, timeZone, privacy: _privacy },
}: {
  readonly challenge: PublicChallenge;
}) {
  const { t, i18n } = useTranslation();
  switch (state) {
    case "draft":
    case "open":
      return null;
    case "announced":
      return (
        <Note title={t("ticket.join.announcedTitle")}>
          {opensAt === null
            ? t("ticket.join.opensLater")
            : t("ticket.join.opensAt", { t: venueDay(opensAt, timeZone, i18n.language) })}
        </Note>
      );
    case "kept":
      return <Note title={t("ticket.join.keptTitle")}>{t("ticket.join.keptLead")}</Note>;
    case "purged":
      return <Note title={t("ticket.join.purgedTitle")}>{t("ticket.join.purgedLead")}</Note>;
    case "closed":
    case "review":
    case "frozen":
    case "drawn":
    case "handing-over":
      return <Note title={t("ticket.join.overTitle")}>{t("ticket.join.overLead")}</Note>;
  }
}

function Note({ title, children }: { readonly title: string; readonly children: string }) {
  return (
    <p className={classes.note}>
      <strong>{title}</strong>
      <span>{children}</span>
    </p>
  );
}

function Facts({ challenge: { prizes, closesAt, timeZone } }: { readonly challenge: PublicChallenge }) {
  const { t, i18n } = useTranslation();
  const n = prizes.reduce((sum, { quantity }) => sum + quantity, 0);
  return (
    <ul className={classes.facts} aria-label={t("ticket.join.facts")}>
      <li>
        <IconClock />
        <span>{t("ticket.join.duration")}</span>
      </li>
      <li>
        <IconGift />
        <span>{n === 0 ? t("ticket.join.noPrizes") : t("ticket.join.prizes", { n })}</span>
      </li>
      <li>
        <IconHourglass />
        <span>
          {closesAt === null
            ? t("ticket.join.noClose")
            : t("ticket.join.closes", { t: venueTime(closesAt, timeZone, i18n.language) })}
        </span>
      </li>
    </ul>
  );
}

function JoinButton({ slug, onJoined }: { readonly slug: string; readonly onJoined: (answer: JoinAnswer) => void }) {
  const { t, i18n } = useTranslation();
  // One attempt, however often it has to be sent or the page is loaded: a lost answer makes no second ticket.
  const [nonce] = useState(() => attemptOf(slug));
  const [place] = useState(() => placeOfVisit(slug));
  const joining = useMutation({
    mutationFn: () =>
      join(slug, {
        language: i18n.language === "ko" ? "ko" : "en",
        nonce,
        ...(place === undefined ? {} : { place }),
      }),
    onSuccess(answer) {
      endAttempt(slug);
      onJoined(answer);
    },
    retry: 2,
  });
  return (
    <>
      <Button size="lg" fullWidth loading={joining.isPending} onClick={() => joining.mutate()}>
        {t("ticket.join.cta")}
      </Button>
      <p className={classes.quiet} aria-live="polite">
        {joining.isPending ? t("ticket.join.joining") : t("ticket.join.nothing_needed")}
      </p>
      {joining.error && <FaultNotice error={joining.error} retry={() => joining.mutate()} />}
    </>
  );
}

function Stored({ slug, challenge }: { readonly slug: string; readonly challenge: PublicChallenge }) {
  const { t } = useTranslation();
  return (
    <details className={classes.details}>
      <summary>{t("ticket.join.stored")}</summary>
      <ul>
        <li>{t("ticket.join.storedDevice")}</li>
        <li>{t("ticket.join.storedData")}</li>
        <li>{t("ticket.join.storedUntil", { days: challenge.privacy.purgeAfterDays })}</li>
      </ul>
      <Link to="/e/$slug/privacy" params={{ slug }} className={classes.link}>
        {t("ticket.join.privacy")}
      </Link>
    </details>
  );
}
