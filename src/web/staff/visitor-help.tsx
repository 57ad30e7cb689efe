import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { StaffTicket } from "../../contract/index.ts";
import { FaultNotice } from "../app/notice-pages.tsx";
import { MomentText } from "../ui/age.tsx";
import { QrCode } from "../wall/qr-code.tsx";
import { ANYWAY, giveMoreTime, newPairingCode, newVisitorKey, reissueTicket, visitorQuery } from "./api.ts";
import classes from "./staff.module.css";

interface HelpProps {
  readonly slug: string;
  readonly visitor: StaffTicket;
}

/** What can be done for them here: each is one tap, and what ends something asks first. */
export function VisitorHelp({ slug, visitor }: HelpProps) {
  const { t } = useTranslation();
  return (
    <section className={classes.card} aria-labelledby="help-title">
      <h3 id="help-title">{t("staff.visitor.actions")}</h3>
      <Pairing slug={slug} visitor={visitor} />
      {visitor.prizeUntil !== null && <MoreTime slug={slug} visitor={visitor} />}
      <NewKey slug={slug} visitor={visitor} />
      <Reissue slug={slug} visitor={visitor} />
    </section>
  );
}

/** For the laptop beside them, or another phone. */
function Pairing({ slug, visitor }: HelpProps) {
  const { t } = useTranslation();
  const pairing = useMutation({ ...ANYWAY, mutationFn: () => newPairingCode(slug, visitor.ticket.id) });
  if (pairing.data === undefined) {
    return (
      <>
        <Button size="md" loading={pairing.isPending} onClick={() => pairing.mutate()}>
          {t("staff.visitor.pairing")}
        </Button>
        {pairing.error && <FaultNotice error={pairing.error} />}
      </>
    );
  }
  return (
    <ShownCode code={pairing.data.code} withQr>
      {t("staff.visitor.pairingLead", { url: `${window.location.host}/p` })}
    </ShownCode>
  );
}

/** As large as it is read across a table; a QR for who has a camera. */
function ShownCode(props: { readonly code: string; readonly withQr?: boolean; readonly children: ReactNode }) {
  const { t } = useTranslation();
  const { code, withQr = false, children } = props;
  return (
    <div role="status">
      <p>{children}</p>
      <code className={classes.code}>{code}</code>
      {withQr && (
        <div className={classes.qr}>
          <QrCode text={`${window.location.origin}/${code}`} label={t("staff.visitor.pairing")} />
        </div>
      )}
    </div>
  );
}

function MoreTime({ slug, visitor }: HelpProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const giving = useMutation({
    ...ANYWAY,
    mutationFn: () => giveMoreTime(slug, visitor.ticket.id),
    onSuccess: () => client.invalidateQueries({ queryKey: visitorQuery(slug, visitor.ticket.id).queryKey }),
  });
  const until = giving.data?.deadline ?? visitor.prizeUntil ?? 0;
  return (
    <>
      <Button size="md" variant="default" loading={giving.isPending} onClick={() => giving.mutate()}>
        {t("staff.visitor.moreTime")}
      </Button>
      <p role="status" className={classes.muted}>
        {t("staff.visitor.prizeUntil")} <MomentText at={until} />
      </p>
      {giving.error && <FaultNotice error={giving.error} />}
    </>
  );
}

function NewKey({ slug, visitor }: HelpProps) {
  const { t } = useTranslation();
  return (
    <Asked
      label={t("staff.visitor.newKey")}
      lead={t("staff.visitor.newKeyLead")}
      sure={t("staff.visitor.newKeySure")}
      run={() => newVisitorKey(slug, visitor.ticket.id)}
    >
      {() => <p role="status">{t("staff.visitor.newKeyDone")}</p>}
    </Asked>
  );
}

function Reissue({ slug, visitor }: HelpProps) {
  const { t } = useTranslation();
  return (
    <Asked
      label={t("staff.visitor.reissue")}
      lead={t("staff.visitor.reissueLead")}
      sure={t("staff.visitor.reissueSure")}
      run={() => reissueTicket(slug, visitor.ticket.id)}
    >
      {({ code }) => <ShownCode code={code}>{t("staff.visitor.code")}</ShownCode>}
    </Asked>
  );
}

interface AskedProps<T> {
  readonly label: string;
  readonly lead: string;
  readonly sure: string;
  readonly run: () => Promise<T>;
  readonly children: (done: T) => ReactNode;
}

/** A step that ends something: asked once more before it is taken. */
function Asked<T>({ label, lead, sure, run, children }: AskedProps<T>) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  const running = useMutation({ ...ANYWAY, mutationFn: run });
  if (running.data !== undefined) return children(running.data);
  if (!asked) {
    return (
      <Button size="md" variant="default" onClick={() => setAsked(true)}>
        {label}
      </Button>
    );
  }
  return (
    <>
      <p>{lead}</p>
      <div className={classes.buttons}>
        <Button size="md" loading={running.isPending} onClick={() => running.mutate()}>
          {sure}
        </Button>
        <Button size="md" variant="default" onClick={() => setAsked(false)}>
          {t("staff.visitor.cancel")}
        </Button>
      </div>
      {running.error && <FaultNotice error={running.error} />}
    </>
  );
}
