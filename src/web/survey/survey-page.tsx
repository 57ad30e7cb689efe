import { getRouteApi, Link, useNavigate, useRouterState } from "@tanstack/react-router";
import { useCallback, useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { AnswerValue, MySurvey, Question } from "../../contract/index.ts";
import { Notice } from "../app/notice-pages.tsx";
import type { Language } from "../app/preferences.ts";
import { usePageTitle } from "../ui/page-title.ts";
import { answerTo } from "./answer-text.ts";
import { AppNameField, AppPicker } from "./app-field.tsx";
import { keepPagesForOffline } from "./keep-pages.ts";
import type { Outbox } from "./outbox.ts";
import { OutboxLine } from "./outbox-line.tsx";
import { QuestionField } from "./question-fields.tsx";
import { QuestionForm } from "./question-form.tsx";
import classes from "./survey.module.css";
import { SurveyDone } from "./survey-done.tsx";
import { SurveyFrame } from "./survey-frame.tsx";
import { useOutbox } from "./use-outbox.ts";

const route = getRouteApi("/e/$slug/survey");

/** The step at the end, in the address like the questions. */
const DONE = "done";

/** The survey of a participant, a question a screen. Its place stands in the address, so the browser's back goes back. */
export function SurveyPage() {
  const { t } = useTranslation();
  const { slug } = route.useParams();
  usePageTitle(t("survey.title"));
  const { outbox, state } = useOutbox(slug);
  useVisitOf(slug, outbox);
  useEffect(() => keepPagesForOffline(), []);
  if (state.trouble === "no-ticket") return <NoTicket slug={slug} />;
  if (state.survey === null) {
    return (
      <SurveyFrame slug={slug}>
        {state.trouble === "offline" ? (
          <Notice inside title={t("fault.offlineTitle")} lead={t("survey.neverLoaded")} />
        ) : (
          <p className="visually-hidden">{t("app.loading")}</p>
        )}
      </SurveyFrame>
    );
  }
  return (
    <SurveyFrame slug={slug}>
      <Steps slug={slug} outbox={outbox} survey={state.survey} refused={state.refused} />
      <OutboxLine state={state} />
    </SurveyFrame>
  );
}

/** A tablet's QR leads here with the visit behind `#`; it is kept at once, for the ticket may come only later. */
function useVisitOf(slug: string, outbox: Outbox): void {
  const navigate = useNavigate();
  const hash = useRouterState({ select: ({ location }) => location.hash });
  useEffect(() => {
    const visit = /^visit=([0-9a-z]{32})$/.exec(hash)?.[1];
    if (visit === undefined) return;
    outbox.expectVisit(visit);
    void navigate({ to: "/e/$slug/survey", params: { slug }, hash: "", replace: true });
  }, [hash, slug, outbox, navigate]);
}

function NoTicket({ slug }: { readonly slug: string }) {
  const { t } = useTranslation();
  return (
    <SurveyFrame slug={slug}>
      <Notice inside title={t("survey.noTicketTitle")} lead={t("survey.noTicketLead")}>
        <Link className={classes.primary} to="/e/$slug" params={{ slug }}>
          {t("survey.join")}
        </Link>
      </Notice>
    </SurveyFrame>
  );
}

interface StepsProps {
  readonly slug: string;
  readonly outbox: Outbox;
  readonly survey: MySurvey;
  readonly refused: ReadonlyMap<string, string>;
}

function Steps({ slug, outbox, survey, refused }: StepsProps) {
  const { t } = useTranslation();
  const { questions } = survey.definition;
  const { at, go } = useStep(slug, survey);
  const question = questions[at];
  if (!survey.open || question === undefined) {
    return <SurveyDone slug={slug} survey={survey} onQuestion={survey.open ? go : undefined} />;
  }
  const next = () => {
    // Nothing to choose from yet is an answer too: the app is linked when it comes.
    if (question.type === "app" && answerTo(survey.answers, question.id) === null) {
      outbox.answer(question.id, { type: "app", typed: "", service: null }, languageNow());
    }
    go(questions[at + 1]?.id ?? DONE);
  };
  const before = questions[at - 1];
  return (
    <QuestionForm
      key={question.id}
      question={question}
      index={at}
      total={questions.length}
      answered={question.type === "app" || answerTo(survey.answers, question.id) !== null}
      refused={refused.has(question.id) ? t("survey.refused") : undefined}
      onBack={before && (() => go(before.id))}
      onNext={next}
    >
      {(field) => <Field slug={slug} outbox={outbox} survey={survey} question={question} {...field} />}
    </QuestionForm>
  );
}

interface FieldProps extends Omit<StepsProps, "refused"> {
  readonly question: Question;
  readonly describedBy: string | undefined;
  readonly invalid: boolean;
}

function Field({ slug, outbox, survey, question, ...field }: FieldProps) {
  const value = answerTo(survey.answers, question.id);
  const onAnswer = useCallback(
    (next: AnswerValue | null) => outbox.answer(question.id, next, languageNow()),
    [outbox, question.id],
  );
  if (question.type !== "app")
    return <QuestionField question={question} value={value} onAnswer={onAnswer} {...field} />;
  const App = survey.keyMode === "shared" ? AppNameField : AppPicker;
  return (
    <App
      slug={slug}
      question={question.id}
      value={value?.type === "app" ? value : null}
      onAnswer={onAnswer}
      describedBy={field.describedBy}
    />
  );
}

const languageNow = (): Language => (document.documentElement.lang === "en" ? "en" : "ko");

/** Which question is shown: the one in the address, else the first that is open. */
function useStep(slug: string, { definition, answers }: MySurvey) {
  const navigate = useNavigate();
  const hash = useRouterState({ select: ({ location }) => location.hash });
  const { questions } = definition;
  const named = questions.findIndex(({ id }) => hash === `q-${id}`);
  const unanswered = questions.findIndex(({ id }) => !Object.hasOwn(answers, id));
  const at = hash === DONE ? questions.length : named >= 0 ? named : unanswered < 0 ? questions.length : unanswered;
  const shown = questions[at]?.id;
  useEffect(() => {
    // Once a question is shown it stays, though it is not the first open one any more.
    if (named >= 0 || hash === DONE || hash.startsWith("visit=")) return;
    const place = shown === undefined ? DONE : `q-${shown}`;
    void navigate({ to: "/e/$slug/survey", params: { slug }, hash: place, replace: true, resetScroll: false });
  }, [named, hash, shown, slug, navigate]);
  const go = (id: string) =>
    void navigate({
      to: "/e/$slug/survey",
      params: { slug },
      hash: id === DONE ? DONE : `q-${id}`,
      hashScrollIntoView: false,
    });
  return { at, go };
}
