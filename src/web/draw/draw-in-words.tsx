import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { DrawView, WallNow } from "../../contract/index.ts";
import { MICROS_PER_MILLI } from "../../kernel/index.ts";
import { formatVenueTime } from "../wall/wall-address.ts";
import { wallDrawQuery } from "./api.ts";
import { Spoken } from "./spoken.tsx";
import { elapsedOf, useServerClock, useShow, useTicking } from "./use-show.ts";

/** The draw that walls show, in lines that are read out as they come: the list, the number, who arrives where. */
export function DrawInWords({ wall }: { readonly wall: WallNow }) {
  const { data } = useQuery(wallDrawQuery(wall.slug));
  return data?.draw ? <Words draw={data.draw} wall={wall} /> : null;
}

function Words({ draw, wall }: { readonly draw: DrawView; readonly wall: WallNow }) {
  const { t, i18n } = useTranslation();
  const clock = useServerClock(draw.serverTime);
  const now = useTicking(clock, 1_000);
  const show = useShow(wall.slug, draw);
  const at = elapsedOf(draw, now);
  const isKorean = i18n.language === "ko";
  return (
    <section>
      <h2>
        {t("draw.title")}
        {draw.simulated && ` · ${t("draw.rehearsal")}`}
      </h2>
      <div aria-live="polite">
        <List draw={draw} />
        <p>
          {t("draw.wall.drawAt", {
            t: formatVenueTime(draw.plannedAt, wall.timeZone, now * MICROS_PER_MILLI, i18n.language),
          })}
          {draw.round !== null && ` · ${t("draw.wall.beacon", { round: draw.round })}`}
        </p>
        <p>
          {t("draw.commit")}: <b>{isKorean ? draw.commitWords.ko : draw.commitWords.en}</b>
        </p>
        {draw.drawnAt !== null && at === undefined && <p>{t("draw.wall.stay")}</p>}
      </div>
      <Spoken draw={draw} show={show} at={at} />
      {show !== undefined && at !== undefined && at >= show.plan.end && <p role="status">{t("draw.show.over")}</p>}
      {!draw.simulated && (
        <p>
          <Link to="/e/$slug/draw/$name" params={{ slug: wall.slug, name: draw.name }}>
            {t("draw.wall.check")}
          </Link>
        </p>
      )}
    </section>
  );
}

function List({ draw }: { readonly draw: DrawView }) {
  const { t, i18n } = useTranslation();
  const n = draw.n ?? 0;
  if (draw.frozenAt === null) {
    return (
      <p>
        {n} {t("draw.wall.people", { count: n })}
      </p>
    );
  }
  const prizes = draw.prizes.reduce((sum, { quantity }) => sum + quantity, 0);
  return (
    <p>
      {prizes === 1 ? t("draw.frozen.says", { n }) : t("draw.frozen.saysMany", { n, prizes })} {t("draw.listHash")}:{" "}
      <b>{i18n.language === "ko" ? draw.entriesWords?.ko : draw.entriesWords?.en}</b>
    </p>
  );
}
