import { useTranslation } from "react-i18next";
import type { ChallengeState } from "../../contract/index.ts";
import classes from "./state-badge.module.css";

export function StateBadge({ state }: { readonly state: ChallengeState }) {
  const { t } = useTranslation();
  return (
    <span className={classes.badge} data-open={state === "open"}>
      {t(`host.state.${state}`)}
    </span>
  );
}
