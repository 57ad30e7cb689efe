import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useRouterState } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { FaultNotice } from "../../app/notice-pages.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { usePageTitle } from "../../ui/page-title.ts";
import { RowSkeletons } from "../../ui/row-skeletons.tsx";
import { surveyQuery } from "./api.ts";
import classes from "./builder.module.css";
import { SurveyBuilder } from "./survey-builder.tsx";
import { SurveyResultsView } from "./survey-results.tsx";

const route = getRouteApi("/shell/host/e/$slug/survey");

/** The survey for its host: what is asked, and what came of it. */
export function SurveyBuilderPage() {
  const { t } = useTranslation();
  const { slug } = route.useParams();
  usePageTitle(t("survey.title"));
  const hash = useRouterState({ select: ({ location }) => location.hash });
  const survey = useQuery(surveyQuery(slug));
  const showsResults = hash === "results";
  return (
    <div className={classes.page}>
      <PageHead
        crumbs={[{ to: "/host/e/$slug", params: { slug }, label: t("survey.build.toChallenge") }]}
        title={t("survey.title")}
      />
      <nav className={classes.tabs} aria-label={t("survey.title")}>
        {(["questions", "results"] as const).map((view) => (
          <Link
            key={view}
            to="/host/e/$slug/survey"
            params={{ slug }}
            hash={view}
            hashScrollIntoView={false}
            activeOptions={{ includeHash: true }}
            data-active={showsResults === (view === "results")}
            aria-current={showsResults === (view === "results") ? "page" : undefined}
          >
            {t(`survey.view.${view}`)}
          </Link>
        ))}
      </nav>
      {survey.error && !survey.data && <FaultNotice error={survey.error} retry={() => void survey.refetch()} />}
      {!survey.data && !survey.error && <RowSkeletons rows={6} />}
      {showsResults && <SurveyResultsView slug={slug} />}
      {/* Hidden, not left: what is being written stays. */}
      {survey.data && (
        <div hidden={showsResults}>
          <SurveyBuilder slug={slug} view={survey.data} />
        </div>
      )}
    </div>
  );
}
