import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ChallengeState, ChallengeView } from "../../contract/index.ts";
import { PurgePlanPanel } from "../privacy/purge-plan.tsx";
import classes from "./end-view.module.css";
import { EndPanel } from "./live-view.tsx";
import { StepPanel, stepTo } from "./step-panel.tsx";

const STEPS = ["closed", "review", "frozen", "drawn", "handing-over", "kept"] as const;
/** Without a prize there is nothing to fix, to draw or to hand over. */
const STEPS_WITHOUT_PRIZES = ["closed", "review", "kept"] as const;
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

/** Closing, looking through, making the list final, the draw, the hand-over and the end: one page of steps. */
export function EndView({ view }: { readonly view: ChallengeView }) {
  const { t } = useTranslation();
  const reached = ORDER.indexOf(view.state);
  const hasPrizes = view.setup.prizes.length > 0;
  const steps = hasPrizes ? STEPS : STEPS_WITHOUT_PRIZES;
  const next = steps.find((step) => ORDER.indexOf(step) > reached);
  return (
    <div className={classes.page}>
      <ol className={classes.steps}>
        {steps.map((step, index) => {
          const isNext = step === next && reached >= ORDER.indexOf("open");
          const standing = ORDER.indexOf(step) <= reached ? "done" : isNext ? "next" : "later";
          return (
            <li key={step} data-standing={standing} aria-current={standing === "next" ? "step" : undefined}>
              {index + 1}. {t(`host.end.${step}`)}
              <span className="visually-hidden">{t(`host.standing.${standing}`)}</span>
            </li>
          );
        })}
      </ol>
      {hasPrizes && (
        <Link to="/host/e/$slug/draw" params={{ slug: view.slug }}>
          {t("draw.host.open")}
        </Link>
      )}
      {(view.state === "handing-over" || view.state === "kept") && hasPrizes && (
        <Link to="/host/e/$slug/prizes" params={{ slug: view.slug }}>
          {t("claim.host.open")}
        </Link>
      )}
      {(view.state === "open" || view.extendable) && <EndPanel view={view} />}
      {(["closed", "review", "frozen", "handing-over", "kept"] as const).map(
        (to) => isForward(view, to) && !isDetour(view, to, hasPrizes) && <StepPanel key={to} view={view} to={to} />,
      )}
      {(["open", "closed"] as const).map(
        (to) => !isForward(view, to) && stepTo(view, to) && <StepPanel key={`back-${to}`} view={view} to={to} aside />,
      )}
      {(reached >= ORDER.indexOf("closed") || view.state === "announced") && <PurgePlanPanel slug={view.slug} />}
      {reached >= ORDER.indexOf("closed") && view.state !== "purged" && (
        <Link to="/host/e/$slug/recap" params={{ slug: view.slug }}>
          {t("recap.open")}
        </Link>
      )}
      {reached < ORDER.indexOf("open") && <p className={classes.notYet}>{t("host.end.notYet")}</p>}
    </div>
  );
}

/** Whoever has prizes draws them; the way around a draw is for events without any. */
const isDetour = ({ state }: ChallengeView, to: ChallengeState, hasPrizes: boolean): boolean =>
  to === "kept" && state === "review" && hasPrizes;

const isForward = (view: ChallengeView, to: ChallengeState): boolean => ORDER.indexOf(to) > ORDER.indexOf(view.state);
