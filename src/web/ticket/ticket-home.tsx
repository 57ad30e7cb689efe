import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { MyApp, MyTicket, PublicChallenge } from "../../contract/index.ts";
import { myClaimQuery } from "../claim/api.ts";
import { ClaimCard } from "../claim/claim-card.tsx";
import { PrizePicture } from "../claim/prize-picture.tsx";
import { formatClock } from "../i18n/format.ts";
import { SwagLink, VoucherCard } from "../swag/voucher-card.tsx";
import { IconDice, IconKey, IconLaptop } from "../ui/icons.tsx";
import { LanguageBadge } from "../ui/language-badge.tsx";
import { Name } from "../ui/name.tsx";
import { QrCode } from "../wall/qr-code.tsx";
import { AfterClose } from "./after-close.tsx";
import { myTicketQuery, rerollNickname } from "./api.ts";
import { ArrivalCard, useArrival } from "./arrival-card.tsx";
import { inLanguage } from "./bilingual.ts";
import { Checklist } from "./checklist.tsx";
import { DrawCard } from "./draw-card.tsx";
import { InAppBar } from "./in-app-bar.tsx";
import { answersWaiting } from "./kept-ticket.ts";
import { PairingSheet } from "./pairing-sheet.tsx";
import { PhraseSheet } from "./phrase-sheet.tsx";
import classes from "./ticket.module.css";
import type { TicketState } from "./use-ticket.ts";

/** From the results on somebody may have a prize, or be next in line. */
const HAS_CLAIMS: ReadonlySet<string> = new Set(["handing-over", "kept"]);

interface TicketHomeProps {
  readonly slug: string;
  readonly challenge: PublicChallenge;
  readonly ticket: MyTicket;
  /** The words this browser was just given. */
  readonly phrase: readonly string[] | null;
  readonly state: TicketState;
}

/** A participant's home: what is done, what is missing, until when; everything else is one tap away. */
export function TicketHome({ slug, challenge, ticket, phrase, state }: TicketHomeProps) {
  const { t } = useTranslation();
  const arrival = useArrival(ticket.apps);
  const [sheet, setSheet] = useState<"phrase" | "pairing" | null>(null);
  const { data: mine } = useQuery({ ...myClaimQuery(slug), enabled: HAS_CLAIMS.has(ticket.challenge.state) });
  // That they are in the draw is old news once it was held.
  const hasResult = mine !== undefined && mine !== null && (mine.claim !== null || mine.reserve !== null);
  return (
    <>
      <InAppBar slug={slug} />
      {!state.connected && <Offline slug={slug} ticket={ticket} />}
      {arrival.app && <ArrivalCard app={arrival.app} challenge={challenge} onClose={arrival.close} />}
      <h1 className="visually-hidden">{t("ticket.title")}</h1>
      <BoothNotice notice={ticket.notice} />
      {hasResult ? (
        <ClaimCard slug={slug} />
      ) : (
        <AfterClose slug={slug} ticket={ticket} timeZone={challenge.timeZone} connected={state.connected} />
      )}
      {!hasResult && <Checklist slug={slug} ticket={ticket} skew={state.skew} connected={state.connected} />}
      <DrawCard slug={slug} ticket={ticket} />
      <TicketCard slug={slug} ticket={ticket} />
      <div className={classes.actions}>
        <button type="button" onClick={() => setSheet("pairing")}>
          <IconLaptop />
          {t("ticket.pairing.open")}
        </button>
        <button type="button" onClick={() => setSheet("phrase")}>
          <IconKey />
          {t("ticket.phrase.open")}
        </button>
      </div>
      <p className={classes.quiet}>{t("ticket.phrase.hint")}</p>
      {ticket.apps.length > 0 && <MyApps apps={ticket.apps} />}
      {challenge.swagPlanned && <SwagLink slug={slug} />}
      <VoucherCard slug={slug} />
      {challenge.prizes.length > 0 && <Prizes challenge={challenge} />}
      <nav className={classes.more}>
        <Link to="/e/$slug/guide" params={{ slug }}>
          {t("ticket.more.guide")}
        </Link>
        <Link to="/e/$slug/my-data" params={{ slug }}>
          {t("ticket.more.myData")}
        </Link>
        <Link to="/e/$slug/privacy" params={{ slug }}>
          {t("ticket.more.privacy")}
        </Link>
      </nav>
      {sheet === "pairing" && <PairingSheet slug={slug} onClose={() => setSheet(null)} />}
      {sheet === "phrase" && <PhraseSheet slug={slug} first={phrase} onClose={() => setSheet(null)} />}
    </>
  );
}

/** What the booth tells everybody now; the same line is on the walls. */
function BoothNotice({ notice }: Pick<MyTicket, "notice">) {
  const { t, i18n } = useTranslation();
  return (
    <div role="status" className={classes.announcements}>
      {notice !== undefined && (
        <p className={classes.announcement}>
          <strong>{t("ticket.notice")}</strong> <span dir="auto">{inLanguage(notice, i18n.language)}</span>
        </p>
      )}
    </div>
  );
}

function Offline({ slug, ticket }: { readonly slug: string; readonly ticket: MyTicket }) {
  const { t } = useTranslation();
  const waiting = answersWaiting(slug, ticket.id);
  return (
    <p className={classes.offline} role="status">
      <span>{t("ticket.offline", { t: formatClock(ticket.serverTime, "minutes") })}</span>
      {waiting > 0 && <strong>{t("ticket.offlineQueue", { n: waiting })}</strong>}
    </p>
  );
}

function TicketCard({ slug, ticket }: { readonly slug: string; readonly ticket: MyTicket }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const reroll = useMutation({
    mutationFn: () => rerollNickname(slug),
    onSuccess: (next) => client.setQueryData(myTicketQuery(slug).queryKey, next),
  });
  const { id, nickname } = ticket;
  return (
    <section className={classes.card} aria-labelledby="ticket-number">
      <div className={classes.qr}>
        <QrCode text={id} label={t("ticket.qr", { id })} />
      </div>
      <div className={classes.identity}>
        <p id="ticket-number" className={classes.id}>
          <span className="visually-hidden">{t("ticket.number", { id: "" })}</span>
          <span translate="no">
            {id.slice(0, 4)} {id.slice(4)}
          </span>
        </p>
        <p className={classes.nickname}>
          <span>{nickname}</span>
          <button
            type="button"
            aria-label={t("ticket.reroll")}
            title={t("ticket.reroll")}
            onClick={() => reroll.mutate()}
          >
            <IconDice />
          </button>
        </p>
        {ticket.staff && <p className={classes.staff}>{t("ticket.staff")}</p>}
        <p className={classes.quiet}>{t("ticket.save")}</p>
      </div>
    </section>
  );
}

function MyApps({ apps }: { readonly apps: readonly MyApp[] }) {
  const { t } = useTranslation();
  return (
    <section className={classes.list} aria-labelledby="my-apps">
      <h2 id="my-apps">{t("ticket.apps.title")}</h2>
      <ul>
        {apps.map((app) => (
          <li key={app.service}>
            <LanguageBadge language={app.language} agent={app.agent} />
            <span className={classes.grow}>
              <strong>
                <Name value={app.service} />
              </strong>
              <span className={classes.quiet}>
                {[app.framework || app.language, t("ticket.apps.requests", { n: app.transactions })]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
              {app.placeholder && <span className={classes.warn}>{t("ticket.apps.placeholder")}</span>}
              {app.offWall && (
                <span className={classes.quiet}>
                  {t(`scenes.mine.${app.offWall.shown}`)} {app.offWall.reason}
                </span>
              )}
            </span>
            {app.ordinal > 0 && (
              <span className={classes.ordinal}>{t("ticket.arrived.ordinal", { n: app.ordinal })}</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Prizes({ challenge: { slug, prizes } }: { readonly challenge: PublicChallenge }) {
  const { t, i18n } = useTranslation();
  return (
    <section className={classes.list} aria-labelledby="prizes">
      <h2 id="prizes">{t("ticket.prizes.title")}</h2>
      <ul>
        {[...prizes]
          .sort((a, b) => a.rank - b.rank)
          .map((prize) => (
            <li key={prize.id}>
              <PrizePicture slug={slug} prize={prize.id} />
              <span className={classes.rank}>{t("ticket.prizes.rank", { rank: prize.rank })}</span>
              <span className={classes.grow}>{inLanguage(prize.name, i18n.language)}</span>
              <span className={classes.quiet}>{t("ticket.prizes.quantity", { n: prize.quantity })}</span>
            </li>
          ))}
      </ul>
    </section>
  );
}
