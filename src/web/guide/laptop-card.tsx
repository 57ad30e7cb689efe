import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { FaultNotice } from "../app/notice-pages.tsx";
import { formatMoment } from "../i18n/format.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { takePairingCode } from "./api.ts";
import classes from "./guide.module.css";

interface LaptopCardProps {
  readonly slug: string;
  /** How others reach the booth. */
  readonly serverUrl: string;
}

/** On a phone: the address and the code that open this guide on the laptop, without a login. */
export function LaptopCard({ slug, serverUrl }: LaptopCardProps) {
  const { t } = useTranslation();
  const pairing = useMutation({ mutationFn: () => takePairingCode(slug) });
  const address = `${serverUrl.replace(/^https?:\/\//, "")}/p`;
  return (
    <section className={classes.laptop} aria-labelledby="laptop-title">
      <h2 id="laptop-title">{t("guide.laptopTitle")}</h2>
      {pairing.data === undefined ? (
        <>
          <p>{t("guide.laptopLead")}</p>
          <Button onClick={() => pairing.mutate()} disabled={pairing.isPending}>
            {t("guide.makeCode")}
          </Button>
        </>
      ) : (
        <>
          <p aria-live="polite">{t("guide.pair", { url: address, code: pairing.data.code })}</p>
          <p className={classes.pairing}>
            <span>{address}</span>
            <strong>{pairing.data.code}</strong>
          </p>
          <p className={classes.hint}>
            {t("guide.pairUntil", { time: formatMoment(pairing.data.expiresAt, pairing.data.serverTime) })}
          </p>
          <div className={classes.choices}>
            <CopyButton text={`${serverUrl}/p`} label={t("guide.copyAddress")} words={t("guide.copyAddress")} />
            <Button variant="default" onClick={() => pairing.mutate()} disabled={pairing.isPending}>
              {t("guide.another")}
            </Button>
          </div>
        </>
      )}
      {pairing.error && <FaultNotice error={pairing.error} retry={() => pairing.mutate()} />}
    </section>
  );
}
