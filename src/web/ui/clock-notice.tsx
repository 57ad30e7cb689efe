import { useTranslation } from "react-i18next";
import { MICROS_PER_MILLI } from "../../kernel/index.ts";
import { formatDuration } from "../i18n/format.ts";
import { useLive } from "../live/use-live.ts";
import classes from "./clock-notice.module.css";
import { IconWarning } from "./icons.tsx";

const NOTICEABLE_MS = 30_000;

/** Says when this browser's clock and the server's differ by more than half a minute. */
export function ClockNotice() {
  const { t } = useTranslation();
  const { clockOffsetMs } = useLive();
  if (clockOffsetMs === null || Math.abs(clockOffsetMs) <= NOTICEABLE_MS) return null;
  const skew = formatDuration(Math.abs(clockOffsetMs) * MICROS_PER_MILLI);
  return (
    <p className={classes.notice} role="status">
      <IconWarning />
      {clockOffsetMs < 0 ? t("live.clockAhead", { skew }) : t("live.clockBehind", { skew })}
    </p>
  );
}
