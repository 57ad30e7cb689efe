import { formatPercent } from "../i18n/format.ts";
import panel from "./panel.module.css";

/** A failure rate, told apart by weight and colour once there is one; N/A says that nothing was counted. */
export function Failed({ rate }: { readonly rate: number | null }) {
  return (
    <span className={panel.failed} data-failing={rate !== null && rate > 0}>
      {formatPercent(rate)}
    </span>
  );
}
