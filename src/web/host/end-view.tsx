import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ChallengeState, ChallengeView } from "../../contract/index.ts";
import { PurgePlanPanel } from "../privacy/purge-plan.tsx";
import classes from "./end-view.module.css";
import { EndPanel } from "./live-view.tsx";
import { StepPanel, stepTo } from "./step-panel.tsx";

const STEPS = ["closed", "review", "frozen"] as const;
const ORDER: readonly ChallengeState[] = [
  "draft",
  "announced",
  "open",
  "closed",
  "review",
  "frozen",
  "drawn",
  "handing-over",
  "kept",
  "purged",
];

/** Closing, looking through, making the list final: three steps on one page. */
export function EndView({ view }: { readonly view: ChallengeView }) {
  const { t } = useTranslation();
  const reached = ORDER.indexOf(view.state);
  return (
    <div className={classes.page}>
      <ol className={classes.steps}>
        {STEPS.map((step) => {
          const at = ORDER.indexOf(step);
          const standing = at <= reached ? "done" : at === reached + 1 ? "next" : "later";
          return (
            <li key={step} data-standing={standing} aria-current={standing === "next" ? "step" : undefined}>
              {t(`host.end.${step}`)}
              <span className="visually-hidden">{t(`host.standing.${standing}`)}</span>
            </li>
          );
        })}
      </ol>
      {view.setup.prizes.length > 0 && (
        <Link to="/host/e/$slug/draw" params={{ slug: view.slug }}>
          {t("draw.host.open")}
        </Link>
      )}
      {(view.state === "handing-over" || view.state === "kept") && view.setup.prizes.length > 0 && (
        <Link to="/host/e/$slug/prizes" params={{ slug: view.slug }}>
          {t("claim.host.open")}
        </Link>
      )}
      {(view.state === "open" || view.extendable) && <EndPanel view={view} />}
      {(["closed", "review", "frozen", "kept"] as const).map(
        (to) =>
          isForward(view, to) &&
          !(to === "kept" && view.setup.prizes.length > 0) && <StepPanel key={to} view={view} to={to} />,
      )}
      {(["open", "closed"] as const).map(
        (to) => !isForward(view, to) && stepTo(view, to) && <StepPanel key={`back-${to}`} view={view} to={to} aside />,
      )}
      {reached >= ORDER.indexOf("closed") && <PurgePlanPanel slug={view.slug} />}
      {reached >= ORDER.indexOf("closed") && view.state !== "purged" && (
        <Link to="/host/e/$slug/recap" params={{ slug: view.slug }}>
          {t("recap.title")}
        </Link>
      )}
      {reached < ORDER.indexOf("open") && <p className={classes.notYet}>{t("host.end.notYet")}</p>}
    </div>
  );
}

const isForward = (view: ChallengeView, to: ChallengeState): boolean => ORDER.indexOf(to) > ORDER.indexOf(view.state);
