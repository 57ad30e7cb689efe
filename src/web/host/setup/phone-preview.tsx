import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Language } from "../../../contract/index.ts";
import { useServerNow } from "../../live/use-live.ts";
import { venueMoment } from "../venue-time.ts";
import type { CardName } from "./card-names.ts";
import type { Draft } from "./merge-drafts.ts";
import classes from "./phone-preview.module.css";
import { wonText } from "./prizes-card.tsx";

interface PreviewProps {
  readonly draft: Draft;
  readonly card: CardName;
}

/** What a visitor's phone shows of what is being written, in either language. Nothing on it can be pressed. */
export function PhonePreview({ draft, card }: PreviewProps) {
  const { t, i18n } = useTranslation();
  const [language, setLanguage] = useState<Language>(i18n.language === "en" ? "en" : "ko");
  return (
    <aside className={classes.preview} aria-label={t("host.preview.title")}>
      <div className={classes.head}>
        <span>{t("host.preview.title")}</span>
        <fieldset className={classes.languages}>
          <legend className="visually-hidden">{t("host.preview.language")}</legend>
          {(["ko", "en"] as const).map((each) => (
            <label key={each}>
              <input
                type="radio"
                name="preview-language"
                checked={language === each}
                onChange={() => setLanguage(each)}
              />
              <span>{t(`host.field.${each}`)}</span>
            </label>
          ))}
        </fieldset>
      </div>
      <div className={classes.phone} lang={language}>
        <PhoneScreen draft={draft} card={card} language={language} />
      </div>
    </aside>
  );
}

function PhoneScreen({ draft, card, language }: PreviewProps & { readonly language: Language }) {
  const { i18n } = useTranslation();
  const say = i18n.getFixedT(language);
  const { setup } = draft;
  const text = (pair: { readonly ko: string; readonly en: string }): string => pair[language];
  switch (card) {
    case "event":
      return <Welcome draft={draft} language={language} />;
    case "guide":
      return (
        <>
          <h3>{say("host.preview.guide")}</h3>
          {text(setup.guide.intro) && <p className={classes.written}>{text(setup.guide.intro)}</p>}
          <ul className={classes.tabs}>
            {setup.frameworks.map((framework) => (
              <li key={framework}>{framework}</li>
            ))}
          </ul>
          <p className={classes.strip}>{say("host.preview.requests", { n: setup.requiredRequests })}</p>
        </>
      );
    case "survey":
      return (
        <>
          <h3>{say("host.preview.survey")}</h3>
          <p>{say(setup.rules.survey ? "host.preview.surveyCounts" : "host.preview.surveyFree")}</p>
        </>
      );
    case "prizes":
      return (
        <>
          <h3>{say("host.preview.prizes")}</h3>
          <ol className={classes.prizes}>
            {setup.prizes.map((prize) => (
              <li key={prize.id}>
                <strong>{say("host.prizes.rank", { n: prize.rank })}</strong>
                <span>{text(prize.name) || "…"}</span>
                <span>{`× ${prize.quantity} · ${wonText(prize.valueWon)}`}</span>
              </li>
            ))}
          </ol>
          {setup.prizes.length === 0 && <p>{say("host.preview.noPrizes")}</p>}
        </>
      );
    case "swag":
      return (
        <>
          <h3>{say("host.preview.swag")}</h3>
          <p className={classes.written}>
            {setup.swag.planned ? text(setup.swag.note) || say("host.preview.swagPlanned") : say("host.preview.noSwag")}
          </p>
        </>
      );
    case "privacy":
      return (
        <>
          <h3>{say("host.preview.privacy")}</h3>
          <dl className={classes.facts}>
            <dt>{say("host.preview.who")}</dt>
            <dd>{text(setup.privacy.controller) || "…"}</dd>
            <dt>{say("host.preview.contact")}</dt>
            <dd>{setup.privacy.contact || "…"}</dd>
            <dt>{say("host.preview.until")}</dt>
            <dd>{say("host.preview.untilDays", { n: setup.privacy.purgeAfterDays })}</dd>
          </dl>
          {setup.privacy.wallPhotos && <p className={classes.strip}>{say("host.preview.photos")}</p>}
        </>
      );
  }
}

function Welcome({ draft, language }: { readonly draft: Draft; readonly language: Language }) {
  const { i18n } = useTranslation();
  const now = useServerNow();
  const say = i18n.getFixedT(language);
  const { setup, closesAt } = draft;
  const winners = setup.prizes.reduce((sum, { quantity }) => sum + quantity, 0);
  return (
    <>
      <h3 className={classes.name}>{setup.name[language] || say("host.preview.noName")}</h3>
      <p className={classes.written}>{setup.tagline[language]}</p>
      {setup.place && <p className={classes.place}>{setup.place}</p>}
      <ul className={classes.three}>
        <li>{say("host.preview.minutes")}</li>
        <li>{winners === 0 ? say("host.preview.noPrizes") : say("host.preview.prizeCount", { n: winners })}</li>
        <li>
          {closesAt === null
            ? say("host.preview.noEnd")
            : say("host.preview.end", { time: venueMoment(closesAt, now, setup.timeZone) })}
        </li>
      </ul>
      <p className={classes.cta}>{say("host.preview.join")}</p>
      <p className={classes.small}>{say("host.preview.nothingNeeded")}</p>
    </>
  );
}
