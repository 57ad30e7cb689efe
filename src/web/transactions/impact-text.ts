import { formatPercent } from "../i18n/format.ts";

const LEAST_SHOWN = 0.0005;

/** A share of all time: what would round to nothing is told apart from what took none. */
export const impactText = (share: number): string =>
  share > 0 && share < LEAST_SHOWN ? "< 0.1 %" : formatPercent(share);
