import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PlaceRow, PosterLanguage, PosterSize } from "../../contract/index.ts";
import { type PosterLook, posterAddress } from "./api.ts";
import classes from "./posters.module.css";

/** Side of the code in print, in cm, with its quiet zone. */
const CODE_CM: Readonly<Record<PosterSize, number>> = { a4: 14, a3: 20, tent: 6.4, badge: 6.6 };
const SIZES: readonly PosterSize[] = ["a4", "a3", "tent", "badge"];
const LANGUAGES: readonly PosterLanguage[] = ["both", "ko", "en"];

/** A poster of one place: the picture is the very file that is printed. */
export function PosterMaker({ slug, place }: { readonly slug: string; readonly place: PlaceRow }) {
  const { t } = useTranslation();
  const [look, setLook] = useState<PosterLook>({ size: "a4", language: "both", ink: "111827", paper: "ffffff" });
  const [unreadable, setUnreadable] = useState("");
  const change = (changed: Partial<PosterLook>) => setLook((before) => ({ ...before, ...changed }));
  const picture = posterAddress(slug, place.slug, look, "svg", false);
  const isUnreadable = unreadable === picture;
  const cm = CODE_CM[look.size];
  return (
    <section className={classes.maker} aria-labelledby="poster-title">
      <h2 id="poster-title">{t("place.posterOf", { name: place.name })}</h2>
      <div className={classes.form}>
        <label>
          <span>{t("place.size")}</span>
          <select value={look.size} onChange={(event) => change({ size: event.currentTarget.value as PosterSize })}>
            {SIZES.map((size) => (
              <option key={size} value={size}>
                {t(`place.sizes.${size}`)}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{t("place.language")}</span>
          <select
            value={look.language}
            onChange={(event) => change({ language: event.currentTarget.value as PosterLanguage })}
          >
            {LANGUAGES.map((language) => (
              <option key={language} value={language}>
                {t(`place.languages.${language}`)}
              </option>
            ))}
          </select>
        </label>
        {(["ink", "paper"] as const).map((part) => (
          <label key={part}>
            <span>{t(`place.${part}`)}</span>
            <input
              type="color"
              value={`#${look[part]}`}
              onChange={(event) => change({ [part]: event.currentTarget.value.slice(1) })}
            />
          </label>
        ))}
      </div>
      <p>{t("place.advice", { cm, m: cm / 10 })}</p>
      {isUnreadable ? (
        <p role="alert" className={classes.wrong}>
          {t("place.unreadable")}
        </p>
      ) : (
        <p className={classes.quiet}>{t("place.checked")}</p>
      )}
      <img
        className={classes.picture}
        src={picture}
        alt={t("place.preview")}
        hidden={isUnreadable}
        onError={() => setUnreadable(picture)}
      />
      {!isUnreadable && (
        <div className={classes.actions}>
          <a className={classes.get} href={posterAddress(slug, place.slug, look, "pdf", true)} download>
            {t("place.pdf")}
          </a>
          <a className={classes.get} href={posterAddress(slug, place.slug, look, "svg", true)} download>
            {t("place.svg")}
          </a>
        </div>
      )}
    </section>
  );
}
