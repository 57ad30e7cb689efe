import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { VoucherBatch } from "../../../contract/index.ts";
import { addVouchers, batchesQuery, givenQuery, returnVouchers } from "../../swag/api.ts";
import { inLanguage } from "../../ticket/bilingual.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { FaultLine } from "../fault-line.tsx";
import { fromVenueInput, venueClock } from "../venue-time.ts";
import { NumberField } from "./day-plan.tsx";
import classes from "./swag-view.module.css";

/** So many lines go in one request; a longer list goes in several. */
const LINES_AT_ONCE = 400;

interface PanelProps {
  readonly slug: string;
  readonly timeZone: string;
  /** The event is over, and codes that are left go back. */
  readonly isOver: boolean;
}

/** Batches of codes: taken over or made, how many are left, and taking back what nobody used. */
export function VouchersPanel({ slug, timeZone, isOver }: PanelProps) {
  const { t } = useTranslation();
  const pool = useQuery(batchesQuery(slug));
  const left = (pool.data?.batches ?? []).reduce((sum, each) => sum + (each.returnedAt === null ? each.left : 0), 0);
  return (
    <section className={classes.panel} aria-labelledby="vouchers-title">
      <h2 id="vouchers-title">{t("swag.host.vouchers")}</h2>
      <p className={classes.hint}>{t("swag.host.vouchersLead")}</p>
      {isOver && left > 0 && (
        <p className={classes.low} role="alert">
          {t("swag.host.endSoon", { n: left })}
        </p>
      )}
      {pool.data?.batches.map((batch) => (
        <Batch key={batch.id} slug={slug} batch={batch} />
      ))}
      <Given slug={slug} timeZone={timeZone} />
      <AddForm slug={slug} timeZone={timeZone} />
    </section>
  );
}

function Batch({ slug, batch }: { readonly slug: string; readonly batch: VoucherBatch }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const back = useMutation({
    mutationFn: () => returnVouchers(slug, batch.id),
    onSuccess: () => client.invalidateQueries({ queryKey: batchesQuery(slug).queryKey }),
  });
  const name = inLanguage(batch.name, i18n.language) || batch.id;
  return (
    <div className={classes.row}>
      <p className={classes.wide}>
        {t("swag.table.voucherLine", { name, left: batch.left, total: batch.total })}{" "}
        {batch.low && <strong className={classes.low}>▲ {t("swag.table.low")}</strong>}
        {batch.returnedAt !== null && <span className={classes.hint}>{t("swag.host.returned")}</span>}
      </p>
      {back.data ? (
        <>
          <p>{t("swag.host.back", { n: back.data.codes.length })}</p>
          <CopyButton
            text={back.data.codes.join("\n")}
            label={t("swag.host.copyBack")}
            words={t("swag.host.copyBack")}
          />
        </>
      ) : (
        <Button variant="default" loading={back.isPending} onClick={() => back.mutate()}>
          {t("swag.host.giveBack")}
        </Button>
      )}
      {back.error && <FaultLine error={back.error} />}
    </div>
  );
}

/** Who got one when; never which. */
function Given({ slug, timeZone }: { readonly slug: string; readonly timeZone: string }) {
  const { t } = useTranslation();
  const given = useQuery(givenQuery(slug));
  const all = given.data?.given ?? [];
  if (all.length === 0) return null;
  return (
    <details>
      <summary>{t("swag.host.given", { n: all.length })}</summary>
      <ul className={classes.list}>
        {all.slice(0, 200).map(({ ticket, batch, at }) => (
          <li key={`${ticket} ${batch}`}>
            {venueClock(at, timeZone)} · {ticket} · {batch}
          </li>
        ))}
      </ul>
    </details>
  );
}

function AddForm({ slug, timeZone }: { readonly slug: string; readonly timeZone: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [batch, setBatch] = useState("");
  const [ko, setKo] = useState("");
  const [en, setEn] = useState("");
  const [codes, setCodes] = useState("");
  const [count, setCount] = useState(0);
  const [until, setUntil] = useState("");
  const add = useMutation({
    mutationFn: () =>
      addAll(slug, { batch, name: { ko, en }, validUntil: fromVenueInput(until, timeZone) }, codes, count),
    onSuccess() {
      setCodes("");
      setCount(0);
      void client.invalidateQueries({ queryKey: batchesQuery(slug).queryKey });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  const makes = codes.trim() === "";
  return (
    <form className={classes.plan} onSubmit={submit}>
      <div className={classes.row}>
        <label className={classes.wide}>
          <span>{t("swag.host.batch")}</span>
          <input
            required
            pattern="[a-z0-9]([a-z0-9\-]{0,30}[a-z0-9])?"
            value={batch}
            onChange={(event) => setBatch(event.currentTarget.value)}
          />
        </label>
        <label className={classes.wide}>
          <span>{t("swag.host.batchKo")}</span>
          <input required maxLength={80} value={ko} onChange={(event) => setKo(event.currentTarget.value)} />
        </label>
        <label className={classes.wide}>
          <span>{t("swag.host.batchEn")}</span>
          <input maxLength={80} value={en} onChange={(event) => setEn(event.currentTarget.value)} />
        </label>
      </div>
      <label className={classes.wide}>
        <span>{t("swag.host.codes")}</span>
        <textarea
          rows={4}
          autoComplete="off"
          spellCheck={false}
          value={codes}
          onChange={(event) => setCodes(event.currentTarget.value)}
        />
      </label>
      {makes && <NumberField label={t("swag.host.generate")} value={count} max={5_000} onChange={setCount} />}
      <label className={classes.wide}>
        <span>{t("swag.host.validUntil")}</span>
        <input type="datetime-local" value={until} onChange={(event) => setUntil(event.currentTarget.value)} />
      </label>
      {add.error && <FaultLine error={add.error} />}
      <p aria-live="polite">{add.data && t("swag.host.imported", add.data)}</p>
      <Button type="submit" variant="default" loading={add.isPending} disabled={makes && count === 0}>
        {t(makes ? "swag.host.make" : "swag.host.import")}
      </Button>
    </form>
  );
}

async function addAll(
  slug: string,
  batch: Pick<Parameters<typeof addVouchers>[1], "batch" | "name" | "validUntil">,
  codes: string,
  count: number,
): Promise<{ added: number; known: number }> {
  if (codes.trim() === "") return addVouchers(slug, { ...batch, generate: count });
  const lines = codes.split(/\r\n|\r|\n/).filter((line) => line.trim() !== "");
  const sum = { added: 0, known: 0 };
  for (let at = 0; at < lines.length; at += LINES_AT_ONCE) {
    const made = await addVouchers(slug, { ...batch, codes: lines.slice(at, at + LINES_AT_ONCE).join("\n") });
    sum.added += made.added;
    sum.known += made.known;
  }
  return sum;
}
