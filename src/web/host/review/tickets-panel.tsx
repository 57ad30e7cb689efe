import { Button } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ChallengeView, TicketRow } from "../../../contract/index.ts";
import { REASON_CODES } from "../../../kernel/index.ts";
import { FaultNotice } from "../../app/notice-pages.tsx";
import { VerdictBadge } from "../../staff/verdict-badge.tsx";
import { Visitor } from "../../staff/visitor.tsx";
import { Name } from "../../ui/name.tsx";
import { filteredTicketsQuery, type ShownFilter } from "./api.ts";
import { DecideForm } from "./decide-form.tsx";
import classes from "./review.module.css";

interface TicketsPanelProps {
  readonly view: ChallengeView;
  /** The one that is looked at. */
  readonly opened: string | undefined;
  readonly locked: boolean;
}

/** Every ticket with its verdict and reasons; one opened is shown as its holder sees it, and can be decided about. */
export function TicketsPanel({ view, opened, locked }: TicketsPanelProps) {
  const navigate = useNavigate();
  const { slug } = view;
  if (opened === undefined) return <TicketList slug={slug} />;
  const back = () =>
    void navigate({ to: "/host/e/$slug", params: { slug }, search: { view: "review", part: "tickets" } });
  return (
    <div className={classes.opened}>
      <Visitor slug={slug} id={opened} onBack={back} />
      {!locked && <DecideForm key={opened} view={view} ticket={opened} />}
    </div>
  );
}

function TicketList({ slug }: { readonly slug: string }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [query, setQuery] = useState("");
  const [only, setOnly] = useState<ShownFilter>("");
  const found = useQuery({ ...filteredTicketsQuery(slug, query, only), placeholderData: keepPreviousData });
  const { tickets, total } = found.data ?? { tickets: [], total: 0 };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    setQuery(typed.trim());
  };
  return (
    <section className={classes.panel} aria-labelledby="tickets-title">
      <h2 id="tickets-title">{t("host.review.tickets.title")}</h2>
      <form className={classes.find} onSubmit={onSubmit}>
        <label>
          {t("host.review.tickets.find")}
          <input
            type="search"
            maxLength={200}
            autoComplete="off"
            spellCheck={false}
            value={typed}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              if (event.currentTarget.value === "") setQuery("");
            }}
          />
        </label>
        <label>
          {t("host.review.tickets.filter")}
          <select value={only} onChange={(event) => setOnly(event.currentTarget.value as ShownFilter)}>
            <option value="">{t("host.review.tickets.all")}</option>
            <option value="in">{t("host.review.tickets.in")}</option>
            <option value="out">{t("host.review.tickets.out")}</option>
            {REASON_CODES.map((code) => (
              <option key={code} value={code}>
                {t(`host.reason.${code}`)}
              </option>
            ))}
          </select>
        </label>
        <Button type="submit">{t("staff.find.go")}</Button>
      </form>
      {found.error && found.data === undefined && (
        <FaultNotice error={found.error} retry={() => void found.refetch()} />
      )}
      {found.data && (
        <p role="status" className={classes.quiet}>
          {t("host.review.tickets.shown", { count: total })}
          {total > tickets.length && ` · ${t("host.review.tickets.first", { n: tickets.length })}`}
        </p>
      )}
      {found.data && total === 0 && <p className={classes.empty}>{t("host.review.tickets.none")}</p>}
      <ul className={classes.rows}>
        {tickets.map((row) => (
          <Row key={row.id} slug={slug} row={row} />
        ))}
      </ul>
    </section>
  );
}

function Row({ slug, row }: { readonly slug: string; readonly row: TicketRow }) {
  const { t } = useTranslation();
  return (
    <li>
      <Link
        to="/host/e/$slug"
        params={{ slug }}
        search={{ view: "review", part: "tickets", ticket: row.id }}
        className={classes.row}
      >
        <code className={classes.id}>{row.id}</code>
        <span className={classes.who}>
          {row.nickname}
          {row.app !== "" && (
            <>
              {" · "}
              <Name value={row.app} longest={40} />
            </>
          )}
        </span>
        <span className={classes.codes}>{row.codes.map((code) => t(`host.reason.${code}`)).join(", ")}</span>
        <VerdictBadge eligible={row.eligible} fixable={row.fixable} />
      </Link>
    </li>
  );
}
