import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Guard } from "../../contract/index.ts";
import { IconCheck, IconClose, IconWarning } from "../ui/icons.tsx";
import classes from "./guard-list.module.css";
import { useSay } from "./say.ts";

interface GuardListProps {
  readonly slug: string;
  readonly guards: readonly Guard[];
}

const STANDINGS = { ok: "host.check.ok", missing: "host.check.missing", warning: "host.check.warning" } as const;
const ICONS = { ok: <IconCheck />, missing: <IconClose />, warning: <IconWarning /> } as const;

/** What a step needs, as a checklist; what is missing leads to where it is mended. */
export function GuardList({ slug, guards }: GuardListProps) {
  const { t } = useTranslation();
  const say = useSay();
  return (
    <ul className={classes.list}>
      {guards.map((guard) => {
        const standing = guard.ok ? "ok" : guard.required ? "missing" : "warning";
        return (
          <li key={guard.id} data-standing={standing}>
            <span className={classes.icon}>{ICONS[standing]}</span>
            <span className="visually-hidden">{t(STANDINGS[standing])}</span>
            <span className={classes.words}>
              {say(`host.guard.${guard.id}`, guard.params) || guard.id}
              {!guard.ok && <GuardFix slug={slug} guard={guard} />}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

/** Where the fields that are no part of the six cards are mended. */
function GuardFix({ slug, guard: { field, id } }: { readonly slug: string; readonly guard: Guard }) {
  const say = useSay();
  const words = say(`host.fix.${id}`) || (field ?? id);
  switch (field) {
    case null:
    case "draw":
    case "purge":
    case "eligible":
      return <span className={classes.hint}>{words}</span>;
    case "staff":
      return (
        <Link to="/host/e/$slug/people" params={{ slug }}>
          {words}
        </Link>
      );
    case "survey":
      return (
        <Link to="/host/e/$slug/survey" params={{ slug }}>
          {words}
        </Link>
      );
    case "appeals":
    case "overrides":
    case "doubtful":
      return (
        <Link to="/host/e/$slug" params={{ slug }} search={{ view: "review", part: field }}>
          {words}
        </Link>
      );
    default:
      return (
        <Link to="/host/e/$slug" params={{ slug }} search={{ view: "setup", field }}>
          {words}
        </Link>
      );
  }
}
