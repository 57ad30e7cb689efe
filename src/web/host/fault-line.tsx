import { ApiFault } from "../app/api.ts";
import { useFaultText } from "../app/fault-text.ts";
import { IconWarning } from "../ui/icons.tsx";
import classes from "./fault-line.module.css";
import { useSay } from "./say.ts";

const KNOWN = new Set(["challenge.changed-meanwhile", "challenge.step-refused", "challenge.slug-taken", "offline"]);

/** What went wrong with a press of a button, beside it. */
export function FaultLine({ error }: { readonly error: unknown }) {
  const say = useSay();
  const faultText = useFaultText();
  const fault = error instanceof ApiFault ? error : null;
  const code = fault?.code ?? "";
  const words = KNOWN.has(code) ? say(`host.fault.${code.replace(/^challenge\./, "")}`) : faultText(error);
  return (
    <p className={classes.line} role="alert">
      <IconWarning /> {words}
    </p>
  );
}
