import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { FaultNotice } from "../app/notice-pages.tsx";
import { linksQuery } from "../people/api.ts";
import { QrCode } from "../wall/qr-code.tsx";
import { ANYWAY, letInAgain } from "./api.ts";
import classes from "./staff.module.css";

/** Scanners whose phone is lost or whose PIN is forgotten get a new QR; what they had before ends. */
export function LetInAgain({ slug }: { readonly slug: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const links = useQuery(linksQuery(slug));
  const letting = useMutation({
    ...ANYWAY,
    mutationFn: (id: string) => letInAgain(slug, id),
    onSuccess: () => client.invalidateQueries({ queryKey: linksQuery(slug).queryKey }),
  });
  const scanners = (links.data?.links ?? []).filter(({ kind, revokedAt }) => kind === "scanner" && revokedAt === null);
  if (scanners.length === 0 && letting.data === undefined) return null;
  return (
    <section className={classes.card} aria-labelledby="again-title">
      <h3 id="again-title">{t("staff.again.title")}</h3>
      <p className={classes.muted}>{t("staff.again.lead")}</p>
      {letting.data && (
        <div role="status">
          <p>{t("staff.again.shown", { name: letting.data.link.label })}</p>
          <div className={classes.qr}>
            <QrCode text={`${window.location.origin}${letting.data.path}`} label={t("staff.again.title")} />
          </div>
        </div>
      )}
      {letting.error && <FaultNotice error={letting.error} retry={() => letting.reset()} />}
      <ul className={classes.plain}>
        {scanners.map(({ id, label }) => (
          <li key={id} className={classes.rowHead}>
            <bdi>{label}</bdi>
            <Button
              size="md"
              variant="default"
              loading={letting.isPending && letting.variables === id}
              aria-label={t("staff.again.named", { name: label })}
              onClick={() => letting.mutate(id)}
            >
              {t("staff.again.make")}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
