import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { QuestionResult, SurveyResults } from "../../../contract/index.ts";
import { FaultNotice } from "../../app/notice-pages.tsx";
import { inLanguage } from "../../survey/answer-text.ts";
import { HostText } from "../../survey/host-text.tsx";
import { nameText } from "../../ui/name-text.ts";
import { RowSkeletons } from "../../ui/row-skeletons.tsx";
import { type Group, resultsQuery } from "./api.ts";
import { BarChart } from "./bar-chart.tsx";
import classes from "./results.module.css";

/** What was answered so far, as it comes in; of everybody or of those who chose an option. */
export function SurveyResultsView({ slug }: { readonly slug: string }) {
  const { t } = useTranslation();
  const [group, setGroup] = useState<Group>();
  const everybody = useQuery(resultsQuery(slug, undefined));
  const shown = useQuery(resultsQuery(slug, group));
  if (shown.error && !shown.data) return <FaultNotice error={shown.error} retry={() => void shown.refetch()} />;
  if (!shown.data || !everybody.data) return <RowSkeletons rows={6} />;
  const results = shown.data;
  return (
    <div className={classes.results}>
      <dl className={classes.facts}>
        <Fact label={t("survey.results.started")} value={t("survey.results.people", { count: results.started })} />
        <Fact label={t("survey.results.completed")} value={t("survey.results.people", { count: results.completed })} />
        <Fact
          label={t("survey.results.median")}
          value={results.medianSeconds === null ? "—" : t("survey.results.seconds", { n: results.medianSeconds })}
        />
      </dl>
      <GroupPicker results={everybody.data} group={group} onGroup={setGroup} />
      {results.group?.withheld && (
        <p className={classes.withheld} role="status">
          {t("survey.results.withheld", { n: results.smallestGroup })}
        </p>
      )}
      {everybody.data.started === 0 && <p className={classes.empty}>{t("survey.results.empty")}</p>}
      {results.started > 0 &&
        results.questions.map((result) => (
          <Result key={result.question.id} result={result} smallest={results.smallestGroup} />
        ))}
    </div>
  );
}

function Fact({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

interface PickerProps {
  readonly results: SurveyResults;
  readonly group: Group | undefined;
  readonly onGroup: (group: Group | undefined) => void;
}

function GroupPicker({ results, group, onGroup }: PickerProps) {
  const { t, i18n } = useTranslation();
  const choices = results.questions.filter(
    ({ question }) => question.type === "single" || question.type === "multiple",
  );
  if (choices.length === 0) return null;
  const choose = (value: string) => {
    const [question, option] = value.split("/");
    onGroup(question && option ? { question, option } : undefined);
  };
  return (
    <label className={classes.group}>
      <span>{t("survey.results.group")}</span>
      <select value={group ? `${group.question}/${group.option}` : ""} onChange={(event) => choose(event.target.value)}>
        <option value="">{t("survey.results.everybody")}</option>
        {choices.map(({ question, options }) => (
          <optgroup key={question.id} label={inLanguage(question.title, i18n.language).text}>
            {options.map(({ id, label, count }) => (
              <option key={id} value={`${question.id}/${id}`}>
                {`${inLanguage(label, i18n.language).text} (${count})`}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </label>
  );
}

function Result({ result, smallest }: { readonly result: QuestionResult; readonly smallest: number }) {
  const { t } = useTranslation();
  const { question, n } = result;
  const facts = [
    t("survey.results.answers", { count: n }),
    result.medianSeconds !== null && t("survey.results.took", { n: result.medianSeconds }),
    result.leftHere > 0 && t("survey.results.left", { count: result.leftHere }),
  ].filter((fact) => fact !== false);
  return (
    <section className={classes.result} aria-labelledby={`result-${question.id}`}>
      <h2 id={`result-${question.id}`}>
        <HostText text={question.title} />
      </h2>
      <p className={classes.meta}>{facts.join(" · ")}</p>
      <Chart result={result} />
      {result.written > 0 && <Texts result={result} smallest={smallest} />}
    </section>
  );
}

function Chart({ result }: { readonly result: QuestionResult }) {
  const { t, i18n } = useTranslation();
  const { question, options, rating, n } = result;
  const title = inLanguage(question.title, i18n.language).text;
  if (rating) {
    const ends =
      question.type === "rating" ? [question.low, question.high].map((end) => inLanguage(end, i18n.language).text) : [];
    const rows = rating.counts.map((count, index) => {
      const end = index === 0 ? ends[0] : index === rating.counts.length - 1 ? ends[1] : "";
      return { label: end ? `${index + 1} · ${end}` : String(index + 1), count };
    });
    return (
      <>
        <p className={classes.mean}>
          {t("survey.results.mean", { mean: rating.mean.toFixed(2), steps: rating.counts.length })}
        </p>
        <BarChart title={title} rows={rows} n={n} />
      </>
    );
  }
  if (options.length === 0) return null;
  const rows = options.map(({ id, label, count }) => ({
    label:
      question.type === "consent"
        ? t(id === "given" ? "survey.agree" : "survey.disagree")
        : inLanguage(label, i18n.language).text,
    count,
  }));
  return <BarChart title={title} rows={rows} n={n} />;
}

/** What people wrote is an outsider's word each, and shown only among others. */
function Texts({ result, smallest }: { readonly result: QuestionResult; readonly smallest: number }) {
  const { t } = useTranslation();
  if (result.texts === null) {
    return <p className={classes.meta}>{t("survey.results.fewTexts", { count: result.written, smallest })}</p>;
  }
  return (
    <details className={classes.texts}>
      <summary>{t("survey.results.texts", { count: result.texts.length })}</summary>
      <ul>
        {result.texts.map((text, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two people may have written the same
          <li key={index}>
            <bdi lang="">{nameText(text, 2_000)}</bdi>
          </li>
        ))}
      </ul>
    </details>
  );
}
