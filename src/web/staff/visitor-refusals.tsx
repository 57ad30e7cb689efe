import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { StaffTicket } from "../../contract/index.ts";
import { sessionQuery } from "../app/api.ts";
import { useServerNow } from "../live/use-live.ts";
import { rejectionWords } from "../rejections/rejection-words.ts";
import { AgeText } from "../ui/age.tsx";
import { nameText } from "../ui/name-text.ts";
import classes from "./staff.module.css";

/** What was refused lately of what this visitor sent, newest first, each with the line to change. */
export function Refusals({ refusals }: Pick<StaffTicket, "refusals">) {
  const { t } = useTranslation();
  return (
    <section className={classes.card} aria-labelledby="refusal-title">
      <h3 id="refusal-title">{t("staff.visitor.refusal")}</h3>
      {refusals.length === 0 && <p className={classes.muted}>{t("staff.visitor.noRefusal")}</p>}
      <ol className={classes.plain}>
        {refusals.map((refusal) => (
          <Refusal key={`${refusal.reason} ${refusal.at} ${refusal.detail}`} refusal={refusal} />
        ))}
      </ol>
    </section>
  );
}

function Refusal({ refusal }: { readonly refusal: StaffTicket["refusals"][number] }) {
  const { t } = useTranslation();
  const session = useQuery(sessionQuery);
  const now = useServerNow();
  const entry = { ...refusal, status: 0, address: "", count: 1 };
  const { reason, values, line } = rejectionWords(entry, session.data?.intakeUrl ?? "", now);
  // Which values a sentence takes is known only at run time; a test goes through every reason.
  const say = t as unknown as (key: string, values?: Readonly<Record<string, string | number>>) => string;
  return (
    <li>
      <p>{values ? say(`reason.${reason}.says`, values) : say(`reason.${reason}.saysBare`)}</p>
      {line !== null && <code className={classes.line}>{line}</code>}
      <p className={classes.muted}>
        <AgeText at={refusal.at} /> · {t(`staff.visitor.matched.${refusal.matched}`)}
        {refusal.agent !== "" && ` · ${nameText(refusal.agent, 30)}`}
      </p>
    </li>
  );
}
