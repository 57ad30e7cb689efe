import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { DrawView } from "../../contract/index.ts";
import { inLanguage } from "../ticket/bilingual.ts";
import { Name } from "../ui/name.tsx";
import { Confetti } from "./confetti.tsx";
import { Ladder, type LadderLane } from "./ladder.tsx";
import classes from "./show-stage.module.css";
import { prizeOf, Spoken, useLanes } from "./spoken.tsx";
import { elapsedOf, type Show, useTicking } from "./use-show.ts";

interface ShowStageProps {
  readonly draw: DrawView;
  readonly show: Show | undefined;
  /** Server's time in milliseconds. */
  readonly clock: () => number;
  readonly mine?: number | null;
  /** On a wall: names over the lanes, larger words. */
  readonly large?: boolean;
  /** Somebody on this screen wants to see the end at once. */
  readonly skipped?: boolean;
}

/** The show: the ladder, who runs now, and the same told in words for who cannot see it. */
export function ShowStage({ draw, show, clock, mine = null, large = false, skipped = false }: ShowStageProps) {
  const now = useTicking(clock, 200);
  const startedAt = draw.showStartedAt;
  const elapsed = useMemo(
    () => (): number | undefined => {
      if (skipped) return Number.MAX_SAFE_INTEGER;
      return startedAt === null ? undefined : clock() - startedAt / 1_000;
    },
    [skipped, startedAt, clock],
  );
  const at = skipped ? Number.MAX_SAFE_INTEGER : elapsedOf(draw, now);
  const lanes = useLanes(draw, show);
  return (
    <div className={classes.stage} data-large={large}>
      <Said draw={draw} show={show} lanes={lanes} at={at} large={large} />
      {large && <Joy show={show} at={at} />}
      <div className={classes.ladder}>
        {show !== undefined && at !== undefined && at >= 0 && at < show.plan.curtain ? (
          <Cut draw={draw} show={show} at={at} />
        ) : (
          <Ladder show={show} lanes={lanes} elapsed={elapsed} mine={mine} named={large} />
        )}
      </div>
      {large && show !== undefined && <Legend draw={draw} />}
      <Spoken draw={draw} show={show} at={at} className="visually-hidden" />
    </div>
  );
}

/** As long as coloured paper falls after a winner has arrived. */
const JOY_MS = 1_800;

/** The picture stands still for every winner, and paper falls. */
function Joy({ show, at }: Pick<StepProps, "show" | "at">) {
  if (show === undefined || at === undefined) return null;
  const won = show.plan.runs.find(
    ({ slots, arrives }) => slots.some((slot) => slot < show.prizes) && at >= arrives && at < arrives + JOY_MS,
  );
  return won === undefined ? null : <Confetti key={won.arrives} />;
}

/** What stands at the bottom of the ladder. */
function Legend({ draw }: { readonly draw: DrawView }) {
  const { t, i18n } = useTranslation();
  return (
    <ul className={classes.legend}>
      {draw.prizes.slice(0, 5).map((prize) => (
        <li key={prize.id}>
          <b>{t("draw.ladder.rank", { rank: prize.rank })}</b> {inLanguage(prize.name, i18n.language)}
        </li>
      ))}
    </ul>
  );
}

interface StepProps {
  readonly draw: DrawView;
  readonly show: Show | undefined;
  readonly lanes: readonly LadderLane[];
  /** Milliseconds since the show began. */
  readonly at: number | undefined;
}

/** Who runs now, or what was just found out. */
function Said({ draw, show, lanes, at, large }: StepProps & { readonly large: boolean }) {
  const { t, i18n } = useTranslation();
  if (show === undefined || at === undefined) return null;
  const { plan, model, prizes } = show;
  if (at < 0) return <p className={classes.said}>{t("draw.show.starts", { s: Math.ceil(-at / 1_000) })}</p>;
  if (at < plan.uncovered) {
    return <p className={classes.said}>{t(at < plan.curtain ? "draw.show.cut" : "draw.show.curtain")}</p>;
  }
  const run = plan.runs.find(({ from, until }) => at >= from && at < until);
  if (run === undefined) {
    return <p className={classes.said}>{t(at >= plan.end - 1_000 ? "draw.show.over" : "draw.show.curtain")}</p>;
  }
  const there = at >= run.arrives;
  return (
    <p className={classes.said} data-wins={there && run.slots.some((slot) => slot < prizes)}>
      {run.slots.toReversed().map((slot) => {
        const lane = lanes[model.slots.indexOf(slot)];
        const prize = prizeOf(draw.prizes, slot);
        return (
          <span key={slot}>
            {t("draw.lane", { lane: lane?.lane ?? 0 })}
            {lane?.app ? (
              <>
                {" · "}
                <Name value={lane.app} longest={large ? 20 : 14} />
              </>
            ) : null}
            {there && prize !== undefined && slot < prizes && (
              <strong>{t("draw.show.won", { rank: slot + 1, prize: inLanguage(prize.name, i18n.language) })}</strong>
            )}
          </span>
        );
      })}
    </p>
  );
}

/** More than a ladder holds: who stays is seen first, the others leave one by one. */
function Cut({ draw, show, at }: { readonly draw: DrawView; readonly show: Show; readonly at: number }) {
  const gone = new Set(
    show.shown.dropped.slice(0, Math.floor((show.shown.dropped.length * at) / Math.max(show.plan.curtain - 1_500, 1))),
  );
  return (
    <ol className={classes.cut} aria-hidden="true">
      {draw.lanes.map(({ lane, entry }) => (
        <li key={entry} data-gone={gone.has(lane - 1)}>
          {lane}
        </li>
      ))}
    </ol>
  );
}
