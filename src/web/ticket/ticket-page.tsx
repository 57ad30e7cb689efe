import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiFault } from "../app/api.ts";
import { FaultNotice, Notice } from "../app/notice-pages.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { challengeQuery, myTicketQuery } from "./api.ts";
import { inLanguage } from "./bilingual.ts";
import { placeOfVisit } from "./came-from.ts";
import { TicketFrame } from "./ticket-frame.tsx";
import { TicketHome } from "./ticket-home.tsx";
import { useTicket } from "./use-ticket.ts";
import { Welcome } from "./welcome.tsx";

const route = getRouteApi("/e/$slug");

/** Where the poster leads: the welcome for who is new, their ticket for who is not. */
export function TicketPage() {
  const { t, i18n } = useTranslation();
  const { slug } = route.useParams();
  const state = useTicket(slug);
  const client = useQueryClient();
  const [phrase, setPhrase] = useState<readonly string[] | null>(null);
  const { challenge, ticket } = state;
  const name = challenge && inLanguage(challenge.name, i18n.language);
  usePageTitle(ticket ? t("ticket.title") : (name ?? t("ticket.title")));
  if (challenge === undefined && ticket == null && state.challengeError) {
    const isTooEarly = state.challengeError instanceof ApiFault && state.challengeError.status === 404;
    return (
      <TicketFrame>
        {isTooEarly && placeOfVisit(slug) !== undefined ? (
          <Notice inside title={t("ticket.join.soonTitle")} lead={t("ticket.join.soonLead")} />
        ) : (
          <FaultNotice error={state.challengeError} retry={state.retry} />
        )}
      </TicketFrame>
    );
  }
  if (ticket === undefined || challenge === undefined) {
    return (
      <TicketFrame name={name}>
        <p className="visually-hidden" aria-live="polite">
          {t("ticket.loading")}
        </p>
      </TicketFrame>
    );
  }
  return (
    <TicketFrame name={name} rehearsal={challenge.rehearsal}>
      {ticket === null ? (
        <Welcome
          slug={slug}
          challenge={challenge}
          onJoined={(answer) => {
            setPhrase(answer.phrase);
            client.setQueryData(myTicketQuery(slug).queryKey, answer.ticket);
            void client.invalidateQueries({ queryKey: challengeQuery(slug).queryKey });
          }}
          onEntered={() => void client.invalidateQueries({ queryKey: myTicketQuery(slug).queryKey })}
        />
      ) : (
        <TicketHome slug={slug} challenge={challenge} ticket={ticket} phrase={phrase} state={state} />
      )}
    </TicketFrame>
  );
}
