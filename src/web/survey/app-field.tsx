import { Button } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AnswerValue, AppCheckAnswer, MyApp } from "../../contract/index.ts";
import { IconCheck, IconWarning } from "../ui/icons.tsx";
import { Name } from "../ui/name.tsx";
import { appCheckQuery, myAppsQuery } from "./api.ts";
import { Choice } from "./choices.tsx";
import classes from "./question.module.css";
import { openStore, readJson, writeJson } from "./storage.ts";

type Entry = Extract<AnswerValue, { type: "app" }>;

interface AppFieldProps {
  readonly slug: string;
  readonly question: string;
  readonly value: Entry | null;
  readonly onAnswer: (value: Entry | null) => void;
  readonly describedBy: string | undefined;
}

/** The picker of one's own apps. With none yet it says what happens when one comes. */
export function AppPicker({ slug, question, value, onAnswer }: AppFieldProps) {
  const { t } = useTranslation();
  const apps = useMyApps(slug);
  const only = apps?.length === 1 ? apps[0] : undefined;
  useEffect(() => {
    // The only one there is needs no tap; it can still be changed when another arrives.
    if (only && !only.placeholder && !value?.service) onAnswer({ type: "app", typed: "", service: only.service });
  }, [only, value, onAnswer]);
  if (apps === undefined) return <p className={classes.hint}>{t("survey.appsUnknown")}</p>;
  if (apps.length === 0) return <p className={classes.hint}>{t("survey.pickNone")}</p>;
  return (
    <div className={classes.choices}>
      {apps.map((app, index) => (
        <Choice
          key={app.service}
          kind="radio"
          name={question}
          value={app.service}
          number={index + 1}
          checked={value?.service === app.service}
          onChange={() => onAnswer({ type: "app", typed: "", service: app.service })}
          note={
            app.placeholder
              ? t("survey.placeholder")
              : t("survey.appFacts", { n: app.ordinal, count: app.transactions })
          }
        >
          <Name value={app.service} />
        </Choice>
      ))}
    </div>
  );
}

/** Kept beside the answers, so that a picker opened without network knows the apps that were there. */
function useMyApps(slug: string): readonly MyApp[] | undefined {
  const key = `sadari.apps.${slug}`;
  const { data } = useQuery(myAppsQuery(slug));
  useEffect(() => {
    if (data) writeJson(openStore(), key, data);
  }, [data, key]);
  return data ?? readJson<readonly MyApp[]>(openStore(), key);
}

/** Where one key serves all: the app's exact name, checked while it is typed. */
export function AppNameField({ slug, question, value, onAnswer, describedBy }: AppFieldProps) {
  const [typed, setTyped] = useState(value?.typed || value?.service || "");
  const write = (next: string) => {
    setTyped(next);
    onAnswer({ type: "app", typed: next.trim(), service: null });
  };
  return (
    <>
      <input
        type="text"
        className={classes.text}
        value={typed}
        maxLength={1_024}
        autoComplete="off"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        aria-labelledby={`title-${question}`}
        aria-describedby={[describedBy, `check-${question}`].filter(Boolean).join(" ")}
        onChange={(event) => write(event.target.value)}
      />
      <div id={`check-${question}`} aria-live="polite">
        <NameCheck slug={slug} typed={typed.trim()} value={value} onAnswer={onAnswer} />
      </div>
    </>
  );
}

interface NameCheckProps {
  readonly slug: string;
  readonly typed: string;
  readonly value: Entry | null;
  readonly onAnswer: (value: Entry) => void;
}

function NameCheck({ slug, typed, value, onAnswer }: NameCheckProps) {
  const { t } = useTranslation();
  const [settled] = useDebouncedValue(typed, 300);
  const check = useQuery(appCheckQuery(slug, settled));
  const [declined, setDeclined] = useState("");
  if (typed === "") return <p className={classes.hint}>{t("survey.nameEmpty")}</p>;
  if (value?.service) {
    return (
      <p className={classes.good}>
        <IconCheck /> <Name value={value.service} /> <span>{t("survey.nameConfirmed")}</span>
      </p>
    );
  }
  if (settled !== typed || check.data === undefined) {
    return <p className={classes.hint}>{t(check.error ? "survey.nameLater" : "survey.nameChecking")}</p>;
  }
  if (check.data.status === "exact") {
    return (
      <p className={classes.good}>
        <IconCheck /> {t("survey.nameExact")}
      </p>
    );
  }
  if (check.data.candidates.length > 0 && declined !== settled) {
    return (
      <Suggestions
        answer={check.data}
        onYes={(service) => onAnswer({ type: "app", typed: settled, service })}
        onNo={() => setDeclined(settled)}
      />
    );
  }
  return (
    <p className={classes.warn}>
      <IconWarning /> {t("survey.nameNone")}
    </p>
  );
}

interface SuggestionsProps {
  readonly answer: AppCheckAnswer;
  readonly onYes: (service: string) => void;
  readonly onNo: () => void;
}

function Suggestions({ answer, onYes, onNo }: SuggestionsProps) {
  const { t } = useTranslation();
  const single = answer.candidates.length === 1;
  return (
    <div className={classes.suggestions}>
      <p>{t(answer.status === "keyboard" ? "survey.nameKeyboard" : "survey.nameNear")}</p>
      {answer.candidates.map((candidate) => (
        <div key={candidate} className={classes.suggestion}>
          <strong>
            <Name value={candidate} />
          </strong>
          <Button onClick={() => onYes(candidate)}>{t("survey.nameYes")}</Button>
          {single && (
            <Button variant="default" onClick={onNo}>
              {t("survey.nameNo")}
            </Button>
          )}
        </div>
      ))}
      {!single && (
        <Button variant="default" onClick={onNo}>
          {t("survey.nameNo")}
        </Button>
      )}
    </div>
  );
}
