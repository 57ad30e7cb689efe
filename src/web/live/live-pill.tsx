import { useTranslation } from "react-i18next";
import { MICROS_PER_MILLI } from "../../kernel/index.ts";
import { formatClock } from "../i18n/format.ts";
import classes from "./live-pill.module.css";
import { togglePause, usePaused, usePauseKey } from "./pause.ts";
import { useLive } from "./use-live.ts";

/** Says whether the page is live, paused or cut off, and pauses it. */
export function LivePill() {
  const { t } = useTranslation();
  const { connection } = useLive();
  const paused = usePaused();
  usePauseKey();
  const state = paused ? "paused" : connection.kind;
  const words =
    state === "paused"
      ? t("live.paused")
      : connection.kind === "lost"
        ? t("live.lost", { time: formatClock(connection.since * MICROS_PER_MILLI) })
        : t(connection.kind === "open" ? "live.live" : "live.connecting");
  const hint = t(paused ? "live.resume" : "live.pause");
  return (
    <button
      type="button"
      className={classes.pill}
      data-state={state}
      aria-pressed={paused}
      title={hint}
      onClick={togglePause}
    >
      <span className={classes.dot} aria-hidden="true" />
      {words}
    </button>
  );
}
