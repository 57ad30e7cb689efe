import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { DrawView, Prize } from "../../contract/index.ts";
import { inLanguage } from "../ticket/bilingual.ts";
import { Name } from "../ui/name.tsx";
import type { LadderLane } from "./ladder.tsx";
import type { Show } from "./use-show.ts";

/** The lanes of a ladder from left to right; before the show the first of all. */
export function useLanes(draw: DrawView, show: Show | undefined): readonly LadderLane[] {
  return useMemo(() => {
    const all = draw.lanes.length > 0 ? draw.lanes : Array.from({ length: draw.n ?? 0 }, (_, at) => laneOf(at));
    if (show === undefined) return all.slice(0, 24);
    return show.shown.kept.map((lane) => all[lane] ?? laneOf(lane));
  }, [draw.lanes, draw.n, show]);
}

const laneOf = (at: number): LadderLane => ({ lane: at + 1, app: "" });

/** The prize of a slot. */
export function prizeOf(prizes: readonly Prize[], slot: number): Prize | undefined {
  let before = 0;
  for (const prize of prizes) {
    before += prize.quantity;
    if (slot < before) return prize;
  }
  return undefined;
}

interface SpokenProps {
  readonly draw: DrawView;
  readonly show: Show | undefined;
  /** Milliseconds since the show began. */
  readonly at: number | undefined;
  readonly className?: string;
}

/** One line an arrival, in the order of the show: lane, app, result. */
export function Spoken({ draw, show, at, className }: SpokenProps) {
  const { t, i18n } = useTranslation();
  const lanes = useLanes(draw, show);
  const runs = show === undefined || at === undefined ? [] : show.plan.runs.filter(({ arrives }) => at >= arrives);
  return (
    <ol className={className} aria-live="polite" aria-label={t("draw.show.spoken")}>
      {runs
        .flatMap(({ slots }) => slots)
        .map((slot) => {
          const lane = lanes[show?.model.slots.indexOf(slot) ?? 0];
          const prize = slot < (show?.prizes ?? 0) ? prizeOf(draw.prizes, slot) : undefined;
          return (
            <li key={slot}>
              {t("draw.lane", { lane: lane?.lane ?? 0 })}
              {lane?.app ? (
                <>
                  {", "}
                  <Name value={lane.app} />
                </>
              ) : null}
              {", "}
              {prize === undefined
                ? t("draw.reserve", { k: slot - (show?.prizes ?? 0) + 1 })
                : `${t("draw.ladder.rank", { rank: slot + 1 })} ${inLanguage(prize.name, i18n.language)}`}
            </li>
          );
        })}
    </ol>
  );
}
