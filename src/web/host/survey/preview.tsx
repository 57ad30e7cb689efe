import { useMemo, useState } from "react";
import { I18nextProvider, useTranslation } from "react-i18next";
import type { AnswerValue, Question } from "../../../contract/index.ts";
import type { Language } from "../../app/preferences.ts";
import { QuestionField } from "../../survey/question-fields.tsx";
import { QuestionForm } from "../../survey/question-form.tsx";
import classes from "./builder.module.css";

interface PreviewProps {
  readonly questions: readonly Question[];
  readonly at: number;
  readonly onStep: (index: number) => void;
}

/** The survey as a visitor's phone shows it, to be tried; what is answered here goes nowhere. */
export function Preview({ questions, at, onStep }: PreviewProps) {
  const { t, i18n } = useTranslation();
  const [language, setLanguage] = useState<Language>(i18n.language === "en" ? "en" : "ko");
  const inIt = useMemo(() => i18n.cloneInstance({ lng: language }), [i18n, language]);
  const question = questions[at];
  return (
    <aside className={classes.preview} aria-label={t("survey.build.preview")}>
      <div className={classes.previewHead}>
        <span>{t("survey.build.preview")}</span>
        <button type="button" className={classes.link} onClick={() => setLanguage(language === "ko" ? "en" : "ko")}>
          {t(language === "ko" ? "survey.build.inEnglish" : "survey.build.inKorean")}
        </button>
      </div>
      <div className={classes.phone} lang={language}>
        <I18nextProvider i18n={inIt}>
          {question && (
            <Screen
              key={`${question.id}-${question.type}`}
              question={question}
              at={at}
              total={questions.length}
              onStep={onStep}
            />
          )}
        </I18nextProvider>
      </div>
    </aside>
  );
}

interface ScreenProps {
  readonly question: Question;
  readonly at: number;
  readonly total: number;
  readonly onStep: (index: number) => void;
}

function Screen({ question, at, total, onStep }: ScreenProps) {
  const { t } = useTranslation();
  const [value, setValue] = useState<AnswerValue | null>(null);
  return (
    <QuestionForm
      still
      question={question}
      index={at}
      total={total}
      answered={value !== null || question.type === "app"}
      refused={undefined}
      onBack={at === 0 ? undefined : () => onStep(at - 1)}
      onNext={() => onStep(Math.min(at + 1, total - 1))}
    >
      {(field) =>
        question.type === "app" ? (
          <p className={classes.appNote}>{t("survey.build.appNote")}</p>
        ) : (
          <QuestionField shared question={question} value={value} onAnswer={setValue} {...field} />
        )
      }
    </QuestionForm>
  );
}
