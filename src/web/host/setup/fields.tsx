import { useTranslation } from "react-i18next";
import type { Bilingual } from "../../../contract/index.ts";
import { useServerNow } from "../../live/use-live.ts";
import { fromVenueInput, roundEnd, toVenueInput, venueClock, zoneName } from "../venue-time.ts";
import classes from "./fields.module.css";

/** Where a checklist leads to: the element of the field at this path of the setup. */
export const fieldId = (path: string): string => `field-${path}`;

interface FieldProps {
  /** Path in the setup, e.g. `name.ko`. */
  readonly path: string;
  readonly label: string;
  readonly hint?: string;
}

interface PairProps extends FieldProps {
  readonly value: Bilingual;
  readonly onChange: (value: Bilingual) => void;
  readonly most: number;
  readonly lines?: number;
}

const LANGUAGES = ["ko", "en"] as const;
const LANGUAGE_WORDS = { ko: "host.field.ko", en: "host.field.en" } as const;

/** A text in both languages, side by side. */
export function PairField({ path, label, hint, value, onChange, most, lines = 1 }: PairProps) {
  const { t } = useTranslation();
  return (
    <fieldset className={classes.field}>
      <legend className={classes.label}>
        {label}
        {hint && <span className={classes.hint}>{hint}</span>}
      </legend>
      <div className={classes.pair}>
        {LANGUAGES.map((language) => {
          const shared = {
            id: fieldId(`${path}.${language}`),
            lang: language,
            className: classes.input,
            value: value[language],
            maxLength: most,
            onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
              onChange({ ...value, [language]: event.currentTarget.value }),
          };
          return (
            <label key={language} htmlFor={shared.id}>
              <span className={classes.language}>{t(LANGUAGE_WORDS[language])}</span>
              {lines === 1 ? <input type="text" {...shared} /> : <textarea rows={lines} {...shared} />}
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}

interface TextProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly most: number;
}

export function TextField({ path, label, hint, value, onChange, most }: TextProps) {
  return (
    <label className={classes.field}>
      <span className={classes.label}>
        {label}
        {hint && <span className={classes.hint}>{hint}</span>}
      </span>
      <input
        id={fieldId(path)}
        type="text"
        className={classes.input}
        value={value}
        maxLength={most}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </label>
  );
}

interface NumberProps extends FieldProps {
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly least: number;
  readonly most: number;
  readonly step?: number;
  readonly unit?: string;
}

/** A whole number; what is out of range is brought into it. */
export function NumberField({ path, label, hint, value, onChange, least, most, step = 1, unit }: NumberProps) {
  return (
    <label className={classes.field}>
      <span className={classes.label}>
        {label}
        {hint && <span className={classes.hint}>{hint}</span>}
      </span>
      <span className={classes.row}>
        <input
          id={fieldId(path)}
          type="number"
          inputMode="numeric"
          className={`${classes.input} ${classes.number}`}
          value={value}
          min={least}
          max={most}
          step={step}
          onChange={(event) => {
            const wanted = Math.round(event.currentTarget.valueAsNumber);
            if (Number.isFinite(wanted)) onChange(Math.min(Math.max(wanted, least), most));
          }}
        />
        {unit}
      </span>
    </label>
  );
}

interface CheckProps extends FieldProps {
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
}

export function CheckField({ path, label, hint, value, onChange }: CheckProps) {
  return (
    <label className={classes.check}>
      <input
        id={fieldId(path)}
        type="checkbox"
        checked={value}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>
        {label}
        {hint && <span className={classes.hint}>{hint}</span>}
      </span>
    </label>
  );
}

interface TimeProps extends FieldProps {
  readonly value: number | null;
  readonly timeZone: string;
  readonly onChange: (value: number | null) => void;
  /** Offers ends this many minutes from now. */
  readonly offers?: readonly number[];
  readonly disabled?: boolean;
}

/** A time by the venue's clock, with that clock beside it. */
export function TimeField({ path, label, hint, value, timeZone, onChange, offers = [], disabled = false }: TimeProps) {
  const { t } = useTranslation();
  const now = useServerNow();
  return (
    <div className={classes.field}>
      <label className={classes.label} htmlFor={fieldId(path)}>
        {label}
        {hint && <span className={classes.hint}>{hint}</span>}
      </label>
      <div className={classes.row}>
        <input
          id={fieldId(path)}
          type="datetime-local"
          className={`${classes.input} ${classes.narrow}`}
          value={toVenueInput(value, timeZone)}
          disabled={disabled}
          onChange={(event) => onChange(fromVenueInput(event.currentTarget.value, timeZone))}
        />
        <VenueNow timeZone={timeZone} />
      </div>
      {offers.length > 0 && !disabled && (
        <div className={classes.chips}>
          {offers.map((minutes) => (
            <button
              key={minutes}
              type="button"
              className={classes.chip}
              onClick={() => onChange(roundEnd(now, minutes))}
            >
              {t("host.field.inHours", { n: minutes / 60, time: venueClock(roundEnd(now, minutes), timeZone) })}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

/** The venue's clock with its zone: people at home set times too. */
export function VenueNow({ timeZone }: { readonly timeZone: string }) {
  const { t } = useTranslation();
  const now = useServerNow();
  return (
    <span className={classes.now}>
      {t("host.field.now", { time: venueClock(now, timeZone), zone: zoneName(now, timeZone) })}
    </span>
  );
}
