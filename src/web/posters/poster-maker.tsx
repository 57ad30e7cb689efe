import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { PlaceRow, PosterCheck, PosterLanguage, PosterSize } from "../../contract/index.ts";
import { ApiFault } from "../app/api.ts";
import { FaultNotice } from "../app/notice-pages.tsx";
import { type PosterLook, posterAddress, posterCheckQuery } from "./api.ts";
import classes from "./posters.module.css";

const SIZES: readonly PosterSize[] = ["a4", "a3", "tent", "badge"];
const LANGUAGES: readonly PosterLanguage[] = ["both", "ko", "en"];
/** A colour field tells of every step of a finger. */
const SETTLED_MS = 250;

/** A poster of one place: the picture is the very file that is printed. */
export function PosterMaker({ slug, place }: { readonly slug: string; readonly place: PlaceRow }) {
  const { t } = useTranslation();
  const [wanted, setLook] = useState<PosterLook>({ size: "a4", language: "both", ink: "111827", paper: "ffffff" });
  const [look] = useDebouncedValue(wanted, SETTLED_MS);
  const change = (changed: Partial<PosterLook>) => setLook((before) => ({ ...before, ...changed }));
  const check = useQuery(posterCheckQuery(slug, place.slug, look));
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const isUnreadable = check.error instanceof ApiFault && check.error.code === "place.hard-to-read";
  return (
    <section className={classes.maker} aria-labelledby="poster-title">
      <h2 id="poster-title" ref={title} tabIndex={-1}>
        {t("place.posterOf", { name: place.name })}
      </h2>
      <div className={classes.bench}>
        <div className={classes.choices}>
          <Choose label={t("place.size")} value={wanted.size} onChange={(size) => change({ size })}>
            {SIZES.map((size) => [size, t(`place.sizes.${size}`)])}
          </Choose>
          <Choose label={t("place.language")} value={wanted.language} onChange={(language) => change({ language })}>
            {LANGUAGES.map((language) => [language, t(`place.languages.${language}`)])}
          </Choose>
          {(["ink", "paper"] as const).map((part) => (
            <label key={part}>
              <span>{t(`place.${part}`)}</span>
              <input
                type="color"
                value={`#${wanted[part]}`}
                onChange={(event) => change({ [part]: event.currentTarget.value.slice(1) })}
              />
            </label>
          ))}
          <div className={classes.verdict} role="status">
            {check.data && <Advice check={check.data} />}
          </div>
          {isUnreadable && (
            <p role="alert" className={classes.wrong}>
              {t("place.unreadable")}
            </p>
          )}
          {check.error && !isUnreadable && <FaultNotice error={check.error} retry={() => void check.refetch()} />}
          {check.data && (
            <div className={classes.actions}>
              {(["pdf", "svg"] as const).map((format) => (
                <a
                  key={format}
                  className={classes.get}
                  href={posterAddress(slug, place.slug, look, format, true)}
                  download
                >
                  {t(`place.${format}`)}
                </a>
              ))}
            </div>
          )}
        </div>
        {check.data && (
          <img
            className={classes.picture}
            src={posterAddress(slug, place.slug, look, "svg", false)}
            alt={t("place.preview")}
            width={check.data.widthMm}
            height={check.data.heightMm}
          />
        )}
      </div>
    </section>
  );
}

function Advice({ check: { codeMm, reachM, contrast } }: { readonly check: PosterCheck }) {
  const { t } = useTranslation();
  return (
    <>
      <p>
        {t("place.advice", { cm: (codeMm / 10).toFixed(1), m: (Math.floor(reachM * 10) / 10).toFixed(1) })}{" "}
        <span className={classes.quiet}>{t("place.rule")}</span>
      </p>
      <p className={classes.quiet}>{t("place.checked", { contrast: contrast.toFixed(1) })}</p>
    </>
  );
}

interface ChooseProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly children: readonly (readonly [Value, string])[];
}

export function Choose<Value extends string>({ label, value, onChange, children }: ChooseProps<Value>) {
  return (
    <label>
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value as Value)}>
        {children.map(([each, name]) => (
          <option key={each} value={each}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
