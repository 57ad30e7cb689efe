import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ClaimRow, ClaimsAnswer } from "../../contract/index.ts";
import { MICROS_PER_MINUTE } from "../../kernel/index.ts";
import { FaultNotice } from "../app/notice-pages.tsx";
import { challengeQuery } from "../host/api.ts";
import { nameOf } from "../host/challenge-name.ts";
import { inLanguage } from "../ticket/bilingual.ts";
import { IconCheck } from "../ui/icons.tsx";
import { PageHead } from "../ui/page-head.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { type ClaimStep, claimsQuery, readContacts, takeClaimStep } from "./api.ts";
import classes from "./claim.module.css";
import { clock } from "./clock.ts";
import { PrizePicture } from "./prize-picture.tsx";

const route = getRouteApi("/shell/host/e/$slug/prizes");

/** Who has which prize, who is next, and what the host does where a winner does not come. */
export function PrizesPage() {
  const { t, i18n } = useTranslation();
  const { slug } = route.useParams();
  usePageTitle(t("claim.host.title"));
  const claims = useQuery(claimsQuery(slug));
  const challenge = useQuery(challengeQuery(slug));
  const data = claims.data;
  const name = challenge.data === undefined ? "" : nameOf(challenge.data.setup.name, i18n.language);
  return (
    <>
      <PageHead crumbs={[{ label: name || slug, to: "/host/e/$slug", params: { slug } }]} title={t("claim.host.title")}>
        <p className={classes.quiet}>{t("claim.host.lead")}</p>
      </PageHead>
      {claims.error && data === undefined && <FaultNotice error={claims.error} retry={() => void claims.refetch()} />}
      {data?.claims.length === 0 && <p className={classes.empty}>{t("claim.host.none")}</p>}
      {data?.settled && (
        <p role="status" className={classes.settled}>
          <IconCheck /> {t("claim.host.settled")}
        </p>
      )}
      {data !== undefined && data.claims.length > 0 && (
        <>
          <ClaimTable slug={slug} data={data} />
          <div className={classes.beside}>
            <Reserves reserves={data.reserves} />
            <Contacts slug={slug} />
          </div>
        </>
      )}
    </>
  );
}

const COLUMNS = ["prize", "winner", "state", "steps"] as const;

/** A table on a laptop; on a phone a card a prize, whose roles say the same. */
function ClaimTable({ slug, data }: { readonly slug: string; readonly data: ClaimsAnswer }) {
  const { t } = useTranslation();
  return (
    <table className={classes.table}>
      <caption className="visually-hidden">{t("claim.host.title")}</caption>
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <th key={column} scope="col">
              {t(`claim.host.columns.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {data.claims.map((claim) => (
          <Row key={`${claim.draw} ${claim.slot}`} slug={slug} claim={claim} data={data} />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  readonly slug: string;
  readonly claim: ClaimRow;
  readonly data: ClaimsAnswer;
}

function Row({ slug, claim, data }: RowProps) {
  const { t, i18n } = useTranslation();
  const { prize, state } = claim;
  const waits = state === "open" || state === "claimed";
  return (
    <tr data-state={state}>
      <td>
        <div className={classes.what}>
          <PrizePicture slug={slug} prize={prize.id} />
          <div>
            <strong>{inLanguage(prize.name, i18n.language)}</strong>
            {claim.taxed && <span className={classes.quiet}>{t("claim.host.taxed")}</span>}
          </div>
        </div>
      </td>
      <td>
        <strong>{claim.maskedName || claim.nickname}</strong>
        <span className={classes.quiet}>
          <code>{claim.ticket}</code>
          {claim.fromReserve !== null && <> · {t("claim.host.reserveMark", { k: claim.fromReserve })}</>}
        </span>
      </td>
      <td>
        <span className={classes.badge} data-state={state}>
          {t(`claim.host.states.${state}`)}
        </span>
        <span className={classes.quiet}>
          <StateWords claim={claim} data={data} />
        </span>
      </td>
      <td>{waits && <Actions slug={slug} claim={claim} serverTime={data.serverTime} />}</td>
    </tr>
  );
}

/** Until when, or since when, by whom and how. */
function StateWords({ claim, data: { serverTime, timeZone } }: Omit<RowProps, "slug">) {
  const { t, i18n } = useTranslation();
  const { handedOver, forfeited, deadline } = claim;
  const at = (time: number) => clock(time, i18n.language, timeZone);
  if (handedOver) {
    const how = handedOver.receipt as keyof typeof RECEIPTS;
    return t("claim.host.handedOver", {
      t: at(handedOver.at),
      by: handedOver.by || t("claim.host.byHost"),
      how: t(`claim.host.receipt.${RECEIPTS[how] ?? "host"}`),
    });
  }
  if (forfeited) {
    const { reason } = forfeited;
    const known = reason === "deadline" || reason === "withdrawn" ? t(`claim.host.${reason}Reason`) : reason;
    return `${at(forfeited.at)} · ${known}`;
  }
  const left = Math.ceil((deadline - serverTime) / MICROS_PER_MINUTE);
  // Who left a contact is not passed on by the clock.
  if (claim.state === "claimed") return `${t("claim.host.deadline")} ${at(deadline)}`;
  return `${t("claim.host.deadline")} ${at(deadline)} · ${left > 0 ? t("claim.host.left", { m: left }) : t("claim.host.over")}`;
}

const RECEIPTS = { signature: "signature", "second-look": "second-look", host: "host" } as const;

function Reserves({ reserves }: Pick<ClaimsAnswer, "reserves">) {
  const { t } = useTranslation();
  return (
    <section className={classes.row} aria-labelledby="reserves">
      <h2 id="reserves">{t("claim.host.reserves")}</h2>
      {reserves.length === 0 && <p className={classes.quiet}>{t("claim.host.noReserves")}</p>}
      <ol className={classes.reserves}>
        {reserves.map(({ draw, slot, ticket, nickname }) => (
          <li key={`${draw} ${slot}`}>
            {nickname} <code>{ticket}</code>
          </li>
        ))}
      </ol>
    </section>
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
      <h2 id="contacts">{t("claim.host.contactsTitle")}</h2>
      <p className={classes.quiet}>{t("claim.host.contactsNote")}</p>
      {reading.data === undefined ? (
        <div className={classes.actions}>
          <Button variant="default" loading={reading.isPending} onClick={() => reading.mutate()}>
            {t("claim.host.contacts")}
          </Button>
        </div>
      ) : (
        <ul className={classes.contacts}>
          {reading.data.contacts.length === 0 && <li>{t("claim.host.noContacts")}</li>}
          {reading.data.contacts.map(({ ticket, name, reach, prize }) => (
            <li key={ticket}>
              <strong>{name}</strong> <span translate="no">{reach}</span>
              <span className={classes.quiet}>{inLanguage(prize.name, i18n.language)}</span>
            </li>
          ))}
        </ul>
      )}
      {reading.error && <FaultNotice error={reading.error} retry={() => reading.mutate()} />}
    </section>
  );
}
