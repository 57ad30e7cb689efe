import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { LinkMade, LinkRow } from "../../contract/index.ts";
import { sessionQuery } from "../app/api.ts";
import { FaultNotice } from "../app/notice-pages.tsx";
import { challengeQuery } from "../host/api.ts";
import { nameOf } from "../host/challenge-name.ts";
import { formatMoment } from "../i18n/format.ts";
import { useServerNow } from "../live/use-live.ts";
import { letInAgain } from "../staff/api.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { PageHead } from "../ui/page-head.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { QrCode } from "../wall/qr-code.tsx";
import { disablePerson, type LinkWanted, linksQuery, makeLink, peopleQuery, revokeLink } from "./api.ts";
import { MyLogin } from "./my-login.tsx";
import classes from "./people.module.css";

const STAFF = ["operator", "scanner", "auditor"] as const;
const SCREENS = ["wall", "kiosk"] as const;
const HOURS = [2, 4, 8, 12] as const;

/** Who works at the booth of a challenge: staff join by QR for a shift, screens by a link. */
export function PeoplePage() {
  const { t, i18n } = useTranslation();
  const { slug } = useParams({ from: "/shell/host/e/$slug/people" });
  usePageTitle(t("login.peopleTitle"));
  const challenge = useQuery(challengeQuery(slug)).data;
  const name = challenge ? nameOf(challenge.setup.name, i18n.language) : slug;
  const queryClient = useQueryClient();
  const [made, setMade] = useState<LinkMade | null>(null);
  const making = useMutation({
    mutationFn: (wanted: LinkWanted) => makeLink(slug, wanted),
    onSuccess: (link) => {
      setMade(link);
      return queryClient.invalidateQueries({ queryKey: linksQuery(slug).queryKey });
    },
  });
  return (
    <>
      <PageHead crumbs={[{ label: name, to: "/host/e/$slug", params: { slug } }]} title={t("login.peopleTitle")}>
        <p className={classes.lead}>{t("login.peopleLead")}</p>
      </PageHead>
      {making.error && <FaultNotice error={making.error} retry={() => making.reset()} />}
      {made && <MadeLink made={made} />}
      <div className={classes.grid}>
        <Invite busy={making.isPending} onInvite={(wanted) => making.mutate(wanted)} />
        <section className={classes.panel} aria-labelledby="screens">
          <h2 id="screens">{t("login.screens")}</h2>
          <p className={classes.lead}>{t("login.screensLead")}</p>
          <div className={classes.row}>
            {SCREENS.map((kind) => (
              <Button
                key={kind}
                variant="default"
                onClick={() => making.mutate({ kind, label: t(`login.role.${kind}`) })}
              >
                {t("login.screenMake", { kind: t(`login.role.${kind}`) })}
              </Button>
            ))}
          </div>
        </section>
        <Links slug={slug} onMade={setMade} />
        <Everybody />
        <MyLogin />
      </div>
    </>
  );
}

function Invite({ busy, onInvite }: { readonly busy: boolean; readonly onInvite: (wanted: LinkWanted) => void }) {
  const { t } = useTranslation();
  const [label, setLabel] = useState("");
  const [kind, setKind] = useState<(typeof STAFF)[number]>("scanner");
  const [hours, setHours] = useState<number>(8);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    onInvite({ kind, label: label.trim(), minutes: hours * 60 });
    setLabel("");
  };
  return (
    <section className={classes.panel} aria-labelledby="invite">
      <h2 id="invite">{t("login.invite")}</h2>
      <form className={classes.form} onSubmit={onSubmit}>
        <label className={classes.field}>
          {t("login.inviteName")}
          <input
            required
            maxLength={60}
            placeholder={t("login.inviteNameHint")}
            value={label}
            autoComplete="off"
            onChange={(event) => setLabel(event.currentTarget.value)}
          />
        </label>
        <label className={classes.field}>
          {t("login.inviteRole")}
          <select value={kind} onChange={(event) => setKind(event.currentTarget.value as typeof kind)}>
            {STAFF.map((each) => (
              <option key={each} value={each}>
                {t(`login.role.${each}`)}
              </option>
            ))}
          </select>
          <span className={classes.lead}>{t(`login.roleAbout.${kind}`)}</span>
        </label>
        <label className={classes.field}>
          {t("login.inviteShift")}
          <select value={hours} onChange={(event) => setHours(Number(event.currentTarget.value))}>
            {HOURS.map((each) => (
              <option key={each} value={each}>
                {t("login.inviteHours", { n: each })}
              </option>
            ))}
          </select>
        </label>
        <Button type="submit" size="md" loading={busy}>
          {t("login.inviteMake")}
        </Button>
      </form>
    </section>
  );
}

function MadeLink({ made }: { readonly made: LinkMade }) {
  const { t } = useTranslation();
  const url = useBoothUrl(made.path);
  const isScreen = made.link.kind === "wall" || made.link.kind === "kiosk";
  return (
    <section className={classes.qr} role="status">
      <QrCode text={url} label={t("login.invite")} />
      <div>
        <p>{isScreen ? t("login.shownScreen") : t("login.shown", { name: made.link.label })}</p>
        <CopyButton text={url} label={t("login.copyLink")} />
      </div>
    </section>
  );
}

/** As others reach the booth: a host on the booth's own machine must not hand out `localhost`. */
function useBoothUrl(path: string): string {
  const session = useQuery(sessionQuery);
  return `${session.data?.intakeUrl ?? window.location.origin}${path}`;
}

function Links({ slug, onMade }: { readonly slug: string; readonly onMade: (made: LinkMade) => void }) {
  const { t } = useTranslation();
  const now = useServerNow();
  const queryClient = useQueryClient();
  const links = useQuery(linksQuery(slug));
  const revoking = useMutation({
    mutationFn: (id: string) => revokeLink(slug, id),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: linksQuery(slug).queryKey }),
  });
  const again = useMutation({
    mutationFn: (id: string) => letInAgain(slug, id),
    onSuccess: (made) => {
      onMade(made);
      return queryClient.invalidateQueries({ queryKey: linksQuery(slug).queryKey });
    },
  });
  if (links.error) return <FaultNotice error={links.error} retry={() => void links.refetch()} />;
  const rows = links.data?.links.toReversed() ?? [];
  return (
    <section className={classes.panel} aria-labelledby="links">
      <h2 id="links">{t("login.links")}</h2>
      {links.data && rows.length === 0 && <p className={classes.lead}>{t("login.noLinks")}</p>}
      <ul className={classes.list}>
        {rows.map((link) => {
          const state = stateOf(link, now);
          return (
            <li key={link.id} className={state === "stateOpen" || state === "stateUsed" ? "" : classes.off}>
              <span>
                <bdi>{link.label}</bdi>
                <small>
                  {t(`login.role.${link.kind}`)} · {t(`login.${state}`)} ·{" "}
                  {t("login.when", { time: formatMoment(link.createdAt, now) })}
                </small>
              </span>
              {link.revokedAt === null && link.once && (
                <Button
                  variant="default"
                  aria-label={t("staff.again.named", { name: link.label })}
                  onClick={() => again.mutate(link.id)}
                >
                  {t("staff.again.make")}
                </Button>
              )}
              {link.revokedAt === null && (
                <Button
                  variant="default"
                  aria-label={t("login.revokeNamed", { name: link.label })}
                  onClick={() => revoking.mutate(link.id)}
                >
                  {t("login.revoke")}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function stateOf(link: LinkRow, now: number): "stateOpen" | "stateUsed" | "stateExpired" | "stateRevoked" {
  if (link.revokedAt !== null) return "stateRevoked";
  if (link.usedAt !== null) return "stateUsed";
  return link.expiresAt !== null && link.expiresAt < now ? "stateExpired" : "stateOpen";
}

function Everybody() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const session = useQuery(sessionQuery);
  const people = useQuery(peopleQuery);
  const shuttingOut = useMutation({
    mutationFn: disablePerson,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: peopleQuery.queryKey }),
  });
  if (people.error) return <FaultNotice error={people.error} retry={() => void people.refetch()} />;
  return (
    <section className={classes.panel} aria-labelledby="who">
      <h2 id="who">{t("login.who")}</h2>
      <ul className={classes.list}>
        {people.data?.people.map((person) => (
          <li key={person.id} className={person.disabledAt === null ? "" : classes.off}>
            <span>
              <bdi>{person.name}</bdi>
              <small>
                {t(`login.role.${person.role}`)}
                {person.disabledAt !== null && ` · ${t("login.stateOut")}`}
              </small>
            </span>
            {person.disabledAt === null && person.id !== session.data?.person?.id && (
              <Button
                variant="default"
                aria-label={t("login.disableNamed", { name: person.name })}
                onClick={() => shuttingOut.mutate(person.id)}
              >
                {t("login.disable")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
