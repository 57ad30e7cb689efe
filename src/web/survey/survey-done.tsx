import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { MySurvey, Question } from "../../contract/index.ts";
import { IconCheck, IconWarning } from "../ui/icons.tsx";
import { Name } from "../ui/name.tsx";
import { answerText, answerTo, openQuestions } from "./answer-text.ts";
import { HostText } from "./host-text.tsx";
import classes from "./survey.module.css";

interface SurveyDoneProps {
  readonly slug: string;
  readonly survey: MySurvey;
  /** Undefined once nothing can be changed any more. */
  readonly onQuestion: ((question: string) => void) | undefined;
}

/** The end: done, or what is still open, and every answer with a way to change it. */
export function SurveyDone({ slug, survey, onQuestion }: SurveyDoneProps) {
  const { t } = useTranslation();
  const open = openQuestions(survey);
  const isDone = survey.completed || open.length === 0;
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus({ preventScroll: true }), []);
  const words = !survey.open ? "survey.closedTitle" : isDone ? "survey.doneTitle" : "survey.openTitle";
  return (
    <div className={classes.done}>
      <h1 ref={title} tabIndex={-1} className={classes.doneTitle} data-done={isDone}>
        {isDone ? <IconCheck /> : <IconWarning size={22} />}
        <span>{t(words, { n: open.length })}</span>
      </h1>
      <p className={classes.lead}>{t(survey.open ? "survey.doneLead" : "survey.closedLead")}</p>
      <AppEntry survey={survey} />
      <ol className={classes.answers}>
        {survey.definition.questions.map((question) => (
          <AnswerRow key={question.id} question={question} survey={survey} onQuestion={onQuestion} />
        ))}
      </ol>
      <Link className={classes.primary} to="/e/$slug" params={{ slug }}>
        {t("survey.toTicket")}
      </Link>
    </div>
  );
}

/** What happens with an entry whose app is not there yet. */
function AppEntry({ survey }: { readonly survey: MySurvey }) {
  const { t } = useTranslation();
  const app = survey.definition.questions.find(({ type }) => type === "app");
  const value = app ? answerTo(survey.answers, app.id) : null;
  if (value?.type !== "app" || value.service !== null) return null;
  return <p className={classes.notice}>{t(value.typed === "" ? "survey.pickNone" : "survey.nameNone")}</p>;
}

interface AnswerRowProps {
  readonly question: Question;
  readonly survey: MySurvey;
  readonly onQuestion: ((question: string) => void) | undefined;
}

function AnswerRow({ question, survey, onQuestion }: AnswerRowProps) {
  const { t } = useTranslation();
  const isOpen = question.required && answerTo(survey.answers, question.id) === null;
  return (
    <li data-open={isOpen}>
      <div>
        <span className={classes.asked}>
          <HostText text={question.title} />
        </span>
        <AnswerShown question={question} survey={survey} />
      </div>
      {onQuestion && (
        <button type="button" className={classes.change} onClick={() => onQuestion(question.id)}>
          {t(isOpen ? "survey.answerNow" : "survey.change")}
          <span className="visually-hidden">
            : <HostText text={question.title} />
          </span>
        </button>
      )}
    </li>
  );
}

function AnswerShown({ question, survey }: { readonly question: Question; readonly survey: MySurvey }) {
  const { t, i18n } = useTranslation();
  const value = answerTo(survey.answers, question.id);
  if (value === null) return <em>{t(question.required ? "survey.unanswered" : "survey.skipped")}</em>;
  if (value.type === "consent") return <span>{t(value.given ? "survey.agree" : "survey.disagree")}</span>;
  if (value.type === "app") {
    const name = value.service ?? value.typed;
    return name === "" ? <em>{t("survey.noApp")}</em> : <Name value={name} />;
  }
  return <span>{answerText(question, value, i18n.language)}</span>;
}
