import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ChallengeState, WithdrawAnswer } from "../../contract/index.ts";
import { useFaultText } from "../app/fault-text.ts";
import { deleteMine } from "./api.ts";
import classes from "./privacy.module.css";

const LISTED: readonly ChallengeState[] = ["frozen", "drawn", "handing-over", "kept", "purged"];

interface ErasePanelProps {
  readonly slug: string;
  readonly state: ChallengeState;
  readonly apps: number;
  readonly onErased: (answer: WithdrawAnswer) => void;
}

/** Says what will happen before it does, and asks in earnest: a tick first, then the button. */
export function ErasePanel({ slug, state, apps, onErased }: ErasePanelProps) {
  const { t } = useTranslation();
  const faultText = useFaultText();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [understood, setUnderstood] = useState(false);
  const title = useRef<HTMLHeadingElement>(null);
  const erasing = useMutation({
    mutationFn: () => deleteMine(slug),
    onSuccess: (answer) => {
      for (const key of ["my-data", "consents", "me"]) client.removeQueries({ queryKey: [key, slug] });
      onErased(answer);
    },
  });
  useEffect(() => {
    if (asking) title.current?.focus();
  }, [asking]);
  if (!asking) {
    return (
      <Button className={classes.danger} variant="default" size="md" onClick={() => setAsking(true)}>
        {t("privacy.delete")}
      </Button>
    );
  }
  const listed = LISTED.includes(state);
  return (
    <section className={classes.erase} aria-labelledby="erase-title">
      <h2 id="erase-title" ref={title} tabIndex={-1}>
        {t("privacy.erase.title")}
      </h2>
      <p>{t("privacy.erase.lead")}</p>
      <ul>
        <li>{t("privacy.erase.answers")}</li>
        {apps > 0 && <li>{t("privacy.erase.app")}</li>}
        <li>{t("privacy.erase.key")}</li>
        <li>{listed ? t("privacy.erase.listed") : t("privacy.erase.draw")}</li>
      </ul>
      <label className={classes.tick}>
        <input type="checkbox" checked={understood} onChange={(event) => setUnderstood(event.target.checked)} />
        <span>{t("privacy.erase.understood")}</span>
      </label>
      <div className={classes.buttons}>
        <Button
          className={classes.dangerFilled}
          size="md"
          disabled={!understood || erasing.isPending}
          onClick={() => erasing.mutate()}
        >
          {erasing.isPending ? t("privacy.erase.going") : t("privacy.erase.go")}
        </Button>
        <Button variant="default" size="md" onClick={() => setAsking(false)}>
          {t("privacy.erase.stop")}
        </Button>
      </div>
      {erasing.error && (
        <p className={classes.alert} role="alert">
          {faultText(erasing.error)}
        </p>
      )}
    </section>
  );
}
