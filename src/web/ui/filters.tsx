import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { RANGES, type RangeName } from "../app/search.ts";
import classes from "./filters.module.css";
import { IconSearch } from "./icons.tsx";
import { nameText } from "./name-text.ts";

const SETTLE_MS = 150;

interface FilterFieldProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A field to filter by; `/` anywhere on the page leads into it, Escape empties and leaves it. */
export function FilterField({ label, placeholder, value, onChange }: FilterFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  // The address follows a moment later; a field that waited for it would lose letters while typing.
  const [typed, setTyped] = useState(value);
  const [told, setTold] = useState(value);
  if (value !== told) {
    setTold(value);
    setTyped(value);
  }
  useEffect(() => {
    if (typed === told) return;
    const timer = setTimeout(() => {
      setTold(typed);
      onChange(typed);
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [typed, told, onChange]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "/" || (event.target instanceof Element && event.target.closest("input,textarea,select")))
        return;
      event.preventDefault();
      field.current?.focus();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  return (
    <label className={classes.filter}>
      <span className="visually-hidden">{label}</span>
      <IconSearch />
      <input
        ref={field}
        type="search"
        placeholder={placeholder}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.stopPropagation();
          setTyped("");
          event.currentTarget.blur();
        }}
      />
    </label>
  );
}

interface SelectProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly options: readonly (readonly [value: string, label: string])[];
}

/** The platform's own list: it works with every keyboard, reader and thumb. */
export function SelectField({ label, value, onChange, options }: SelectProps) {
  return (
    <label className={classes.select}>
      <span className="visually-hidden">{label}</span>
      <select title={label} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map(([option, words]) => (
          <option key={option} value={option}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

interface RangeSelectProps {
  readonly value: RangeName | undefined;
  /** Offers "last minute, live" as the choice that is `undefined`; without it that is the last 15 minutes. */
  readonly withLive?: boolean;
  readonly onChange: (range: RangeName | undefined) => void;
}

export function RangeSelect({ value, withLive = false, onChange }: RangeSelectProps) {
  const { t } = useTranslation();
  const ranges = RANGES.map((range) => [range, t(`range.${range}`)] as const);
  return (
    <SelectField
      label={t("range.label")}
      value={value ?? (withLive ? LIVE : "15m")}
      options={withLive ? [[LIVE, t("range.live")], ...ranges] : ranges}
      onChange={(chosen) => onChange(RANGES.find((range) => range === chosen))}
    />
  );
}

const LIVE = "live";

interface EnvironmentSelectProps {
  readonly environments: readonly string[];
  /** `""` are the services that name none, undefined is all. */
  readonly value: string | undefined;
  readonly onChange: (environment: string | undefined) => void;
}

/** Shown only where there is something to choose. Option values are numbered, since a name may be anything. */
export function EnvironmentSelect({ environments, value, onChange }: EnvironmentSelectProps) {
  const { t } = useTranslation();
  const known = [...new Set(value === undefined ? environments : [...environments, value])].sort();
  if (known.length < 2 && value === undefined) return null;
  const options = known.map(
    (name, index) => [String(index), name ? nameText(name, 32) : t("services.noEnvironment")] as const,
  );
  return (
    <SelectField
      label={t("services.environment")}
      value={value === undefined ? "" : String(known.indexOf(value))}
      options={[["", t("services.allEnvironments")], ...options]}
      onChange={(chosen) => onChange(chosen === "" ? undefined : known[Number(chosen)])}
    />
  );
}
