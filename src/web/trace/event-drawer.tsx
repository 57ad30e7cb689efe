import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { EventDetailAnswer } from "../../contract/index.ts";
import { type EventKind, eventQuery } from "../app/api.ts";
import { FaultNotice } from "../app/notice-pages.tsx";
import { formatClock, formatDuration, formatPercent } from "../i18n/format.ts";
import { OutcomeMark } from "../traces/outcome-mark.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { IconChevron, IconClose, IconSearch } from "../ui/icons.tsx";
import { Name } from "../ui/name.tsx";
import { nameText } from "../ui/name-text.ts";
import { RowSkeletons } from "../ui/row-skeletons.tsx";
import classes from "./event-drawer.module.css";
import { StackTrace } from "./stack-trace.tsx";
import type { ErrorMark, Row, Waterfall } from "./waterfall.ts";

interface EventDrawerProps {
  readonly traceId: string;
  readonly waterfall: Waterfall;
  /** `transaction:…`, `span:…` or `error:…`. */
  readonly openKey: string;
  readonly onOpen: (key: string | undefined) => void;
}

/** Everything stored of one item, beside the waterfall so that the rows stay in sight. */
export function EventDrawer({ traceId, waterfall, openKey, onOpen }: EventDrawerProps) {
  const { t } = useTranslation();
  const [kind, id] = splitKey(openKey);
  const detail = useQuery(eventQuery(traceId, kind, id));
  const row = waterfall.rows.find((each) => each.key === openKey);
  const mark = waterfall.marks.find(({ error }) => kind === "error" && error.id === id);
  const title = row?.item.name ?? mark?.error.type ?? id;
  useEscape(() => onOpen(undefined));
  return (
    <aside className={classes.drawer} aria-label={t("trace.details")}>
      <div className={classes.head}>
        <h2>
          <Name value={title} longest={160} />
        </h2>
        <button
          type="button"
          className={classes.close}
          aria-label={t("app.close")}
          title={t("app.close")}
          onClick={() => onOpen(undefined)}
        >
          <IconClose />
        </button>
      </div>
      {row && <RowSummary row={row} waterfall={waterfall} onOpen={onOpen} />}
      {mark && <ErrorSummary mark={mark} waterfall={waterfall} onOpen={onOpen} />}
      {detail.data ? (
        <Detail detail={detail.data} />
      ) : detail.error ? (
        <FaultNotice error={detail.error} retry={() => void detail.refetch()} />
      ) : (
        <RowSkeletons rows={6} />
      )}
    </aside>
  );
}

function splitKey(key: string): readonly [kind: EventKind, id: string] {
  const [kind, ...rest] = key.split(":");
  // A second item of one id carries its place behind `#`; the store knows it by the id alone.
  const id = rest.join(":").replace(/#\d+$/, "");
  return [kind === "transaction" || kind === "error" ? kind : "span", id];
}

function useEscape(close: () => void): void {
  const latest = useRef(close);
  latest.current = close;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && !event.defaultPrevented && latest.current();
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}

interface RowSummaryProps {
  readonly row: Row;
  readonly waterfall: Waterfall;
  readonly onOpen: (key: string) => void;
}

function RowSummary({ row, waterfall, onOpen }: RowSummaryProps) {
  const { t } = useTranslation();
  const { item } = row;
  const share = formatPercent(Math.min(item.durationUs / waterfall.totalUs, 1));
  return (
    <>
      <dl className={classes.facts}>
        <Fact label={t("trace.service")}>
          <Name value={item.service} />
        </Fact>
        <Fact label={t("trace.type")}>
          <Name value={[item.type, item.subtype, item.action].filter(Boolean).join(" · ")} />
        </Fact>
        <Fact label={t("trace.start")}>{formatClock(waterfall.startedAt + row.startUs, "millis")}</Fact>
        <Fact label={t("trace.duration")}>
          {formatDuration(item.durationUs)} <small>{t("trace.ofTrace", { share })}</small>
        </Fact>
        <Fact label={t("trace.outcome")}>
          <OutcomeMark outcome={item.outcome} />
        </Fact>
        {item.result && (
          <Fact label={t("trace.result")}>
            <Name value={item.result} />
          </Fact>
        )}
      </dl>
      {row.orphan && <p className={classes.note}>{t("trace.orphan")}</p>}
      {row.skewUs !== 0 && <p className={classes.note}>{t("trace.wasMoved", { skew: formatDuration(row.skewUs) })}</p>}
      {item.droppedSpans > 0 && <p className={classes.note}>{t("trace.dropped", { count: item.droppedSpans })}</p>}
      {row.errors.length > 0 && (
        <section className={classes.section}>
          <h3>{t("trace.errorsHere")}</h3>
          <ul className={classes.errors}>
            {row.errors.map((error) => (
              <li key={error.id}>
                <button type="button" onClick={() => onOpen(`error:${error.id}`)}>
                  <strong>
                    <Name value={error.type || t("trace.error")} />
                  </strong>
                  <Name value={error.message} longest={160} />
                  <span className={classes.more}>
                    {t("trace.showStack")}
                    <IconChevron open={false} />
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

interface ErrorSummaryProps {
  readonly mark: ErrorMark;
  readonly waterfall: Waterfall;
  readonly onOpen: (key: string) => void;
}

function ErrorSummary({ mark, waterfall, onOpen }: ErrorSummaryProps) {
  const { t } = useTranslation();
  const { error } = mark;
  const origin = waterfall.rows.find((row) => row.key === mark.rowKey);
  return (
    <>
      {origin && (
        <button type="button" className={classes.origin} onClick={() => onOpen(origin.key)}>
          <IconChevron open={false} />
          <span>
            {t("trace.errorOf")} <Name value={origin.item.name || origin.item.type} longest={80} />
          </span>
        </button>
      )}
      <p className={classes.message}>
        <Name value={error.message} longest={600} />
      </p>
      <dl className={classes.facts}>
        <Fact label={t("trace.service")}>
          <Name value={error.service} />
        </Fact>
        <Fact label={t("trace.start")}>{formatClock(waterfall.startedAt + mark.atUs, "millis")}</Fact>
      </dl>
      {error.culprit && (
        <code className={classes.culprit}>
          <Name value={error.culprit} longest={200} />
        </code>
      )}
      {error.handled === false && <p className={classes.note}>{t("trace.unhandled")}</p>}
    </>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Detail({ detail }: { readonly detail: EventDetailAnswer }) {
  return (
    <>
      {detail.stacktraces.map((trace, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a chain of causes is told apart by its order
        <StackTrace key={index} title={trace.title} frames={trace.frames} />
      ))}
      <Fields fields={detail.fields} />
    </>
  );
}

function Fields({ fields }: Pick<EventDetailAnswer, "fields">) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState("");
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = fields.filter(({ name, value }) =>
    words.every((word) => `${name} ${value}`.toLowerCase().includes(word)),
  );
  return (
    <section className={classes.section}>
      <div className={classes.sectionHead}>
        <h3>{t("trace.fields")}</h3>
        <CopyButton text={asJson(fields)} label={t("trace.copyJson")} />
      </div>
      <label className={classes.search}>
        <span className="visually-hidden">{t("trace.searchFields")}</span>
        <IconSearch />
        <input
          type="search"
          placeholder={t("trace.searchFields")}
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
      </label>
      <dl className={classes.fields}>
        {shown.map(({ name, value }) => (
          <div key={name}>
            <dt>
              <bdi>{nameText(name, 120)}</bdi>
            </dt>
            <dd>
              <FieldValue value={value} />
              <CopyButton text={value} label={t("trace.copyField", { name: nameText(name) })} compact />
            </dd>
          </div>
        ))}
      </dl>
      {shown.length === 0 && <p className={classes.none}>{t("trace.noFields")}</p>}
    </section>
  );
}

const LONG_VALUE = 400;

function FieldValue({ value }: { readonly value: string }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const isLong = value.length > LONG_VALUE;
  return (
    <span className={classes.value}>
      <bdi>{all || !isLong ? value : `${value.slice(0, LONG_VALUE)}…`}</bdi>
      {isLong && (
        <button type="button" onClick={() => setAll(!all)}>
          {t(all ? "app.showLess" : "app.showMore")}
        </button>
      )}
    </span>
  );
}

/** Field names are outsiders' words: as pairs through `Object.fromEntries`, which defines and never assigns. */
const asJson = (fields: EventDetailAnswer["fields"]): string =>
  JSON.stringify(Object.fromEntries(fields.map(({ name, value }) => [name, value])), null, 2);
