import { useTranslation } from "react-i18next";
import { IconCheck } from "../ui/icons.tsx";
import classes from "./staff.module.css";

const SIGNS = { in: <IconCheck />, fixable: "!", out: "–" } as const;

/** In, out, or out for something that can be mended: a colour, a sign and words. */
export function VerdictBadge({ eligible, fixable }: { readonly eligible: boolean; readonly fixable: boolean }) {
  const { t } = useTranslation();
  const state = eligible ? "in" : fixable ? "fixable" : "out";
  return (
    <span className={classes.badge} data-state={state}>
      <span aria-hidden="true">{SIGNS[state]}</span> {t(`staff.state.${state}`)}
    </span>
  );
}
