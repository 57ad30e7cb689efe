import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ChallengeView, OverrideBody } from "../../../contract/index.ts";
import { FaultLine } from "../fault-line.tsx";
import { override, readAnew } from "./api.ts";
import { PairInput } from "./pair-input.tsx";
import classes from "./review.module.css";

interface DecideFormProps {
  readonly view: ChallengeView;
  readonly ticket: string;
}

const EFFECTS = ["include", "exclude"] as const;

/** Brings a ticket in or leaves it out; the reason in both languages is no choice, for its holder reads it. */
export function DecideForm({ view, ticket }: DecideFormProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [effect, setEffect] = useState<OverrideBody["effect"] | undefined>(undefined);
  const [reason, setReason] = useState({ ko: "", en: "" });
  const deciding = useMutation({
    mutationFn: (chosen: OverrideBody["effect"]) =>
      override(view.slug, ticket, { effect: chosen, reasonKo: reason.ko.trim(), reasonEn: reason.en.trim() }),
    onSuccess() {
      setEffect(undefined);
      setReason({ ko: "", en: "" });
      readAnew(client, view.slug);
    },
  });
  const needsSecond = view.setup.prizes.some(({ valueWon }) => valueWon > view.setup.secondApproverAboveWon);
  const isReady = effect !== undefined && reason.ko.trim() !== "" && reason.en.trim() !== "";
  return (
    <section className={classes.panel} aria-labelledby="decide-title">
      <h2 id="decide-title">{t("host.review.decide.title")}</h2>
      <p className={classes.lead}>
        {t("host.review.decide.lead")} {needsSecond && t("host.review.decide.second")}
      </p>
      <fieldset className={classes.effects}>
        <legend className="visually-hidden">{t("host.review.decide.title")}</legend>
        {EFFECTS.map((each) => (
          <label key={each} data-on={effect === each}>
            <input type="radio" name="effect" checked={effect === each} onChange={() => setEffect(each)} />
            {t(`host.review.decide.${each}`)}
          </label>
        ))}
      </fieldset>
      {effect !== undefined && (
        <>
          <p>{t("host.review.decide.reason")}</p>
          <PairInput
            labelKo={t("host.review.decide.ko")}
            labelEn={t("host.review.decide.en")}
            most={500}
            lines={2}
            value={reason}
            onChange={setReason}
          />
          <div className={classes.buttons}>
            <Button disabled={!isReady} loading={deciding.isPending} onClick={() => deciding.mutate(effect)}>
              {t("host.review.decide.decide")}
            </Button>
          </div>
        </>
      )}
      {deciding.error && <FaultLine error={deciding.error} />}
      {deciding.data && effect === undefined && (
        <p role="status" className={classes.note}>
          {t(deciding.data.inForce ? "host.review.decide.done" : "host.review.decide.waits")}
        </p>
      )}
    </section>
  );
}
