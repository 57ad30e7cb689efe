import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { DrawView, MyDraw } from "../../contract/index.ts";
import { FaultLine } from "../host/fault-line.tsx";
import { again, myDrawQuery, pickLane } from "./api.ts";
import classes from "./draw.module.css";

interface PickLaneProps {
  readonly slug: string;
  readonly draw: DrawView;
  readonly mine: MyDraw;
  readonly lanes: number;
}

/** Poles to tap, those of others dimmed; for who cannot see them each says its number and whether it is free. */
export function PickLane({ slug, draw, mine, lanes }: PickLaneProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const picking = useMutation({
    mutationFn: (lane: number | null) => pickLane(slug, { lane }),
    onSuccess: (next) => client.setQueryData(myDrawQuery(slug).queryKey, next),
    onError: () => again(client, slug),
  });
  const taken = new Set(draw.taken);
  const own = mine.picked ? mine.lane : null;
  return (
    <section className={classes.card}>
      <p>{t("draw.pick.odds", { n: lanes })}</p>
      <ul className={classes.poles} aria-label={t("draw.pick.title")}>
        {Array.from({ length: lanes }, (_, at) => at + 1).map((lane) => {
          const standing = lane === own ? "mine" : taken.has(lane) ? "taken" : "free";
          return (
            <li key={lane}>
              <button
                type="button"
                data-standing={standing}
                aria-pressed={standing === "mine"}
                disabled={standing === "taken" || picking.isPending}
                onClick={() => picking.mutate(standing === "mine" ? null : lane)}
              >
                <b aria-hidden="true">{lane}</b>
                <i aria-hidden="true" />
                <span className="visually-hidden">
                  {t("draw.lane", { lane })}, {t(`draw.pick.${standing}`)}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      <p className={classes.quiet} role="status">
        {own === null ? t("draw.pick.auto") : `${t("draw.pick.mine")}: ${t("draw.lane", { lane: own })}`}
      </p>
      {picking.error && <FaultLine error={picking.error} />}
    </section>
  );
}
