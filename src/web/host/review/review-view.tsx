import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ChallengeState, ChallengeView } from "../../../contract/index.ts";
import { sessionQuery } from "../../app/api.ts";
import { Conflicts } from "../../staff/conflicts.tsx";
import { DoubtfulQueue } from "../../staff/doubtful-queue.tsx";
import { ownVault } from "../../staff/use-staff-lock.ts";
import { useStaffQueue } from "../../staff/use-staff-queue.ts";
import { funnelQuery } from "../api.ts";
import { REVIEW_PARTS, type ReviewPart } from "../host-search.ts";
import { AppealsPanel } from "./appeals-panel.tsx";
import { OverridesPanel } from "./overrides-panel.tsx";
import classes from "./review.module.css";
import { TicketsPanel } from "./tickets-panel.tsx";

interface ReviewViewProps {
  readonly view: ChallengeView;
  readonly part: ReviewPart | undefined;
  readonly ticket: string | undefined;
}

/** Everything a person decides before the list is final: doubts, appeals, decisions and every ticket with its reasons. */
export function ReviewView({ view, part = "doubtful", ticket }: ReviewViewProps) {
  const { t } = useTranslation();
  const funnel = useQuery(funnelQuery(view.slug));
  const locked = useLocked(view.state);
  const counts: Partial<Record<ReviewPart, number>> = {
    doubtful: funnel.data?.doubtful ?? 0,
    appeals: funnel.data?.openAppeals ?? 0,
  };
  return (
    <div className={classes.page}>
      <nav className={classes.parts} aria-label={t("host.review.parts")}>
        {REVIEW_PARTS.map((each) => (
          <Link
            key={each}
            to="/host/e/$slug"
            params={{ slug: view.slug }}
            search={{ view: "review", part: each }}
            aria-current={each === part ? "page" : undefined}
          >
            {t(`host.review.part.${each}`)}
            {(counts[each] ?? 0) > 0 && <span className={classes.count}>{counts[each]}</span>}
          </Link>
        ))}
      </nav>
      {locked !== undefined && (
        <p className={classes.locked} role="status">
          {locked}
        </p>
      )}
      {part === "doubtful" && <Doubts slug={view.slug} locked={locked} />}
      {part === "appeals" && <AppealsPanel slug={view.slug} />}
      {part === "overrides" && <OverridesPanel slug={view.slug} locked={locked !== undefined} />}
      {part === "tickets" && <TicketsPanel view={view} opened={ticket} locked={locked !== undefined} />}
    </div>
  );
}

const CHANGEABLE: ReadonlySet<ChallengeState> = new Set(["open", "closed", "review"]);

/** Why nothing can be decided here; undefined where it can. */
function useLocked(state: ChallengeState): string | undefined {
  const { t } = useTranslation();
  const session = useQuery(sessionQuery);
  if (state === "draft" || state === "announced") return t("host.review.locked.early");
  if (!CHANGEABLE.has(state)) return t("host.review.locked.late");
  return session.data?.role === "auditor" ? t("host.review.locked.role") : undefined;
}

function Doubts({ slug, locked }: { readonly slug: string; readonly locked: string | undefined }) {
  const queue = useStaffQueue(ownVault());
  return (
    <div className={classes.panel}>
      <Conflicts slug={slug} conflicts={queue.conflicts} onDone={queue.dismiss} />
      <DoubtfulQueue
        slug={slug}
        mayDecide={locked === undefined}
        waiting={queue.waiting}
        onDecide={(change) => void queue.add(change)}
      />
    </div>
  );
}
