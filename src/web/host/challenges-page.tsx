import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ChallengeSummary } from "../../contract/index.ts";
import { sessionQuery } from "../app/api.ts";
import { FaultNotice } from "../app/notice-pages.tsx";
import { nameText } from "../ui/name-text.ts";
import { usePageTitle } from "../ui/page-title.ts";
import { RowSkeletons } from "../ui/row-skeletons.tsx";
import { challengesQuery, createChallenge, takeOver } from "./api.ts";
import { nameOf } from "./challenge-name.ts";
import classes from "./challenges-page.module.css";
import { FaultLine } from "./fault-line.tsx";
import { Series } from "./series.tsx";
import { StateBadge } from "./state-badge.tsx";
import { venueMoment, zoneName } from "./venue-time.ts";

/** All challenges of the space, and the form that makes one from a name. */
export function ChallengesPage() {
  const { t } = useTranslation();
  usePageTitle(t("host.list.title"));
  const session = useQuery(sessionQuery);
  const list = useQuery(challengesQuery);
  const challenges = list.data?.challenges;
  const isHost = session.data?.role === "host";
  return (
    <div className={classes.page}>
      <div className={classes.titleRow}>
        <h1>{t("host.list.title")}</h1>
      </div>
      {isHost && challenges && <NewChallenge challenges={challenges} />}
      {list.error && challenges === undefined && <FaultNotice error={list.error} retry={() => void list.refetch()} />}
      {challenges === undefined && !list.error && <RowSkeletons rows={3} />}
      {challenges && challenges.length > 0 && (
        <ul className={classes.list}>
          {challenges.map((challenge) => (
            <ChallengeRow key={challenge.id} challenge={challenge} now={list.data?.serverTime ?? 0} />
          ))}
        </ul>
      )}
      {isHost && <Series />}
    </div>
  );
}

function NewChallenge({ challenges }: { readonly challenges: readonly ChallengeSummary[] }) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [name, setName] = useState({ ko: "", en: "" });
  const [model, setModel] = useState("");
  const make = useMutation({
    mutationFn: () =>
      createChallenge({ nameKo: name.ko, nameEn: name.en, ...(model === "" ? {} : { cloneOf: model }) }),
    async onSuccess(view) {
      takeOver(client, view);
      await navigate({ to: "/host/e/$slug", params: { slug: view.slug }, search: { view: "setup" } });
    },
  });
  const models = challenges.filter(({ rehearsal }) => !rehearsal);
  const isFirst = challenges.length === 0;
  return (
    <form
      className={classes.create}
      aria-labelledby="new-challenge"
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate();
      }}
    >
      <h2 id="new-challenge">{t(isFirst ? "host.list.first" : "host.list.new")}</h2>
      <p className={classes.lead}>{t("host.list.lead")}</p>
      <div className={classes.fields}>
        <label>
          {t("host.list.nameKo")}
          <input
            type="text"
            lang="ko"
            maxLength={100}
            value={name.ko}
            onChange={(event) => setName({ ...name, ko: event.currentTarget.value })}
          />
        </label>
        <label>
          {t("host.list.nameEn")}
          <input
            type="text"
            lang="en"
            maxLength={100}
            value={name.en}
            onChange={(event) => setName({ ...name, en: event.currentTarget.value })}
          />
        </label>
        {models.length > 0 && (
          <label>
            {t("host.list.clone")}
            <select value={model} onChange={(event) => setModel(event.currentTarget.value)}>
              <option value="">{t("host.list.cloneNone")}</option>
              {models.map(({ slug, name: known }) => (
                <option key={slug} value={slug}>
                  {nameText(nameOf(known, i18n.language), 40)}
                </option>
              ))}
            </select>
          </label>
        )}
        <Button
          type="submit"
          size="md"
          loading={make.isPending}
          disabled={name.ko.trim() === "" && name.en.trim() === ""}
        >
          {t("host.list.make")}
        </Button>
      </div>
      {make.error && <FaultLine error={make.error} />}
    </form>
  );
}

function ChallengeRow({ challenge, now }: { readonly challenge: ChallengeSummary; readonly now: number }) {
  const { t, i18n } = useTranslation();
  const { slug, name, state, rehearsal, closesAt, timeZone, counts } = challenge;
  return (
    <li className={classes.row}>
      <div className={classes.who}>
        <Link to="/host/e/$slug" params={{ slug }} className={classes.name}>
          {nameText(nameOf(name, i18n.language), 80)}
        </Link>
        <StateBadge state={state} />
        {rehearsal && <span className={classes.rehearsal}>{t("host.rehearsal.mark")}</span>}
      </div>
      <p className={classes.when}>
        {closesAt === null
          ? t("host.list.noEnd")
          : `${t("host.list.end", { time: venueMoment(closesAt, now, timeZone) })} ${zoneName(closesAt, timeZone)}`}
      </p>
      <dl className={classes.counts}>
        <div>
          <dt>{t("host.stage.tickets")}</dt>
          <dd>{counts.tickets}</dd>
        </div>
        <div>
          <dt>{t("host.stage.apps")}</dt>
          <dd>{counts.apps}</dd>
        </div>
        <div>
          <dt>{t("host.stage.survey")}</dt>
          <dd>{counts.surveys}</dd>
        </div>
      </dl>
    </li>
  );
}
