import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { SwagScreen, SwagVisitor } from "../../contract/index.ts";
import { swagVisitorQuery } from "../staff/scan-api.ts";
import { inLanguage } from "../ticket/bilingual.ts";
import { batchesQuery, rollForVisitor, stocksQuery, swagScreenQuery, visitorSwag } from "./api.ts";
import { FaultWords } from "./fault-words.tsx";
import { newNonce } from "./kept-roll.ts";
import { SwagPickUp } from "./pick-up.tsx";
import classes from "./table.module.css";
import { Stock } from "./table-stock.tsx";

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
      {runs && (
        <Link to="/e/$slug/raffle" params={{ slug }} className={classes.way}>
          {t("swag.table.device")}
        </Link>
      )}
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
    void client.invalidateQueries({ queryKey: swagVisitorQuery(slug, visitor.ticket).queryKey });
  };
  const roll = useMutation({ mutationFn: () => rollForVisitor(slug, visitor.ticket, nonce), onSuccess });
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
      <SwagPickUp slug={slug} ticket={visitor.ticket} gift={null} />
    </div>
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
