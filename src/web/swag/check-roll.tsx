import { useState } from "react";
import { useTranslation } from "react-i18next";
import { checkSwag, fromHex, type SwagFinding } from "../../challenge/draw/index.ts";
import type { SwagRollView } from "../../contract/index.ts";
import { IconCheck, IconWarning } from "../ui/icons.tsx";
import { keptRoll } from "./kept-roll.ts";
import classes from "./swag.module.css";

/** Their words by the last part of their names. */
const FINDINGS = {
  "swag.ok": "ok",
  "swag.commit-differs": "commit-differs",
  "swag.roll-differs": "roll-differs",
  "swag.result-differs": "result-differs",
} as const;

/** Computes one's own roll again on this phone, from what the phone itself kept and the seed that is shown now. */
export function CheckRoll({ roll }: { readonly roll: SwagRollView }) {
  const { t } = useTranslation();
  const [finding, setFinding] = useState<SwagFinding | undefined>(undefined);
  const kept = keptRoll(roll.raffle);
  const commit = kept?.commit || roll.commit;
  const run = () => {
    const seed = fromHex(roll.daySeed);
    const receipt = kept?.roll ?? roll;
    setFinding(seed === undefined ? "swag.commit-differs" : checkSwag({ ...receipt, commit }, seed));
  };
  return (
    <div className={classes.check}>
      <button type="button" className={classes.second} onClick={run}>
        {t("swag.check.run")}
      </button>
      <p aria-live="polite" data-ok={finding === "swag.ok"} className={classes.finding}>
        {finding !== undefined && (
          <>
            {finding === "swag.ok" ? <IconCheck /> : <IconWarning />} {t(`swag.check.${FINDINGS[finding]}`)}
          </>
        )}
      </p>
      <p className={classes.quiet}>{t("swag.check.number", { n: roll.seq, roll: roll.roll })}</p>
      <p className={classes.quiet}>
        {t("swag.check.seed")} <code>{roll.daySeed}</code>
      </p>
    </div>
  );
}
