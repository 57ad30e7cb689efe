import { Button } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useBlocker } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SurveyCheck, SurveyDefinition, SurveyView } from "../../../contract/index.ts";
import { ApiFault } from "../../app/api.ts";
import { IconWarning } from "../../ui/icons.tsx";
import { FaultLine } from "../fault-line.tsx";
import { checkQuery, saveSurvey, surveyQuery } from "./api.ts";
import classes from "./builder.module.css";
import { sameDefinition } from "./draft.ts";
import { Preview } from "./preview.tsx";
import { QuestionList } from "./question-list.tsx";

interface BuilderProps {
  readonly slug: string;
  readonly view: SurveyView;
}

/** The host writes the survey, with a phone beside it, its time above it and every gap named. */
export function SurveyBuilder({ slug, view }: BuilderProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [draft, setDraft] = useState(view.definition);
  const [base, setBase] = useState(view);
  const [at, setAt] = useState(0);
  const isDirty = !sameDefinition(draft, base.definition);
  const [settled] = useDebouncedValue(draft, 300);
  const { data: check = view.check } = useQuery(checkQuery(slug, settled));
  const take = (next: SurveyView) => {
    setBase(next);
    setDraft(next.definition);
    client.setQueryData(surveyQuery(slug).queryKey, next);
  };
  const save = useMutation({
    mutationFn: (version: number) => saveSurvey(slug, version, draft),
    onSuccess: take,
  });
  useBlocker({
    shouldBlockFn: ({ current, next }) =>
      isDirty && current.pathname !== next.pathname && !window.confirm(t("survey.build.leave")),
    enableBeforeUnload: () => isDirty,
  });
  const conflict = save.error instanceof ApiFault && save.error.code === "challenge.changed-meanwhile";
  const reload = async () => {
    take(await client.fetchQuery({ ...surveyQuery(slug), staleTime: 0 }));
    save.reset();
  };
  const overwrite = async () => {
    const newest = await client.fetchQuery({ ...surveyQuery(slug), staleTime: 0 });
    save.mutate(newest.version);
  };
  return (
    <div className={classes.builder}>
      <div className={classes.side}>
        <Bar check={check} view={base} onTemplate={setDraft} isDirty={isDirty}>
          <Button
            variant={isDirty ? "filled" : "default"}
            loading={save.isPending}
            disabled={!isDirty || !base.changeable || check.problems.length > 0}
            onClick={() => save.mutate(base.version)}
          >
            {t("survey.build.save")}
          </Button>
        </Bar>
        {!base.changeable && <p className={classes.note}>{t("survey.build.closed")}</p>}
        {base.changeable && base.responses > 0 && (
          <p className={classes.note}>{t("survey.build.answeredAlready", { count: base.responses })}</p>
        )}
        {conflict && (
          <div className={classes.conflict} role="alert">
            <p>
              <IconWarning /> {t("survey.build.conflict")}
            </p>
            <Button variant="default" onClick={() => void reload()}>
              {t("survey.build.takeTheirs")}
            </Button>
            <Button variant="default" onClick={() => void overwrite()}>
              {t("survey.build.keepMine")}
            </Button>
          </div>
        )}
        {save.error && !conflict && <FaultLine error={save.error} />}
        <QuestionList draft={draft} check={check} at={at} onSelect={setAt} onChange={setDraft} />
      </div>
      <Preview questions={draft.questions} at={Math.min(at, draft.questions.length - 1)} onStep={setAt} />
    </div>
  );
}

interface BarProps {
  readonly check: SurveyCheck;
  readonly view: SurveyView;
  readonly isDirty: boolean;
  readonly onTemplate: (definition: SurveyDefinition) => void;
  readonly children: React.ReactNode;
}

function Bar({ check, view, isDirty, onTemplate, children }: BarProps) {
  const { t } = useTranslation();
  const isLong = check.estimatedSeconds > check.budgetSeconds;
  const choose = (id: string) => {
    const template = view.templates.find((each) => each.id === id);
    if (template && (!isDirty || window.confirm(t("survey.build.replace")))) onTemplate(template.definition);
  };
  return (
    <div className={classes.bar}>
      <div className={classes.time} data-long={isLong}>
        <span>{t("survey.build.seconds", { n: check.estimatedSeconds })}</span>
        <meter
          min={0}
          max={Math.max(check.budgetSeconds * 1.5, check.estimatedSeconds)}
          high={check.budgetSeconds}
          value={check.estimatedSeconds}
          aria-label={t("survey.build.timeLabel")}
        />
        <small>{t(isLong ? "survey.build.tooLong" : "survey.build.budget", { n: check.budgetSeconds })}</small>
      </div>
      <label className={classes.check}>
        <span>{t("survey.build.template")}</span>
        <select className={classes.select} value="" onChange={(event) => choose(event.target.value)}>
          <option value="">{t("survey.build.choose")}</option>
          {view.templates.map(({ id }) => (
            <option key={id} value={id}>
              {t(`survey.template.${id}`)}
            </option>
          ))}
        </select>
      </label>
      <span className={classes.dirty} role="status">
        {isDirty ? t("survey.build.unsaved") : t("survey.build.version", { n: view.version })}
      </span>
      {children}
    </div>
  );
}
