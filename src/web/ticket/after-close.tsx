import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ChallengeState, MyTicket, Reason } from "../../contract/index.ts";
import { useFaultText } from "../app/fault-text.ts";
import { IconCheck, IconClose, IconWarning } from "../ui/icons.tsx";
import { Name } from "../ui/name.tsx";
import classes from "./after-close.module.css";
import { candidatesQuery, chooseApp, myTicketQuery } from "./api.ts";
import { Appeals } from "./appeals.tsx";
import { inLanguage } from "./bilingual.ts";

interface AfterCloseProps {
  readonly slug: string;
  readonly ticket: MyTicket;
  readonly timeZone: string;
  readonly connected: boolean;
}

const BEFORE: ReadonlySet<ChallengeState> = new Set(["draft", "announced", "open"]);
const MENDABLE: ReadonlySet<ChallengeState> = new Set(["open", "closed", "review"]);
const ICONS = { in: <IconCheck />, fix: <IconWarning />, out: <IconClose /> } as const;

/**
 * After the close, one of three: in the draw, still to be mended until the freeze, or out and why, with a way to
 * object. Before it only what people decided about this ticket.
 */
export function AfterClose({ slug, ticket, timeZone, connected }: AfterCloseProps) {
  const { t, i18n } = useTranslation();
  const { verdict } = ticket;
  const { state } = ticket.challenge;
  const canAct = MENDABLE.has(state);
  const decided = verdict.reasons.find(({ code }) => code === "MANUAL_INCLUDE" || code === "MANUAL_EXCLUDE");
  const final = verdict.reasons.some(({ fixable }) => !fixable);
  const appeals = !verdict.eligible && final && (
    <Appeals slug={slug} timeZone={timeZone} open={canAct} connected={connected} ticket={ticket} />
  );
  if (BEFORE.has(state)) {
    if (decided === undefined) return null;
    return (
      <section className={classes.decided} aria-labelledby="decided">
        <Decided reason={decided} />
        {appeals}
      </section>
    );
  }
  const standing = verdict.eligible ? "in" : final || !canAct ? "out" : "fix";
  return (
    <section className={classes.banner} data-standing={standing} aria-labelledby="standing">
      <span className={classes.icon} aria-hidden="true">
        {ICONS[standing]}
      </span>
      <h2 id="standing">{t(`ticket.after.${standing}`)}</h2>
      <p className={classes.sentence} aria-live="polite">
        {standing === "in" && canAct ? t("ticket.after.inLead") : inLanguage(verdict.sentence, i18n.language)}
      </p>
      {standing === "fix" && <Mend slug={slug} ticket={ticket} connected={connected} />}
      {!canAct && <p className={classes.quiet}>{t("ticket.after.final")}</p>}
      {decided !== undefined && <Decided reason={decided} />}
      {appeals}
    </section>
  );
}

/** What the booth decided and why, in the words written for this person. */
function Decided({ reason }: { readonly reason: Reason }): ReactNode {
  const { t, i18n } = useTranslation();
  return (
    <div className={classes.reason}>
      <h3 id="decided">{t(reason.code === "MANUAL_INCLUDE" ? "ticket.after.decidedIn" : "ticket.after.decidedOut")}</h3>
      <p dir="auto">{inLanguage(reason, i18n.language)}</p>
    </div>
  );
}

/** The tap that is left after the close: which of the apps that came in time is the own one. */
function Mend({ slug, ticket, connected }: Omit<AfterCloseProps, "timeZone">) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <p>{t("ticket.after.fixLead")}</p>
      {open ? (
        <Candidates slug={slug} ticket={ticket} />
      ) : (
        <Button size="lg" disabled={!connected} onClick={() => setOpen(true)}>
          {t("ticket.after.fixCta")}
        </Button>
      )}
    </>
  );
}

function Candidates({ slug, ticket: { choice, apps } }: Pick<AfterCloseProps, "slug" | "ticket">) {
  const { t } = useTranslation();
  const faultText = useFaultText();
  const client = useQueryClient();
  const typed = choice?.typed ?? "";
  const check = useQuery(candidatesQuery(slug, typed));
  const choosing = useMutation({
    mutationFn: (service: string) => chooseApp(slug, typed, service),
    onSettled: () => void client.invalidateQueries({ queryKey: myTicketQuery(slug).queryKey }),
  });
  const own = apps.filter(({ placeholder, ordinal }) => !placeholder && ordinal > 0).map(({ service }) => service);
  const near = check.data?.candidates ?? [];
  const offered = near.length > 0 ? near : own;
  if (check.data !== undefined && offered.length === 0) return <p role="status">{t("ticket.after.fixNone")}</p>;
  return (
    <ul className={classes.candidates}>
      {offered.map((service) => (
        <li key={service}>
          <strong>
            <Name value={service} />
          </strong>
          <Button loading={choosing.isPending} onClick={() => choosing.mutate(service)}>
            {t("ticket.after.fixYes")}
          </Button>
        </li>
      ))}
      {choosing.error && <li role="alert">{faultText(choosing.error)}</li>}
    </ul>
  );
}
