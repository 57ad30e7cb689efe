import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { SwagHandOver, SwagScreen, SwagStock, SwagVisitor } from "../../contract/index.ts";
import { venueClock, venueMoment } from "../host/venue-time.ts";
import { inLanguage } from "../ticket/bilingual.ts";
import { IconCheck } from "../ui/icons.tsx";
import {
  adjustItem,
  batchesQuery,
  countItem,
  handOver,
  releaseNow,
  rollForVisitor,
  stocksQuery,
  swagScreenQuery,
  undoHandOver,
  visitorSwag,
} from "./api.ts";
import { FaultWords } from "./fault-words.tsx";
import { newNonce } from "./kept-roll.ts";
import classes from "./table.module.css";

interface TableProps {
  readonly slug: string;
  /** Whether stock may be adjusted and released. */
  readonly runs: boolean;
}

/** The gift table: the digits of the moment, who stands before it, what lies on it. */
export function GiftTable({ slug, runs }: TableProps) {
  const { t } = useTranslation();
  const stocks = useQuery(stocksQuery(slug));
  const screen = useQuery(swagScreenQuery(slug));
  const day = stocks.data?.days.find((each) => each.day.day === screen.data?.now?.day);
  return (
    <div className={classes.table}>
      {screen.data && <Digits screen={screen.data} />}
      <FindGift slug={slug} />
      {stocks.data && day === undefined && <p>{t("swag.table.none")}</p>}
      {day && <Stock key={day.day.raffle} slug={slug} stock={day} runs={runs} />}
      <Pool slug={slug} />
    </div>
  );
}

function Digits({ screen }: { readonly screen: SwagScreen }) {
  const { t } = useTranslation();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  if (screen.code === "") return null;
  const left = Math.max(0, Math.ceil(screen.codeUntil / 1_000_000 - now / 1_000));
  return (
    <p className={classes.digits}>
      <span>{t("swag.table.code")}</span>
      <b translate="no">{screen.code}</b>
      {left <= 60 && <span>{t("swag.table.codeNext", { s: left })}</span>}
    </p>
  );
}

function FindGift({ slug }: { readonly slug: string }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  // Kept while it is read anew: the 30 seconds to undo go on meanwhile.
  const [visitor, setVisitor] = useState<SwagVisitor | undefined>(undefined);
  const look = useMutation({ mutationFn: (id: string) => visitorSwag(slug, id), onSuccess: setVisitor });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    look.mutate(typed.trim());
  };
  return (
    <section className={classes.card} aria-label={t("swag.table.tab")}>
      <form className={classes.find} onSubmit={submit}>
        <label>
          <span>{t("swag.table.ticket")}</span>
          <input
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            maxLength={20}
            required
            aria-describedby="gift-hint"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        </label>
        <Button type="submit" size="md" loading={look.isPending}>
          {t("swag.table.look")}
        </Button>
        <p id="gift-hint">{t("swag.table.ticketHint")}</p>
      </form>
      {look.error && <FaultWords error={look.error} />}
      {visitor && !look.error && (
        <Visitor key={visitor.ticket} slug={slug} visitor={visitor} again={() => look.mutate(visitor.ticket)} />
      )}
    </section>
  );
}

interface VisitorProps {
  readonly slug: string;
  readonly visitor: SwagVisitor;
  readonly again: () => void;
}

function Visitor({ slug, visitor, again }: VisitorProps) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const [nonce] = useState(newNonce);
  const onSuccess = () => {
    again();
    void client.invalidateQueries({ queryKey: stocksQuery(slug).queryKey });
  };
  const roll = useMutation({ mutationFn: () => rollForVisitor(slug, visitor.ticket, nonce), onSuccess });
  const give = useMutation({ mutationFn: () => handOver(slug, visitor.ticket), onSuccess });
  const waiting = visitor.rolls.find(({ result, handedOverAt }) => result !== null && handedOverAt === null);
  return (
    <div className={classes.visitor} aria-live="polite">
      <p>
        <b translate="no">{visitor.ticket}</b> {visitor.nickname}
      </p>
      {visitor.rolls.map(({ raffle, seq, day, name }) => (
        <p key={`${raffle} ${seq}`}>
          {name === null ? t("swag.table.blank") : t("swag.table.drew", { day, item: inLanguage(name, i18n.language) })}
        </p>
      ))}
      {visitor.rolls.length === 0 && <p>{t("swag.table.nothing")}</p>}
      {visitor.whyNot === "" && (
        <Button size="md" variant="default" loading={roll.isPending} onClick={() => roll.mutate()}>
          {t("swag.table.rollFor")}
        </Button>
      )}
      {visitor.whyNot === "survey" && <p className={classes.amber}>{t("swag.survey")}</p>}
      {roll.error && <FaultWords error={roll.error} />}
      {waiting?.name && (
        <Button size="lg" loading={give.isPending} onClick={() => give.mutate()}>
          {t("swag.table.give", { item: inLanguage(waiting.name, i18n.language) })}
        </Button>
      )}
      {give.error && <FaultWords error={give.error} />}
      {give.data && !waiting && <Given slug={slug} given={give.data} again={onSuccess} />}
    </div>
  );
}

function Given({ slug, given, again }: { slug: string; readonly given: SwagHandOver; readonly again: () => void }) {
  const { t, i18n } = useTranslation();
  const [seconds, setSeconds] = useState(30);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((left) => Math.max(0, left - 1)), 1_000);
    return () => clearInterval(timer);
  }, []);
  const undo = useMutation({ mutationFn: () => undoHandOver(slug, given.ticket), onSuccess: again });
  const item = inLanguage(given.name, i18n.language);
  if (given.already) {
    return (
      <p className={classes.red}>
        {t("swag.table.alreadyGiven", { t: new Date(given.at / 1_000).toTimeString().slice(0, 5) })} {given.by}
      </p>
    );
  }
  return (
    <div className={classes.green}>
      <p>
        <IconCheck /> {t("swag.table.given", { item })}
      </p>
      {seconds > 0 && (
        <Button variant="default" size="md" loading={undo.isPending} onClick={() => undo.mutate()}>
          {t("swag.table.undo", { s: seconds })}
        </Button>
      )}
      {undo.error && <FaultWords error={undo.error} />}
    </div>
  );
}

function Stock({ slug, stock, runs }: { slug: string; readonly stock: SwagStock; readonly runs: boolean }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const release = useMutation({
    mutationFn: (id: string) => releaseNow(slug, stock.day.day, id),
    onSuccess: (next) => client.setQueryData(stocksQuery(slug).queryKey, next),
  });
  const names = new Map(stock.items.map(({ id, name }) => [id, inLanguage(name, i18n.language)]));
  const coming = stock.releases.filter(({ releasedAt }) => releasedAt === null);
  return (
    <section className={classes.card} aria-labelledby="gift-stock">
      <h2 id="gift-stock">{t("swag.table.stock")}</h2>
      <p className={stock.addsUp ? undefined : classes.red}>
        {t(stock.addsUp ? "swag.table.addsUp" : "swag.table.differs")}
      </p>
      <ul>
        {stock.items.map((item) => (
          <li key={item.id}>
            <strong>{names.get(item.id)}</strong>{" "}
            {item.low && (
              <span className={classes.amber}>
                <span aria-hidden="true">▲ </span>
                {t("swag.table.low")}
              </span>
            )}
            <p>
              {t("swag.table.line", {
                remaining: item.remaining,
                won: item.won,
                handed: item.handedOver,
                reserved: item.reserved,
              })}
            </p>
            <p>{t("swag.table.shelf", { n: item.remaining + item.won - item.handedOver })}</p>
            <CountForm slug={slug} day={stock.day.day} item={item.id} name={names.get(item.id) ?? item.id} />
            {runs && <AdjustForm slug={slug} day={stock.day.day} item={item.id} name={names.get(item.id) ?? item.id} />}
          </li>
        ))}
      </ul>
      {stock.counts.slice(0, 5).map(({ item, at, by, counted, expected }) => (
        <p key={`${item} ${at}`} className={counted === expected ? undefined : classes.amber}>
          {venueClock(at, stock.day.timeZone)} {by}{" "}
          {t("swag.table.countSaid", { item: names.get(item) ?? item, counted, expected })}
        </p>
      ))}
      {coming.length > 0 && (
        <>
          <h3>{t("swag.table.releases")}</h3>
          <ul>
            {coming.map(({ id, item, amount, dueAt }) => (
              <li key={id} className={classes.line}>
                <span>
                  {t("swag.table.releaseLine", {
                    t: venueMoment(dueAt, stock.day.serverTime, stock.day.timeZone),
                    item: names.get(item) ?? item,
                    n: amount,
                  })}
                </span>
                {runs && stock.day.state === "open" && (
                  <Button variant="default" size="md" onClick={() => release.mutate(id)}>
                    {t("swag.table.releaseNow")}
                  </Button>
                )}
              </li>
            ))}
          </ul>
          {release.error && <FaultWords error={release.error} />}
        </>
      )}
    </section>
  );
}

interface ItemFormProps {
  readonly slug: string;
  readonly day: string;
  readonly item: string;
  readonly name: string;
}

function CountForm({ slug, day, item, name }: ItemFormProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [typed, setTyped] = useState("");
  const count = useMutation({
    mutationFn: () => countItem(slug, day, item, Number(typed)),
    onSuccess(next) {
      setTyped("");
      client.setQueryData(stocksQuery(slug).queryKey, next);
    },
  });
  return (
    <form
      className={classes.small}
      onSubmit={(event) => {
        event.preventDefault();
        count.mutate();
      }}
    >
      <input
        aria-label={t("swag.table.counted", { item: name })}
        inputMode="numeric"
        pattern="[0-9]{1,6}"
        required
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" size="md">
        {t("swag.table.countGo")}
      </Button>
      {count.error && <FaultWords error={count.error} />}
    </form>
  );
}

function AdjustForm({ slug, day, item, name }: ItemFormProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [typed, setTyped] = useState("");
  const [reason, setReason] = useState("");
  const adjust = useMutation({
    mutationFn: () => adjustItem(slug, day, item, { delta: Number(typed), reason }),
    onSuccess(next) {
      setTyped("");
      setReason("");
      client.setQueryData(stocksQuery(slug).queryKey, next);
    },
  });
  return (
    <details>
      <summary>{t("swag.table.adjustGo")}</summary>
      <form
        className={classes.small}
        onSubmit={(event) => {
          event.preventDefault();
          adjust.mutate();
        }}
      >
        <label>
          <span>{t("swag.table.adjust", { item: name })}</span>
          <input
            pattern="-?[0-9]{1,5}"
            required
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        </label>
        <label>
          <span>{t("swag.table.reason")}</span>
          <input maxLength={200} required value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        </label>
        <Button type="submit" variant="default" size="md">
          {t("swag.table.adjustGo")}
        </Button>
        {adjust.error && <FaultWords error={adjust.error} />}
      </form>
    </details>
  );
}

function Pool({ slug }: { readonly slug: string }) {
  const { t, i18n } = useTranslation();
  const pool = useQuery(batchesQuery(slug));
  const batches = pool.data?.batches.filter(({ returnedAt }) => returnedAt === null) ?? [];
  if (batches.length === 0) return null;
  return (
    <section className={classes.card} aria-labelledby="voucher-pool">
      <h2 id="voucher-pool">{t("swag.table.vouchers")}</h2>
      {batches.map(({ id, name, left, total, low }) => (
        <p key={id}>
          {t("swag.table.voucherLine", { name: inLanguage(name, i18n.language) || id, left, total })}{" "}
          {low && (
            <span className={classes.amber}>
              <span aria-hidden="true">▲ </span>
              {t("swag.table.low")}
            </span>
          )}
        </p>
      ))}
    </section>
  );
}
