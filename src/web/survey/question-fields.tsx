import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AnswerValue, Question } from "../../contract/index.ts";
import { assertNever } from "../../kernel/index.ts";
import { Choice } from "./choices.tsx";
import { HostText } from "./host-text.tsx";
import classes from "./question.module.css";

export interface FieldProps<Q extends Question = Question> {
  readonly question: Q;
  readonly value: AnswerValue | null;
  readonly onAnswer: (value: AnswerValue | null) => void;
  /** Of the elements that describe the field: help and error. */
  readonly describedBy: string | undefined;
  readonly invalid: boolean;
  /** On a shared tablet nothing may be remembered of the one before. */
  readonly shared?: boolean;
}

type Of<T extends Question["type"]> = Extract<Question, { type: T }>;
export type PlainQuestion = Exclude<Question, { type: "app" }>;

/** What answers a question, of every type but the choice of an app. */
export function QuestionField({ question, ...rest }: FieldProps<PlainQuestion>) {
  switch (question.type) {
    case "single":
      return <SingleField question={question} {...rest} />;
    case "multiple":
      return <MultipleField question={question} {...rest} />;
    case "rating":
      return <RatingField question={question} {...rest} />;
    case "short":
    case "long":
      return <TextField question={question} {...rest} />;
    case "consent":
      return <ConsentField question={question} {...rest} />;
    default:
      return assertNever(question);
  }
}

function SingleField({ question, value, onAnswer, shared }: FieldProps<Of<"single">>) {
  const { t } = useTranslation();
  const given = value?.type === "single" ? value : null;
  const [writes, setWrites] = useState((given?.other ?? "") !== "");
  const choose = (option: string) => {
    setWrites(false);
    onAnswer({ type: "single", option, other: "" });
  };
  return (
    <div className={classes.choices}>
      {question.options.map(({ id, label }, index) => (
        <Choice
          key={id}
          kind="radio"
          name={question.id}
          value={id}
          number={index + 1}
          checked={!writes && given?.option === id}
          onChange={() => choose(id)}
        >
          <HostText text={label} />
        </Choice>
      ))}
      {question.other && (
        <Choice
          kind="radio"
          name={question.id}
          value=""
          number={question.options.length + 1}
          checked={writes}
          onChange={() => {
            setWrites(true);
            onAnswer(null);
          }}
        >
          {t("survey.other")}
        </Choice>
      )}
      {writes && (
        <OwnWords
          value={given?.other ?? ""}
          shared={shared}
          onChange={(other) => onAnswer(other === "" ? null : { type: "single", option: null, other })}
        />
      )}
    </div>
  );
}

const NOTHING_CHOSEN: { readonly options: readonly string[]; readonly other: string } = { options: [], other: "" };

function MultipleField({ question, value, onAnswer, shared }: FieldProps<Of<"multiple">>) {
  const { t } = useTranslation();
  const given = value?.type === "multiple" ? value : NOTHING_CHOSEN;
  const [writes, setWrites] = useState(given.other !== "");
  const chosen = given.options.length + (writes ? 1 : 0);
  const isFull = question.most !== null && chosen >= question.most;
  const answer = (options: readonly string[], other: string) =>
    onAnswer(options.length === 0 && other === "" ? null : { type: "multiple", options: [...options], other });
  const toggle = (id: string, checked: boolean) =>
    answer(checked ? [...given.options, id] : given.options.filter((option) => option !== id), given.other);
  return (
    <div className={classes.choices}>
      {question.most !== null && (
        <p className={classes.most} data-full={isFull}>
          {t("survey.most", { most: question.most, chosen })}
        </p>
      )}
      {question.options.map(({ id, label }, index) => {
        const checked = given.options.includes(id);
        return (
          <Choice
            key={id}
            kind="checkbox"
            name={question.id}
            value={id}
            number={index + 1}
            checked={checked}
            disabled={isFull && !checked}
            onChange={(next) => toggle(id, next)}
          >
            <HostText text={label} />
          </Choice>
        );
      })}
      {question.other && (
        <Choice
          kind="checkbox"
          name={question.id}
          value=""
          number={question.options.length + 1}
          checked={writes}
          disabled={isFull && !writes}
          onChange={(next) => {
            setWrites(next);
            if (!next) answer(given.options, "");
          }}
        >
          {t("survey.other")}
        </Choice>
      )}
      {writes && <OwnWords value={given.other} shared={shared} onChange={(other) => answer(given.options, other)} />}
    </div>
  );
}

function RatingField({ question, value, onAnswer }: FieldProps<Of<"rating">>) {
  const given = value?.type === "rating" ? value.value : null;
  const steps = Array.from({ length: question.steps }, (_, index) => index + 1);
  return (
    <div className={classes.rating}>
      <div className={classes.scale} data-steps={question.steps}>
        {steps.map((step) => (
          <label key={step} className={classes.step} data-checked={given === step}>
            <input
              type="radio"
              name={question.id}
              value={step}
              checked={given === step}
              onChange={() => onAnswer({ type: "rating", value: step })}
            />
            <span>{step}</span>
            {step === 1 && <EndOfScale text={question.low} />}
            {step === question.steps && <EndOfScale text={question.high} />}
          </label>
        ))}
      </div>
      <div className={classes.ends} aria-hidden="true">
        <span>
          <HostText text={question.low} />
        </span>
        <span>
          <HostText text={question.high} />
        </span>
      </div>
    </div>
  );
}

/** Heard with the step it belongs to; seen under the scale. */
const EndOfScale = ({ text }: { readonly text: Of<"rating">["low"] }) => (
  <span className="visually-hidden">
    {" "}
    <HostText text={text} />
  </span>
);

function TextField({ question, value, onAnswer, describedBy, invalid, shared }: FieldProps<Of<"short"> | Of<"long">>) {
  const { t } = useTranslation();
  const given = value?.type === question.type ? value.text : "";
  const most = question.type === "short" ? 200 : 2_000;
  // What is shown keeps its blanks while it is typed; what is answered has none around it.
  const [text, setText] = useState(given);
  const write = (next: string) => {
    setText(next);
    onAnswer(next.trim() === "" ? null : { type: question.type, text: next.trim() });
  };
  const common = {
    className: classes.text,
    value: text,
    maxLength: most,
    autoComplete: "off",
    spellCheck: !shared,
    "aria-labelledby": `title-${question.id}`,
    "aria-describedby": describedBy,
    "aria-invalid": invalid,
    "aria-required": question.required,
  };
  return (
    <>
      {question.type === "short" ? (
        <input type="text" {...common} onChange={(event) => write(event.target.value)} />
      ) : (
        <textarea rows={5} {...common} onChange={(event) => write(event.target.value)} />
      )}
      {text.length > most * 0.8 && <p className={classes.note}>{t("survey.left", { n: most - text.length })}</p>}
    </>
  );
}

function ConsentField({ question, value, onAnswer }: FieldProps<Of<"consent">>) {
  const { t } = useTranslation();
  const given = value?.type === "consent" ? value.given : null;
  return (
    <div className={classes.choices}>
      <p className={classes.consentText}>
        <HostText text={question.text} />
      </p>
      <Choice
        kind="radio"
        name={question.id}
        value="yes"
        number={1}
        checked={given === true}
        onChange={() => onAnswer({ type: "consent", given: true })}
      >
        {t("survey.agree")}
      </Choice>
      <Choice
        kind="radio"
        name={question.id}
        value="no"
        number={2}
        checked={given === false}
        onChange={() => onAnswer({ type: "consent", given: false })}
      >
        {t("survey.disagree")}
      </Choice>
    </div>
  );
}

interface OwnWordsProps {
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly shared: boolean | undefined;
}

function OwnWords({ value, onChange, shared }: OwnWordsProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  return (
    <input
      ref={input}
      type="text"
      className={classes.text}
      aria-label={t("survey.otherLabel")}
      autoComplete="off"
      spellCheck={!shared}
      maxLength={200}
      value={text}
      onChange={(event) => {
        setText(event.target.value);
        onChange(event.target.value.trim());
      }}
    />
  );
}
