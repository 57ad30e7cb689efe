import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { FaultNotice } from "../app/notice-pages.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { takePairingCode } from "./api.ts";
import { Sheet } from "./sheet.tsx";
import classes from "./ticket.module.css";
import { timeLeft } from "./time-words.ts";
import { useServerNow } from "./use-ticket.ts";

/** The code and the address for the laptop, with the time the code has left. */
export function PairingSheet({ slug, onClose }: { readonly slug: string; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const code = useQuery({
    queryKey: ["pairing", slug],
    queryFn: async () => ({ ...(await takePairingCode(slug)), at: Date.now() }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: 1,
  });
  const skew = code.data === undefined ? 0 : code.data.serverTime - code.data.at * 1_000;
  const now = useServerNow(skew);
  const left = code.data && timeLeft(code.data.expiresAt - now);
  return (
    <Sheet title={t("ticket.pairing.title")} closeLabel={t("ticket.pairing.close")} onClose={onClose}>
      <p>{t("ticket.pairing.lead")}</p>
      {code.data && (
        <>
          <p className={classes.address} translate="no">
            {location.host}/p
          </p>
          <p className={classes.code} translate="no">
            <span aria-hidden="true">{code.data.code}</span>
            <span className="visually-hidden">{[...code.data.code].join(" ")}</span>
          </p>
          <p className={classes.quiet}>
            {left === undefined
              ? t("ticket.pairing.over")
              : t("ticket.pairing.until", { t: t(`ticket.left.${left.unit}`, { n: left.n, rest: left.rest }) })}
          </p>
          <div className={classes.choices}>
            <CopyButton
              text={`${location.origin}/${code.data.code}`}
              label={t("ticket.pairing.copy")}
              words={t("ticket.pairing.copy")}
            />
            <Button variant="default" loading={code.isFetching} onClick={() => void code.refetch()}>
              {t("ticket.pairing.another")}
            </Button>
          </div>
        </>
      )}
      {code.error && <FaultNotice error={code.error} retry={() => void code.refetch()} />}
    </Sheet>
  );
}
