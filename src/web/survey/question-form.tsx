import { Button } from "@mantine/core";
import type { FormEvent, KeyboardEvent, ReactNode } from "react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Question } from "../../contract/index.ts";
import { IconWarning } from "../ui/icons.tsx";
import { HostText } from "./host-text.tsx";
import classes from "./question.module.css";

interface QuestionFormProps {
  readonly question: Question;
  /** From 0. */
  readonly index: number;
  readonly total: number;
  readonly answered: boolean;
  /** A sentence about the last answer, when the server could not take it. */
  readonly refused: string | undefined;
  /** Undefined on the first question. */
  readonly onBack: (() => void) | undefined;
  readonly onNext: () => void;
  /** The field, told of what describes it and whether it is in error. */
  readonly children: (field: { readonly describedBy: string | undefined; readonly invalid: boolean }) => ReactNode;
  /** In the builder's preview nothing takes the focus. */
  readonly still?: boolean;
}

/** One question a screen: title, field, error, back and next. Digits choose, Enter goes on. */
export function QuestionForm(props: QuestionFormProps) {
  const { question, index, total, answered, refused, onBack, onNext, children, still = false } = props;
  const { t } = useTranslation();
  const [isAsked, setAsked] = useState(false);
  const title = useRef<HTMLHeadingElement>(null);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (!still) title.current?.focus({ preventScroll: true });
  }, [still]);
  const error = isAsked && !answered && question.required ? t("survey.required") : refused;
  const helpId = question.help.ko || question.help.en ? `help-${question.id}` : undefined;
  const errorId = error ? `error-${question.id}` : undefined;
  const describedBy = [helpId, errorId].filter(Boolean).join(" ") || undefined;
  const next = () => {
    if (answered || !question.required) return onNext();
    setAsked(true);
    form.current?.querySelector<HTMLElement>("input, textarea")?.focus();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    next();
  };
  const isGroup = question.type !== "short" && question.type !== "long";
  return (
    <form ref={form} className={classes.form} onSubmit={submit} onKeyDown={(event) => onKey(event, next)} noValidate>
      <Progress index={index} total={total} />
      <div
        {...(isGroup && {
          role: "group",
          "aria-labelledby": `title-${question.id}`,
          "aria-describedby": describedBy,
        })}
        className={classes.question}
      >
        <h1 ref={title} id={`title-${question.id}`} tabIndex={-1} className={classes.title}>
          <HostText text={question.title} />
          {!question.required && <span className={classes.optional}> {t("survey.optional")}</span>}
        </h1>
        {helpId && (
          <p id={helpId} className={classes.help}>
            <HostText text={question.help} />
          </p>
        )}
        <p id={errorId} className={classes.error} role="alert">
          {error && (
            <>
              <IconWarning /> <span>{error}</span>
            </>
          )}
        </p>
        {children({ describedBy, invalid: error !== undefined })}
      </div>
      <div className={classes.steps}>
        {onBack && (
          <Button variant="default" size="md" onClick={onBack}>
            {t("survey.back")}
          </Button>
        )}
        <Button type="submit" size="md" className={classes.next ?? ""}>
          {index === total - 1
            ? t("survey.finish")
            : answered || question.required
              ? t("survey.next")
              : t("survey.skip")}
        </Button>
      </div>
    </form>
  );
}

function Progress({ index, total }: { readonly index: number; readonly total: number }) {
  const { t } = useTranslation();
  const words = t("survey.progress", { n: index + 1, total });
  return (
    <div className={classes.progress}>
      <progress max={total} value={index + 1} aria-label={t("survey.progressLabel")} />
      <span aria-live="polite">{words}</span>
    </div>
  );
}

/** A digit presses the option of its number; Enter goes on where it does not already mean something else. */
function onKey(event: KeyboardEvent<HTMLFormElement>, next: () => void): void {
  if (event.nativeEvent.isComposing || event.altKey || event.metaKey) return;
  const target = event.target as HTMLElement;
  const isTyping = target.matches("textarea, input[type=text]");
  if (/^[1-9]$/.test(event.key) && !isTyping && !event.ctrlKey) {
    const inputs = event.currentTarget.querySelectorAll<HTMLInputElement>("input[type=radio], input[type=checkbox]");
    const wanted = inputs[Number(event.key) - 1];
    if (!wanted || wanted.disabled) return;
    event.preventDefault();
    wanted.focus();
    if (wanted.type === "checkbox" || !wanted.checked) wanted.click();
  } else if (event.key === "Enter" && !target.matches("button, a")) {
    if (target.matches("textarea") && !event.ctrlKey) return;
    event.preventDefault();
    next();
  }
}
