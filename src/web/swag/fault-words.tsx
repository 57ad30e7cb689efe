import { useTranslation } from "react-i18next";
import { ApiFault } from "../app/api.ts";
import { IconWarning } from "../ui/icons.tsx";
import classes from "./swag.module.css";

const KNOWN = [
  "swag-code-wrong",
  "swag-code-wait",
  "swag-sold-out",
  "swag-not-open",
  "swag-survey-first",
  "swag-drawn",
  "swag-nothing-won",
  "swag-not-there",
  "swag-size-first",
  "ticket-unknown",
  "voucher-empty",
  "voucher-over",
  "offline",
] as const;

/** What went wrong with a press of a button, in the reader's words. */
export function FaultWords({ error, id }: { readonly error: unknown; readonly id?: string }) {
  const { t } = useTranslation();
  const code = error instanceof ApiFault ? error.code.replace(".", "-") : "";
  const known = KNOWN.find((each) => each === code) ?? "other";
  return (
    <p className={classes.fault} role="alert" id={id}>
      <IconWarning /> {t(`swag.fault.${known}`)}
    </p>
  );
}
