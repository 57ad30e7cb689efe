import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { ChallengeView } from "../../contract/index.ts";
import { FaultNotice } from "../app/notice-pages.tsx";
import { nameText } from "../ui/name-text.ts";
import { PageHead } from "../ui/page-head.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { RowSkeletons } from "../ui/row-skeletons.tsx";
import { challengeQuery } from "./api.ts";
import { AuditView } from "./audit-view.tsx";
import { nameOf } from "./challenge-name.ts";
import classes from "./challenge-page.module.css";
import { DoorsView } from "./doors-view.tsx";
import { EndView } from "./end-view.tsx";
import { HOST_VIEWS, type HostView } from "./host-search.ts";
import { LiveView } from "./live-view.tsx";
import { ReviewView } from "./review/review-view.tsx";
import { VenueNow } from "./setup/fields.tsx";
import { SetupView } from "./setup/setup-view.tsx";
import { StateBadge } from "./state-badge.tsx";
import { UndoBar } from "./step-panel.tsx";

/** Few hosts have it open, and it brings the odds of the draw along. */
const SwagView = lazy(() => import("./swag/swag-view.tsx").then(({ SwagView: view }) => ({ default: view })));

const route = getRouteApi("/shell/host/e/$slug");

/** One challenge for its host: six cards, the doors, the desk while it runs, its end and its log. */
export function ChallengePage() {
  const { slug } = route.useParams();
  const challenge = useQuery(challengeQuery(slug));
  if (challenge.error && !challenge.data) {
    return <FaultNotice error={challenge.error} retry={() => void challenge.refetch()} />;
  }
  if (challenge.data === undefined) return <RowSkeletons rows={6} />;
  return <Loaded key={challenge.data.id} view={challenge.data} />;
}

function Loaded({ view }: { readonly view: ChallengeView }) {
  const { t, i18n } = useTranslation();
  const name = nameText(nameOf(view.setup.name, i18n.language));
  usePageTitle(name);
  const search = route.useSearch();
  const shown = search.view ?? firstView(view);
  return (
    <div className={classes.page}>
      <PageHead crumbs={[{ to: "/host", label: t("host.list.title") }]} title={name}>
        <div className={classes.facts}>
          <StateBadge state={view.state} />
          {view.rehearsal && <span className={classes.rehearsal}>{t("host.rehearsal.mark")}</span>}
          <VenueNow timeZone={view.setup.timeZone} />
        </div>
      </PageHead>
      <nav className={classes.tabs} aria-label={t("host.views")}>
        {HOST_VIEWS.map((each) => (
          <Link
            key={each}
            to="/host/e/$slug"
            params={{ slug: view.slug }}
            search={{ view: each }}
            aria-current={each === shown ? "page" : undefined}
            data-active={each === shown}
          >
            {t(`host.view.${each}`)}
          </Link>
        ))}
      </nav>
      <UndoBar view={view} />
      {shown === "setup" && <SetupView view={view} field={search.field} />}
      {shown === "doors" && <DoorsView view={view} />}
      {shown === "live" && <LiveView view={view} />}
      {shown === "review" && <ReviewView view={view} part={search.part} ticket={search.ticket} />}
      {shown === "swag" && (
        <Suspense fallback={<RowSkeletons rows={4} />}>
          <SwagView view={view} />
        </Suspense>
      )}
      {shown === "end" && <EndView view={view} />}
      {shown === "audit" && <AuditView view={view} />}
    </div>
  );
}

/** What a host most likely came for. */
function firstView({ state }: ChallengeView): HostView {
  switch (state) {
    case "draft":
      return "setup";
    case "announced":
      return "doors";
    case "open":
      return "live";
    default:
      return "end";
  }
}
