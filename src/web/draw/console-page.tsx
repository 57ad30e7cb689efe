import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ChallengeView, DrawConsole, DrawMode, DrawView } from "../../contract/index.ts";
import { MICROS_PER_MILLI, MICROS_PER_MINUTE } from "../../kernel/index.ts";
import { FaultNotice } from "../app/notice-pages.tsx";
import { challengeQuery } from "../host/api.ts";
import { nameOf } from "../host/challenge-name.ts";
import { FaultLine } from "../host/fault-line.tsx";
import { fromVenueInput, toVenueInput, venueClock } from "../host/venue-time.ts";
import { HoldButton } from "../ui/hold-button.tsx";
import { IconCheck } from "../ui/icons.tsx";
import { nameText } from "../ui/name-text.ts";
import { PageHead } from "../ui/page-head.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { RowSkeletons } from "../ui/row-skeletons.tsx";
import { QrCode } from "../wall/qr-code.tsx";
import {
  again,
  announceDraw,
  cancelDraw,
  consoleQuery,
  pasteBeacon,
  postponeDraw,
  rehearseDraw,
  showDraw,
  takeStep,
  wallDrawQuery,
} from "./api.ts";
import { clockText } from "./clock-text.ts";
import classes from "./console.module.css";
import { Facts } from "./facts.tsx";
import { ShowStage } from "./show-stage.tsx";
import { useServerClock, useShow, useTicking } from "./use-show.ts";

const route = getRouteApi("/shell/host/e/$slug/draw");

/** The draw for its host: the wall at the left, five steps at the right, each told to all phones as it is taken. */
export function DrawConsolePage() {
  const { t, i18n } = useTranslation();
  const { slug } = route.useParams();
  usePageTitle(t("draw.host.title"));
  const challenge = useQuery(challengeQuery(slug));
  const desk = useQuery(consoleQuery(slug));
  const error = challenge.error ?? desk.error;
  if (error !== null && (challenge.data === undefined || desk.data === undefined)) {
    return <FaultNotice error={error} retry={() => void Promise.all([challenge.refetch(), desk.refetch()])} />;
  }
  if (challenge.data === undefined || desk.data === undefined) return <RowSkeletons rows={6} />;
  const draw = desk.data.draws.find(({ state }) => state !== "cancelled");
  const name = nameText(nameOf(challenge.data.setup.name, i18n.language));
  return (
    <div className={classes.page}>
      <PageHead crumbs={[{ to: "/host", label: t("host.list.title") }]} title={t("draw.host.title")}>
        <Link to="/host/e/$slug" params={{ slug }}>
          {name}
        </Link>
      </PageHead>
      <div className={classes.columns}>
        <div className={classes.left}>
          <WallPreview slug={slug} />
          <Rehearse slug={slug} />
        </div>
        <div className={classes.right}>
          {draw === undefined ? (
            <Announce slug={slug} view={challenge.data} desk={desk.data} />
          ) : (
            <Script slug={slug} view={challenge.data} desk={desk.data} draw={draw} />
          )}
        </div>
      </div>
    </div>
  );
}

function WallPreview({ slug }: { readonly slug: string }) {
  const { t } = useTranslation();
  const { data } = useQuery(wallDrawQuery(slug));
  const draw = data?.draw ?? undefined;
  const clock = useServerClock(draw?.serverTime);
  const show = useShow(slug, draw);
  return (
    <section className={classes.preview} aria-label={t("draw.host.wall")}>
      {draw?.simulated && <p className={classes.try}>{t("draw.rehearsalNote")}</p>}
      {draw === undefined || draw.n === null ? (
        <p className={classes.quiet}>{t(draw === undefined ? "draw.none" : "draw.host.listLater")}</p>
      ) : (
        <ShowStage draw={draw} show={show} clock={clock} />
      )}
    </section>
  );
}

function useAct<T>(slug: string, act: (input: T) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSettled: async () => {
      await again(client, slug);
      await client.invalidateQueries({ queryKey: challengeQuery(slug).queryKey });
    },
  });
}

function Rehearse({ slug }: { readonly slug: string }) {
  const { t } = useTranslation();
  const trying = useAct(slug, () => rehearseDraw(slug));
  return (
    <div className={classes.row}>
      <Button variant="default" loading={trying.isPending} onClick={() => trying.mutate(undefined)}>
        {t("draw.host.rehearse")}
      </Button>
      <span className={classes.quiet}>{t("draw.host.rehearseNote")}</span>
      {trying.error && <FaultLine error={trying.error} />}
    </div>
  );
}

interface DeskProps {
  readonly slug: string;
  readonly view: ChallengeView;
  readonly desk: DrawConsole;
}

const MODES: readonly DrawMode[] = ["A", "A+B", "B", "C"];

function Announce({ slug, view, desk }: DeskProps) {
  const { t } = useTranslation();
  const zone = view.setup.timeZone;
  const [mode, setMode] = useState<DrawMode>("A");
  const [time, setTime] = useState(() =>
    toVenueInput(Math.max(view.closesAt ?? 0, desk.serverTime) + 30 * MICROS_PER_MINUTE, zone),
  );
  const plannedAt = fromVenueInput(time, zone);
  const announcing = useAct(slug, () => announceDraw(slug, { mode, plannedAt: plannedAt ?? 0 }));
  if (!desk.canAnnounce) return <p className={classes.step}>{t("draw.host.cannotAnnounce")}</p>;
  return (
    <section className={classes.step} data-standing="next">
      <h2>{t("draw.host.announceTitle")}</h2>
      <p className={classes.quiet}>{t("draw.host.announceNote")}</p>
      <label className={classes.field}>
        <span>
          {t("draw.host.at")} <small>{zone}</small>
        </span>
        <input type="datetime-local" value={time} onChange={({ target }) => setTime(target.value)} />
      </label>
      <fieldset className={classes.field}>
        <legend>{t("draw.host.mode")}</legend>
        {MODES.map((each) => (
          <label key={each} className={classes.choice}>
            <input type="radio" name="mode" checked={mode === each} onChange={() => setMode(each)} />
            {t(`draw.host.mode.${each}`)}
          </label>
        ))}
      </fieldset>
      <div className={classes.row}>
        <Button
          loading={announcing.isPending}
          disabled={plannedAt === null}
          onClick={() => announcing.mutate(undefined)}
        >
          {t("draw.host.announce")}
        </Button>
      </div>
      {announcing.error && <FaultLine error={announcing.error} />}
    </section>
  );
}

type ScriptProps = DeskProps & { readonly draw: DrawView };

function standingOf(step: number, current: number): "done" | "next" | "later" {
  if (step < current) return "done";
  return step === current ? "next" : "later";
}

/** Which of the five steps comes next. */
function stepOf({ view, draw }: Pick<ScriptProps, "view" | "draw">): number {
  if (draw.frozenAt === null) return draw.listShownAt === null ? 1 : 2;
  if (draw.drawnAt === null) return 3;
  if (view.state !== "drawn") return 6;
  return draw.showStartedAt === null ? 4 : 5;
}

function Script(props: ScriptProps) {
  const { t } = useTranslation();
  const { slug, view, desk, draw } = props;
  const step = stepOf(props);
  const acting = useAct(slug, (wish: "list" | "freeze" | "hold" | "finish") => takeStep(slug, draw.name, wish));
  const showing = useAct(slug, (wish: "start" | "skip") => showDraw(slug, draw.name, wish));
  const isOpen = view.state === "open" || view.state === "announced" || view.state === "draft";
  const busy = acting.isPending || showing.isPending;
  return (
    <>
      <p className={classes.state}>
        <strong>{t(`draw.host.state.${draw.state}`)}</strong>{" "}
        {draw.frozenAt === null && <span>{t("draw.host.eligible", { count: desk.eligible })}</span>}
      </p>
      <ol className={classes.steps}>
        <Step
          at={1}
          now={step}
          title={t("draw.host.step1")}
          note={isOpen ? t("draw.host.waitFor") : t("draw.host.step1Note")}
        >
          <Button disabled={isOpen || busy} onClick={() => acting.mutate("list")}>
            {t("draw.host.step1")}
          </Button>
        </Step>
        <Step at={2} now={step} title={t("draw.host.step2")} note={t("draw.host.step2Note")}>
          <HoldButton label={t("draw.host.step2")} disabled={busy} onHeld={() => acting.mutate("freeze")} />
        </Step>
        <Step at={3} now={step} title={t("draw.host.step3")} note={<BeaconNote {...props} />}>
          <Waiting {...props} onAsk={() => acting.mutate("hold")} busy={busy} />
        </Step>
        <Step at={4} now={step} title={t("draw.host.step4")} note={t("draw.host.step4Note")}>
          <Button disabled={busy} onClick={() => showing.mutate("start")}>
            {t("draw.host.start")}
          </Button>
        </Step>
        <Step at={5} now={step} title={t("draw.host.step5")} note={t("draw.host.step5Note")}>
          <Button disabled={busy} onClick={() => acting.mutate("finish")}>
            {t("draw.host.finish")}
          </Button>
          <Button variant="default" disabled={busy} onClick={() => showing.mutate("start")}>
            {t("draw.host.startAgain")}
          </Button>
          <Button variant="default" disabled={busy} onClick={() => showing.mutate("skip")}>
            {t("draw.host.skip")}
          </Button>
        </Step>
      </ol>
      {acting.error && <FaultLine error={acting.error} />}
      {showing.error && <FaultLine error={showing.error} />}
      <Facts draw={draw} />
      {draw.drawnAt === null && <Change {...props} />}
    </>
  );
}

interface StepProps {
  readonly at: number;
  readonly now: number;
  readonly title: string;
  readonly note: ReactNode;
  readonly children: ReactNode;
}

function Step({ at, now, title, note, children }: StepProps) {
  const { t } = useTranslation();
  const standing = standingOf(at, now);
  return (
    <li className={classes.step} data-standing={standing} aria-current={standing === "next" ? "step" : undefined}>
      <h2>
        <span aria-hidden="true">{standing === "done" ? <IconCheck /> : at}</span> {title}
        <span className="visually-hidden"> {t(`host.standing.${standing}`)}</span>
      </h2>
      {standing === "next" && (
        <>
          <div className={classes.quiet}>{note}</div>
          <div className={classes.row}>{children}</div>
        </>
      )}
    </li>
  );
}

function BeaconNote({ view, draw }: ScriptProps) {
  const { t } = useTranslation();
  if (draw.round === null) return t(draw.roomWindows === null ? "draw.host.step3None" : "draw.host.step3Room");
  const time = venueClock(draw.roundAt ?? draw.plannedAt, view.setup.timeZone);
  return t("draw.host.step3Note", { t: time, round: draw.round });
}

function Waiting(props: ScriptProps & { readonly onAsk: () => void; readonly busy: boolean }) {
  const { t } = useTranslation();
  const { slug, draw, desk, onAsk, busy } = props;
  const clock = useServerClock(desk.serverTime);
  const now = useTicking(clock);
  const [text, setText] = useState("");
  const pasting = useAct(slug, () => pasteBeacon(slug, draw.name, text));
  const left = Math.ceil(((draw.roundAt ?? draw.plannedAt) / MICROS_PER_MILLI - now) / 1_000);
  const address = draw.beaconAddresses[0];
  return (
    <div className={classes.waiting}>
      <p className={classes.count} role="timer">
        {left > 0 ? clockText(left) : t("draw.frozen.waiting")}
      </p>
      {left <= 0 && (
        <Button variant="default" disabled={busy} onClick={onAsk}>
          {t("draw.host.ask")}
        </Button>
      )}
      {left <= 0 && desk.beacon.tries > 0 && address !== undefined && (
        <div className={classes.offline} role="alert">
          <p>{t("draw.host.offline")}</p>
          <div className={classes.offlineSplit}>
            <div className={classes.qr}>
              <QrCode text={address} label={address} />
            </div>
            <div>
              <a href={address} target="_blank" rel="noreferrer noopener">
                {address}
              </a>
              <label className={classes.field}>
                <span>{t("draw.host.paste")}</span>
                <textarea rows={4} value={text} onChange={({ target }) => setText(target.value)} spellCheck={false} />
              </label>
              <Button
                loading={pasting.isPending}
                disabled={text.trim() === ""}
                onClick={() => pasting.mutate(undefined)}
              >
                {t("draw.host.pasteSend")}
              </Button>
              {pasting.error && <FaultLine error={pasting.error} />}
              <p className={classes.quiet}>
                {t("draw.host.tries", { count: desk.beacon.tries })} · {desk.beacon.lastError}
              </p>
            </div>
          </div>
        </div>
      )}
    </div>
  );
}

/** Later, or not at all: both stay visible for ever. */
function Change({ slug, view, draw }: ScriptProps) {
  const { t } = useTranslation();
  const zone = view.setup.timeZone;
  const [time, setTime] = useState(() => toVenueInput(draw.plannedAt + 30 * MICROS_PER_MINUTE, zone));
  const [reason, setReason] = useState({ ko: "", en: "" });
  const plannedAt = fromVenueInput(time, zone);
  const postponing = useAct(slug, () => postponeDraw(slug, draw.name, plannedAt ?? 0));
  const cancelling = useAct(slug, () => cancelDraw(slug, draw.name, reason));
  return (
    <>
      {draw.frozenAt === null && (
        <details className={classes.change}>
          <summary>{t("draw.host.postpone")}</summary>
          <label className={classes.field}>
            <span>
              {t("draw.host.at")} <small>{zone}</small>
            </span>
            <input type="datetime-local" value={time} onChange={({ target }) => setTime(target.value)} />
          </label>
          <Button
            variant="default"
            loading={postponing.isPending}
            disabled={plannedAt === null}
            onClick={() => postponing.mutate(undefined)}
          >
            {t("draw.host.postpone")}
          </Button>
          {postponing.error && <FaultLine error={postponing.error} />}
        </details>
      )}
      <details className={classes.change}>
        <summary>{t("draw.host.cancel")}</summary>
        <p className={classes.quiet}>{t("draw.host.cancelNote")}</p>
        {(["ko", "en"] as const).map((language) => (
          <label key={language} className={classes.field}>
            <span>{t(language === "ko" ? "draw.host.reasonKo" : "draw.host.reasonEn")}</span>
            <input
              lang={language}
              value={reason[language]}
              maxLength={500}
              onChange={({ target }) => setReason({ ...reason, [language]: target.value })}
            />
          </label>
        ))}
        <Button
          color="red"
          variant="default"
          loading={cancelling.isPending}
          disabled={reason.ko.trim().length < 3 || reason.en.trim().length < 3}
          onClick={() => cancelling.mutate(undefined)}
        >
          {t("draw.host.cancelDo")}
        </Button>
        {cancelling.error && <FaultLine error={cancelling.error} />}
      </details>
    </>
  );
}
