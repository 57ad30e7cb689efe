import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { commitTo, fromHex, NO_LUCKY } from "../../challenge/draw/index.ts";
import type { DrawView, MyDraw } from "../../contract/index.ts";
import { MICROS_PER_MILLI } from "../../kernel/index.ts";
import { FaultNotice } from "../app/notice-pages.tsx";
import { myClaimQuery } from "../claim/api.ts";
import { ClaimCard } from "../claim/claim-card.tsx";
import { inLanguage } from "../ticket/bilingual.ts";
import { usePageTitle } from "../ui/page-title.ts";
import { drawsQuery, giveNumber, myDrawQuery, pickLane, wallDrawQuery } from "./api.ts";
import { clockText } from "./clock-text.ts";
import classes from "./draw.module.css";
import { DrawFrame } from "./draw-frame.tsx";
import { Facts } from "./facts.tsx";
import { PickLane } from "./pick-lane.tsx";
import { keepReceipt, ownLucky, ownNumber } from "./receipts.ts";
import { ShowStage } from "./show-stage.tsx";
import { prizeOf } from "./spoken.tsx";
import { useNews } from "./use-news.ts";
import { elapsedOf, useServerClock, useShow, useTicking } from "./use-show.ts";

const route = getRouteApi("/e/$slug/draw");

/** A participant's way through the draw: pick a lane, find oneself in the list, watch, learn what came out. */
export function DrawPage() {
  const { t } = useTranslation();
  const { slug } = route.useParams();
  usePageTitle(t("draw.title"));
  const [hasTicket, setHasTicket] = useState(false);
  const told = useNews(slug, hasTicket);
  const mine = useQuery(myDrawQuery(slug, told));
  useEffect(() => setHasTicket(mine.data !== null && mine.data !== undefined), [mine.data]);
  const watching = useQuery({ ...wallDrawQuery(slug), enabled: mine.data === null });
  const draw = mine.data === null ? watching.data?.draw : mine.data?.draw;
  const error = mine.error ?? watching.error;
  return (
    <DrawFrame slug={slug}>
      {draw === undefined && error !== null && (
        <FaultNotice error={error} retry={() => void Promise.all([mine.refetch(), watching.refetch()])} />
      )}
      {draw === undefined && error === null && (
        <p className="visually-hidden" aria-live="polite">
          {t("draw.loading")}
        </p>
      )}
      {draw === null && <p className={classes.card}>{t("draw.none")}</p>}
      {draw && <Stages slug={slug} draw={draw} mine={mine.data ?? null} />}
      <Cancelled slug={slug} />
      <nav className={classes.links}>
        <Link to="/e/$slug" params={{ slug }}>
          {t("draw.toTicket")}
        </Link>
        {draw && (
          <Link to="/e/$slug/draw/$name" params={{ slug, name: draw.name }}>
            {t("draw.proof")}
          </Link>
        )}
      </nav>
    </DrawFrame>
  );
}

interface StageProps {
  readonly slug: string;
  readonly draw: DrawView;
  readonly mine: MyDraw | null;
}

function Stages(props: StageProps) {
  const { draw, mine } = props;
  useReceipt(draw, mine);
  useLucky(props);
  useRoomNumber(props);
  switch (draw.state) {
    case "announced":
      return <Announced {...props} />;
    case "closed":
      return <Picking {...props} />;
    case "frozen":
      return <Frozen {...props} />;
    case "drawn":
    case "revealed":
      return <Watching {...props} />;
    case "cancelled":
      return null;
  }
}

function Head({
  draw,
  title,
  children,
}: {
  readonly draw: DrawView;
  readonly title: string;
  readonly children?: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <header className={classes.head}>
      <p>{draw.simulated ? t("draw.rehearsalNote") : t("draw.nth", { n: draw.ordinal })}</p>
      <h1>{title}</h1>
      {children}
    </header>
  );
}

function Announced({ draw }: StageProps) {
  const { t } = useTranslation();
  return (
    <>
      <Head draw={draw} title={t("draw.title")}>
        <p>{t("draw.pick.later")}</p>
      </Head>
      <Facts draw={draw} />
    </>
  );
}

function Picking({ slug, draw, mine }: StageProps) {
  const { t } = useTranslation();
  return (
    <>
      <Head draw={draw} title={t("draw.pick.title")} />
      {mine?.isIn && draw.n !== null ? (
        <PickLane slug={slug} draw={draw} mine={mine} lanes={draw.n} />
      ) : (
        mine !== null && <p className={classes.card}>{t("draw.pick.out")}</p>
      )}
      <Facts draw={draw} />
    </>
  );
}

function Frozen({ draw, mine }: StageProps) {
  const { t } = useTranslation();
  const clock = useServerClock(mine?.serverTime ?? draw.serverTime);
  const now = useTicking(clock);
  const prizes = draw.prizes.reduce((sum, { quantity }) => sum + quantity, 0);
  const n = draw.n ?? 0;
  const isListed = mine !== null && draw.lanes.some(({ entry, lane }) => entry === mine.entry && lane === mine.lane);
  const room = draw.roomWindows;
  return (
    <>
      <Head draw={draw} title={t("draw.frozen.title")}>
        <p>{prizes === 1 ? t("draw.frozen.says", { n }) : t("draw.frozen.saysMany", { n, prizes })}</p>
      </Head>
      {mine !== null && (
        <p className={classes.line} data-in={isListed}>
          {isListed ? t("draw.frozen.mine", { n, lane: mine.lane ?? 0 }) : t("draw.frozen.out")}
        </p>
      )}
      {room !== null && now * MICROS_PER_MILLI < room.showUntil && (
        <p className={classes.card} role="status">
          {t("draw.frozen.room")}{" "}
          <strong>
            {now * MICROS_PER_MILLI < room.sealUntil
              ? t("draw.frozen.roomSealed", { count: room.sealed })
              : t("draw.frozen.roomShown", { count: room.shown })}
          </strong>
        </p>
      )}
      <Until at={draw.roundAt ?? draw.plannedAt} now={now} />
      <Facts draw={draw} />
    </>
  );
}

function Until({ at, now }: { readonly at: number; readonly now: number }) {
  const { t } = useTranslation();
  const left = Math.ceil((at / MICROS_PER_MILLI - now) / 1_000);
  if (left <= 0) {
    return (
      <p className={classes.count} role="status">
        {t("draw.frozen.waiting")}
      </p>
    );
  }
  return (
    <p className={classes.count} role="timer">
      <span>{t("draw.frozen.until")}</span>
      <strong>{clockText(left)}</strong>
    </p>
  );
}

function Watching({ slug, draw, mine }: StageProps) {
  const { t } = useTranslation();
  const clock = useServerClock(mine?.serverTime ?? draw.serverTime);
  const now = useTicking(clock);
  const show = useShow(slug, draw);
  const [skipped, setSkipped] = useState(false);
  const at = elapsedOf(draw, now);
  const over = skipped || (show !== undefined && at !== undefined && at >= show.plan.end);
  const { data: told } = useQuery({ ...myClaimQuery(slug), enabled: mine !== null });
  // Who waits in line, or has moved up in it, reads so on the card of the hand-over.
  const isInLine = (told?.reserve ?? told?.claim?.fromReserve ?? null) !== null;
  return (
    <>
      <Head draw={draw} title={over ? t("draw.result.title") : t("draw.title")} />
      {over && mine !== null && !isInLine && <Result mine={mine} />}
      {over && mine !== null && <ClaimCard slug={slug} />}
      {at === undefined && !skipped && (
        <p className={classes.card} role="status">
          {t("draw.show.ready")}
        </p>
      )}
      <ShowStage draw={draw} show={show} clock={clock} mine={mine?.lane ?? null} skipped={skipped} />
      {show !== undefined && at !== undefined && !over && (
        <Button variant="default" onClick={() => setSkipped(true)}>
          {t("draw.show.skip")}
        </Button>
      )}
      {over && <Winners draw={draw} slug={slug} />}
      <p className={classes.quiet}>{t("draw.promise")}</p>
    </>
  );
}

function Result({ mine: { result } }: { readonly mine: MyDraw }) {
  const { t, i18n } = useTranslation();
  if (result === null) return null;
  const wins = result.prize !== null;
  return (
    <section className={classes.result} data-wins={wins} aria-live="polite">
      <h2>
        {result.prize === null
          ? t("draw.result.lose")
          : t("draw.result.win", { rank: result.slot + 1, prize: inLanguage(result.prize.name, i18n.language) })}
      </h2>
      <p>{wins ? t("draw.result.winNote") : t("draw.result.reserve", { k: result.reserve ?? 0 })}</p>
    </section>
  );
}

/** Lanes and apps that won, by rank. */
export function Winners({ draw, slug }: { readonly draw: DrawView; readonly slug: string }) {
  const { t, i18n } = useTranslation();
  const show = useShow(slug, draw);
  if (show === undefined) return null;
  const slots = Array.from({ length: show.prizes }, (_, slot) => slot);
  return (
    <section className={classes.card}>
      <h2>{t("draw.result.winners")}</h2>
      <ol className={classes.winners}>
        {slots.map((slot) => {
          const lane = draw.lanes[show.shown.kept[show.shown.order[slot] ?? 0] ?? 0];
          const prize = prizeOf(draw.prizes, slot);
          return (
            <li key={slot}>
              <strong>{t("draw.ladder.rank", { rank: slot + 1 })}</strong>
              <span>{prize && inLanguage(prize.name, i18n.language)}</span>
              <span>{[t("draw.lane", { lane: lane?.lane ?? 0 }), lane?.app].filter(Boolean).join(" · ")}</span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function Cancelled({ slug }: { readonly slug: string }) {
  const { t, i18n } = useTranslation();
  const { data } = useQuery(drawsQuery(slug));
  return data?.draws.map(({ id, cancelled }) =>
    cancelled === null ? null : (
      <p key={id} className={classes.quiet}>
        {t("draw.cancelled", { reason: inLanguage(cancelled.reason, i18n.language) })}
      </p>
    ),
  );
}

function useReceipt(draw: DrawView, mine: MyDraw | null): void {
  useEffect(() => {
    if (!draw.simulated || draw.ordinal > 0) keepReceipt(draw, mine);
  }, [draw, mine]);
}

/** This phone's own number goes into its line of the list, unasked. */
function useLucky({ slug, draw, mine }: StageProps): void {
  const client = useQueryClient();
  const { mutate, isIdle } = useMutation({
    mutationFn: () => pickLane(slug, { lucky: ownLucky(draw.id) }),
    onSuccess: (next) => client.setQueryData(myDrawQuery(slug).queryKey, next),
  });
  const isWanted = mine !== null && mine.lucky === NO_LUCKY && (draw.state === "announced" || draw.state === "closed");
  useEffect(() => {
    if (isWanted && isIdle) mutate();
  }, [isWanted, isIdle, mutate]);
}

/** Seals this phone's number in the first window and shows it in the second, unasked. */
function useRoomNumber({ slug, draw, mine }: StageProps): void {
  const client = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: (step: "seal" | "show") => {
      const number = ownNumber(draw.id);
      return giveNumber(
        slug,
        step === "show" ? { number } : { seal: commitTo("room", fromHex(number) ?? new Uint8Array()) },
      );
    },
    onSuccess: (next) => client.setQueryData(myDrawQuery(slug).queryKey, next),
  });
  const { roomWindows: windows } = draw;
  const now = mine?.serverTime ?? 0;
  const inTime = windows !== null && mine?.isIn === true && draw.state === "frozen" && now < windows.showUntil;
  const step =
    !inTime || mine === null
      ? undefined
      : now < windows.sealUntil
        ? mine.sealed
          ? undefined
          : "seal"
        : mine.sealed && !mine.shown
          ? "show"
          : undefined;
  useEffect(() => {
    if (step !== undefined && !isPending) mutate(step);
  }, [step, isPending, mutate]);
}
