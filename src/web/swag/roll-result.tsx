import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { SwagDay, SwagRollView } from "../../contract/index.ts";
import { venueClock, venueMoment } from "../host/venue-time.ts";
import { Picture } from "../picture/picture.tsx";
import { inLanguage } from "../ticket/bilingual.ts";
import { QrCode } from "../wall/qr-code.tsx";
import { chooseOwnSize, mySwagQuery } from "./api.ts";
import { BlankFace, BlankJoke } from "./blank-face.tsx";
import { Confetti } from "./confetti.tsx";
import { FaultWords } from "./fault-words.tsx";
import { SizeChoice } from "./size-choice.tsx";
import classes from "./swag.module.css";

/** The draw's own computing, which few people come back for. */
const CheckRoll = lazy(() => import("./check-roll.tsx").then(({ CheckRoll: component }) => ({ default: component })));

interface ResultProps {
  readonly slug: string;
  readonly roll: SwagRollView;
  readonly day: SwagDay;
  /** The roll was made just now, and its result is what the page is about. */
  readonly fresh: boolean;
}

/** An item with the code that fetches it, or an honest blank with what is left to hope for. */
export function RollResult({ slug, roll, day, fresh }: ResultProps) {
  const { t, i18n } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (fresh) heading.current?.focus();
  }, [fresh]);
  const item = roll.name === null ? null : inLanguage(roll.name, i18n.language);
  const words = fresh
    ? item === null
      ? t("swag.blank")
      : t("swag.win", { item })
    : item === null
      ? t("swag.alreadyBlank")
      : t("swag.already", { item });
  const consolation = inLanguage(day.consolation, i18n.language);
  return (
    <section className={classes.result} data-won={item !== null} data-fresh={fresh}>
      {item !== null && fresh && <Confetti />}
      {item === null ? (
        <BlankFace seq={roll.seq} className={classes.face} />
      ) : (
        <span className={classes.photo}>
          <Picture src={roll.picture} cover />
        </span>
      )}
      <h2 ref={heading} tabIndex={-1}>
        {words}
      </h2>
      {item === null ? (
        <>
          <p>
            <BlankJoke seq={roll.seq} />
          </p>
          <p>{t("swag.blankMain")}</p>
          {consolation !== "" && <p className={classes.note}>{consolation}</p>}
          {day.nextRelease && (
            <p className={classes.quiet}>
              {t("swag.next", { t: venueMoment(day.nextRelease.at, day.serverTime, day.timeZone) })}
            </p>
          )}
        </>
      ) : roll.handedOverAt === null ? (
        <>
          {roll.sizes.length > 0 && <OwnSize slug={slug} roll={roll} />}
          <div className={classes.qr}>
            <QrCode text={roll.pid} label={t("swag.pickUpQr", { id: roll.pid })} />
          </div>
          <p className={classes.code} translate="no">
            {roll.pid.slice(0, 4)} {roll.pid.slice(4)}
          </p>
          <p>{t("swag.pickUp")}</p>
        </>
      ) : (
        <p className={classes.note}>
          {t("swag.got", { t: venueClock(roll.handedOverAt, day.timeZone) })}{" "}
          {roll.size !== "" && t("swag.size.got", { size: roll.size })}
        </p>
      )}
      <Link to="/e/$slug" params={{ slug }} className={classes.link}>
        {t("swag.challenge")}
      </Link>
    </section>
  );
}

function OwnSize({ slug, roll }: { readonly slug: string; readonly roll: SwagRollView }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const again = () => client.invalidateQueries({ queryKey: mySwagQuery(slug).queryKey });
  const choose = useMutation({
    mutationFn: (size: string) => chooseOwnSize(slug, roll.raffle, size),
    onSettled: again,
  });
  const shown = choose.data ?? roll;
  return (
    <div>
      <SizeChoice
        roll={{ size: shown.size, sizes: roll.sizes }}
        legend={t("swag.size.title")}
        busy={choose.isPending}
        onChoose={(size) => choose.mutate(size)}
      />
      {choose.error && <FaultWords error={choose.error} />}
      <p className={classes.quiet} aria-live="polite">
        {shown.size !== "" && t("swag.size.chosen", { size: shown.size })}
      </p>
    </div>
  );
}

/** The seal before, the check after. */
export function RollCheck({ roll }: { readonly roll: SwagRollView }) {
  const { t } = useTranslation();
  return (
    <details className={classes.details}>
      <summary>{t("swag.check.title")}</summary>
      <div>
        {roll.daySeed === "" ? (
          <p className={classes.quiet}>{t("swag.check.before")}</p>
        ) : (
          <Suspense fallback={<p className={classes.quiet}>{t("swag.check.running")}</p>}>
            <CheckRoll roll={roll} />
          </Suspense>
        )}
        <p className={classes.quiet}>
          {t("swag.check.seal")} <code>{roll.commit}</code>
        </p>
      </div>
    </details>
  );
}
