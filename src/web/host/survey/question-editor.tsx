import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Question } from "../../../contract/index.ts";
import { IconClose, IconPlus } from "../../ui/icons.tsx";
import { PairField } from "../setup/fields.tsx";
import classes from "./builder.module.css";
import { newOption } from "./draft.ts";

interface EditorProps<Q extends Question = Question> {
  readonly question: Q;
  readonly onChange: (question: Question) => void;
}

type Of<T extends Question["type"]> = Extract<Question, { type: T }>;

/** Everything of one question, both languages side by side. */
export function QuestionEditor({ question, onChange }: EditorProps) {
  const { t } = useTranslation();
  const path = `survey.${question.id}`;
  return (
    <div className={classes.editor}>
      <PairField
        path={`${path}.title`}
        label={t("survey.build.questionTitle")}
        value={question.title}
        most={200}
        onChange={(title) => onChange({ ...question, title })}
      />
      <PairField
        path={`${path}.help`}
        label={t("survey.build.help")}
        hint={t("survey.build.helpHint")}
        value={question.help}
        most={300}
        onChange={(help) => onChange({ ...question, help })}
      />
      {(question.type === "single" || question.type === "multiple") && (
        <OptionsEditor question={question} onChange={onChange} />
      )}
      {question.type === "rating" && <RatingEditor question={question} onChange={onChange} />}
      {question.type === "consent" && (
        <PairField
          path={`${path}.text`}
          label={t("survey.build.consentText")}
          hint={t("survey.build.consentHint")}
          value={question.text}
          most={2_000}
          lines={4}
          onChange={(text) => onChange({ ...question, text })}
        />
      )}
      <label className={classes.check}>
        <input
          type="checkbox"
          checked={question.required}
          onChange={(event) => onChange({ ...question, required: event.target.checked })}
        />
        <span>{t("survey.build.required")}</span>
      </label>
    </div>
  );
}

function OptionsEditor({ question, onChange }: EditorProps<Of<"single"> | Of<"multiple">>) {
  const { t } = useTranslation();
  const { options } = question;
  return (
    <>
      <ol className={classes.options}>
        {options.map((option, index) => (
          <li key={option.id}>
            <PairField
              path={`survey.${question.id}.options.${option.id}`}
              label={t("survey.build.option", { n: index + 1 })}
              value={option.label}
              most={120}
              onChange={(label) => onChange({ ...question, options: options.with(index, { ...option, label }) })}
            />
            <button
              type="button"
              className={classes.icon}
              disabled={options.length <= 2}
              aria-label={t("survey.build.removeOption", { n: index + 1 })}
              title={t("survey.build.removeOption", { n: index + 1 })}
              onClick={() => onChange({ ...question, options: options.toSpliced(index, 1) })}
            >
              <IconClose />
            </button>
          </li>
        ))}
      </ol>
      <div className={classes.row}>
        <Button
          variant="default"
          leftSection={<IconPlus />}
          disabled={options.length >= 20}
          onClick={() => onChange({ ...question, options: [...options, newOption()] })}
        >
          {t("survey.build.addOption")}
        </Button>
        <label className={classes.check}>
          <input
            type="checkbox"
            checked={question.other}
            onChange={(event) => onChange({ ...question, other: event.target.checked })}
          />
          <span>{t("survey.build.other")}</span>
        </label>
        {question.type === "multiple" && <MostEditor question={question} onChange={onChange} />}
      </div>
    </>
  );
}

function MostEditor({ question, onChange }: EditorProps<Of<"multiple">>) {
  const { t } = useTranslation();
  return (
    <label className={classes.check}>
      <span>{t("survey.build.most")}</span>
      <select
        className={classes.select}
        value={question.most ?? ""}
        onChange={(event) =>
          onChange({ ...question, most: event.target.value === "" ? null : Number(event.target.value) })
        }
      >
        <option value="">{t("survey.build.noMost")}</option>
        {question.options.map(({ id }, index) => (
          <option key={id} value={index + 1}>
            {index + 1}
          </option>
        ))}
      </select>
    </label>
  );
}

function RatingEditor({ question, onChange }: EditorProps<Of<"rating">>) {
  const { t } = useTranslation();
  const path = `survey.${question.id}`;
  return (
    <>
      <label className={classes.check}>
        <span>{t("survey.build.steps")}</span>
        <select
          className={classes.select}
          value={question.steps}
          onChange={(event) => onChange({ ...question, steps: Number(event.target.value) })}
        >
          {[3, 4, 5, 6, 7, 8, 9, 10].map((steps) => (
            <option key={steps} value={steps}>
              {steps}
            </option>
          ))}
        </select>
      </label>
      <PairField
        path={`${path}.low`}
        label={t("survey.build.low")}
        value={question.low}
        most={60}
        onChange={(low) => onChange({ ...question, low })}
      />
      <PairField
        path={`${path}.high`}
        label={t("survey.build.high", { n: question.steps })}
        value={question.high}
        most={60}
        onChange={(high) => onChange({ ...question, high })}
      />
    </>
  );
}
