import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { FaultNotice } from "../app/notice-pages.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { privacyQuery } from "./api.ts";
import { inLanguageOf, NoticeText } from "./notice-text.tsx";
import classes from "./privacy.module.css";
import { PrivacyFrame } from "./privacy-frame.tsx";
import { PurgeLine } from "./purge-line.tsx";

const route = getRouteApi("/e/$slug/privacy");
const KINDS = ["entry-notice", "wall-photos", "winner-contact"] as const;

/** What is held, why and until when, for anybody. */
export function PrivacyPage() {
  const { t, i18n } = useTranslation();
  const { slug } = route.useParams();
  const { data, error, refetch } = useQuery(privacyQuery(slug));
  usePageTitle(t("privacy.title"));
  return (
    <PrivacyFrame slug={slug}>
      <div className={classes.title}>
        <h1>{t("privacy.title")}</h1>
        <p>{t("privacy.lead")}</p>
      </div>
      {error && !data && <FaultNotice error={error} retry={() => void refetch()} />}
      {!data && !error && (
        <p className="visually-hidden" aria-live="polite">
          {t("privacy.loading")}
        </p>
      )}
      {data && (
        <>
          <PurgeLine answer={data} />
          <Link to="/e/$slug/my-data" params={{ slug }} className={classes.way}>
            {t("privacy.toMyData")}
          </Link>
          {KINDS.map((kind) => {
            const notice = inLanguageOf(data.notices, kind, i18n.language);
            return notice && <NoticeText key={kind} notice={notice} />;
          })}
        </>
      )}
    </PrivacyFrame>
  );
}
