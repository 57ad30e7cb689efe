import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { DeskList } from "../../contract/index.ts";
import { ApiFault } from "../app/api.ts";
import { FaultNotice } from "../app/notice-pages.tsx";
import { inLanguage } from "../ticket/bilingual.ts";
import { Name } from "../ui/name.tsx";
import { ticketsQuery } from "./api.ts";
import { type FoundRow, findIn } from "./desk-cache.ts";
import classes from "./staff.module.css";
import { VerdictBadge } from "./verdict-badge.tsx";
import { Visitor } from "./visitor.tsx";

interface FindProps {
  readonly slug: string;
  /** What this phone knows by itself. */
  readonly list: DeskList | undefined;
}

/** Who stands before the table: by the number on their phone, or their app. */
export function FindVisitor({ slug, list }: FindProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [query, setQuery] = useState("");
  const [open, setOpen] = useState<FoundRow | undefined>(undefined);
  const found = useQuery(ticketsQuery(slug, query));
  const known = useMemo(() => (list === undefined ? undefined : findIn(list, query)), [list, query]);
  // What was asked before is nobody's answer; this phone's own list is, and at once.
  const isAnswered = found.data !== undefined && !found.isPlaceholderData && !isAway(found.error);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    setQuery(typed.trim());
  };
  if (open !== undefined) {
    return <Visitor slug={slug} id={open.id} known={open} onBack={() => setOpen(undefined)} />;
  }
  const tickets: readonly FoundRow[] = isAnswered ? found.data.tickets : (known ?? found.data?.tickets ?? []);
  const total = isAnswered ? found.data.total : tickets.length;
  return (
    <>
      <search>
        <form className={classes.find} onSubmit={onSubmit}>
          <label className={classes.field}>
            <span>{t("staff.find.label")}</span>
            <input
              type="search"
              autoComplete="off"
              autoCapitalize="characters"
              spellCheck={false}
              enterKeyHint="search"
              maxLength={200}
              aria-describedby="find-hint"
              value={typed}
              onChange={(event) => {
                setTyped(event.currentTarget.value);
                if (event.currentTarget.value === "") setQuery("");
              }}
            />
          </label>
          <Button type="submit" size="md">
            {t("staff.find.go")}
          </Button>
          <p id="find-hint" className={classes.hint}>
            {t("staff.find.hint")}
          </p>
        </form>
      </search>
      {found.error && found.data === undefined && known === undefined ? (
        <FaultNotice error={found.error} retry={() => void found.refetch()} />
      ) : (
        <section aria-labelledby="found-title" aria-live="polite">
          <h2 id="found-title" className={classes.heading}>
            {query === "" ? t("staff.find.newest") : t("staff.find.found", { count: total })}
          </h2>
          {(isAnswered || known !== undefined) && tickets.length === 0 && (
            <p className={classes.empty}>{t(query === "" ? "staff.find.empty" : "staff.find.nobody")}</p>
          )}
          <ul className={classes.list}>
            {tickets.map((row) => (
              <Row key={row.id} row={row} onOpen={() => setOpen(row)} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Row({ row, onOpen }: { readonly row: FoundRow; readonly onOpen: () => void }) {
  const { i18n } = useTranslation();
  return (
    <li>
      <button type="button" className={classes.row} onClick={onOpen}>
        <span className={classes.rowHead}>
          <code className={classes.id}>{row.id}</code>
          <VerdictBadge eligible={row.eligible} fixable={row.fixable} />
        </span>
        <span className={classes.rowNames}>
          {row.nickname}
          {row.app !== "" && (
            <>
              {" · "}
              <Name value={row.app} longest={40} />
            </>
          )}
        </span>
        {!row.eligible && <span className={classes.rowSays}>{inLanguage(row.sentence, i18n.language)}</span>}
      </button>
    </li>
  );
}

const isAway = (error: unknown): boolean => error instanceof ApiFault && error.status === 0;
