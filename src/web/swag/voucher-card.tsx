import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { MyVoucher } from "../../contract/index.ts";
import { venueMoment } from "../host/venue-time.ts";
import { inLanguage } from "../ticket/bilingual.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { QrCode } from "../wall/qr-code.tsx";
import { myVoucherQuery, takeVoucher } from "./api.ts";
import { FaultWords } from "./fault-words.tsx";
import classes from "./swag.module.css";

/** A code is used at home, by the clock there. */
const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A code of one's own, shown only when it is asked for. Nothing where the event has none. */
export function VoucherCard({ slug }: { readonly slug: string }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const mine = useQuery(myVoucherQuery(slug));
  const take = useMutation({
    mutationFn: () => takeVoucher(slug),
    onSuccess: ({ voucher }) => client.setQueryData(myVoucherQuery(slug).queryKey, voucher),
    onError: () => client.invalidateQueries({ queryKey: myVoucherQuery(slug).queryKey }),
  });
  const voucher = mine.data;
  if (voucher?.offered !== true) return null;
  const name = voucher.name === null ? "" : inLanguage(voucher.name, i18n.language);
  return (
    <section className={classes.voucher} aria-labelledby="voucher-title">
      <h2 id="voucher-title">{name || t("swag.voucher.title")}</h2>
      {take.data ? (
        <Code code={take.data.code} voucher={voucher} />
      ) : voucher.whyNot === "" ? (
        <>
          {take.error && <FaultWords error={take.error} />}
          <Button size="md" loading={take.isPending} onClick={() => take.mutate()}>
            {t(voucher.givenAt === null ? "swag.voucher.get" : "swag.voucher.show")}
          </Button>
        </>
      ) : (
        <p className={classes.quiet}>{t(`swag.voucher.${voucher.whyNot}`)}</p>
      )}
    </section>
  );
}

function Code({ code, voucher }: { readonly code: string; readonly voucher: MyVoucher }) {
  const { t } = useTranslation();
  return (
    <>
      <p className={classes.voucherCode}>
        <code translate="no">{code}</code>
        <CopyButton text={code} label={t("swag.voucher.copy")} words={t("swag.voucher.copyWords")} />
      </p>
      <div className={classes.qr}>
        <QrCode text={code} label={t("swag.voucher.qr")} />
      </div>
      {voucher.validUntil !== null && (
        <p>{t("swag.voucher.until", { t: venueMoment(voucher.validUntil, Date.now() * 1_000, ZONE) })}</p>
      )}
      <p className={classes.quiet}>{t("swag.voucher.own")}</p>
    </>
  );
}

/** The way to the raffle, on a participant's home. */
export function SwagLink({ slug }: { readonly slug: string }) {
  const { t } = useTranslation();
  return (
    <Link to="/e/$slug/swag" params={{ slug }} className={classes.door}>
      <strong>{t("swag.open")}</strong>
      <span className={classes.quiet}>{t("swag.openHint")}</span>
    </Link>
  );
}
