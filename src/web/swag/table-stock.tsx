import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SwagStock } from "../../contract/index.ts";
import { venueClock, venueMoment } from "../host/venue-time.ts";
import { Picture } from "../picture/picture.tsx";
import { inLanguage } from "../ticket/bilingual.ts";
import { adjustItem, countItem, recallDevice, releaseNow, stocksQuery } from "./api.ts";
import { FaultWords } from "./fault-words.tsx";
import classes from "./table.module.css";

export function Stock({ slug, stock, runs }: { slug: string; readonly stock: SwagStock; readonly runs: boolean }) {
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
            <p className={classes.head}>
              <span className={classes.thumb}>
                <Picture src={item.picture} cover />
              </span>
              <strong>{names.get(item.id)}</strong>{" "}
              {item.low && (
                <span className={classes.amber}>
                  <span aria-hidden="true">▲ </span>
                  {t("swag.table.low")}
                </span>
              )}
            </p>
            <p>
              {t("swag.table.line", {
                remaining: item.remaining,
                won: item.won,
                handed: item.handedOver,
                reserved: item.reserved,
              })}
            </p>
            {item.sizes.length > 0 && (
              <p>
                {item.sizes
                  .map(({ size, amount, taken }) => t("swag.table.sizeLine", { size, left: amount - taken }))
                  .join(" · ")}
              </p>
            )}
            <p>{t("swag.table.shelf", { n: item.remaining + item.won - item.handedOver })}</p>
            <CountForm slug={slug} day={stock.day.day} item={item.id} name={names.get(item.id) ?? item.id} />
            {runs && (
              <AdjustForm
                slug={slug}
                day={stock.day.day}
                item={item.id}
                name={names.get(item.id) ?? item.id}
                sizes={item.sizes.map(({ size }) => size)}
              />
            )}
          </li>
        ))}
      </ul>
      {stock.counts.slice(0, 5).map(({ item, at, by, counted, expected, delta, reason }) => (
        <p key={`${item} ${at}`} className={counted === expected ? undefined : classes.amber}>
          {venueClock(at, stock.day.timeZone)} {by}{" "}
          {delta === null
            ? t("swag.table.countSaid", { item: names.get(item) ?? item, counted, expected })
            : t("swag.table.adjusted", {
                item: names.get(item) ?? item,
                delta: delta > 0 ? `+${delta}` : String(delta),
                reason,
              })}
        </p>
      ))}
      {stock.devices.length > 0 && <Devices slug={slug} stock={stock} runs={runs} />}
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

/** Shares of stock that are out of the house, and the way to take one back that will not come by itself. */
function Devices({ slug, stock, runs }: { slug: string; readonly stock: SwagStock; readonly runs: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [asked, setAsked] = useState("");
  const recall = useMutation({
    mutationFn: (device: string) => recallDevice(slug, stock.day.day, device),
    onSuccess(next) {
      setAsked("");
      client.setQueryData(stocksQuery(slug).queryKey, next);
    },
  });
  return (
    <>
      <h3>{t("swag.table.devices")}</h3>
      <ul>
        {stock.devices.map(({ device, remaining, rolls, out }) => (
          <li key={device} className={classes.line}>
            <span>
              {t("swag.table.deviceOut", { device, rolls, remaining })} {!out && <b>{t("swag.table.deviceBack")}</b>}
            </span>
            {runs && out && asked !== device && (
              <Button variant="default" size="md" onClick={() => setAsked(device)}>
                {t("swag.table.recall")}
              </Button>
            )}
            {asked === device && (
              <div className={classes.red} role="alert">
                <p>{t("swag.table.recallSure", { device })}</p>
                <Button size="md" loading={recall.isPending} onClick={() => recall.mutate(device)}>
                  {t("swag.table.recallGo")}
                </Button>
                <Button size="md" variant="default" onClick={() => setAsked("")}>
                  {t("swag.table.stay")}
                </Button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {recall.error && <FaultWords error={recall.error} />}
    </>
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

function AdjustForm({ slug, day, item, name, sizes }: ItemFormProps & { readonly sizes: readonly string[] }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [typed, setTyped] = useState("");
  const [reason, setReason] = useState("");
  const [size, setSize] = useState(sizes[0]);
  const adjust = useMutation({
    mutationFn: () =>
      adjustItem(slug, day, item, { delta: Number(typed), reason, ...(size === undefined ? {} : { size }) }),
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
        {size !== undefined && (
          <label>
            <span>{t("swag.table.adjustSize")}</span>
            <select value={size} onChange={(event) => setSize(event.currentTarget.value)}>
              {sizes.map((each) => (
                <option key={each}>{each}</option>
              ))}
            </select>
          </label>
        )}
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
