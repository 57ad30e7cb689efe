import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { SessionAnswer } from "../../contract/index.ts";
import { openLink, sessionQuery } from "./api.ts";
import { CodeLine, FaultNotice, Notice } from "./notice-pages.tsx";

/**
 * Where host and wall links lead. The token stands after `#`, which browsers send to no server, so it ends
 * in no log; it is taken out of the address before it is used.
 */
export function OpenPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  const [missing, setMissing] = useState(false);
  const begun = useRef(false);

  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    const token = tokenOf(window.location.hash);
    window.history.replaceState(null, "", "/open");
    if (token === "") {
      setMissing(true);
      return;
    }
    const enter = openLink(token).catch(async (fault: unknown) => {
      // The host who opens the printed link once more, in the browser that used it up, is in already.
      const session = isSpent(fault) ? await queryClient.fetchQuery(sessionQuery).catch(() => null) : null;
      if (session?.role === "host") return session;
      throw fault;
    });
    enter.then((session) => {
      queryClient.setQueryData(sessionQuery.queryKey, session);
      return navigate({ to: homeOf(session), replace: true });
    }, setError);
  }, [navigate, queryClient]);

  if (missing) return <Notice title={t("open.missingTitle")} lead={t("open.missingLead")} />;
  if (isSpent(error)) {
    return (
      <Notice title={t("open.spentTitle")} lead={t("open.spentLead")}>
        <CodeLine text="npx sadari link create host" />
      </Notice>
    );
  }
  if (error !== null) return <FaultNotice error={error} retry={() => window.location.reload()} />;
  return <Notice title={t("app.name")} lead={t("open.opening")} />;
}

/** Where a session begins its work. */
export function homeOf({ role, challenge }: SessionAnswer): string {
  switch (role) {
    case "host":
      return "/host";
    case "operator":
    case "auditor":
      return challenge === null ? "/host" : `/host/e/${challenge}`;
    case "scanner":
      return "/staff";
    case "wall":
      return "/wall";
    case "kiosk":
      return challenge === null ? "/staff" : `/e/${challenge}/kiosk`;
  }
}

const tokenOf = (hash: string): string => decodeURIComponent(hash.replace(/^#(?:link=|token=)?/, ""));

const isSpent = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "code" in error && error.code === "auth.link-spent";
