import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { OpenAppeal } from "../../../contract/index.ts";
import { sessionQuery } from "../../app/api.ts";
import { FaultNotice } from "../../app/notice-pages.tsx";
import { MomentText } from "../../ui/age.tsx";
import { FaultLine } from "../fault-line.tsx";
import { answerAppeal, appealsQuery, readAnew } from "./api.ts";
import { PairInput } from "./pair-input.tsx";
import classes from "./review.module.css";

/** What visitors object to, oldest first, each answered in both languages. */
export function AppealsPanel({ slug }: { readonly slug: string }) {
  const { t } = useTranslation();
  const session = useQuery(sessionQuery);
  const isAuditor = session.data?.role === "auditor";
  const appeals = useQuery({ ...appealsQuery(slug), enabled: session.data !== undefined && !isAuditor });
  if (appeals.error && appeals.data === undefined) {
    return <FaultNotice error={appeals.error} retry={() => void appeals.refetch()} />;
  }
  return (
    <section className={classes.panel} aria-labelledby="appeals-title">
      <h2 id="appeals-title">{t("host.review.appeals.title")}</h2>
      <p className={classes.lead}>{t(isAuditor ? "host.review.appeals.noRole" : "host.review.appeals.lead")}</p>
      {appeals.data?.appeals.length === 0 && <p className={classes.empty}>{t("host.review.appeals.empty")}</p>}
      <ul className={classes.list}>
        {appeals.data?.appeals.map((appeal) => (
          <Appeal key={appeal.id} slug={slug} appeal={appeal} />
        ))}
      </ul>
    </section>
  );
}

function Appeal({ slug, appeal }: { readonly slug: string; readonly appeal: OpenAppeal }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [answer, setAnswer] = useState({ ko: "", en: "" });
  const sending = useMutation({
    mutationFn: () => answerAppeal(slug, appeal.id, { ko: answer.ko.trim(), en: answer.en.trim() }),
    onSuccess: () => readAnew(client, slug),
  });
  return (
    <li className={classes.card}>
      <header className={classes.head}>
        <span>
          <code className={classes.id}>{appeal.ticket}</code> {appeal.nickname}
        </span>
        <span className={classes.quiet}>
          <MomentText at={appeal.at} />
        </span>
      </header>
      <blockquote className={classes.said} dir="auto">
        {appeal.text}
      </blockquote>
      <Link
        to="/host/e/$slug"
        params={{ slug }}
        search={{ view: "review", part: "tickets", ticket: appeal.ticket }}
        className={classes.link}
      >
        {t("host.review.appeals.ticket")}
      </Link>
      <PairInput
        labelKo={t("host.review.appeals.ko")}
        labelEn={t("host.review.appeals.en")}
        most={2_000}
        lines={3}
        value={answer}
        onChange={setAnswer}
      />
      <div className={classes.buttons}>
        <Button
          disabled={answer.ko.trim() === "" || answer.en.trim() === ""}
          loading={sending.isPending}
          onClick={() => sending.mutate()}
        >
          {t("host.review.appeals.send")}
        </Button>
      </div>
      {sending.error && <FaultLine error={sending.error} />}
    </li>
  );
}
