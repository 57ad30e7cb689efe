import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { NameRow } from "../../contract/index.ts";
import { FaultNotice } from "../app/notice-pages.tsx";
import { Name } from "../ui/name.tsx";
import classes from "./remote.module.css";
import { namesQuery, useShow } from "./remote-api.ts";

const FIRST_ROWS = 20;

/** The names of apps, those that wait for somebody first, each hidden or shown with one tap. */
export function NameCheck({ slug, held }: { readonly slug: string; readonly held: number }) {
  const { t } = useTranslation();
  const names = useQuery(namesQuery(slug));
  const [all, setAll] = useState(false);
  const rows = names.data?.names ?? [];
  return (
    <div>
      <h2 className={classes.heading}>
        {t("scenes.remote.names")}
        {held > 0 && <span className={classes.badge}>{t("scenes.remote.heldCount", { count: held })}</span>}
      </h2>
      <p className={classes.note}>{t("scenes.remote.namesNote")}</p>
      {names.error && <FaultNotice error={names.error} retry={() => void names.refetch()} />}
      {names.data && rows.length === 0 && <p className={classes.note}>{t("scenes.remote.noNames")}</p>}
      <ul className={classes.names}>
        {(all ? rows : rows.slice(0, FIRST_ROWS)).map((row) => (
          <NameLine key={row.ordinal} slug={slug} row={row} />
        ))}
      </ul>
      {!all && rows.length > FIRST_ROWS && (
        <Button variant="default" fullWidth onClick={() => setAll(true)}>
          {t("scenes.remote.all", { count: rows.length })}
        </Button>
      )}
    </div>
  );
}

function NameLine({ slug, row }: { readonly slug: string; readonly row: NameRow }) {
  const { t } = useTranslation();
  const show = useShow(slug);
  const [reason, setReason] = useState("");
  const { service, shown } = row;
  const decide = (to: "shown" | "hidden") => show.mutate({ service, shown: to, reason });
  const why = row.reason === "word" ? t("scenes.remote.byWord") : row.reason;
  return (
    <li data-shown={shown}>
      <p className={classes.name}>
        <Name value={service} longest={40} />
        <small>
          {t("scenes.remote.numbered", { n: row.ordinal })} · {t(`scenes.remote.${shown}`)}
          {shown !== "shown" && why !== "" && ` · ${why}`}
        </small>
      </p>
      <div className={classes.row}>
        {shown !== "shown" && (
          <Button variant="default" loading={show.isPending} onClick={() => decide("shown")}>
            {t("scenes.remote.unhide")}
          </Button>
        )}
        {shown !== "hidden" && (
          <Button variant="default" loading={show.isPending} onClick={() => decide("hidden")}>
            {t("scenes.remote.hide")}
          </Button>
        )}
      </div>
      {shown !== "hidden" && (
        <details className={classes.reason}>
          <summary>{t("scenes.remote.reason")}</summary>
          <input
            value={reason}
            maxLength={200}
            aria-label={t("scenes.remote.reasonFor")}
            placeholder={t("scenes.remote.reasonFor")}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        </details>
      )}
      {show.error && <FaultNotice error={show.error} />}
    </li>
  );
}
