import { Button } from "@mantine/core";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Question, SurveyCheck, SurveyDefinition } from "../../../contract/index.ts";
import { IconClose, IconPlus, IconWarning } from "../../ui/icons.tsx";
import classes from "./builder.module.css";
import { canMove, moved, newQuestion, TYPES, withChanged, withoutQuestion, withQuestion } from "./draft.ts";
import { QuestionEditor } from "./question-editor.tsx";

interface ListProps {
  readonly draft: SurveyDefinition;
  readonly check: SurveyCheck;
  readonly at: number;
  readonly onSelect: (index: number) => void;
  readonly onChange: (draft: SurveyDefinition) => void;
}

/** The questions in their order; the selected one is open for editing. Everything by button, nothing by dragging. */
export function QuestionList({ draft, check, at, onSelect, onChange }: ListProps) {
  const { t } = useTranslation();
  const list = useRef<HTMLOListElement>(null);
  const move = (index: number, by: -1 | 1) => {
    onChange(moved(draft, index, by));
    onSelect(index + by);
    // The button that was pressed moved along with its question; focus stays on it there.
    requestAnimationFrame(() => {
      const row = list.current?.children[index + by];
      const [up, down] = row?.querySelectorAll<HTMLButtonElement>("[data-move]") ?? [];
      const wanted = by === -1 ? up : down;
      (wanted?.disabled ? (by === -1 ? down : up) : wanted)?.focus();
    });
  };
  const add = (type: (typeof TYPES)[number]) => {
    const next = withQuestion(draft, newQuestion(type));
    onChange(next);
    onSelect(type === "app" ? next.questions.length - 1 : next.questions.findLastIndex((each) => each.type === type));
  };
  const hasApp = draft.questions.some(({ type }) => type === "app");
  return (
    <>
      <ol ref={list} className={classes.list}>
        {draft.questions.map((question, index) => (
          <li key={question.id} data-open={index === at}>
            <div className={classes.head}>
              <button
                type="button"
                className={classes.pick}
                aria-expanded={index === at}
                onClick={() => onSelect(index)}
              >
                <span className={classes.number}>{index + 1}</span>
                <Summary question={question} />
              </button>
              <Marks question={question} check={check} seconds={check.seconds[index]} />
              <RowButtons
                index={index}
                draft={draft}
                onMove={move}
                onDelete={() => {
                  onChange(withoutQuestion(draft, question.id));
                  onSelect(Math.max(0, index - 1));
                }}
              />
            </div>
            {index === at && (
              <QuestionEditor question={question} onChange={(changed) => onChange(withChanged(draft, changed))} />
            )}
          </li>
        ))}
      </ol>
      <fieldset className={classes.add}>
        <legend>{t("survey.build.add")}</legend>
        {TYPES.filter((type) => type !== "app" || !hasApp).map((type) => (
          <Button key={type} variant="default" leftSection={<IconPlus />} onClick={() => add(type)}>
            {t(`survey.type.${type}`)}
          </Button>
        ))}
      </fieldset>
    </>
  );
}

function Summary({ question }: { readonly question: Question }) {
  const { t, i18n } = useTranslation();
  const title = question.title[i18n.language === "en" ? "en" : "ko"] || question.title.ko || question.title.en;
  return (
    <span className={classes.summary}>
      <strong>{title || t("survey.build.untitled")}</strong>
      <small>
        {t(`survey.type.${question.type}`)}
        {!question.required && ` · ${t("survey.optional")}`}
      </small>
    </span>
  );
}

interface MarksProps {
  readonly question: Question;
  readonly check: SurveyCheck;
  readonly seconds: number | undefined;
}

function Marks({ question, check, seconds }: MarksProps) {
  const { t } = useTranslation();
  const missing = check.missing.filter((each) => each.question === question.id);
  const problem = check.problems.find((each) => each.question === question.id);
  return (
    <span className={classes.marks}>
      {problem && (
        <span className={classes.problem}>
          <IconWarning /> {t(`survey.problem.${problem.code}`)}
        </span>
      )}
      {missing.length > 0 && (
        <span className={classes.missing}>
          <IconWarning /> {t("survey.build.missing", { count: missing.length })}
        </span>
      )}
      {seconds !== undefined && <small>{t("survey.build.about", { n: Math.round(seconds) })}</small>}
    </span>
  );
}

interface ButtonsProps {
  readonly index: number;
  readonly draft: SurveyDefinition;
  readonly onMove: (index: number, by: -1 | 1) => void;
  readonly onDelete: () => void;
}

function RowButtons({ index, draft, onMove, onDelete }: ButtonsProps) {
  const { t } = useTranslation();
  const n = index + 1;
  return (
    <span className={classes.buttons}>
      {([-1, 1] as const).map((by) => (
        <button
          key={by}
          type="button"
          data-move
          className={classes.icon}
          disabled={!canMove(draft, index, by)}
          aria-label={t(by === -1 ? "survey.build.up" : "survey.build.down", { n })}
          title={t(by === -1 ? "survey.build.up" : "survey.build.down", { n })}
          onClick={() => onMove(index, by)}
        >
          <span aria-hidden="true">{by === -1 ? "↑" : "↓"}</span>
        </button>
      ))}
      <button
        type="button"
        className={classes.icon}
        disabled={draft.questions.length <= 1}
        aria-label={t("survey.build.delete", { n })}
        title={t("survey.build.delete", { n })}
        onClick={onDelete}
      >
        <IconClose />
      </button>
    </span>
  );
}
