import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ChallengeView } from "../../contract/index.ts";
import { sessionQuery } from "../app/api.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { QrCode } from "../wall/qr-code.tsx";
import classes from "./doors-view.module.css";
import { RehearsalPanel } from "./rehearsal-panel.tsx";
import { StepPanel } from "./step-panel.tsx";

/** What opening needs, the big button, and the ways in: for visitors a QR, for staff and screens links. */
export function DoorsView({ view }: { readonly view: ChallengeView }) {
  return (
    <div className={classes.page}>
      <div className={classes.column}>
        <StepPanel view={view} to="open" />
        <StepPanel view={view} to="announced" aside />
        <RehearsalPanel view={view} />
        <StepPanel view={view} to="draft" aside />
      </div>
      <div className={classes.column}>
        <VisitorsDoor view={view} />
        <PeopleDoor view={view} />
      </div>
    </div>
  );
}

function VisitorsDoor({ view }: { readonly view: ChallengeView }) {
  const { t } = useTranslation();
  const session = useQuery(sessionQuery);
  const address = `${session.data?.intakeUrl ?? window.location.origin}/e/${view.slug}`;
  return (
    <section className={classes.panel} aria-labelledby="visitors-door">
      <div className={classes.qr}>
        <QrCode text={address} label={t("host.doors.qr", { address })} />
      </div>
      <div className={classes.words}>
        <h2 id="visitors-door">{t("host.doors.title")}</h2>
        <p className={classes.lead}>{t(view.state === "draft" ? "host.doors.leadDraft" : "host.doors.lead")}</p>
        <p className={classes.address}>
          <code>{address}</code>
          <CopyButton text={address} label={t("host.doors.copyAddress")} />
        </p>
        <p className={classes.hint}>{t("host.doors.size")}</p>
        <p className={classes.poster}>
          <span>{t("host.doors.poster")}</span>
          <CopyButton text={t("host.doors.poster")} label={t("host.doors.copyPoster")} compact />
        </p>
      </div>
    </section>
  );
}

/** Staff and screens get their links on the page of the people. */
function PeopleDoor({ view }: { readonly view: ChallengeView }) {
  const { t } = useTranslation();
  return (
    <section className={classes.links} aria-labelledby="links-title">
      <h2 id="links-title">{t("host.links.title")}</h2>
      <p className={classes.lead}>{t("host.links.lead")}</p>
      <Link to="/host/e/$slug/people" params={{ slug: view.slug }} className={classes.people}>
        {t("host.links.make")}
      </Link>
      <Link to="/host/e/$slug/posters" params={{ slug: view.slug }} className={classes.people}>
        {t("place.open")}
      </Link>
    </section>
  );
}
