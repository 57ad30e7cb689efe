import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { SwagStock } from "../../contract/index.ts";
import { ApiFault } from "../app/api.ts";
import { FaultNotice } from "../app/notice-pages.tsx";
import { keepPagesForOffline } from "../survey/keep-pages.ts";
import { inLanguage } from "../ticket/bilingual.ts";
import { TicketFrame } from "../ticket/ticket-frame.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { reserveForDevice, stocksQuery } from "./api.ts";
import classes from "./device.module.css";
import { DeviceDraw } from "./device-draw.tsx";
import { beginDevice, type DeviceState, readDevice, writeDevice } from "./device-share.ts";
import { FaultWords } from "./fault-words.tsx";

const route = getRouteApi("/e/$slug/raffle");

/** A raffle in one's hand: some of the stock, drawn without asking anybody, told to the booth when it can be reached. */
export function RaffleDevicePage() {
  const { t } = useTranslation();
  const { slug } = route.useParams();
  const [state, setState] = useState(() => readDevice(slug));
  usePageTitle(t("device.title"));
  useEffect(() => {
    keepPagesForOffline();
    const other = () => setState(readDevice(slug));
    window.addEventListener("storage", other);
    return () => window.removeEventListener("storage", other);
  }, [slug]);
  return (
    <TicketFrame name={state?.share.device}>
      <h1 className={classes.title}>{t("device.title")}</h1>
      {state === undefined ? (
        <SetUp slug={slug} onReady={setState} />
      ) : (
        <DeviceDraw slug={slug} state={state} onChange={setState} />
      )}
    </TicketFrame>
  );
}

interface SetUpProps {
  readonly slug: string;
  readonly onReady: (state: DeviceState) => void;
}

function SetUp({ slug, onReady }: SetUpProps) {
  const { t } = useTranslation();
  const stocks = useQuery({ ...stocksQuery(slug), retry: false });
  const day = stocks.data?.days.find(({ day: each }) => each.state === "open");
  const { error } = stocks;
  if (error instanceof ApiFault && (error.status === 401 || error.status === 403))
    return <p className={classes.card}>{t("device.staffOnly")}</p>;
  if (error && !stocks.data) return <FaultNotice error={error} retry={() => void stocks.refetch()} />;
  if (stocks.data === undefined) return null;
  if (day === undefined) return <p className={classes.card}>{t("device.noneOpen")}</p>;
  return <TakeShare slug={slug} stock={day} onReady={onReady} />;
}

/** So many things a visitor queue of half an hour takes; over-issue is out of the question either way. */
const SHARE = 10;

/** Some of each, ten in sum. */
function proposed(items: SwagStock["items"]): ReadonlyMap<string, number> {
  const total = items.reduce((sum, { remaining }) => sum + remaining, 0);
  const wanted = Math.min(SHARE, total);
  let given = 0;
  return new Map(
    items.map(({ id, remaining }, at) => {
      const rest = wanted - given;
      const part = at === items.length - 1 ? rest : Math.round((wanted * remaining) / Math.max(1, total));
      const amount = Math.min(remaining, rest, part);
      given += amount;
      return [id, amount];
    }),
  );
}

function TakeShare({ slug, stock, onReady }: SetUpProps & { readonly stock: SwagStock }) {
  const { t, i18n } = useTranslation();
  const items = stock.items.filter(({ sizes, remaining }) => sizes.length === 0 && remaining > 0);
  const [amounts, setAmounts] = useState(() => proposed(items));
  const [name, setName] = useState("tablet");
  const [error, setError] = useState<unknown>(undefined);
  const [busy, setBusy] = useState(false);
  // Of this try: asked again after a lost answer it is the same share.
  const [mark] = useState(() => Math.floor(Math.random() * 36 ** 4).toString(36));
  const total = [...amounts.values()].reduce((sum, amount) => sum + amount, 0);
  const take = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const body = {
        device: `${name || "tablet"}-${mark}`,
        items: [...amounts].filter(([, amount]) => amount > 0).map(([id, amount]) => ({ id, amount })),
      };
      const state = beginDevice(stock.day.day, await reserveForDevice(slug, stock.day.day, body));
      if (!writeDevice(slug, state)) throw new Error("the storage is full");
      onReady(state);
    } catch (fault) {
      setError(fault);
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void take();
  };
  if (items.length === 0) return <p className={classes.card}>{t("device.nothingLeft")}</p>;
  return (
    <form className={classes.card} onSubmit={submit}>
      <p>{t("device.lead")}</p>
      <label className={classes.field}>
        <span>{t("device.name")}</span>
        <input
          required
          maxLength={12}
          pattern="[a-z0-9]([a-z0-9\-]{0,10}[a-z0-9])?"
          autoCapitalize="none"
          value={name}
          aria-describedby="device-name-hint"
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <span id="device-name-hint" className={classes.quiet}>
          {t("device.nameHint")}
        </span>
      </label>
      {items.map(({ id, name: says, remaining }) => (
        <label key={id} className={classes.amount}>
          <span>
            {inLanguage(says, i18n.language)}{" "}
            <span className={classes.quiet}>{t("device.ofLeft", { n: remaining })}</span>
          </span>
          <input
            type="number"
            min={0}
            max={remaining}
            required
            value={amounts.get(id) ?? 0}
            onChange={(event) => setAmounts(new Map(amounts).set(id, Math.trunc(Number(event.currentTarget.value))))}
          />
        </label>
      ))}
      {stock.items.some(({ sizes }) => sizes.length > 0) && <p className={classes.quiet}>{t("device.noSizes")}</p>}
      {error !== undefined && <FaultWords error={error} />}
      <Button type="submit" size="lg" loading={busy} disabled={total === 0}>
        {t("device.take", { n: total })}
      </Button>
    </form>
  );
}
