import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ChallengeView } from "../../contract/index.ts";
import { challengesQuery, createChallenge, rehearsalQuery, sendVisitors, stopVisitors, wipeRehearsal } from "./api.ts";
import classes from "./doors-view.module.css";
import { FaultLine } from "./fault-line.tsx";

const CROWDS = [20, 50, 200] as const;
const SPEEDS = [1, 5, 20, 50] as const;

/** A dress rehearsal beside the real challenge; inside of one, its made-up visitors and the broom. */
export function RehearsalPanel({ view }: { readonly view: ChallengeView }) {
  return view.rehearsal ? <Visitors view={view} /> : <BeginRehearsal view={view} />;
}

function BeginRehearsal({ view }: { readonly view: ChallengeView }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const begin = useMutation({
    mutationFn: () => createChallenge({ nameKo: "", nameEn: "", cloneOf: view.slug, rehearsal: true }),
    async onSuccess({ slug }) {
      await client.invalidateQueries({ queryKey: challengesQuery.queryKey });
      await navigate({ to: "/host/e/$slug", params: { slug }, search: { view: "doors" } });
    },
  });
  return (
    <section className={classes.links} aria-labelledby="rehearsal-title">
      <h2 id="rehearsal-title">{t("host.rehearsal.title")}</h2>
      <p className={classes.lead}>{t("host.rehearsal.lead")}</p>
      <div>
        <Button variant="default" loading={begin.isPending} onClick={() => begin.mutate()}>
          {t("host.rehearsal.begin")}
        </Button>
      </div>
      {begin.error && <FaultLine error={begin.error} />}
    </section>
  );
}

function Visitors({ view }: { readonly view: ChallengeView }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [visitors, setVisitors] = useState<number>(CROWDS[0]);
  const [speed, setSpeed] = useState<number>(SPEEDS[2]);
  const rush = useQuery(rehearsalQuery(view.slug));
  const onSuccess = () => void client.invalidateQueries({ queryKey: rehearsalQuery(view.slug).queryKey });
  const send = useMutation({ mutationFn: () => sendVisitors(view.slug, visitors, speed), onSuccess });
  const stop = useMutation({ mutationFn: () => stopVisitors(view.slug), onSuccess });
  const wipe = useMutation({
    mutationFn: () => wipeRehearsal(view.slug),
    async onSuccess() {
      await client.invalidateQueries({ queryKey: challengesQuery.queryKey });
      await navigate({ to: "/host" });
    },
  });
  const error = send.error ?? stop.error ?? wipe.error;
  const isRunning = rush.data?.running === true;
  return (
    <section className={classes.links} aria-labelledby="rehearsal-title">
      <h2 id="rehearsal-title">{t("host.rehearsal.inside")}</h2>
      <p className={classes.lead}>{t("host.rehearsal.insideLead")}</p>
      <div className={classes.form}>
        <Choice label={t("host.rehearsal.visitors")} values={CROWDS} value={visitors} onChange={setVisitors} />
        <Choice label={t("host.rehearsal.speed")} values={SPEEDS} value={speed} onChange={setSpeed} sign="×" />
        {isRunning ? (
          <Button variant="default" onClick={() => stop.mutate()}>
            {t("host.rehearsal.stop")}
          </Button>
        ) : (
          <Button disabled={view.state !== "open"} loading={send.isPending} onClick={() => send.mutate()}>
            {t("host.rehearsal.send")}
          </Button>
        )}
        <Button
          variant="default"
          loading={wipe.isPending}
          onClick={() => window.confirm(t("host.rehearsal.wipeSure")) && wipe.mutate()}
        >
          {t("host.rehearsal.wipe")}
        </Button>
      </div>
      {view.state !== "open" && <p className={classes.hint}>{t("host.rehearsal.openFirst")}</p>}
      {rush.data && rush.data.visitors > 0 && (
        <p aria-live="polite">{t("host.rehearsal.arrived", { n: rush.data.arrived, of: rush.data.visitors })}</p>
      )}
      {error && <FaultLine error={error} />}
    </section>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly values: readonly number[];
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly sign?: string;
}

function Choice({ label, values, value, onChange, sign = "" }: ChoiceProps) {
  return (
    <label>
      {label}
      <select value={value} onChange={(event) => onChange(Number(event.currentTarget.value))}>
        {values.map((each) => (
          <option key={each} value={each}>
            {each}
            {sign}
          </option>
        ))}
      </select>
    </label>
  );
}
