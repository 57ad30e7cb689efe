import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useBlocker } from "@tanstack/react-router";
import { type ComponentType, useEffect, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import type { ChallengeView } from "../../../contract/index.ts";
import { ApiFault } from "../../app/api.ts";
import { useFaultText } from "../../app/fault-text.ts";
import { IconCheck, IconWarning } from "../../ui/icons.tsx";
import { challengeQuery, saveSetup, takeOver } from "../api.ts";
import { CARDS, type CardName, cardOf } from "./card-names.ts";
import { type CardProps, ChallengeCard, EventCard, PrivacyCard, SurveyCard, SwagCard } from "./cards.tsx";
import { fieldId } from "./fields.tsx";
import { PhonePreview } from "./phone-preview.tsx";
import { PrizesCard } from "./prizes-card.tsx";
import { type SaverState, SetupSaver } from "./setup-saver.ts";
import classes from "./setup-view.module.css";

const BODIES: Readonly<Record<CardName, ComponentType<CardProps>>> = {
  event: EventCard,
  guide: ChallengeCard,
  survey: SurveyCard,
  prizes: PrizesCard,
  swag: SwagCard,
  privacy: PrivacyCard,
};

interface SetupViewProps {
  readonly view: ChallengeView;
  /** The field a checklist led here for. */
  readonly field: string | undefined;
}

/** Six cards that save themselves, beside the phone that shows what they come to. */
export function SetupView({ view, field }: SetupViewProps) {
  const { t } = useTranslation();
  const { saver, state } = useSaver(view);
  const [focused, setFocused] = useState<CardName>(field === undefined ? "event" : cardOf(field));
  useFieldFocus(field);
  const change: CardProps["change"] = (edit) => saver.change(edit);
  return (
    <div className={classes.columns}>
      <div className={classes.cards}>
        <SaveState state={state} saver={saver} />
        {CARDS.map((name, index) => {
          const Body = BODIES[name];
          return (
            <section
              key={name}
              id={`card-${name}`}
              className={classes.card}
              aria-labelledby={`card-title-${name}`}
              onFocus={() => setFocused(name)}
            >
              <h2 id={`card-title-${name}`}>
                <span className={classes.number} aria-hidden="true">
                  {index + 1}
                </span>
                {t(`host.card.${name}`)}
              </h2>
              <Body draft={state.draft} state={view.state} slug={view.slug} change={change} />
            </section>
          );
        })}
      </div>
      <PhonePreview draft={state.draft} card={focused} />
    </div>
  );
}

function useSaver(view: ChallengeView): { readonly saver: SetupSaver; readonly state: SaverState } {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [saver] = useState(
    () =>
      new SetupSaver(view, {
        save: (body) => saveSetup(view.slug, body),
        load: () => client.fetchQuery({ ...challengeQuery(view.slug), staleTime: 0 }),
        isStale: (error) => error instanceof ApiFault && error.code === "challenge.changed-meanwhile",
        onSaved: (saved) => takeOver(client, saved),
      }),
  );
  const state = useSyncExternalStore(saver.subscribe, saver.state);
  useEffect(() => saver.adopt(view), [saver, view]);
  useBlocker({
    shouldBlockFn: async () => {
      await saver.flush();
      return !saver.isClean && !window.confirm(t("host.save.leave"));
    },
    enableBeforeUnload: () => !saver.isClean,
    disabled: state.status === "saved",
  });
  return { saver, state };
}

function useFieldFocus(field: string | undefined): void {
  useEffect(() => {
    if (field === undefined) return;
    const element = document.getElementById(fieldId(field)) ?? document.getElementById(`card-${cardOf(field)}`);
    element?.closest("details")?.setAttribute("open", "");
    element?.scrollIntoView({ block: "center" });
    element?.focus();
  }, [field]);
}

function SaveState({ state, saver }: { readonly state: SaverState; readonly saver: SetupSaver }) {
  const { t } = useTranslation();
  const faultText = useFaultText();
  if (state.status === "conflict") {
    return (
      <div className={classes.conflict} role="alert">
        <p>
          <IconWarning /> {t("host.save.conflict", { n: state.conflicts.length })}
        </p>
        <div className={classes.buttons}>
          <Button onClick={() => void saver.settle("ours")}>{t("host.save.ours")}</Button>
          <Button variant="default" onClick={() => void saver.settle("theirs")}>
            {t("host.save.theirs")}
          </Button>
        </div>
      </div>
    );
  }
  if (state.status === "failed") {
    return (
      <div className={classes.conflict} role="alert">
        <p>
          <IconWarning /> {t("host.save.failed")} {state.error instanceof ApiFault ? faultText(state.error) : ""}
        </p>
        <Button variant="default" onClick={() => void saver.flush()}>
          {t("app.retry")}
        </Button>
      </div>
    );
  }
  return (
    <p className={classes.status} aria-live="polite" data-status={state.status}>
      {state.status === "saved" && <IconCheck />}
      {t(state.status === "saved" ? "host.save.saved" : "host.save.saving")}
    </p>
  );
}
