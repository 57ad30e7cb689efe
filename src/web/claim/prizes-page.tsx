import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ClaimRow } from "../../contract/index.ts";
import { MICROS_PER_MINUTE } from "../../kernel/index.ts";
import { FaultNotice } from "../app/notice-pages.tsx";
import { inLanguage } from "../ticket/bilingual.ts";
import { PageHead } from "../ui/page-head.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { type ClaimStep, claimsQuery, readContacts, takeClaimStep } from "./api.ts";
import classes from "./claim.module.css";
import { clock } from "./clock.ts";

const route = getRouteApi("/shell/host/e/$slug/prizes");

/** Who has which prize, who is next, and what the host does where a winner does not come. */
export function PrizesPage() {
  const { t } = useTranslation();
  const { slug } = route.useParams();
  usePageTitle(t("claim.host.title"));
  const claims = useQuery(claimsQuery(slug));
  const data = claims.data;
  return (
    <>
      <PageHead crumbs={[{ label: slug, to: "/host/e/$slug", params: { slug } }]} title={t("claim.host.title")}>
        <p className={classes.quiet}>{t("claim.host.lead")}</p>
      </PageHead>
      {claims.error && data === undefined && <FaultNotice error={claims.error} retry={() => void claims.refetch()} />}
      {data?.claims.length === 0 && <p>{t("claim.host.none")}</p>}
      {data?.settled && (
        <p role="status" className={classes.done}>
          {t("claim.host.settled")}
        </p>
      )}
      <ul className={classes.list}>
        {data?.claims.map((claim) => (
          <Row key={`${claim.draw} ${claim.slot}`} slug={slug} claim={claim} serverTime={data.serverTime} />
        ))}
      </ul>
      {data !== undefined && data.claims.length > 0 && (
        <>
          <section className={classes.row} aria-labelledby="reserves">
            <h2 id="reserves">{t("claim.host.reserves")}</h2>
            {data.reserves.length === 0 && <p>{t("claim.host.noReserves")}</p>}
            <ol>
              {data.reserves.map(({ draw, slot, ticket, nickname }) => (
                <li key={`${draw} ${slot}`}>
                  {nickname} · {ticket}
                </li>
              ))}
            </ol>
          </section>
          <Contacts slug={slug} />
        </>
      )}
    </>
  );
}

function Row({
  slug,
  claim,
  serverTime,
}: {
  readonly slug: string;
  readonly claim: ClaimRow;
  readonly serverTime: number;
}) {
  const { t, i18n } = useTranslation();
  const { prize, state, handedOver, forfeited } = claim;
  const at = (time: number) => clock(time, i18n.language);
  return (
    <li className={classes.row}>
      <header>
        <h2>{inLanguage(prize.name, i18n.language)}</h2>
        <span className={classes.badge} data-state={state}>
          {t(`claim.host.states.${state}`)}
        </span>
        {claim.fromReserve !== null && <span>{t("claim.host.reserveMark", { k: claim.fromReserve })}</span>}
        {claim.taxed && <span className={classes.quiet}>{t("claim.host.taxed")}</span>}
      </header>
      <p>
        {claim.maskedName || claim.nickname} · {claim.ticket}
      </p>
      {handedOver && (
        <p>{t("claim.host.handedOver", { t: at(handedOver.at), by: handedOver.by || t("claim.host.byHost") })}</p>
      )}
      {forfeited && (
        <p>
          {at(forfeited.at)} ·{" "}
          {forfeited.reason === "deadline"
            ? t("claim.host.deadlineReason")
            : forfeited.reason === "withdrawn"
              ? t("claim.host.withdrawnReason")
              : forfeited.reason}
        </p>
      )}
      {(state === "open" || state === "claimed") && (
        <>
          <p>
            {t("claim.host.deadline")} {at(claim.deadline)}
          </p>
          <Actions slug={slug} claim={claim} serverTime={serverTime} />
        </>
      )}
    </li>
  );
}

function Actions({
  slug,
  claim,
  serverTime,
}: {
  readonly slug: string;
  readonly claim: ClaimRow;
  readonly serverTime: number;
}) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState<"forfeit" | "hand-over" | undefined>(undefined);
  const [reason, setReason] = useState("");
  const stepping = useMutation({
    mutationFn: (step: ClaimStep) => takeClaimStep(slug, claim, step),
    onSuccess: (answer) => {
      queryClient.setQueryData(claimsQuery(slug).queryKey, answer);
      setAsking(undefined);
      setReason("");
    },
  });
  const later = Math.max(serverTime, claim.deadline) + 30 * MICROS_PER_MINUTE;
  return (
    <div className={classes.actions}>
      {asking === undefined ? (
        <>
          <Button variant="default" onClick={() => setAsking("forfeit")}>
            {t("claim.host.forfeit")}
          </Button>
          <Button variant="default" onClick={() => setAsking("hand-over")}>
            {t("claim.host.handOver")}
          </Button>
          <Button
            variant="default"
            loading={stepping.isPending}
            onClick={() => stepping.mutate({ step: "deadline", body: { deadline: later } })}
          >
            {t("claim.host.more")}
          </Button>
        </>
      ) : (
        <>
          <label>
            <span>{t("claim.host.reason")}</span>
            <input
              value={reason}
              maxLength={300}
              placeholder={t("claim.host.reasonHint")}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
          </label>
          <Button
            disabled={reason.trim().length < 3}
            loading={stepping.isPending}
            onClick={() => stepping.mutate({ step: asking, body: { reason: reason.trim() } })}
          >
            {asking === "forfeit" ? t("claim.host.forfeit") : t("claim.host.handOver")}
          </Button>
          <Button variant="default" onClick={() => setAsking(undefined)}>
            {t("claim.host.cancel")}
          </Button>
        </>
      )}
      {stepping.error && <FaultNotice error={stepping.error} retry={() => stepping.reset()} />}
    </div>
  );
}

function Contacts({ slug }: { readonly slug: string }) {
  const { t, i18n } = useTranslation();
  const reading = useMutation({ mutationFn: () => readContacts(slug) });
  return (
    <section className={classes.row} aria-labelledby="contacts">
      <h2 id="contacts">{t("claim.host.contacts")}</h2>
      <p className={classes.quiet}>{t("claim.host.contactsNote")}</p>
      {reading.data === undefined ? (
        <div className={classes.actions}>
          <Button variant="default" loading={reading.isPending} onClick={() => reading.mutate()}>
            {t("claim.host.contacts")}
          </Button>
        </div>
      ) : (
        <ul>
          {reading.data.contacts.length === 0 && <li>{t("claim.host.noContacts")}</li>}
          {reading.data.contacts.map(({ ticket, name, reach, prize }) => (
            <li key={ticket}>
              {inLanguage(prize.name, i18n.language)}: {name}, {reach}
            </li>
          ))}
        </ul>
      )}
      {reading.error && <FaultNotice error={reading.error} retry={() => reading.mutate()} />}
    </section>
  );
}
