import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ChallengeView } from "../../contract/index.ts";
import { sessionQuery } from "../app/api.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { QrCode } from "../wall/qr-code.tsx";
import { linksQuery, makeLink } from "./api.ts";
import classes from "./doors-view.module.css";
import { FaultLine } from "./fault-line.tsx";
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
        <LinksPanel view={view} />
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

const KINDS = ["scanner", "operator", "wall", "kiosk"] as const;
type Kind = (typeof KINDS)[number];
const SHIFT_MINUTES = 8 * 60;

function LinksPanel({ view }: { readonly view: ChallengeView }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const links = useQuery(linksQuery(view.slug));
  const [kind, setKind] = useState<Kind>("scanner");
  const [label, setLabel] = useState("");
  const isScreen = kind === "wall" || kind === "kiosk";
  const make = useMutation({
    mutationFn: () =>
      makeLink(view.slug, {
        kind,
        label: label.trim() || t(`host.links.${kind}`),
        ...(isScreen ? {} : { minutes: SHIFT_MINUTES }),
      }),
    onSuccess() {
      setLabel("");
      void client.invalidateQueries({ queryKey: linksQuery(view.slug).queryKey });
      void client.invalidateQueries({ queryKey: ["manage", view.slug], exact: true });
    },
  });
  const waiting = links.data?.links.filter(({ revokedAt, once, usedAt }) => revokedAt === null && !(once && usedAt));
  return (
    <section className={classes.links} id="links" aria-labelledby="links-title">
      <h2 id="links-title">{t("host.links.title")}</h2>
      <p className={classes.lead}>{t("host.links.lead")}</p>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        <label>
          {t("host.links.kind")}
          <select
            value={kind}
            onChange={(event) => setKind(KINDS.find((each) => each === event.currentTarget.value) ?? kind)}
          >
            {KINDS.map((each) => (
              <option key={each} value={each}>
                {t(`host.links.${each}`)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t(isScreen ? "host.links.screenName" : "host.links.name")}
          <input type="text" maxLength={60} value={label} onChange={(event) => setLabel(event.currentTarget.value)} />
        </label>
        <Button type="submit" loading={make.isPending}>
          {t("host.links.make")}
        </Button>
      </form>
      {make.error && <FaultLine error={make.error} />}
      {make.data && <NewLink path={make.data.path} label={make.data.link.label} />}
      <Link to="/host/e/$slug/people" params={{ slug: view.slug }} className={classes.people}>
        {t("host.list.people")}
      </Link>
      {waiting !== undefined && waiting.length > 0 && (
        <ul className={classes.known}>
          {waiting.map(({ id, kind: of, label: name }) => (
            <li key={id}>
              <span>{name}</span>
              <span className={classes.hint}>{t(`host.links.${of}`)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Shown once: the token is not kept anywhere. */
function NewLink({ path, label }: { readonly path: string; readonly label: string }) {
  const { t } = useTranslation();
  const session = useQuery(sessionQuery);
  const address = `${session.data?.intakeUrl ?? window.location.origin}${path}`;
  return (
    <div className={classes.newLink} aria-live="polite">
      <div className={classes.smallQr}>
        <QrCode text={address} label={t("host.links.qr", { label })} />
      </div>
      <div className={classes.words}>
        <strong>{label}</strong>
        <p className={classes.hint}>{t("host.links.once")}</p>
        <CopyButton text={address} label={t("host.links.copy")} words={t("host.links.copy")} />
      </div>
    </div>
  );
}
