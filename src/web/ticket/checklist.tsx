import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ChecklistItem, MyTicket } from "../../contract/index.ts";
import { IconCheck } from "../ui/icons.tsx";
import { nameText } from "../ui/name-text.ts";
import { confirmAge, myTicketQuery } from "./api.ts";
import { inLanguage } from "./bilingual.ts";
import classes from "./ticket.module.css";
import { timeLeft } from "./time-words.ts";
import { useServerNow } from "./use-ticket.ts";

interface ChecklistProps {
  readonly slug: string;
  readonly ticket: MyTicket;
  readonly skew: number;
  readonly connected: boolean;
}

const SIGNS = { done: <IconCheck />, todo: "!", later: "", blocked: "–" } as const;

/** The one list of what is done and what is missing, and the sentence that staff read too. */
export function Checklist({ slug, ticket, skew, connected }: ChecklistProps) {
  const { t, i18n } = useTranslation();
  const { verdict } = ticket;
  const isOver = !["draft", "announced", "open"].includes(ticket.challenge.state);
  return (
    <section className={classes.status} data-in={verdict.eligible} aria-labelledby="status-title">
      <header>
        <h2 id="status-title">{t("ticket.status.title")}</h2>
        <Deadline closesAt={ticket.challenge.closesAt} isOver={isOver} skew={skew} />
      </header>
      <ul className={classes.items}>
        {verdict.checklist.map((item) => (
          <Item key={item.id} slug={slug} item={item} ticket={ticket} connected={connected} />
        ))}
      </ul>
      {!isOver && (
        <p className={classes.sentence} aria-live="polite">
          <span>{t("ticket.status.now")}</span> <strong>{inLanguage(verdict.sentence, i18n.language)}</strong>
        </p>
      )}
    </section>
  );
}

function Deadline(props: { readonly closesAt: number | null; readonly isOver: boolean; readonly skew: number }) {
  const { t } = useTranslation();
  const now = useServerNow(props.skew);
  if (props.isOver) return <span className={classes.deadline}>{t("ticket.status.closed")}</span>;
  if (props.closesAt === null) return null;
  const left = timeLeft(props.closesAt - now);
  if (left === undefined) return <span className={classes.deadline}>{t("ticket.status.closed")}</span>;
  const { unit, n, rest } = left;
  const isLast = unit === "seconds" || (unit === "minutes" && n < 30);
  return (
    <span className={classes.deadline} data-last={isLast}>
      {t("ticket.status.deadline", { t: t(`ticket.left.${unit}`, { n, rest }) })}
    </span>
  );
}

interface ItemProps {
  readonly slug: string;
  readonly item: ChecklistItem;
  readonly ticket: MyTicket;
  readonly connected: boolean;
}

function Item({ slug, item, ticket, connected }: ItemProps) {
  const { t, i18n } = useTranslation();
  const { id, state, reason } = item;
  return (
    <li className={classes.item} data-state={state}>
      <span className={classes.sign} aria-hidden="true">
        {SIGNS[state]}
      </span>
      <div className={classes.grow}>
        <p className={classes.label}>
          <strong>{t(`ticket.item.${id}`)}</strong> <Facts item={item} />
          <span className="visually-hidden">({t(`ticket.status.${state}`)})</span>
        </p>
        {reason !== null && <p className={classes.reason}>{inLanguage(reason, i18n.language)}</p>}
        {state === "todo" && reason !== null && (
          <Action slug={slug} item={item} ticket={ticket} connected={connected} />
        )}
      </div>
    </li>
  );
}

function Facts({ item: { id, params } }: { readonly item: ChecklistItem }) {
  const { t } = useTranslation();
  const { app, requests, required = "", answered = "0", questions = "0" } = params;
  switch (id) {
    case "data": {
      const counted =
        requests === undefined
          ? undefined
          : Number(requests) < Number(required)
            ? t("ticket.item.requestsOf", { n: requests, required })
            : t("ticket.item.requests", { n: requests });
      return <Said parts={[app, counted]} />;
    }
    case "app":
      return <Said parts={[app]} />;
    case "survey":
      return <Said parts={[t("ticket.item.answered", { answered, questions })]} />;
    case "lane":
      return <Said parts={[t("ticket.item.laneLater")]} />;
    case "age":
      return null;
  }
}

function Said({ parts }: { readonly parts: readonly (string | undefined)[] }) {
  const said = parts.filter((part) => part !== undefined && part !== "").map((part) => nameText(part ?? "", 60));
  return <span className={classes.facts2}>{said.join(" · ")}</span>;
}

function Action({ slug, item: { id, params }, ticket, connected }: ItemProps) {
  const { t } = useTranslation();
  switch (id) {
    case "age":
      return <AgeButton slug={slug} disabled={!connected} />;
    case "data":
      return (
        <Link to="/e/$slug/guide" params={{ slug }} className={classes.link}>
          {t("ticket.item.toGuide")} <span aria-hidden="true">→</span>
        </Link>
      );
    case "survey":
      return (
        <Link to="/e/$slug/survey" params={{ slug }} className={classes.link}>
          {t(params.answered === "0" ? "ticket.item.toSurvey" : "ticket.item.goOn")} <span aria-hidden="true">→</span>
        </Link>
      );
    case "app": {
      const byGuide = ticket.apps.length === 0 || ticket.apps.every(({ placeholder }) => placeholder);
      return (
        <Link to={byGuide ? "/e/$slug/guide" : "/e/$slug/survey"} params={{ slug }} className={classes.link}>
          {t(byGuide ? "ticket.item.toGuide" : "ticket.item.toApp")} <span aria-hidden="true">→</span>
        </Link>
      );
    }
    case "lane":
      return null;
  }
}

function AgeButton({ slug, disabled }: { readonly slug: string; readonly disabled: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const confirming = useMutation({
    mutationFn: () => confirmAge(slug),
    onSuccess: (next) => client.setQueryData(myTicketQuery(slug).queryKey, next),
  });
  return (
    <Button
      variant="default"
      className={classes.age ?? ""}
      loading={confirming.isPending}
      disabled={disabled}
      onClick={() => confirming.mutate()}
    >
      {t("ticket.item.ageConfirm")}
    </Button>
  );
}
